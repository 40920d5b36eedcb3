"""Stories: the ways in which a report comes about, each as a log-density of what is reported.

The same stories as random variables of the PyMC graph are in `likelihoods`; a test holds the two together.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import special

from ..language import Value

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
    draw : callable
        Random generator, centre, spread and what else it needs, to one simulated report a draw; of a floor,
        the value that is only known to be reached.
    needed : tuple of str
        Quantities that it takes beside its centre and spread.
    given_latent : callable or None
        How the story is normal once a latent of its own is known: the latent's standard normal score,
        spread and what else it needs, to its variance and whether it is about the centre at all (or about
        nothing, centred at zero). None if no latent makes it normal.
    latent : callable or None
        What else it needs, to a typical score of the latent; None if the story has none.
    """

    name: str
    logpdf: Callable[..., Value]
    draw: Callable[..., Value]
    needed: tuple[str, ...] = ()
    given_latent: Callable[..., tuple[Value, Value]] | None = None
    latent: Callable[..., Value] | None = None


def _normal(observed: Value, centre: Value, sd: Value) -> Value:
    return -0.5 * ((observed - centre) / sd) ** 2 - (np.log(sd) + LOG_ROOT_TWO_PI)


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


def _normal_draw(rng: np.random.Generator, centre: Value, sd: Value) -> Value:
    return centre + sd * rng.standard_normal(np.broadcast(centre, sd).shape)


def _student_t_draw(rng: np.random.Generator, centre: Value, sd: Value, nu: Value) -> Value:
    return centre + sd * rng.standard_t(nu, np.broadcast(centre, sd, nu).shape)


def _mixture_draw(
    rng: np.random.Generator, centre: Value, sd: Value, reliability: Value, unreliable_sd: Value
) -> Value:
    reliable = rng.random(np.broadcast(centre, reliability).shape) < reliability
    return _normal_draw(rng, np.where(reliable, centre, 0.0), np.where(reliable, sd, unreliable_sd))


def _search_draw(rng: np.random.Generator, probability: Value) -> Value:
    return (rng.random(np.shape(probability)) < probability).astype(float)


def _scale_mixed(score: Value, sd: Value, nu: Value) -> tuple[Value, Value]:
    """A Student-t report is normal given its precision, which is a chi-squared variable over nu."""
    return sd**2 * nu / special.chdtri(nu, special.ndtr(score)), 1.0


def _reliable_or_not(score: Value, sd: Value, reliability: Value, unreliable_sd: Value) -> tuple[Value, Value]:
    reliable = score < special.ndtri(reliability)
    return np.where(reliable, sd**2, unreliable_sd**2), reliable


GAUSSIAN = Story("gaussian", _normal, _normal_draw, given_latent=lambda _, sd: (sd**2, 1.0))
FLOOR = Story("floor", _floor, _normal_draw)
SEARCH = Story("search", _search, _search_draw)

SHARE_STORIES: dict[str, Story] = {
    "gaussian": GAUSSIAN,
    "student_t": Story("student_t", _student_t, _student_t_draw, ("report_nu",), _scale_mixed, lambda nu: 0.0 * nu),
    "reliability_mixture": Story(
        "reliability_mixture",
        _mixture,
        _mixture_draw,
        ("report_reliability", "unreliable_sd"),
        _reliable_or_not,
        lambda reliability, unreliable_sd: special.ndtri(reliability / 2),
    ),
}
"""By option of the choice ``evidence_model``; under the other options no report enters."""
