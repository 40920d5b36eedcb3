"""Read-outs: how a distribution becomes "centre (low to high)"."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ...priors import CI_PROB

__all__ = ["CI_PROB", "READOUTS", "TOOL_DRAWS", "Readout", "guesstimate", "interval", "tool_error"]

TOOL_DRAWS = 5000
"""Draws of which the author's spreadsheet tool printed the mean."""

TOOL_PERCENTILE_DRAWS = 2000
"""The first of them, of which it printed percentiles."""


class Readout(NamedTuple):
    """A centre with an interval, in the unit of the draws."""

    centre: float
    low: float
    high: float


def interval(draws: ArrayLike, *, ci_prob: float = CI_PROB) -> Readout:
    """Return the median and the equal-tailed interval of draws."""
    tail = (1 - ci_prob) / 2
    low, centre, high = np.quantile(np.asarray(draws), (tail, 0.5, 1 - tail))
    return Readout(float(centre), float(low), float(high))


def guesstimate(draws: ArrayLike) -> Readout:
    """Return what the author's spreadsheet tool printed.

    The mean; the 10th percentile of the draws below it and the 90th of those above it. Of a skewed
    distribution this is neither a median nor a 5–95% range: of a log-normal it is about 7–97%.
    """
    values = np.asarray(draws, dtype=float)
    mean = values.mean()
    below, above = values[values < mean], values[values > mean]
    low = np.quantile(below, 0.1) if below.size else mean
    high = np.quantile(above, 0.9) if above.size else mean
    return Readout(float(mean), float(low), float(high))


def mean_interval(draws: ArrayLike) -> Readout:
    """Return the mean and the equal-tailed 90% interval of draws, which is what Squiggle and squigglepy print."""
    return interval(draws)._replace(centre=float(np.asarray(draws, dtype=float).mean()))


def mean_sd(draws: ArrayLike) -> Readout:
    """Return the mean of draws, and a standard deviation either way."""
    values = np.asarray(draws, dtype=float)
    mean, sd = float(values.mean()), float(values.std())
    return Readout(mean, mean - sd, mean + sd)


READOUTS: dict[str, Callable[[ArrayLike], Readout]] = {
    "guesstimate": guesstimate,
    "interval": interval,
    "percentiles": interval,
    "squiggle": mean_interval,
    "squigglepy": mean_interval,
    "mean_sd": mean_sd,
    "point": interval,
}
"""Read-outs by their name in the published figures; a point is a median."""


def tool_error(draws: NDArray[np.float64], readout: str, *, replicates: int = 200, seed: int = 0) -> Readout:
    """Return the standard error of a read-out in the author's tool.

    Parameters
    ----------
    draws : array
        Draws of the quantity.
    readout : str
        A name in `READOUTS`.
    replicates : int
        Runs of the tool to simulate: the centre is of `TOOL_DRAWS` draws, the ends of the first 2000.
    seed : int
    """
    rng, read = np.random.default_rng(seed), READOUTS[readout]
    runs = []
    for _ in range(replicates):
        run = draws[rng.integers(0, draws.size, TOOL_DRAWS)]
        runs.append((read(run).centre, *read(run[:TOOL_PERCENTILE_DRAWS])[1:]))
    return Readout(*(float(sd) for sd in np.std(runs, axis=0)))
