"""Figures in every format, the same each time."""

import pytest

from llm_barriers.priors import StudyError
from llm_barriers.reports.figures.saving import FORMATS, save_figure
from llm_barriers.reports.figures.style import new_figure

STARTS = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}


@pytest.mark.parametrize("kind", FORMATS)
def test_a_figure_is_written_as_its_ending_says_and_the_same_each_time(tmp_path, kind):
    paths = [tmp_path / "folder" / f"{name}.{kind}" for name in "ab"]
    for path in paths:
        figure = new_figure(2)
        figure.add_subplot().plot([1, 2])
        save_figure(figure, path)
    first, second = (path.read_bytes() for path in paths)
    assert first.startswith(STARTS[kind])
    assert first == second


def test_every_format_shows_the_same_layout(tmp_path):
    figure = new_figure(2)
    axes = figure.add_subplot()
    axes.set_ylabel("A label that needs room")
    save_figure(figure, *(tmp_path / f"a.{kind}" for kind in FORMATS))
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".pdf", ".png", ".svg"]
    assert axes.get_tightbbox().x0 >= 0


def test_a_wrong_ending_is_refused_before_anything_is_written(tmp_path):
    with pytest.raises(StudyError, match=r"--out.*Allowed"):
        save_figure(new_figure(2), tmp_path / "a.svg", tmp_path / "a.gif")
    assert not list(tmp_path.iterdir())
