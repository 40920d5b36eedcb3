"""Estimates: what is read off draws, each with its Monte Carlo standard error.

The error of a mean is that of as many independent draws as the draws are worth. A probability is the mean of what
holds or does not; a quantile has the error of the probability below it, carried over by the draws themselves: half
the distance between the order statistics that enclose it with the probability of one standard error.

References
----------
Vehtari, Gelman, Simpson, Carpenter and Bürkner (2021), Rank-normalization, folding, and localization: an improved
R-hat for assessing convergence of MCMC.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from .readouts import CI_PROB, Readout

__all__ = ["Estimate", "Sample", "enclosing", "information_gain", "probability_error"]

Array = NDArray[np.float64]

ROUNDING = 1e-12
"""Part of a mean by which draws of a constant differ at most."""
MOST_BINS, BIN_DRAWS = 50, 20
"""Bins that two samples are compared in: fewer where one is worth less than so many draws a bin."""


class Estimate(NamedTuple):
    """A number that is read off draws, and its Monte Carlo standard error."""

    value: float
    mcse: float


@dataclass(frozen=True)
class Sample:
    """Draws of one quantity, and how many independent ones they are worth.

    Attributes
    ----------
    values : array
        Shape: (chains, draws); a constant has one.
    weights : array, optional
        Of the draws of one chain, summing to one; equal unless given.
    copy_of : array of int, optional
        Of draws of one chain: which weighted draw each is a copy of, since copies tell nothing new, or which draw of
        the prior it descends from. Those of one number count as one in so far as they are alike.
    """

    values: Array
    weights: Array | None = None
    copy_of: NDArray[np.int_] | None = None

    @property
    def size(self) -> float:
        """Effective number of draws, whatever is read off them."""
        if self.weights is None and self.copy_of is None:
            return self.effective(self.values)
        weights = np.full(self.values.size, 1 / self.values.size) if self.weights is None else self.weights
        each = weights if self.copy_of is None else np.bincount(self.copy_of, weights)
        return float(1 / (each**2).sum())

    def effective(self, values: ArrayLike) -> float:
        """Return the effective number of draws behind a mean.

        Parameters
        ----------
        values : array
            What the mean is of, at each draw.
        """
        of = np.asarray(values, dtype=float)
        if len(of) > 1:
            from arviz_stats import ess  # here, since weighted draws need not wait for it

            return float(ess(of, method="mean")) if np.ptp(of) else float(of.size)
        if self.weights is None and self.copy_of is None:
            return float(of.size)
        weights = np.full(of.size, 1 / of.size) if self.weights is None else self.weights
        deviations = of[0] - np.average(of[0], weights=weights)
        each = weights * deviations if self.copy_of is None else np.bincount(self.copy_of, weights * deviations)
        variance = (weights * deviations**2).sum()
        return float(variance / (each**2).sum()) if variance else self.size

    def mean(self) -> Estimate:
        """Return the mean; exact of what differs by rounding alone."""
        values = self.values.ravel()
        mean = np.average(values, weights=self.weights)
        variance = np.average((values - mean) ** 2, weights=self.weights)
        known = variance <= (ROUNDING * mean) ** 2
        return Estimate(float(mean), 0.0 if known else float(np.sqrt(variance / self.effective(self.values))))

    def probability(self, holds: ArrayLike) -> Estimate:
        """Return the probability of what holds at some draws; exact of a constant."""
        holding = np.asarray(holds, dtype=float).reshape(self.values.shape)
        p = float(np.average(holding.ravel(), weights=self.weights))
        return Estimate(p, probability_error(p, self.effective(holding)) if holding.size > 1 else 0.0)

    def quantiles(self, probabilities: ArrayLike) -> tuple[Array, Array]:
        """Return quantiles, and their errors."""
        levels = np.asarray(probabilities, dtype=float)
        low, high = self.at(enclosing(levels, self.effective_below(levels)))
        return self.at(levels), (high - low) / 2

    def interval(self, ci_prob: float = CI_PROB) -> tuple[Readout, Readout]:
        """Return the median with its equal-tailed interval, and their errors."""
        values, errors = self.quantiles((0.5, (1 - ci_prob) / 2, (1 + ci_prob) / 2))
        return Readout(*values.tolist()), Readout(*errors.tolist())

    def effective_below(self, levels: Array) -> Array:
        """Return the effective number of draws behind the probability below each of some quantiles."""
        if self.weights is None and self.copy_of is None and len(self.values) == 1:
            return np.full(len(levels), self.size)
        if self.weights is None or self.copy_of is not None:
            return np.array([self.effective(self.values <= quantile) for quantile in self.at(levels)])
        values, below, squares = self._ranked
        places = np.searchsorted(values, self.at(levels), side="right") - 1
        p, q = below[places], squares[places]
        variance, each = p * (1 - p), (1 - p) ** 2 * q + p**2 * (squares[-1] - q)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(variance > 0, variance / each, self.size)

    def at(self, levels: ArrayLike) -> Array:
        """Return quantiles."""
        if self.weights is None:
            return np.asarray(np.quantile(self._ascending, np.asarray(levels)))
        values, below, _ = self._ranked
        return np.asarray(values[np.minimum(np.searchsorted(below, levels), values.size - 1)])

    @cached_property
    def _ascending(self) -> Array:
        return np.sort(self.values, axis=None)

    @cached_property
    def _ranked(self) -> tuple[Array, Array, Array]:
        """Weighted draws in order, with the sums of the weights up to each, and of their squares."""
        assert self.weights is not None
        order = np.argsort(self.values[0])
        weights = self.weights[order]
        below = np.cumsum(weights)
        return self.values[0][order], below / below[-1], np.cumsum(weights**2)


def probability_error(p: float, draws: float) -> float:
    """Return the standard error of a probability; one of none or all of the draws is not exact for that."""
    for_it, against = draws * p + 1, draws * (1 - p) + 1  # of the beta posterior, whose standard deviation this is
    return float(np.sqrt(for_it * against / (for_it + against + 1)) / (for_it + against))


def enclosing(levels: Array, draws: ArrayLike) -> Array:
    """Return the levels whose quantiles lie a standard error below and above those of `levels`. Shape: (2, levels)."""
    size = np.asarray(draws)
    ends = special.ndtr([[-1.0], [1.0]])
    return np.asarray(special.betaincinv(size * levels + 1, size * (1 - levels) + 1, ends))


def information_gain(before: Sample, after: Sample) -> Estimate:
    """Estimate the Kullback–Leibler divergence of one sample's distribution from another's, in nats.

    Parameters
    ----------
    before, after : Sample
        Any monotone transform of both gives the same answer.

    Notes
    -----
    The plug-in estimate over bins of equal probability under the two together, less its leading bias
    :math:`(B - 1)(1/n + 1/m)/2` for effective numbers of draws :math:`n` and :math:`m`; not below zero. The error
    is by the delta method, with the term of second order that remains where there is nothing to be learnt.
    """
    sizes = n, m = before.size, after.size
    bins = int(np.clip(min(sizes) / BIN_DRAWS, 2, MOST_BINS))
    edges = _common_edges((before, after), bins)
    p, q = (_shares(sample, edges, size) for sample, size in zip((before, after), sizes, strict=True))
    ratio = np.log(q / p)
    divergence, second = float(q @ ratio), (bins - 1) / 2 * (1 / n + 1 / m)
    variance = (q @ ratio**2 - divergence**2) / m + (q @ (q / p) - 1) / n + second * (1 / n + 1 / m)
    return Estimate(max(0.0, divergence - second), float(np.sqrt(variance)))


def _common_edges(samples: Sequence[Sample], bins: int) -> Array:
    values = np.concatenate([sample.values.ravel() for sample in samples])
    weights = np.concatenate([np.full(s.values.size, 1 / s.values.size) if s.weights is None else s.weights
                              for s in samples])  # fmt: skip
    levels = np.linspace(0, 1, bins + 1)[1:-1]
    return np.asarray(np.quantile(values, levels, weights=weights, method="inverted_cdf"))


def _shares(sample: Sample, edges: Array, size: float) -> Array:
    """Return each bin's probability, as if half a draw more had fallen into it."""
    places = np.searchsorted(edges, sample.values.ravel())
    counts = np.bincount(places, sample.weights, minlength=edges.size + 1)
    counts = size * counts / counts.sum() + 0.5
    return np.asarray(counts / counts.sum())
