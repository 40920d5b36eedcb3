"""Likelihoods: the stories of `stories` as random variables of PyMC."""

from collections.abc import Callable
from dataclasses import dataclass

import pymc as pm
import pytensor.tensor as pt

from ..evidence.observation_models import FLOOR, GAUSSIAN, SEARCH, SHARE_STORIES
from ..language import Value

__all__ = ["LIKELIHOODS", "Likelihood", "select"]


@dataclass(frozen=True)
class Likelihood:
    """A story in PyMC's terms.

    Attributes
    ----------
    dist : callable
        Observed value, the story's parameters and ``size``, to a random variable.
    logp : callable
        Observed value and parameters, to a log-density.
    """

    dist: Callable[..., Value]
    logp: Callable[..., Value]


def select(index: Value, values: list[Value]) -> Value:
    """Return the value at an index that is data; all are computed."""
    chosen = values[0]
    for position, value in enumerate(values[1:], start=1):
        chosen = pt.switch(pt.eq(index, position), value, chosen)
    return chosen


def _normal_logp(observed: Value, centre: Value, sd: Value) -> Value:
    return pm.logp(pm.Normal.dist(centre, sd), observed)


def _floor_dist(observed: Value, centre: Value, sd: Value, size: Value) -> Value:
    return pm.Censored.dist(pm.Normal.dist(centre, sd), lower=None, upper=observed, size=size)


def _mixture_dist(
    observed: Value, centre: Value, sd: Value, reliability: Value, unreliable_sd: Value, size: Value
) -> Value:
    parts = [pm.Normal.dist(centre, sd), pm.Normal.dist(0.0, unreliable_sd)]
    return pm.Mixture.dist(pt.stack([reliability, 1 - reliability]), parts, size=size)


def _mixture_logp(observed: Value, centre: Value, sd: Value, reliability: Value, unreliable_sd: Value) -> Value:
    reliable = pt.log(reliability) + _normal_logp(observed, centre, sd)
    unreliable = pt.log1p(-reliability) + _normal_logp(observed, 0.0, unreliable_sd)
    return pm.math.logaddexp(reliable, unreliable)


LIKELIHOODS: dict[str, Likelihood] = {
    GAUSSIAN.name: Likelihood(lambda _, centre, sd, size: pm.Normal.dist(centre, sd, size=size), _normal_logp),
    FLOOR.name: Likelihood(
        _floor_dist,
        lambda observed, centre, sd: pm.logcdf(pm.Normal.dist(0.0, 1.0), (centre - observed) / sd),
    ),
    SEARCH.name: Likelihood(
        lambda _, probability, size: pm.Bernoulli.dist(probability, size=size),
        lambda observed, probability: pm.logp(pm.Bernoulli.dist(probability), observed),
    ),
    SHARE_STORIES["student_t"].name: Likelihood(
        lambda _, centre, sd, nu, size: pm.StudentT.dist(nu, mu=centre, sigma=sd, size=size),
        lambda observed, centre, sd, nu: pm.logp(pm.StudentT.dist(nu, mu=centre, sigma=sd), observed),
    ),
    SHARE_STORIES["reliability_mixture"].name: Likelihood(_mixture_dist, _mixture_logp),
}
"""By the name of the story."""
