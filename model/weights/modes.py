"""Modes: an approximation of the posterior at each of its modes, and whether any is likely to be missed.

A search for a mode sees only where it leads. It is therefore begun from draws of the prior too: from those that the
likelihood favours once it is flattened so far that a hundred of them count. A draw from which the posterior rises all
the way to a mode that is known belongs to it; where there is a valley between, the search begins again from that draw.
The same draws estimate the evidence without any proposal, which tells where they are many enough.

References
----------
Neal (2001), Annealed importance sampling.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

from .discontinuities import picks, without_steps
from .importance import Weighted, log_mean
from .marginal import Marginal
from .proposal import Proposal, approximations, laplace, prior_proposal

__all__ = ["Modes", "find_modes"]

Array = NDArray[np.float64]

DRAWS, COUNTING, STARTS = 8192, 128.0, 128
"""Draws of the prior, how many count under the flattened likelihood, and how many searches may begin from."""
FAR = 1e6
"""Logs below the best draw's at which a likelihood counts as none."""
VALLEY, POINTS = 2.0, 8
"""Logs by which a posterior falls on the way to a mode that is another's, and points on the way that are looked at."""
MOST, FRUITLESS = 8, 3
"""Modes that are looked for at most, and fruitless searches after which there are held to be no more."""
USABLE, ERRORS = 30.0, 4.0
"""Prior draws that count for their estimate of the evidence to be used, and standard errors that it may be off by."""
ROUNDING = 1e-9
"""Logs that two estimates of the evidence may differ by where neither has an error: no item is in."""
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
    complete : bool
        Whether the search came to its end.
    ess, log_evidence, log_evidence_mcse : float
        Draws of the prior that count, and the evidence as estimated from them.
    """

    marginal: Marginal
    parts: tuple[Proposal, ...]
    complete: bool
    ess: float
    log_evidence: float
    log_evidence_mcse: float

    def checked(self, weighted: Weighted) -> Weighted:
        """Say of weighted draws whether they lie wherever the posterior does.

        The search for modes came to its end, each that holds a share of the posterior has draws, and the evidence
        is what draws of the prior say where these can tell.
        """
        apart = abs(weighted.log_evidence - self.log_evidence)
        allowed = ERRORS * np.hypot(weighted.log_evidence_mcse, self.log_evidence_mcse)
        told = self.ess < USABLE or apart <= allowed + ROUNDING
        missed = self.missed_by(weighted.scores, part=TRIED)
        return replace(weighted, covered=bool(self.complete and told and not missed))

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


def find_modes(marginal: Marginal, *, seed: int, draws: int = DRAWS) -> Modes:
    """Look for the modes of a posterior.

    Parameters
    ----------
    marginal : Marginal
        Where the evidence has no gradient the modes are those of one like it that has. Of a scenario that is
        picked there is a mode for each.
    seed : int
    draws : int, optional
        Of the prior.
    """
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(draws, 2)))
    scores = prior_proposal(marginal).draw(rng, draws)
    log_likelihood = marginal.log_likelihood(scores)
    prior = (float(1 / (special.softmax(log_likelihood) ** 2).sum()), *log_mean(log_likelihood))
    graph = without_steps(marginal.graph)
    smooth = marginal if graph is marginal.graph else Marginal.of(graph)
    first = approximations(smooth)
    if picks(graph) or not smooth.informed.size:
        return Modes(smooth, first, True, *prior)
    parts = _searched(smooth, first, scores[_favoured(log_likelihood, rng)])
    return Modes(smooth, parts, len(parts) < MOST, *prior)


def _searched(marginal: Marginal, first: tuple[Proposal, ...], starts: Array) -> tuple[Proposal, ...]:
    """Search from starts between which and every mode that is known there is a valley."""
    parts, fruitless = list(first), 0
    starts = starts[_valleys(marginal, starts, first[0])]
    while len(starts) and fruitless < FRUITLESS and len(parts) < MOST:
        part, starts, fruitless = laplace(marginal, start=starts[0]), starts[1:], fruitless + 1
        middle = _middle(marginal, part)
        if all(_valleys(marginal, middle, known).all() for known in parts):
            parts.append(part)
            starts, fruitless = starts[_valleys(marginal, starts, part)], 0
    return tuple(parts)


def _favoured(log_likelihood: Array, rng: np.random.Generator) -> NDArray[np.int_]:
    """Return different draws that the likelihood favours, once it is flattened so far that enough of them count."""
    possible = np.maximum(log_likelihood, log_likelihood.max() - FAR)

    def excess(power: float) -> float:
        return float(1 / (special.softmax(power * possible) ** 2).sum()) - COUNTING

    power = 1.0 if excess(1.0) > 0 else optimize.brentq(excess, 0.0, 1.0, xtol=1e-9)
    chances = special.softmax(power * possible)
    return np.unique(rng.choice(chances.size, STARTS, p=chances))


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
