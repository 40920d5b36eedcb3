"""Odd command lines: every command answers, or refuses in a few words; `python tests/fuzz` tries many."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from llm_barriers.reports.cli.main import main

from .odd_lines import odd_line, unanswered, wrong


@settings(
    max_examples=100,
    deadline=20_000,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rng=st.randoms())
def test_an_odd_command_line_is_answered_or_refused_in_short(tmp_path, capsys, rng):
    line, _ = odd_line(rng)
    with unanswered(tmp_path) as patch, pytest.raises(SystemExit) as ended:
        patch.setattr("sys.argv", ["llm-barriers", *line])
        main()
    assert not wrong(ended.value.code or 0, capsys.readouterr().err), line
