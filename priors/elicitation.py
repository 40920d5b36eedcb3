"""Elicitation: the family of priors that comes nearest to what a person says of a quantity in three numbers."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .families import CI_PROB, FAMILIES, Family, make_prior
from .prior import Prior
from .support import finite_prior

__all__ = ["Elicited", "elicited"]

SD_OF_INTERVAL = 3.29
"""Standard deviations in a normal 90% interval, to start a search from."""

MOST = 80
"""Steps of a search at most."""

MOST_NUMBER = 1e100
"""What a number is below; the squares of larger ones are beyond a computer."""

TEN = 10.0
"""Ratio of the ends beyond which distances are those of logs."""


class Elicited(NamedTuple):
    """A prior for three quantiles.

    Attributes
    ----------
    prior : Prior
    quantiles : array
        At those that were said: the low end, the median and the high end.
    error : float
        The largest distance of one from what was said, in parts of the interval; in logs where this spans a factor of
        ten.
    """

    prior: Prior
    quantiles: NDArray[np.float64]
    error: float


def elicited(low: float, median: float, high: float, *, ci_prob: float = CI_PROB) -> list[Elicited]:
    """Return a prior of each family that can come near three quantiles, the nearest first.

    Parameters
    ----------
    low, median, high : float
        In order; the ends hold ``ci_prob`` with equal tails.
    ci_prob : float, optional

    Raises
    ------
    ValueError
        If they are not in order, or the probability is none.
    """
    if not -MOST_NUMBER < low < median < high < MOST_NUMBER:
        raise ValueError(
            f"{low:g}, {median:g} and {high:g} are not in order, or beyond {MOST_NUMBER:g}. Allowed: rising numbers"
        )
    if not 0 < ci_prob < 1:
        raise ValueError(f"ci_prob {ci_prob:g} is not between 0 and 1")
    said = np.array([low, median, high])
    fits = [fit for family in FAMILIES.values() if (fit := _fit(family, said, ci_prob)) is not None]
    return sorted(
        fits, key=lambda fit: (fit.error > EXACT, fit.error if fit.error > EXACT else len(fit.prior.parameters))
    )


EXACT = 0.01
"""Parts of the interval within which a family meets what was said; among those the one with fewer numbers is first."""


def _fit(family: Family, said: NDArray[np.float64], ci_prob: float) -> Elicited | None:
    """Return what comes nearest of one family: by its own interval where it has one, or else by a search."""
    if family.name == "constant" or family.lists:
        return None
    numbers = dict(zip(("low", "median", "high"), map(float, said), strict=True))
    interval = next((keys for keys in family.sets if "low" in keys), None)
    if interval is None:
        return _searched(family, said, ci_prob)
    given = {key: number for key, number in numbers.items() if key in interval} | (
        {} if ci_prob == CI_PROB else {"ci_prob": ci_prob}
    )
    try:
        return _judged(finite_prior(family.name, given), said, ci_prob)
    except ValueError:
        return None


def _judged(prior: Prior, said: NDArray[np.float64], ci_prob: float) -> Elicited:
    tail = (1 - ci_prob) / 2
    quantiles = prior.quantile([tail, 0.5, 1 - tail])
    wide = said[0] > 0 and said[2] > TEN * said[0] and quantiles[0] > 0
    ours, theirs = (np.log(quantiles), np.log(said)) if wide else (quantiles, said)
    return Elicited(prior, quantiles, float(np.abs(ours - theirs).max() / (theirs[2] - theirs[0])))


def _searched(family: Family, said: NDArray[np.float64], ci_prob: float) -> Elicited | None:
    """Search the parameters of a family that is not given by an interval."""
    from scipy import optimize

    keys = sorted(family.sets[-1])
    sd = float(said[2] - said[0]) / SD_OF_INTERVAL
    starts = {"mean": said[1], "sd": sd, "lower": said[0], "upper": said[2], "scale": sd, "nu": 4.0}

    def distance(values: NDArray[np.float64]) -> float:
        try:
            prior = make_prior(family.name, dict(zip(keys, map(float, values), strict=True)))
        except ValueError:
            return 1e6
        return float(((_judged(prior, said, ci_prob).quantiles - said) ** 2).sum()) / float(said[2] - said[0]) ** 2

    with np.errstate(all="ignore"):
        best = optimize.minimize(
            distance, [starts[key] for key in keys], method="Nelder-Mead", options={"maxiter": MOST}
        )
    if not best.fun < 1:
        return None
    rounded = {key: float(f"{value:.4g}") for key, value in zip(keys, best.x, strict=True)}
    try:
        return _judged(finite_prior(family.name, rounded), said, ci_prob)
    except ValueError:
        return None
