"""Figures in every format, the same each time."""

import re
from io import StringIO

import pandas as pd
import pytest

from llm_barriers.priors import StudyError
from llm_barriers.reports.figures.saving import FORMATS, save_plot, written
from llm_barriers.reports.figures.sheet import Sheet

STARTS = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF", "csv": b"x,y"}


def _plot(width=3.5):
    sheet = Sheet(width, [1.0])
    sheet.axes[0].plot([1, 2])
    return sheet.finish("It rises.", "A line.", pd.DataFrame({"x": [0, 1], "y": [1 / 3, 2.0]}))


@pytest.mark.parametrize("kind", FORMATS)
def test_a_figure_is_written_as_its_ending_says_and_the_same_each_time(tmp_path, kind):
    paths = [tmp_path / "folder" / f"{name}.{kind}" for name in "ab"]
    for path in paths:
        save_plot(_plot(), path)
    first, second = (path.read_bytes() for path in paths)
    assert first.startswith(STARTS[kind])
    assert first == second


def test_a_figure_has_the_width_asked_for_its_data_and_type_that_stays_text():
    plot = _plot(4.2)
    assert plot.figure.get_figwidth() == 4.2
    assert pd.read_csv(StringIO(written(plot, "csv").decode()))["y"].tolist() == [1 / 3, 2.0]
    svg = written(plot, "svg")
    assert b"It rises." in svg and b' d="M ' in svg
    assert not re.search(rb' (?:d|x|y)="[^"]*\.\d{3}', svg)
    pdf = written(plot, "pdf")
    assert b"/FontFile2" in pdf and b"/Type3" not in pdf


def test_a_wrong_ending_is_refused_before_anything_is_written(tmp_path):
    with pytest.raises(StudyError, match=r"--out.*Allowed"):
        save_plot(_plot(), tmp_path / "a.svg", tmp_path / "a.gif")
    assert not list(tmp_path.iterdir())
