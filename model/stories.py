"""Stories: the ways in which a report comes about, each as a log-density of what is reported.

The same stories as random variables of the PyMC graph are in `likelihoods`; a test holds the two together.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import special

from .nodes import Value

__all__ = ["FLOOR", "GAUSSIAN", "SEARCH", "SHARE_STORIES", "Story"]

LOG_ROOT_TWO_PI = 0.5 * np.log(2 * np.pi)


@dataclass(frozen=True)
class Story:
    """How a report comes about, given what it measures.

    Attributes
    ----------
    name : str
    logpdf : callable
        Observed value, centre, spread and what else it needs (arrays of draws), to its log-density.
    needed : tuple of str
        Quantities that it takes beside its centre and spread.
    """

    name: str
    logpdf: Callable[..., Value]
    needed: tuple[str, ...] = ()


def _normal(observed: Value, centre: Value, sd: Value) -> Value:
    return -0.5 * ((observed - centre) / sd) ** 2 - np.log(sd) - LOG_ROOT_TWO_PI


def _floor(observed: Value, centre: Value, sd: Value) -> Value:
    """Only that the value is reached is seen: what lies above it is recorded as the value."""
    return special.log_ndtr((centre - observed) / sd)


def _student_t(observed: Value, centre: Value, sd: Value, nu: Value) -> Value:
    scale = special.gammaln((nu + 1) / 2) - special.gammaln(nu / 2) - 0.5 * np.log(nu * np.pi) - np.log(sd)
    return scale - (nu + 1) / 2 * np.log1p(((observed - centre) / sd) ** 2 / nu)


def _mixture(observed: Value, centre: Value, sd: Value, reliability: Value, unreliable_sd: Value) -> Value:
    reliable = np.log(reliability) + _normal(observed, centre, sd)
    return np.logaddexp(reliable, np.log1p(-reliability) + _normal(observed, 0.0, unreliable_sd))


def _search(observed: Value, probability: Value) -> Value:
    return special.xlogy(observed, probability) + special.xlog1py(1 - observed, -probability)


GAUSSIAN = Story("gaussian", _normal)
FLOOR = Story("floor", _floor)
SEARCH = Story("search", _search)

SHARE_STORIES: dict[str, Story] = {
    "gaussian": GAUSSIAN,
    "student_t": Story("student_t", _student_t, ("report_nu",)),
    "reliability_mixture": Story("reliability_mixture", _mixture, ("report_reliability", "unreliable_sd")),
}
"""By option of the choice ``evidence_model``; under the other options no report enters."""
