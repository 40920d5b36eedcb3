"""Density: the shape of positive draws on a log scale."""

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray
from scipy import stats

from ...analyses.fit import interval
from .style import BLACK

__all__ = ["Density", "density", "draw_interval"]

Array = NDArray[np.float64]

_GRID = 300
_KEPT = 0.999


class Density(NamedTuple):
    """A density per decade at points of a log scale."""

    x: Array
    height: Array


def density(draws: Array) -> Density:
    """Estimate the density of positive draws per decade, over their central 99.9%."""
    logs = np.log10(np.asarray(draws, dtype=float).ravel())
    low, high = np.quantile(logs, ((1 - _KEPT) / 2, (1 + _KEPT) / 2))
    grid = np.linspace(low, high, _GRID)
    return Density(10**grid, np.asarray(stats.gaussian_kde(logs)(grid)))


def draw_interval(ax: Axes, draws: Array, y: float, *, color: str = BLACK, width: float = 1.5) -> None:
    """Draw the median as a dot, the middle half as a thick bar and 90% as a thin one."""
    wide, half = interval(draws), interval(draws, ci_prob=0.5)
    ax.hlines(y, wide.low, wide.high, color=color, linewidth=width)
    ax.hlines(y, half.low, half.high, color=color, linewidth=3 * width)
    ax.plot(wide.centre, y, "o", color="white", markeredgecolor=color, markersize=3.6 * width, zorder=3)
