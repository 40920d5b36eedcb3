"""Saving: a figure as bytes and to files, the same each time."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

from ...priors import StudyError
from ..render.document import Plot
from ..run.whole import write_whole
from .style import report_style

__all__ = ["FORMATS", "save_plot", "written"]

FORMATS = ("svg", "pdf", "png", "csv")
"""Pictures, and the numbers that a figure shows."""

_DATES: dict[str, dict[str, Any]] = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {}}


def written(plot: Plot, kind: str) -> bytes:
    """Return a figure in a format, or its data as CSV, whose numbers are not rounded."""
    if kind == "csv":
        return str(plot.data.to_csv(index=False)).encode()
    file = BytesIO()
    with report_style():
        plot.figure.savefig(file, format=kind, metadata=_DATES[kind])
    return _short(file.getvalue()) if kind == "svg" else file.getvalue()


def _short(svg: bytes) -> bytes:
    """Leave out of a picture what cannot be seen: digits below a hundredth of a point, turns by nothing, blanks."""
    rounded = re.sub(rb' (?:d|x|y)="[^"]*"', lambda places: re.sub(rb"(\d\.\d\d)\d+", rb"\1", places[0]), svg)
    return re.sub(
        rb"\n\s*",
        b" ",
        re.sub(rb' transform="rotate\(-0 [^"]*"| id="(?:[xy]tick|text|line2d|patch)_\d+"', b"", rounded),
    )


def save_plot(plot: Plot, *paths: Path) -> None:
    """Write a figure, or its data, to files, each as its ending says.

    Raises
    ------
    StudyError
        If an ending is not that of a picture or of data.
    """
    kinds = [path.suffix.removeprefix(".") for path in paths]
    for path, kind in zip(paths, kinds, strict=True):
        if kind not in FORMATS:
            allowed = ", ".join(f".{each}" for each in FORMATS)
            raise StudyError(f"{path.name!r} has no ending of a picture. Allowed: {allowed}", key="--out")
    for path, kind in zip(paths, kinds, strict=True):
        write_whole(path, written(plot, kind))
