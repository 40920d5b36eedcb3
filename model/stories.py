"""Stories: the ways in which a report comes about, each in the graph's terms and in SciPy's."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pymc as pm
import pytensor.tensor as pt
from scipy import stats

from .nodes import Value

__all__ = ["GAUSSIAN", "SEARCH", "SHARE_STORIES", "Story", "floor"]


@dataclass(frozen=True)
class Story:
    """How a report comes about, given what it measures.

    Attributes
    ----------
    dist : callable
        Parameters and ``size`` to a random variable of the graph.
    logp : callable
        Observed value and parameters to the graph's log-density.
    logpdf : callable
        The same by SciPy, for arrays of draws.
    needed : tuple of str
        Quantities that it takes beside its centre and spread.
    """

    dist: Callable[..., Value]
    logp: Callable[..., Value]
    logpdf: Callable[..., Value]
    needed: tuple[str, ...] = ()


def _normal_logp(observed: Value, centre: Value, sd: Value) -> Value:
    return pm.logp(pm.Normal.dist(centre, sd), observed)


def floor(value: float) -> Story:
    """Only that the value is reached is seen: what lies above it is recorded as the value."""
    return Story(
        lambda centre, sd, size: pm.Censored.dist(pm.Normal.dist(centre, sd), lower=None, upper=value, size=size),
        lambda observed, centre, sd: pm.logcdf(pm.Normal.dist(0.0, 1.0), (centre - observed) / sd),
        lambda observed, centre, sd: stats.norm.logsf(observed, centre, sd),
    )


def _mixture_dist(centre: Value, sd: Value, reliability: Value, unreliable_sd: Value, size: Value) -> Value:
    parts = [pm.Normal.dist(centre, sd), pm.Normal.dist(0.0, unreliable_sd)]
    return pm.Mixture.dist(pt.stack([reliability, 1 - reliability]), parts, size=size)


def _mixture_logp(observed: Value, centre: Value, sd: Value, reliability: Value, unreliable_sd: Value) -> Value:
    reliable = np.log(reliability) + _normal_logp(observed, centre, sd)
    unreliable = np.log1p(-reliability) + _normal_logp(observed, 0.0, unreliable_sd)
    return pm.math.logaddexp(reliable, unreliable)


def _mixture_logpdf(observed: float, centre: Value, sd: Value, reliability: Value, unreliable_sd: Value) -> Value:
    reliable = np.log(reliability) + stats.norm.logpdf(observed, centre, sd)
    return np.logaddexp(reliable, np.log1p(-reliability) + stats.norm.logpdf(observed, 0.0, unreliable_sd))


GAUSSIAN = Story(
    lambda centre, sd, size: pm.Normal.dist(centre, sd, size=size),
    _normal_logp,
    stats.norm.logpdf,
)

SEARCH = Story(
    lambda probability, size: pm.Bernoulli.dist(probability, size=size),
    lambda observed, probability: pm.logp(pm.Bernoulli.dist(probability), observed),
    stats.bernoulli.logpmf,
)

SHARE_STORIES: dict[str, Story] = {
    "gaussian": GAUSSIAN,
    "student_t": Story(
        lambda centre, sd, nu, size: pm.StudentT.dist(nu, mu=centre, sigma=sd, size=size),
        lambda observed, centre, sd, nu: pm.logp(pm.StudentT.dist(nu, mu=centre, sigma=sd), observed),
        lambda observed, centre, sd, nu: stats.t.logpdf(observed, nu, centre, sd),
        ("report_nu",),
    ),
    "reliability_mixture": Story(
        _mixture_dist, _mixture_logp, _mixture_logpdf, ("report_reliability", "unreliable_sd")
    ),
}
