"""Mixtures of log-normal priors: each component has a weight, and an interval or a median and a sigma.

In a data file a parameter is a list with a number for each component::

    prior = { family = "lognormal_mixture", weight = [0.7, 0.3], low = [10, 1e3], high = [100, 1e5] }
"""

import numpy as np
from numpy.typing import NDArray
from scipy import special

from ..prior import Parameters, Prior
from .family import INTERVAL, Built, Family, check, located, positive
from .tables import KNOTS, LOG_DENSITY, numbers_of_table, tabled

__all__ = ["FAMILY"]

FORM = tabled("lognormal_mixture", lambda fn, log: fn.exp(log))

Array = NDArray[np.float64]

BISECTIONS = 60


def _components(p: Parameters) -> tuple[Array, Array, Array]:
    """Return weights, and the means and standard deviations of the logs."""
    positive(p, "weight")
    check(bool(np.isclose(sum(p["weight"]), 1)), f"weight adds up to {sum(p['weight']):g}, not to 1")
    weight = np.array(p["weight"]) / sum(p["weight"])
    if "low" in p:
        mean, sd = located(p, np.log, lowest=0.0)
        return weight, mean, sd
    positive(p, "median", "sigma")
    return weight, np.log(p["median"]), np.array(p["sigma"])


def _build(p: Parameters) -> Built:
    weight, mean, sd = _components(p)
    values = _quantiles(weight, mean, sd)
    density = np.exp(-(((values[:, np.newaxis] - mean) / sd) ** 2) / 2) / sd @ weight / np.sqrt(2 * np.pi)
    with np.errstate(divide="ignore"):
        return FORM, numbers_of_table(values, np.exp(LOG_DENSITY) / density)


def _quantiles(weight: Array, mean: Array, sd: Array) -> Array:
    """Return quantiles of the log at `KNOTS`, by bisection between those of the components."""
    each, side = mean + sd * KNOTS[:, np.newaxis], np.where(KNOTS < 0, 1, -1)
    low, high = each.min(axis=1), each.max(axis=1)
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        reached = special.ndtr(side[:, np.newaxis] * (middle[:, np.newaxis] - mean) / sd) @ weight
        above = side * (reached - special.ndtr(side * KNOTS)) > 0
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return np.asarray((low + high) / 2)


def _widened(prior: Prior, factor: float) -> Parameters:
    """Widen each component about its own middle."""
    p = prior.parameters
    if "sigma" in p:
        return {**p, "sigma": tuple(factor * sigma for sigma in p["sigma"])}
    low, high = np.log(p["low"]), np.log(p["high"])
    middle, reach = (low + high) / 2, factor * (high - low) / 2
    return {**p, "low": tuple(np.exp(middle - reach).tolist()), "high": tuple(np.exp(middle + reach).tolist())}


FAMILY = Family(
    "lognormal_mixture",
    "LogNormal mixture",
    (INTERVAL | {"weight"}, frozenset({"weight", "median", "sigma"})),
    _build,
    INTERVAL | {"median"},
    _widened,
    example={"weight": (0.7, 0.3), "low": (1.0, 20.0), "high": (4.0, 60.0)},
    lists=True,
)
