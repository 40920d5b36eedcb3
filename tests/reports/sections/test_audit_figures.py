"""The audit of another text's figures against any study."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from scipy import stats

from llm_barriers.analyses.fit import READOUTS
from llm_barriers.priors import StudyError
from llm_barriers.reports.cli.main import cli

EXAMPLE = Path(__file__).parents[3] / "examples" / "deepseek_day"
STUDY = str(EXAMPLE / "studies" / "day.toml")


def audit(figures, *words):
    return CliRunner().invoke(
        cli, ["audit", "--study", STUDY, "--figures", str(figures), *words], catch_exceptions=False
    )


def test_the_other_published_estimate_is_reproduced_or_explained():
    found = audit(EXAMPLE / "figures.toml", "--strict", "--json")
    rows = {row["figure"]: row for row in json.loads(found.stdout)["audit"]}
    assert found.exit_code == 0
    assert {name for name, row in rows.items() if row["reproduced"]} == {"cost", "cache_share", "training_cost"}
    assert rows["cost"]["graph_centre"] == pytest.approx(226.75 * 8 * 2 * 24)


def test_what_is_neither_fails_where_it_is_asked_to(tmp_path):
    text = (EXAMPLE / "figures.toml").read_text(encoding="utf-8").replace("centre = 87072", "centre = 88000")
    (tmp_path / "wrong.toml").write_text(text, encoding="utf-8")
    assert audit(tmp_path / "wrong.toml").exit_code == 0
    strict = audit(tmp_path / "wrong.toml", "--strict")
    assert (strict.exit_code, "Neither come out nor are explained: cost." in strict.stdout) == (1, True)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "holds no figure"),
        ("[a]\nnode = 'costs'\n{}\nunit = 'usd/day'", "a.node: unknown node 'costs'. Did you mean 'cost'"),
        ("[a]\nnode = 'cost'\n{}\nunit = 'token'", "a.unit: 'usd/day' cannot be turned into 'token'"),
        (
            "[a]\nclaim = 'pay'\nquote = ''\nreadout = 'probability'\nunit = 'percent'\ncentre = 9\ndigits = 1",
            "unknown claim",
        ),
        ("[a]\nnode = 'cost'\n{}\nunit = 'usd/day'\nreadouts = 'point'", "a.readouts: unknown key 'readouts'"),
    ],
)
def test_a_file_that_is_wrong_is_refused(tmp_path, text, problem):
    (tmp_path / "f.toml").write_text(
        text.format("quote = ''\nreadout = 'point'\ncentre = 1\ndigits = 1"), encoding="utf-8"
    )
    with pytest.raises(StudyError) as caught:
        audit(tmp_path / "f.toml")
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("readout", "expected"),
    [
        ("percentiles", lambda d: d.ppf([0.5, 0.05, 0.95])),
        ("squiggle", lambda d: [d.mean(), *d.ppf([0.05, 0.95])]),
        ("squigglepy", lambda d: [d.mean(), *d.ppf([0.05, 0.95])]),
        ("mean_sd", lambda d: [d.mean(), d.mean() - d.std(), d.mean() + d.std()]),
    ],
)
def test_a_tool_s_read_out_is_what_the_tool_prints_of_a_log_normal(readout, expected):
    log_normal = stats.lognorm(s=0.5, scale=100)
    draws = log_normal.ppf((np.arange(200_000) + 0.5) / 200_000)
    assert READOUTS[readout](draws) == pytest.approx(list(expected(log_normal)), rel=2e-3)
