"""Marks: what several figures draw alike: intervals, spreads and densities of draws, moves, and their keys."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Literal, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.lines import Line2D
from numpy.typing import NDArray
from scipy import special, stats

from ...analyses.fit import interval
from ..render.conclusion import Conclusion
from .style import BLACK, balanced, log_axis

__all__ = ["Density", "conclusion_axis", "density", "key", "mark_draws", "mark_interval", "mark_move", "z_score"]

Array = NDArray[np.float64]
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


def conclusion_axis(axis: Axis, conclusion: Conclusion, *, steps: Sequence[float] = (1.0,), width: int = 64) -> None:
    """Make an axis one of the conclusion's values, with its threshold; logarithmic if nothing drawn is negative."""
    low, high = axis.get_data_interval()
    log = low > 0
    if log:
        log_axis(axis, conclusion.tick, steps=steps if high > 100 * low else (1.0, 2.0, 5.0))
    else:
        axis.set_major_formatter(lambda value, _: conclusion.tick(value))
    axis.set_label_text(balanced(conclusion.axis(log=log), width))
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


def mark_draws(ax: Axes, draws: Array, y: float, *, ci_prob: float, color: str = BLACK, width: float = 1.5) -> None:
    """Draw the median as a dot, the middle half as a thick bar and the interval as a thin one."""
    wide, half = interval(draws, ci_prob=ci_prob), interval(draws, ci_prob=0.5)
    ax.hlines(y, wide.low, wide.high, color=color, linewidth=width)
    ax.hlines(y, half.low, half.high, color=color, linewidth=3 * width)
    ax.plot(wide.centre, y, "o", **_face(color, filled=False), markersize=3.6 * width, zorder=3)


def mark_move(ax: Axes, before: float, after: float, y: float, *, color: str) -> None:
    """Draw a move as a line from an open dot to a filled one."""
    ax.hlines(y, before, after, color=color, linewidth=1.6)
    ax.plot(after, y, "o", **_face(color, filled=True), markersize=5.5, clip_on=False, zorder=3)
    ax.plot(before, y, "o", **_face(color, filled=False), markersize=4.5, clip_on=False, zorder=4)


def key(
    label: str, color: str, *, marker: str = "", line: Line = "", width: float = 1.8, filled: bool = True
) -> Line2D:
    """Return a legend's entry for a marker, a line or both."""
    return Line2D([], [], label=label, marker=marker, linestyle=line, linewidth=width, ms=5.5, **_face(color, filled))


def _face(color: str, filled: bool) -> dict[str, Any]:
    return {"color": color, "markerfacecolor": color if filled else "white", "markeredgecolor": color, "mew": 1.2}
