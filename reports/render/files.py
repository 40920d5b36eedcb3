"""Files: figures, tables and a folder that is complete or not there at all."""

import csv
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from ...priors import StudyError
from ..figures.style import report_style

__all__ = ["FORMATS", "filled_folder", "save_figure", "save_table"]

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


def save_table(path: Path, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Write a table as CSV."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


@contextmanager
def filled_folder(out: Path) -> Iterator[Path]:
    """Give a folder to fill; its files take their places in ``out`` only once all are there.

    Files of the same name are replaced, other files are left alone, and nothing changes on failure.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as name:
        folder = Path(name)
        yield folder
        for made in sorted(p for p in folder.rglob("*") if p.is_file()):
            place = out / made.relative_to(folder)
            place.parent.mkdir(parents=True, exist_ok=True)
            os.replace(made, place)
