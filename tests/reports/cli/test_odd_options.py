"""Odd options: every command answers, or refuses in a few words; a question is not computed, only asked.

EXAMPLES=2000 in the environment tries so many command lines.
"""

import os

import click
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from llm_barriers.reports.cli.main import cli, main
from llm_barriers.reports.run.refusal import NotConverged
from llm_barriers.reports.sections import telling

EXAMPLES = int(os.environ.get("EXAMPLES", "100"))

ODD = ["", " ", "nan", "inf", "-1", "0", "1", "0.5", "1e400", "9" * 30, "9" * 5000, "x", "[/]", "\u001b[31m"]
ODD += ["a" * 5000, "..", "/", "/dev/null", "/dev/null/x.svg", "x.svg", "a\nb", "null", "true", "--json", "-h"]
ODD += ["é", "\u202e", "{}", "%s", "reanalysis", "published", "reanalysis@", "@", "@2020", "published@x"]
ODD += ["reanalysis@today", "2022-13", "2022", "today", "=", "~", "x=y", "room=none", "room=", "=none", "room=x"]
ODD += ["blend=mixture", "evidence_model=cut", "leopold_2019", "cost_ratio=nan", "cost_ratio=0", "cost_ratio=-1"]
ODD += ["cost_ratio~0.4±0", "cost_ratio~1±1e400", "cost_ratio~0.4±10%", "salary=1 dB"]
ODD += ["salary=8k usd/person/month", "salary=1B", "nodes[x]=1", "nodes=1", "utilisation=2"]
ODD += ["salary=1e308 megausd", "later", "cost_ratio", "deployment_cheaper", "vendor_bias", "mean", "20%"]
ODD += ["-20%", "posterior", "tcp://:0", "mcmc"]


def commands(group=cli, before=()):
    """Yield every command with the words that call it."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*before, name))
        else:
            yield (*before, name), command


COMMANDS = [(words, command) for words, command in commands() if words[0] != "store"]


@st.composite
def lines(draw):
    """Draw a command with up to three odd values of its options, and one for each argument."""
    words, command = draw(st.sampled_from(COMMANDS))
    options = [p for p in command.params if isinstance(p, click.Option) and p.name not in ("store", "scheduler")]
    line = list(words)
    for option in draw(st.lists(st.sampled_from(options), max_size=3)) if options else ():
        name = draw(st.sampled_from([*option.opts, *option.secondary_opts]))
        line += [name] if option.is_flag else [name, draw(st.sampled_from(ODD))]
    if draw(st.booleans()) and any(isinstance(p, click.Argument) for p in command.params):
        line += draw(st.lists(st.sampled_from(ODD), min_size=1, max_size=2))
    return [*line, "--out", "out"] if words == ("report",) and "--out" not in line else line


@pytest.fixture
def unanswered(monkeypatch, tmp_path):
    """Stop where an answer would take a fit, in a folder of its own."""
    answer = telling.answer

    def asked(section, run, **options):
        if section.fits:
            raise NotConverged("asked")
        return answer(section, run, **options)

    def written(*_, **__):
        raise NotConverged("asked")

    monkeypatch.setattr(telling, "answer", asked)
    monkeypatch.setattr(telling, "figure", written)
    monkeypatch.setattr("llm_barriers.reports.page.report.write_report", written)
    monkeypatch.chdir(tmp_path)
    return monkeypatch


@settings(
    max_examples=EXAMPLES,
    deadline=20_000,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(line=lines())
def test_an_odd_command_line_is_answered_or_refused_in_short(unanswered, capsys, line):
    unanswered.setattr("sys.argv", ["llm-barriers", *line])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr().err
    assert ended.value.code in (0, 2, 3), line
    assert len(said) < 800 or ended.value.code == 0
    assert said.replace("\n", "").isprintable()
    assert "Traceback" not in said
