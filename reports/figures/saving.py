"""Saving: a figure to files, the same each time."""

from pathlib import Path

from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from ...priors import StudyError
from .style import report_style

__all__ = ["FORMATS", "save_figure"]

FORMATS = ("svg", "png", "pdf")
_DATES = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {}}
_MARGIN = 0.1
"""White around a figure, in inches."""


def save_figure(figure: Figure, *paths: Path) -> None:
    """Write a figure to files, each as its ending says, and close it.

    Raises
    ------
    StudyError
        If an ending is not that of a picture.
    """
    for path in paths:
        if _kind(path) not in FORMATS:
            raise StudyError(f"{path.name!r} has no ending of a picture. Allowed: .svg, .png, .pdf", key="--out")
    with report_style():
        frame = _laid_out(figure)
        for path in paths:
            path.parent.mkdir(parents=True, exist_ok=True)
            figure.savefig(path, metadata=_DATES[_kind(path)], bbox_inches=frame, dpi=150)
    plt.close(figure)


def _kind(path: Path) -> str:
    return path.suffix.removeprefix(".")


def _laid_out(figure: Figure) -> Bbox:
    """Fix a figure's layout, lest every format work it out again, and return what it covers, in inches."""
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    return figure.get_tightbbox().padded(_MARGIN)
