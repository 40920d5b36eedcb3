"""Files: figures, tables and a folder that is complete or not there at all."""

import csv
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from ..priors import StudyError
from .figures.style import report_style

__all__ = ["FORMATS", "filled_folder", "save_figure", "save_table"]

FORMATS = ("svg", "png", "pdf")
_DATES = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {}}


def save_figure(figure: Figure, path: Path) -> None:
    """Write a figure, as its ending says, and close it.

    Raises
    ------
    StudyError
        If the ending is not that of a picture.
    """
    kind = path.suffix.removeprefix(".")
    if kind not in FORMATS:
        raise StudyError(f"{path.name!r} has no ending of a picture. Allowed: .svg, .png, .pdf", key="--out")
    path.parent.mkdir(parents=True, exist_ok=True)
    with report_style():
        figure.savefig(path, metadata=_DATES[kind], bbox_inches="tight", dpi=150)
    plt.close(figure)


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
