"""The command that draws a figure for a paper: its width, its formats, and what it refuses."""

import pandas as pd
import pytest
from click.testing import CliRunner

from llm_barriers.reports.cli.figure_commands import figure
from llm_barriers.reports.cli.main import cli
from llm_barriers.reports.sections import SECTIONS

QUICK = ["--study", "published", "--draws", "400", "--no-store"]


def _run(*words):
    return CliRunner().invoke(cli, ["figure", *words])


def test_every_figure_of_a_section_has_its_command():
    assert list(figure.commands) == [name for section in SECTIONS for name in section.figures]


def test_a_figure_is_as_wide_as_was_asked_for_and_has_its_data(tmp_path):
    svg, csv = tmp_path / "claims.svg", tmp_path / "claims.csv"
    for words in (["--width", "89mm", "--out", str(svg)], ["--format", "csv", "--every", "--out", str(csv)]):
        result = _run("claims", *words, *QUICK)
        assert result.exit_code == 0, result.output
    assert f'width="{89 / 25.4 * 72:.6g}' in svg.read_text(encoding="utf-8")
    assert len(pd.read_csv(csv)) > 12


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--width", "2in"], "'2in' is no width of a figure. Allowed: from 3in to 20in"),
        (["--width", "wide"], "'wide' is no width"),
        (["--format", "pdf", "--out", "a.svg"], "'a.svg' does not end in .pdf"),
        (["--out", "a.gif"], "'a.gif' does not end in .svg, .pdf, .png, .csv"),
    ],
)
def test_what_cannot_be_drawn_is_refused_first(words, said):
    result = _run("claims", *words, *QUICK)
    assert result.exit_code == 2
    assert said in " ".join(result.output.replace("│", "").split())


def test_the_map_has_the_size_of_what_it_holds():
    assert "No such option '--width'" in _run("graph_map", "--width", "7in").output


def test_a_report_says_what_draws_each_figure_again():
    words = {section.name: section.asked_words() for section in SECTIONS}
    assert words["claims"] == "--study ."
    assert words["what_if"] == "--with later --study ."
    assert words["comparison"] == "published ."
    assert words["audit"] == "--study published"
