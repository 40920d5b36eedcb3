r"""Tables: the form of families whose quantiles have no formula that tensors know.

Quantiles, on the scale of a link, are tabled against the normal score :math:`z` with their slopes, and in between a
cubic is followed that has both; beyond the table's ends a straight line, lest reports that lie far beyond a prior look
all the same to it. A table is a prior's numbers like any other's, so that nothing is compiled for them.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..functions import Functions, Value
from ..prior import Form

__all__ = ["KNOTS", "LOG_DENSITY", "numbers_of_table", "tabled"]

Array = NDArray[np.float64]

END = 8.0
"""Score at which a table ends: a prior probability of 6e-16 lies beyond."""

FAR = 1e3
"""Scores beyond its ends up to which it goes on, in a straight line."""

KNOTS = np.linspace(-END, END, 2049)
STEP = float(KNOTS[1] - KNOTS[0])
LOG_DENSITY = -(KNOTS**2) / 2 - np.log(2 * np.pi) / 2
"""Of the standard normal distribution at the knots."""


def tabled(name: str, link: Callable[[Functions, Value], Value]) -> Form:
    """Return the form of a family whose quantiles are tabled on the scale of a link."""

    def transform(fn: Functions, z: Value, numbers: Any) -> Value:
        return link(fn, _cubic(fn, z, numbers[: KNOTS.size], numbers[KNOTS.size :]))

    return Form(name, transform, 2 * KNOTS.size, positive=True)


def _cubic(fn: Functions, z: Value, values: Any, slopes: Any) -> Value:
    within = fn.clip(z, -END, END)
    position = (within + END) / STEP
    cell = fn.whole(fn.clip(position, 0, KNOTS.size - 2))
    part, start = position - cell, fn.take(values, cell)
    rise = fn.take(values, cell + 1) - start
    first, last = STEP * fn.take(slopes, cell), STEP * fn.take(slopes, cell + 1)
    inside = start + part * (first + part * (3 * rise - 2 * first - last + part * (first + last - 2 * rise)))
    return inside + fn.clip(z - within, -FAR, 0.0) * slopes[0] + fn.clip(z - within, 0.0, FAR) * slopes[-1]


def numbers_of_table(values: Array, slopes: Array) -> Array:
    """Return the numbers of a table; where a slope would make a cubic turn back, it is less steep.

    Parameters
    ----------
    values, slopes : array
        At `KNOTS`, of quantiles on the scale of the link.
    """
    rises = np.diff(values) / STEP
    least = np.minimum(np.append(rises, rises[-1]), np.insert(rises, 0, rises[0]))
    return np.concatenate([values, np.clip(slopes, 0.0, 3 * least)])
