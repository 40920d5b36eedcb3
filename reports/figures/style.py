"""Style: the palette, and the look of every figure."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources

import matplotlib as mpl

__all__ = [
    *("BLACK", "BLUE", "GREEN", "GREY", "LIGHT", "ORANGE", "PURPLE", "SKY", "VERMILLION"),
    "report_style",
]

BLACK, GREY, LIGHT = "#000000", "#595959", "#D9D9D9"
BLUE, SKY, GREEN, VERMILLION = "#0072B2", "#56B4E9", "#009E73", "#D55E00"
ORANGE, PURPLE = "#E69F00", "#CC79A7"
"""Okabe and Ito's colours, which readers who are colour-blind can tell apart."""


@contextmanager
def report_style() -> Iterator[None]:
    """Draw or save figures in the report's style; also a decorator."""
    with resources.as_file(resources.files(__package__) / "report.mplstyle") as path:
        parameters = mpl.rc_params_from_file(path, use_default_template=True)
    with mpl.rc_context(dict(parameters)):
        yield
