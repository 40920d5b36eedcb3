r"""Proposal: where to draw inputs from, so that re-weighting wastes few draws.

Along each of the directions in score space in which the evidence says something, the proposal is a mixture
of the prior and of the normal that approximates the posterior; along all others it is the prior. Since the
directions are orthogonal the density is a product of one-dimensional mixtures. Its ratio to the prior is
bounded above by :math:`w^{-r}` for :math:`r` directions and a part :math:`w` that keeps the prior, and a posterior that is skewed along one of them is
covered there without giving up the others.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .marginal import Marginal

__all__ = ["Proposal", "laplace", "prior_proposal"]

Array = NDArray[np.float64]

WIDE = 0.35
"""Part of the draws that keep the prior, along each direction."""
TELLING = 0.05
"""Information (in prior standard deviations squared) below which a direction keeps its prior."""
STEP = 1e-3
ITERATIONS = 30
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Proposal:
    """A distribution over scores.

    Attributes
    ----------
    directions : array
        Orthonormal. Shape: (inputs, directions).
    mean, sd : array
        Of the normal along each direction.
    """

    directions: Array
    mean: Array
    sd: Array

    def draw(self, rng: np.random.Generator, draws: int) -> Array:
        """Draw scores. Shape: (draws, inputs)."""
        scores = rng.standard_normal((draws, len(self.directions)))
        along = scores @ self.directions
        moved = rng.random(along.shape) >= WIDE
        shift = np.where(moved, self.mean + self.sd * along - along, 0.0)
        return np.asarray(scores + shift @ self.directions.T)

    def log_prior_ratio(self, scores: Array) -> Array:
        """Return the log of the prior's density over the proposal's. Shape: (draws,)."""
        along = scores @ self.directions
        prior = -0.5 * along**2
        normal = -0.5 * ((along - self.mean) / self.sd) ** 2 - np.log(self.sd)
        mixture = np.logaddexp(np.log(WIDE) + prior, np.log1p(-WIDE) + normal)
        return np.asarray((prior - mixture).sum(axis=1))


def prior_proposal(marginal: Marginal) -> Proposal:
    """Return the prior as a proposal."""
    return Proposal(np.empty((marginal.start.size, 0)), np.empty(0), np.empty(0))


def laplace(marginal: Marginal) -> Proposal:
    """Approximate the posterior at its mode.

    Notes
    -----
    Newton's method on the scores that the evidence reaches, with derivatives by finite differences: all
    points of one are a single evaluation. The information of the likelihood at the mode gives the directions.
    """
    reached = marginal.informed
    if not reached.size:
        return prior_proposal(marginal)
    mode, information = _mode(marginal, reached)
    values, vectors = np.linalg.eigh(information)
    telling = values > TELLING
    directions = np.zeros((marginal.start.size, int(telling.sum())))
    directions[reached] = vectors[:, telling]
    return Proposal(directions, vectors[:, telling].T @ mode, 1 / np.sqrt(1 + values[telling]))


def _mode(marginal: Marginal, reached: NDArray[np.int_]) -> tuple[Array, Array]:
    """Return the posterior mode among the reached scores, and the likelihood's information there."""

    def log_likelihood(points: Array) -> Array:
        scores = np.tile(marginal.start, (len(points), 1))
        scores[:, reached] = points
        return marginal.log_likelihood(scores)

    mode = np.zeros(reached.size)
    for _ in range(ITERATIONS):
        height, gradient, information = _derivatives(log_likelihood, mode)
        step = np.linalg.solve(np.eye(mode.size) + information, gradient - mode)
        tried = mode + 0.5 ** np.arange(12)[:, np.newaxis] * step
        heights = log_likelihood(tried) - 0.5 * (tried**2).sum(axis=1)
        best = int(np.argmax(heights))
        gained = heights[best] - (height - 0.5 * mode @ mode)
        if not gained > 0:
            break
        mode = tried[best]
        if gained < TOLERANCE:
            break
    return mode, _derivatives(log_likelihood, mode)[2]


def _derivatives(function: Callable[[Array], Array], point: Array) -> tuple[float, Array, Array]:
    """Return a function's value, its gradient and the positive part of minus its Hessian, by differences."""
    size = point.size
    unit = np.eye(size) * STEP
    first, second = np.triu_indices(size, 1)
    found = function(point + np.vstack([np.zeros((1, size)), unit, -unit, unit[first] + unit[second]]))
    centre, up, down, both = found[0], found[1 : 1 + size], found[1 + size : 1 + 2 * size], found[1 + 2 * size :]
    hessian = np.diag(up - 2 * centre + down)
    hessian[first, second] = hessian[second, first] = both - up[first] - up[second] + centre
    values, vectors = np.linalg.eigh(-np.nan_to_num(hessian, posinf=0.0, neginf=0.0) / STEP**2)
    gradient = np.nan_to_num((up - down) / (2 * STEP), posinf=0.0, neginf=0.0)
    return float(centre), gradient, (vectors * np.maximum(values, 0.0)) @ vectors.T
