r"""Prior: a distribution in its non-centred form, and the roots that such forms are made from.

Every prior is a parameter-free root, stretched and linked,

.. math:: x = g(\mu + \sigma_{\pm} r),

with one of five roots :math:`r`, one of three links :math:`g`, and a scale that may differ below and
above zero. Sampling therefore never sees a prior's own parameters (the non-centred form). One-sided
roots are drawn on both sides of zero and folded; chains see them by a score (``model/transforms.py``).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

__all__ = ["FOLDED", "Link", "Parameters", "Prior", "Root", "root_cdf", "root_draws", "root_logpdf", "root_of_score"]

Root = Literal["normal", "half_normal", "half_student_t", "exponential", "uniform"]
Link = Literal["identity", "exp", "expit"]
Parameters = Mapping[str, float]

FOLDED: tuple[Root, ...] = ("half_normal", "half_student_t", "exponential")
"""Roots that are drawn on both sides of zero and used by their absolute value."""

_LINKS: dict[Link, Callable[..., NDArray[np.float64]]] = {
    "identity": np.positive,
    "exp": np.exp,
    "expit": special.expit,
}


@dataclass(frozen=True)
class Prior:
    """A distribution in its non-centred form.

    Attributes
    ----------
    family : str
        A name in `FAMILIES`.
    parameters : dict
        What the data file says, in the unit of the quantity.
    root : str or None
        The parameter-free variable; ``None`` for a constant.
    link : str
        From the stretched root to the quantity.
    location, below, above : float
        Location, and the scales of negative and positive roots, before the link.
    nu : float
        Degrees of freedom of a Student-t root.
    """

    family: str
    parameters: Parameters
    root: Root | None = field(repr=False)
    link: Link = field(repr=False)
    location: float = field(repr=False)
    below: float = field(default=0.0, repr=False)
    above: float = field(default=0.0, repr=False)
    nu: float = field(default=np.inf, repr=False)

    @property
    def constant(self) -> bool:
        """Whether the quantity has a single value."""
        return self.root is None

    @property
    def heavy(self) -> bool:
        """Whether the tail is too heavy for a mean, so that only quantiles are reported.

        The exponential of a Student-t variable has no mean, whatever its scale; that of an
        exponential variable has one only below scale one.
        """
        if self.link != "exp":
            return False
        return self.root == "half_student_t" or (self.root == "exponential" and self.above >= 1)

    def forward(self, root: ArrayLike) -> NDArray[np.float64]:
        """Turn values of the root (any shape) into values of the quantity."""
        r = np.asarray(root, dtype=float)
        r = np.abs(r) if self.root in FOLDED else r
        split = self.root == "normal" and self.below != self.above
        scale = np.where(r < 0, self.below, self.above) if split else self.above
        stretched = np.asarray(scale * r)
        stretched += self.location
        return np.asarray(_LINKS[self.link](stretched, out=stretched))  # in place: memory is what takes the time

    def quantile(self, probability: ArrayLike) -> NDArray[np.float64]:
        """Return quantiles in the quantity's unit."""
        p = np.asarray(probability, dtype=float)
        return self.forward(np.zeros_like(p) if self.root is None else _root_quantile(self.root, p, self.nu))


def _root_quantile(root: Root, p: NDArray[np.float64], nu: float) -> NDArray[np.float64]:
    match root:
        case "normal":
            return np.asarray(stats.norm.ppf(p))
        case "half_normal":
            return np.asarray(stats.halfnorm.ppf(p))
        case "half_student_t":
            return np.asarray(stats.t.ppf((1 + p) / 2, nu))
        case "exponential":
            return np.asarray(stats.expon.ppf(p))
        case "uniform":
            return p


def _sampled(prior: Prior) -> Any:
    """Return the distribution that a prior's root is drawn from, unfolded."""
    match prior.root:
        case "half_student_t":
            return stats.t(prior.nu)
        case "exponential":
            return stats.laplace()
        case "uniform":
            return stats.uniform()
    return stats.norm()


def root_draws(prior: Prior, shape: tuple[int, ...], rng: np.random.Generator) -> NDArray[np.float64]:
    """Draw values of a prior's root; see `Prior.forward` for what they stand for."""
    match prior.root:
        case "half_student_t":
            return rng.standard_t(prior.nu, shape)
        case "exponential":
            return rng.laplace(size=shape)
        case "uniform":
            return rng.random(shape)
    return rng.standard_normal(shape)


def root_logpdf(prior: Prior, root: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the log-density of values of a prior's root."""
    return np.asarray(_sampled(prior).logpdf(root))


def root_cdf(prior: Prior, root: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the prior probability of less than what values of the root stand for; the root folded."""
    if prior.root in FOLDED:
        return np.asarray(2 * _sampled(prior).cdf(np.abs(root)) - 1)
    return np.asarray(_sampled(prior).cdf(root))


def root_of_score(prior: Prior, score: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the values of a prior's root, folded, at normal scores; the inverse of the score of `root_cdf`."""
    match prior.root:
        case "half_normal":
            return np.asarray(-special.ndtri(special.ndtr(-score) / 2))
        case "half_student_t":
            return np.asarray(-special.stdtrit(prior.nu, special.ndtr(-score) / 2))
        case "exponential":
            return np.asarray(-special.log_ndtr(-score))
        case "uniform":
            return np.asarray(special.ndtr(score))
    return score
