"""Style: the palette, and the look of a figure, its axes, legends and margins."""

import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import resources

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

__all__ = [
    "BLACK",
    "BLUE",
    "GREEN",
    "GREY",
    "LIGHT",
    "ORANGE",
    "PURPLE",
    "VERMILLION",
    "WIDTH",
    "balanced",
    "caption",
    "headline",
    "legend_above",
    "log_axis",
    "new_figure",
    "report_style",
    "right_labels",
    "rows",
]

BLACK, GREY, LIGHT = "#000000", "#595959", "#D9D9D9"
BLUE, GREEN, VERMILLION = "#0072B2", "#009E73", "#D55E00"
ORANGE, PURPLE = "#E69F00", "#CC79A7"
"""Okabe and Ito's colours, which readers who are colour-blind can tell apart."""

WIDTH = 7.0
"""Width of a report's column, in inches."""

_TITLE_CHARACTERS, _CAPTION_CHARACTERS = 10.4, 16.4
"""Characters an inch of the title's and the caption's type."""


@contextmanager
def report_style() -> Iterator[None]:
    """Draw or save figures in the report's style; also a decorator."""
    with resources.as_file(resources.files(__package__) / "report.mplstyle") as path:
        parameters = mpl.rc_params_from_file(path, use_default_template=True)
    with mpl.rc_context(dict(parameters)):
        yield


def new_figure(height: float, *, width: float = WIDTH) -> Figure:
    """Return an empty figure, in inches, that belongs to no window."""
    return Figure(figsize=(width, height))


def headline(fig: Figure, finding: str) -> None:
    """Put the finding above a figure, wrapped to its width."""
    width = int(fig.get_figwidth() * _TITLE_CHARACTERS)
    fig.suptitle(textwrap.fill(finding, width), x=0.012, ha="left")


def caption(fig: Figure, text: str) -> None:
    """Put how to read a figure below it, wrapped to its width."""
    width = int(fig.get_figwidth() * _CAPTION_CHARACTERS)
    fig.supxlabel(textwrap.fill(text, width), x=0.012, ha="left", color=GREY, linespacing=1.3)


def log_axis(axis: Axis, text: Callable[[float], str], *, steps: Sequence[float] = (1.0,)) -> None:
    """Make an axis logarithmic.

    Parameters
    ----------
    axis : matplotlib.axis.Axis
    text : callable
        Writes a tick's label.
    steps : sequence of float
        Labelled ticks of each decade.
    """
    axis.axes.set_xscale("log") if axis is axis.axes.xaxis else axis.axes.set_yscale("log")
    axis.set_major_locator(LogLocator(subs=tuple(steps), numticks=50))
    axis.set_major_formatter(FuncFormatter(lambda value, _: text(value)))
    axis.set_minor_locator(LogLocator(subs=tuple(range(2, 10)), numticks=50))
    axis.set_minor_formatter(NullFormatter())


def balanced(text: str, width: int) -> str:
    """Wrap a text into as few lines as a width allows, of about the same length."""
    lines = len(textwrap.wrap(text, width))
    narrow = next(w for w in range(len(text) // lines, width + 1) if len(textwrap.wrap(text, w)) == lines)
    return textwrap.fill(text, narrow)


def rows(ax: Axes, texts: Sequence[str], *, line: int = 38, size: float | None = None) -> None:
    """Make a panel's heights rows from the top down, each with its text."""
    ax.set_yticks(range(len(texts)), [balanced(text, line) for text in texts], fontsize=size)
    ax.set_ylim(max(len(texts), 1) - 0.4, -0.6)


def legend_above(ax: Axes, handles: Sequence[Artist], *, lift: float = 0.3) -> None:
    """Put a legend in one row above a panel, some lines higher where the panel has a title."""
    ax.legend(
        handles=handles,
        loc="lower right",
        bbox_to_anchor=(1, 1),
        borderaxespad=lift,
        ncols=len(handles),
        columnspacing=1.2,
        handletextpad=0.5,
        borderpad=0,
    )


def right_labels(ax: Axes, positions: Sequence[float], texts: Sequence[str], heading: str) -> None:
    """Write a column of texts in the right margin, under a heading."""
    side = ax.secondary_yaxis("right")
    side.set_yticks(list(positions), list(texts))
    side.tick_params(length=0, pad=8)
    side.spines["right"].set_visible(False)
    ax.annotate(heading, (1, 1), (8, 4), "axes fraction", "offset points", ha="left", va="bottom", fontsize=8)
