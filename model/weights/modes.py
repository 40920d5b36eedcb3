"""Modes: an approximation of the posterior at each of its modes, and whether any is likely to be missed.

A search for a mode sees only where it leads. Scouts are therefore sent out: draws of the prior that a short tempered
run takes to roughly where the posterior is, each to a mode that its way leads to. One from which the posterior rises
all the way to a mode that is known belongs to it; where there is a valley between, the search begins again from there.

The same scouts check what is drawn from a proposal, which knows nothing of where it does not draw: none of them may
weigh more than every draw does. Draws of the prior estimate the evidence without any proposal, which tells too where
they are many enough.

References
----------
Neal (2001), Annealed importance sampling.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import special

from .compatible import check_compatible
from .discontinuities import picks, without_steps
from .importance import Weighted, log_mean
from .marginal import Marginal
from .pool import Pool
from .proposal import Mixed, Proposal, approximations, far_start, laplace, prior_scores
from .tempered import scouted

__all__ = ["Modes", "find_modes", "modes_among"]

Array = NDArray[np.float64]

FEWEST, MOST_CHAINS, SCORES = 1365, 5461, 50_000
"""Fewest and most chains of scouts, and scores that they have at once: of few inputs more chains are no dearer."""
PRIOR_DRAWS, STARTS = 4, 128
"""Draws of the prior for each chain, and scouts that searches may begin from."""
POWERS = 0.25 ** np.arange(8)
"""Of the likelihood, by which draws are chosen that searches begin from where no scouts are sent out."""
VALLEY, POINTS = 2.0, 8
"""Logs by which a posterior falls on the way to a mode that is another's, and points on the way that are looked at."""
MOST, FRUITLESS = 8, 3
"""Modes that are looked for at most, and fruitless searches after which there are held to be no more."""
USABLE, ERRORS = 30.0, 4.0
"""Prior draws that count for their estimate of the evidence to be used, and standard errors that it may be off by."""
ROUNDING = 1e-9
"""Logs that two estimates of the evidence may differ by where neither has an error: no item is in."""
HEAVIER, MISSED = np.log(2), 0.01
"""The log of how many times as much as any draw a scout weighs that is unseen, and the share of them that may be."""
DRAWN, NARROW, AWAY = 0.02, 0.7, 0.5
"""How much of the prior's covariance a part around scouts has; the variance below which, and the distance of the mean
from nought from which, a direction is not the prior's."""
LIKELY, VISITED, TRIED = 0.05, 0.1, 0.01
"""Share of the posterior, as approximated, from which a mode must have draws; the part of it that they must be where
they are the posterior's, and where they are weighted, whose weights put right the rest."""


@dataclass(frozen=True)
class Modes:
    """Where a posterior is, as far as draws of the prior tell.

    Attributes
    ----------
    marginal : Marginal
    parts : tuple of Proposal
        The posterior around each mode.
    scouts : array
        Scores from roughly where the posterior is, by another way; nought in columns that the evidence does not reach.
        Shape: (scouts, kept inputs and latents).
    log_likelihood : array
        Of the scouts.
    complete : bool
        Whether the search came to its end.
    ess, log_evidence, log_evidence_mcse : float
        Draws of the prior that count, and the evidence as estimated from them.
    learnt : tuple of Proposal
        Parts around scouts that proposals had missed.
    """

    marginal: Marginal
    parts: tuple[Proposal, ...]
    scouts: Array
    log_likelihood: Array
    complete: bool
    ess: float
    log_evidence: float
    log_evidence_mcse: float
    learnt: tuple[Proposal, ...] = ()

    def unseen(self, weighted: Weighted, proposal: Proposal | Mixed) -> Array:
        """Return the scouts that would weigh more than any of the draws of a proposal. Shape: (unseen, inputs)."""
        log_weights = self.log_likelihood + proposal.log_prior_ratio(self.scouts)
        largest = weighted.log_evidence + np.log(weighted.weights.max() * weighted.weights.size)
        return np.asarray(self.scouts[log_weights > largest + HEAVIER])

    def checked(self, weighted: Weighted, unseen: Array) -> Weighted:
        """Say of weighted draws whether they lie wherever the posterior does.

        The search for modes came to its end, each that holds a share of the posterior has draws, hardly any scout would
        weigh more than all draws, and the evidence is what draws of the prior say where these can tell.

        Parameters
        ----------
        weighted : Weighted
        unseen : array
            See `unseen`.
        """
        apart = abs(weighted.log_evidence - self.log_evidence)
        allowed = ERRORS * np.hypot(weighted.log_evidence_mcse, self.log_evidence_mcse)
        told = self.ess < USABLE or apart <= allowed + ROUNDING
        missed = self.missed_by(weighted.scores, part=TRIED) or len(unseen) > MISSED * len(self.scouts)
        return replace(weighted, covered=bool(self.complete and told and not missed))

    def after(self, unseen: Array) -> "Modes":
        """Learn from the scouts that a proposal did not see."""
        return replace(self, learnt=(*self.learnt, _around(unseen, self.marginal.reached)))

    def missed_by(self, scores: Array, *, part: float = VISITED) -> int:
        """Return how many modes that hold a share of the posterior have hardly any of some draws.

        Parameters
        ----------
        scores : array
            Of the kept inputs and latents. Shape: (draws, kept inputs and latents).
        part : float, optional
            Of its share of the posterior, as approximated, that must be a mode's share of the draws.
        """
        if len(self.parts) == 1:
            return 0
        nearest = np.argmax([part.closeness(scores) for part in self.parts], axis=0)
        shares = np.bincount(nearest, minlength=len(self.parts)) / len(scores)
        masses = special.softmax([_log_mass(self.marginal, part) for part in self.parts])
        return int(((shares < part * masses) & (masses > LIKELY)).sum())


def find_modes(marginal: Marginal, *, seed: int) -> Modes:
    """Look for the modes of a posterior.

    Parameters
    ----------
    marginal : Marginal
        Where the evidence has no gradient the modes are those of one like it that has. Of a scenario that is
        picked there is a mode for each.
    seed : int

    Raises
    ------
    ImpossibleEvidence
        If the evidence is impossible.
    """
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(0, 2)))
    chains = int(np.clip(SCORES // max(1, marginal.reached.size), FEWEST, MOST_CHAINS))
    scores = prior_scores(rng, PRIOR_DRAWS * chains, marginal.start.size, marginal.reached)
    log_likelihood = marginal.log_likelihood(scores)
    check_compatible(marginal, scores, log_likelihood)
    prior = (float(1 / (special.softmax(log_likelihood) ** 2).sum()), *log_mean(log_likelihood))
    start = far_start(marginal)
    if marginal.latent:
        scores = start.moved(scores, rng)
        log_likelihood = marginal.log_likelihood(scores)
    scouts, scouts_log_likelihood = scouted(marginal, start, scores, log_likelihood, chains=chains, seed=seed)
    smooth, parts, complete = _searched(marginal, scouts[rng.choice(len(scouts), STARTS, replace=False)])
    return Modes(smooth, parts, scouts, scouts_log_likelihood, complete, *prior)


def modes_among(marginal: Marginal, pool: Pool, log_likelihood: Array, *, seed: int) -> Modes:
    """Look for the modes of a posterior from draws that were made for another, which takes no run of scouts.

    Searches begin from draws by the likelihood as it is tempered, from the prior's to the posterior's; scouts are draws
    around what they find.

    Parameters
    ----------
    marginal : Marginal
    pool : Pool
        Of the same inputs.
    log_likelihood : array
        Of its draws. Shape: (draws,).
    seed : int
    """
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(len(log_likelihood), 2)))
    weights = special.softmax(np.outer(POWERS, log_likelihood) + pool.log_prior_ratio, axis=1)
    chosen = np.concatenate([rng.choice(weights.shape[1], STARTS // len(POWERS), p=each) for each in weights])
    smooth, parts, complete = _searched(marginal, pool.scores[rng.permutation(chosen)])
    scouts = np.concatenate([part.draw(rng, STARTS) for part in parts])
    return Modes(smooth, parts, scouts, marginal.log_likelihood(scouts), complete, 0.0, -np.inf, np.inf)


def _searched(marginal: Marginal, starts: Array) -> tuple[Marginal, tuple[Proposal, ...], bool]:
    """Search from starts between which and every mode that is known there is a valley.

    Returns
    -------
    marginal : Marginal
        Of a graph whose evidence has a gradient.
    parts : tuple of Proposal
    complete : bool
        Whether the search came to its end.
    """
    graph = without_steps(marginal.graph)
    marginal = marginal if graph is marginal.graph else replace(marginal, graph=graph)
    parts, fruitless = list(approximations(marginal)), 0
    if picks(graph) or not marginal.informed.size:
        return marginal, tuple(parts), True
    starts = starts[_valleys(marginal, starts, parts[0])]
    while len(starts) and fruitless < FRUITLESS and len(parts) < MOST:
        part, starts, fruitless = laplace(marginal, start=starts[0]), starts[1:], fruitless + 1
        middle = _middle(marginal, part)
        if all(_valleys(marginal, middle, known).all() for known in parts):
            parts.append(part)
            starts, fruitless = starts[_valleys(marginal, starts, part)], 0
    return marginal, tuple(parts), len(parts) < MOST


def _around(scores: Array, columns: NDArray[np.int_]) -> Proposal:
    """Return a part around scores, along the directions in which these are not like draws of the prior.

    Their covariance is drawn to the prior's, since many of them may descend from one.
    """
    seen = scores[:, columns]
    mean = seen.mean(axis=0)
    spread = (seen - mean).T @ (seen - mean) / len(seen)
    variances, axes = np.linalg.eigh((1 - DRAWN) * spread + DRAWN * np.eye(columns.size))
    along = mean @ axes
    telling = (variances < NARROW) | (np.abs(along) > AWAY)
    directions = np.zeros((scores.shape[1], int(telling.sum())))
    directions[columns] = axes[:, telling]
    return Proposal(directions, along[telling], np.sqrt(variances[telling]))


def _middle(marginal: Marginal, part: Proposal) -> Array:
    """Return the middle of a part, latents at typical values. Shape: (1, inputs)."""
    middle = marginal.start.copy()
    middle[marginal.informed] = part.centre[marginal.informed]
    return middle[np.newaxis]


def _height(marginal: Marginal, scores: Array) -> Array:
    return marginal.log_likelihood(scores) - 0.5 * (scores[:, marginal.informed] ** 2).sum(axis=1)


def _log_mass(marginal: Marginal, part: Proposal) -> float:
    """Approximate the log of the part of the evidence that is around a mode."""
    return float(_height(marginal, _middle(marginal, part))[0] + np.log(part.sd).sum())


def _valleys(marginal: Marginal, scores: Array, part: Proposal) -> NDArray[np.bool_]:
    """Say from which scores there is a valley on the straight way to the middle of a part."""
    if not len(scores):
        return np.zeros(0, dtype=bool)
    way = np.linspace(0, 1, POINTS + 2)[:, np.newaxis, np.newaxis]
    points = np.tile(scores, (POINTS + 2, 1, 1))
    informed = scores[:, marginal.informed]
    points[:, :, marginal.informed] = informed + way * (part.centre[marginal.informed] - informed)
    heights = _height(marginal, points.reshape(-1, scores.shape[1])).reshape(len(points), -1)
    lower = np.minimum(np.maximum.accumulate(heights)[:-1], heights[-1])
    return np.asarray((lower - heights[:-1]).max(axis=0) > VALLEY)
