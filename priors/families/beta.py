"""Beta priors of shares, given by their two parameters or by mean and standard deviation."""

import numpy as np
from scipy import special

from ..prior import Parameters, Prior
from .family import Built, Family, check, positive
from .tables import KNOTS, LOG_DENSITY, numbers_of_table, tabled

__all__ = ["FAMILY"]

FORM = tabled("beta", lambda fn, logit: fn.expit(logit))

LEAST = 1e-300
"""Smallest part of the whole that is told from none."""


def _parameters(p: Parameters) -> tuple[float, float]:
    if "alpha" in p:
        positive(p, "alpha", "beta")
        return p["alpha"], p["beta"]
    mean, sd = p["mean"], p["sd"]
    positive(p, "sd")
    check(0 < mean < 1, f"mean {mean:g} is not between 0 and 1")
    most = np.sqrt(mean * (1 - mean))
    check(sd < most, f"sd {sd:g} is not below {most:.3g}, which is the most that a share of mean {mean:g} has")
    size = mean * (1 - mean) / sd**2 - 1
    return mean * size, (1 - mean) * size


def _build(p: Parameters) -> Built:
    alpha, beta = _parameters(p)
    part = np.maximum(special.betaincinv(alpha, beta, special.ndtr(KNOTS)), LEAST)
    rest = np.maximum(special.betaincinv(beta, alpha, special.ndtr(-KNOTS)), LEAST)
    log_density = alpha * np.log(part) + beta * np.log(rest) - special.betaln(alpha, beta)  # of the logit
    values = np.log(part) - np.log(rest)
    return FORM, numbers_of_table(values, np.exp(LOG_DENSITY - log_density))


def _widened(prior: Prior, factor: float) -> Parameters:
    """Keep the mean; both parameters are the number of cases behind the prior, which goes with its variance."""
    alpha, beta = _parameters(prior.parameters)
    return {"alpha": alpha / factor**2, "beta": beta / factor**2}


FAMILY = Family(
    "beta",
    "Beta",
    (frozenset({"alpha", "beta"}), frozenset({"mean", "sd"})),
    _build,
    widened=_widened,
    example={"mean": 0.3, "sd": 0.1},
)
