"""Style: the palette, the look of a figure, and how numbers, units and names read in one."""

import math
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import resources

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from ...model import ARGUMENT, Graph
from ...priors import split_name

__all__ = [
    "BLACK",
    "BLUE",
    "GREEN",
    "GREY",
    "LIGHT",
    "ORANGE",
    "PURPLE",
    "SKY",
    "VERMILLION",
    "WIDTH",
    "balanced",
    "caption",
    "coordinate_label",
    "count",
    "dollars",
    "headline",
    "label",
    "legend_above",
    "log_axis",
    "new_figure",
    "node_title",
    "percent",
    "report_style",
    "right_labels",
    "short",
    "titled",
    "unit_label",
]

BLACK, GREY, LIGHT = "#000000", "#595959", "#D9D9D9"
BLUE, SKY, GREEN, VERMILLION = "#0072B2", "#56B4E9", "#009E73", "#D55E00"
ORANGE, PURPLE = "#E69F00", "#CC79A7"
"""Okabe and Ito's colours, which readers who are colour-blind can tell apart."""

WIDTH = 7.0
"""Width of a report's column, in inches."""

_TITLE_CHARACTERS, _CAPTION_CHARACTERS = 10.4, 16.4
"""Characters an inch of the title's and the caption's type."""

_SCENARIOS = {"twitter": "Twitter campaign", "coding": "Coding assistant"}
_MODELS = {"opt_175b": "OPT-175B", "bloom": "BLOOM"}
_ACRONYMS = {"api": "API", "cs": "CS", "us": "US", "gpu": "GPU", "gpus": "GPUs", "opt": "OPT", "ml": "ML"}
_SUFFIXES = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K"), (1.0, ""))


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


def short(number: float, *, digits: int = 2) -> str:
    """Write a number in a few significant digits, but keep its whole part: 45K, 2.6M, 0.013."""
    size = abs(number)
    if size >= 1e15:
        mantissa, _, exponent = f"{number:.{digits - 1}e}".partition("e")
        return f"{mantissa}e{int(exponent)}"
    if 0 < size < 1e-3:
        return f"{number:.{digits}g}"
    scale, suffix = next(((s, x) for s, x in _SUFFIXES if size >= 0.9995 * s), (1.0, ""))
    return f"{_rounded(number / scale, digits)}{suffix}"


def _rounded(number: float, digits: int = 2) -> str:
    """Keep some significant digits, and the whole part of larger numbers."""
    before = 1 + math.floor(math.log10(abs(number))) if number else 1
    text = f"{number:.{max(digits - before, 0)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def count(number: float) -> str:
    """Write a number of people in two significant digits: 2,800."""
    return f"{float(f'{number:.2g}'):,.0f}"


def percent(ratio: float) -> str:
    """Write a ratio or a probability as a percentage; whole from 10% on."""
    return f"{_rounded(100 * ratio)}%"


def dollars(number: float) -> str:
    """Write an amount of US dollars."""
    return f"${short(number)}"


def unit_label(unit: str) -> str:
    """Write a unit in words: ``usd/year`` is "US dollars per year", and a pure number nothing."""
    if unit == "dimensionless":
        return ""
    return unit.replace("usd", "US dollars").replace("/", " per ").replace("_", " ")


def label(name: str) -> str:
    """Write a node's name in words: ``compute_cost[twitter]`` is "Compute cost, Twitter campaign"."""
    base, coordinate = split_name(name)
    words = " ".join(_ACRONYMS.get(word, word) for word in base.split("_"))
    text = words[:1].upper() + words[1:]
    if coordinate is None:
        return text
    return f"{text}, {coordinate_label(coordinate)}"


def coordinate_label(coordinate: str) -> str:
    """Write a coordinate in words; ``twitter`` is "Twitter campaign"."""
    return {**_SCENARIOS, **_MODELS}.get(coordinate, coordinate.replace("_", " "))


def node_title(graph: Graph, name: str) -> str:
    """Return a node's title: its quantity's where it has one, or else its formula's."""
    base, _ = split_name(name)
    quantities = graph.study.quantities
    for key in (name, base):
        if key in quantities:
            return quantities[key].title
    titles = {split_name(node.name)[0]: node.title for node in ARGUMENT}
    return titles.get(base, label(name))


def titled(name: str, titles: Mapping[str, str]) -> str:
    """Return the title of a name, or of its base with the coordinate's behind it, or the name in words."""
    base, coordinate = split_name(name)
    if name in titles or coordinate is None:
        return titles.get(name, label(name))
    return f"{titles.get(base, label(base))}: {titles.get(coordinate, coordinate_label(coordinate))}"


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
