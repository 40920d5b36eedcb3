r"""Proposal: where to draw inputs from, so that re-weighting wastes few draws.

Along each of the directions in score space in which the evidence says something, the proposal is a mixture
of the prior and of the normal that approximates the posterior; along all others it is the prior. Since the
directions are orthogonal the density is a product of one-dimensional mixtures. The prior's density over it
is at most :math:`w^{-r}` for :math:`r` directions and a part :math:`w` that keeps the prior, so that no
weight runs away, and a posterior that is skewed along one direction is covered there without giving up the
others. Where an input picks one scenario of a mixture, the posterior has a mode for each that could have
been picked, and the proposal is a mixture with one such product a scenario.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, special

from ..arrays import input_names, roots_of_scores, walk
from .discontinuities import picks
from .marginal import Marginal

__all__ = ["Mixed", "Proposal", "approximations", "far_start", "laplace", "prior_proposal", "prior_scores"]

Array = NDArray[np.float64]

WIDE = 0.35
"""Part of the draws that keep the prior, along each direction of a Laplace approximation."""
TELLING = 0.05
"""Information (in prior standard deviations squared) below which a direction keeps its prior."""
HELD_SD = 0.5
"""How far around the middle of its share an input that picks a coordinate is drawn."""
UNSEEN = 1e-3
"""Change of what stories take, for a prior standard deviation along a direction, below which the evidence is blind."""
FAR_OUT = 2.5
"""Standard deviation of those latents that begin far out."""
FAR = 700.0
"""Log of the greatest density over the prior's that is told from greater ones: that of what a number can hold."""
STEP = 1e-3
ITERATIONS = 30
TOLERANCE = 1e-2
"""Logs that the last step to a mode gains: a proposal is adapted to draws, for which a nearer one is no better."""


@dataclass(frozen=True)
class Proposal:
    """A distribution over scores.

    Attributes
    ----------
    directions : array
        Orthonormal. Shape: (inputs, directions).
    mean, sd : array
        Of the normal along each direction.
    wide : float
        Part of the draws that keep the prior, along each direction.
    """

    directions: Array
    mean: Array
    sd: Array
    wide: float = WIDE

    @property
    def centre(self) -> Array:
        """Scores at the middle of the normal."""
        return np.asarray(self.directions @ self.mean)

    @property
    def inputs(self) -> int:
        """Number of scores."""
        return len(self.directions)

    def draw(self, rng: np.random.Generator, draws: int, *, columns: NDArray[np.int_] | None = None) -> Array:
        """Draw scores; see `Mixed.draw`."""
        first, second = rng.spawn(2)
        return self.moved(prior_scores(first, draws, self.inputs, columns), second)

    def moved(self, scores: Array, rng: np.random.Generator) -> Array:
        """Move draws of the prior to where this proposal has them."""
        return np.asarray(scores + self.shift(scores @ self.directions, rng) @ self.directions.T)

    def shift(self, along: Array, rng: np.random.Generator) -> Array:
        """Return how far draws of the prior are moved along each direction. Shape: (draws, directions)."""
        return np.where(rng.random(along.shape) >= self.wide, self.mean + (self.sd - 1) * along, 0.0)

    def log_prior_ratio(self, scores: Array) -> Array:
        """Return the log of the prior's density over the proposal's. Shape: (draws,)."""
        return self.log_prior_ratio_along(scores @ self.directions)

    def log_prior_ratio_along(self, along: Array) -> Array:
        """Return what `log_prior_ratio` does, from scores along the directions. Shape: (draws,)."""
        closeness = np.exp(np.minimum(self._closeness(along), FAR))
        return np.asarray(-np.log(self.wide + (1 - self.wide) * closeness).sum(axis=1))

    def closeness(self, scores: Array) -> Array:
        """Return the log of the normal's density over the prior's. Shape: (draws,)."""
        return np.asarray(self._closeness(scores @ self.directions).sum(axis=1))

    def _closeness(self, along: Array) -> Array:
        return np.asarray(0.5 * along**2 - 0.5 * ((along - self.mean) / self.sd) ** 2 - np.log(self.sd))


@dataclass(frozen=True)
class Mixed:
    """A mixture of proposals, for a posterior with several modes.

    Attributes
    ----------
    parts : tuple of Proposal
        Of the same inputs.
    shares : tuple of float
        Of the parts, adding up to one.
    """

    parts: tuple[Proposal, ...]
    shares: tuple[float, ...]

    @property
    def inputs(self) -> int:
        """Number of scores."""
        return self.parts[0].inputs

    def draw(self, rng: np.random.Generator, draws: int, *, columns: NDArray[np.int_] | None = None) -> Array:
        """Draw scores, of which fewer are the first of more.

        Parameters
        ----------
        rng : numpy.random.Generator
        draws : int
        columns : array of int, optional
            Those that are drawn, all of which any part moves among them; the others are nought.

        Returns
        -------
        array
            Shape: (draws, inputs).
        """
        first, second, *others = rng.spawn(2 + len(self.parts))
        scores = prior_scores(first, draws, self.inputs, columns)
        chosen = np.searchsorted(np.cumsum(self.shares[:-1]), second.random(draws), side="right")
        for number, (part, own) in enumerate(zip(self.parts, others, strict=True)):
            rows = np.flatnonzero(chosen == number)
            if part.mean.size:
                scores[rows] = part.moved(scores[rows], own)
        return scores

    def log_prior_ratio(self, scores: Array) -> Array:
        """Return the log of the prior's density over the mixture's. Shape: (draws,)."""
        return np.asarray(-np.logaddexp.reduce(self.log_densities(scores)))

    def log_densities(self, scores: Array) -> list[Array]:
        """Return the log of each part's share of the density, over the prior's. Shape of each: (draws,)."""
        directions = {id(part.directions): part.directions for part in self.parts}  # a core has those of its part
        along = {key: scores @ each for key, each in directions.items()}
        parts = zip(self.parts, self.shares, strict=True)
        return [np.log(share) - part.log_prior_ratio_along(along[id(part.directions)]) for part, share in parts]


def prior_scores(rng: np.random.Generator, draws: int, inputs: int, columns: NDArray[np.int_] | None = None) -> Array:
    """Draw scores from the prior, in some columns alone if these are given. Shape: (draws, inputs)."""
    if columns is None:
        return rng.standard_normal((draws, inputs))
    scores = np.zeros((draws, inputs))
    scores[:, columns] = rng.standard_normal((draws, columns.size))
    return scores


def approximations(marginal: Marginal) -> tuple[Proposal, ...]:
    """Return `laplace`, or where one coordinate of a vector is picked, one for each that may be."""
    names = [input_names(marginal.graph)[marginal.kept[column]] for column in marginal.informed]
    pick = next((pick for pick in picks(marginal.graph) if pick.input in names), None)
    if pick is None:
        return (laplace(marginal),)
    column = int(marginal.informed[names.index(pick.input)])
    zeros = np.zeros((1, len(input_names(marginal.graph))))
    weight = walk(marginal.graph, roots_of_scores(marginal.graph, zeros)).value(pick.weight).mean(axis=-1)
    share = weight / weight.sum()
    middles = (share.cumsum() - share / 2)[share > 0]  # one without a weight is never picked
    if len(middles) == 1:
        return (laplace(marginal),)
    return tuple(laplace(marginal, held={column: at}) for at in special.ndtri(middles))


def prior_proposal(marginal: Marginal) -> Proposal:
    """Return the prior as a proposal."""
    return Proposal(np.empty((marginal.start.size, 0)), np.empty(0), np.empty(0))


def far_start(marginal: Marginal) -> Proposal:
    """Return the prior as a proposal, but for the latents, of which many are far out.

    Where all reports but one agree only a latent far out makes that one likely, which hardly any draw of the prior has.
    """
    columns = np.arange(len(marginal.kept), marginal.start.size)
    directions = np.zeros((marginal.start.size, columns.size))
    directions[columns, np.arange(columns.size)] = 1.0
    return Proposal(directions, np.zeros(columns.size), np.full(columns.size, FAR_OUT))


def laplace(marginal: Marginal, *, held: Mapping[int, float] | None = None, start: Array | None = None) -> Proposal:
    """Approximate the posterior at its mode.

    Parameters
    ----------
    marginal : Marginal
    held : mapping of int to float, optional
        Columns that keep a score while the mode is searched for; they are drawn from around it.
    start : array, optional
        Scores from which the mode is searched for; the middle of the prior unless given.

    Notes
    -----
    Newton's method among the scores that the evidence reaches, in the few directions along which what the
    items' stories take changes: the evidence sees no others, however many inputs there are. Derivatives are
    finite differences, and all points of one are a single evaluation. The information of the likelihood at
    the mode gives the proposal's directions.
    """
    columns, at = list(held or {}), np.array(list((held or {}).values()), dtype=float)
    reached = np.setdiff1d(marginal.informed, columns)
    if not reached.size:
        return prior_proposal(marginal)
    start = (marginal.start if start is None else start).copy()
    start[columns] = at
    with np.errstate(invalid="ignore", over="ignore"):  # no slope is known beside what is impossible
        mode, seen, information = _mode(marginal, reached, start)
    values, vectors = np.linalg.eigh(information)
    telling = values > TELLING
    informed = int(telling.sum())
    directions = np.zeros((marginal.start.size, informed + len(columns)))
    directions[reached, :informed] = seen @ vectors[:, telling]
    directions[columns, np.arange(informed, informed + len(columns))] = 1.0
    mean = np.concatenate([directions[reached, :informed].T @ mode, at])
    sd = np.concatenate([1 / np.sqrt(1 + values[telling]), np.full(len(columns), HELD_SD)])
    return Proposal(directions, mean, sd)


def _mode(marginal: Marginal, reached: NDArray[np.int_], start: Array) -> tuple[Array, Array, Array]:
    """Return the posterior mode among the reached scores, the directions seen from it, and the information in them."""

    def placed(points: Array) -> Array:
        scores = np.tile(start, (len(points), 1))
        scores[:, reached] = points
        return scores

    mode = start[reached]
    for _ in range(ITERATIONS):
        seen, height, gradient, information = _derivatives(marginal, placed, mode)
        within = seen.T @ mode
        step = seen @ (np.linalg.solve(np.eye(within.size) + information, gradient - within) + within) - mode
        tried = mode + 0.5 ** np.arange(12)[:, np.newaxis] * step
        heights = marginal.log_likelihood(placed(tried)) - 0.5 * (tried**2).sum(axis=1)
        best = int(np.argmax(heights))
        gained = heights[best] - (height - 0.5 * mode @ mode)
        if not gained > 0:
            return mode, seen, information
        mode = tried[best]
        if gained < TOLERANCE:
            break
    seen, _, _, information = _derivatives(marginal, placed, mode)
    return mode, seen, information


def _derivatives(
    marginal: Marginal, placed: Callable[[Array], Array], point: Array
) -> tuple[Array, float, Array, Array]:
    """Return the directions seen from a point, and there the log-likelihood, its gradient and its information.

    The information is the positive part of minus the Hessian.
    """
    seen = _seen(marginal, placed, point)
    size = seen.shape[1]
    unit = np.eye(size) * STEP
    first, second = np.triu_indices(size, 1)
    steps = np.vstack([np.zeros((1, size)), unit, -unit, unit[first] + unit[second]])
    heights = marginal.log_likelihood(placed(point + steps @ seen.T))
    centre, up, down, both = (
        heights[0],
        heights[1 : 1 + size],
        heights[1 + size : 1 + 2 * size],
        heights[1 + 2 * size :],
    )
    hessian = np.diag(up - 2 * centre + down)
    hessian[first, second] = hessian[second, first] = both - up[first] - up[second] + centre
    values, vectors = np.linalg.eigh(-np.nan_to_num(hessian, posinf=0.0, neginf=0.0) / STEP**2)
    gradient = np.nan_to_num((up - down) / (2 * STEP), posinf=0.0, neginf=0.0)
    return seen, float(centre), gradient, (vectors * np.maximum(values, 0.0)) @ vectors.T


def _seen(marginal: Marginal, placed: Callable[[Array], Array], point: Array) -> Array:
    """Return orthonormal directions along which the evidence changes at a point. Shape: (reached, directions)."""
    steps = np.vstack([np.zeros(point.size), STEP * np.eye(point.size)])
    parameters = marginal.observation_parameters(placed(point + steps))
    slopes = np.nan_to_num((parameters[1:] - parameters[0]) / STEP, posinf=0.0, neginf=0.0)
    directions, triangle, _ = linalg.qr(slopes, mode="economic", pivoting=True)
    return np.asarray(directions[:, np.abs(np.diagonal(triangle)) > UNSEEN])
