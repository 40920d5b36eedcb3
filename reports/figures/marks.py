"""Marks: what several figures draw alike: intervals, densities, moves, the conclusion's axis, names of lines, keys."""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import Any, Literal, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.lines import Line2D
from numpy.typing import NDArray
from scipy import special, stats

from ...analyses.fit import interval
from ..render.conclusion import Conclusion
from .lettering import LINE, SMALL, balanced
from .style import BLACK
from .ticks import log_axis

__all__ = [
    *("Density", "conclusion_axis", "density", "ends_of", "key", "mark_interval", "mark_move", "mark_spread"),
    *("name_lines", "spread", "z_score"),
]

Array = NDArray[np.float64]
_LEADER: dict[str, Any] = {"arrowstyle": "-", "linewidth": 0.8, "shrinkA": 1, "shrinkB": 0, "relpos": (0, 0.5)}

Line = Literal["", "-", "--", "-.", ":"]

_GRID = 300
_KEPT = 0.999


class Density(NamedTuple):
    """A density at points."""

    x: Array
    height: Array


def density(draws: Array) -> Density:
    """Estimate the density of draws over their central 99.9%: per decade, where none is negative."""
    values = np.asarray(draws, dtype=float).ravel()
    to, back = (np.log10, partial(np.power, 10.0)) if values.min() > 0 else (np.asarray, np.asarray)
    low, high = np.quantile(to(values), ((1 - _KEPT) / 2, (1 + _KEPT) / 2))
    grid = np.linspace(low, high, _GRID)
    return Density(back(grid), np.asarray(stats.gaussian_kde(to(values))(grid)))


def z_score(ci_prob: float) -> float:
    """Return how many standard errors an interval reaches to either side."""
    return float(special.ndtri((1 + ci_prob) / 2))


def conclusion_axis(axis: Axis, conclusion: Conclusion) -> None:
    """Make an axis one of the conclusion's values, with its threshold; logarithmic if nothing drawn is negative."""
    log = axis.get_data_interval()[0] > 0
    if log:
        log_axis(axis, conclusion.tick)
    else:
        axis.set_major_formatter(lambda value, _: conclusion.tick(value))
    axis.set_label_text(conclusion.axis(log=log))
    line = axis.axes.axvline if axis is axis.axes.xaxis else axis.axes.axhline
    line(conclusion.record.threshold, color=BLACK, linestyle="--", linewidth=1)


def mark_interval(
    ax: Axes, read: Sequence[float | None], y: float, *, color: str, marker: str = "o", filled: bool = True
) -> None:
    """Draw a centre and the bar from its low end to its high end, as far as they are known."""
    centre, low, high = read
    if low is not None and high is not None:
        ax.hlines(y, low, high, color=color, linewidth=1.8)
    if centre is not None:
        ax.plot(centre, y, marker, **_face(color, filled), markersize=5.5, zorder=3)


def ends_of(centre: float | None, low: float | None, high: float | None) -> dict[str, float | None]:
    """Name a centre and its interval, for a figure's data."""
    return {"centre": centre, "low": low, "high": high}


def spread(draws: Array, ci_prob: float) -> dict[str, float]:
    """Return the median, the interval and the middle half of draws, as `mark_spread` draws them."""
    wide, half = interval(draws, ci_prob=ci_prob), interval(draws, ci_prob=0.5)
    return {"median": wide.centre, "low": wide.low, "high": wide.high, "low_half": half.low, "high_half": half.high}


def mark_spread(ax: Axes, read: Mapping[str, float], y: float, *, color: str = BLACK, width: float = 1.5) -> None:
    """Draw the median as a dot, the middle half as a thick bar and the interval as a thin one."""
    ax.hlines(y, read["low"], read["high"], color=color, linewidth=width)
    ax.hlines(y, read["low_half"], read["high_half"], color=color, linewidth=3 * width)
    ax.plot(read["median"], y, "o", **_face(color, filled=False), markersize=3.6 * width, zorder=3)


def mark_move(ax: Axes, before: float, after: float, y: float, *, color: str) -> None:
    """Draw a move as a line from an open dot to a filled one."""
    ax.hlines(y, before, after, color=color, linewidth=1.6)
    ax.plot(after, y, "o", **_face(color, filled=True), markersize=5.5, clip_on=False, zorder=3)
    ax.plot(before, y, "o", **_face(color, filled=False), markersize=4.5, clip_on=False, zorder=4)


def name_lines(ax: Axes, ends: Sequence[tuple[float, str, str]], height: float, room: float) -> None:
    """Write the names of lines right of a panel, where each line ends, none on top of another.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Whose limits and scale stay as they are.
    ends : sequence of (float, str, str)
        Where each line ends, its name and its colour.
    height, room : float
        Of the panel, and for the names, in inches.
    """
    scale = ax.yaxis.get_transform()
    low, high = scale.transform(np.array(ax.get_ylim()))
    places = [float((scale.transform(np.array([y]))[0] - low) / (high - low)) for y, *_ in ends]
    texts = [balanced(text, room, SMALL) for _, text, _ in ends]
    tall = [(text.count("\n") + 1.15) * SMALL * LINE / height for text in texts]
    order = sorted(range(len(ends)), key=lambda i: places[i])
    at = _apart([places[i] for i in order], [tall[i] for i in order])
    for i, y in zip(order, at, strict=True):
        ax.annotate(
            texts[i],
            (1, places[i]),
            (12, (y - places[i]) * height * 72),
            "axes fraction",
            "offset points",
            va="center",
            fontsize=SMALL,
            arrowprops=_LEADER | {"color": ends[i][2]},
        )


def _apart(places: Sequence[float], sizes: Sequence[float]) -> Array:
    """Move rising places as little as it takes for things of these sizes not to overlap."""
    apart: Array = np.cumsum([0.0, *((a + b) / 2 for a, b in pairwise(sizes))])
    free = np.array(places) - apart  # things that do not overlap are those whose free places rise
    groups: list[list[float]] = []
    for place in free:
        groups.append([float(place)])
        while len(groups) > 1 and np.mean(groups[-2]) > np.mean(groups[-1]):
            groups[-2:] = [groups[-2] + groups[-1]]
    moved: Array = apart + np.array([np.mean(group) for group in groups for _ in group])
    return moved


def key(
    label: str, color: str, *, marker: str = "", line: Line = "", width: float = 1.8, filled: bool = True
) -> Line2D:
    """Return a legend's entry for a marker, a line or both."""
    return Line2D([], [], label=label, marker=marker, linestyle=line, linewidth=width, ms=5.5, **_face(color, filled))


def _face(color: str, filled: bool) -> dict[str, Any]:
    return {"color": color, "markerfacecolor": color if filled else "white", "markeredgecolor": color, "mew": 1.2}
