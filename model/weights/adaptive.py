"""Adapting: a proposal that has learnt from its own draws, so that re-weighting wastes fewer of them.

The directions of a Laplace approximation are those at the mode, and with many of them few of its draws have
none that keeps the prior. Each round weights some draws; the principal axes of their weighted covariance,
with the mean and the spread along each, are the next round's directions, fewer of which need keep the
prior. Each mode has a part of its own, fitted to the draws that are its, and a share of the draws are the prior's, so
that the weights tell of what lies where no part does. The draws that a result is made of come after the last round:
given the proposal they are independent of it, so that their weights and their estimate of the evidence are unbiased.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import special

from .importance import Weighted, reweight
from .marginal import Marginal
from .modes import Modes
from .proposal import Mixed, Proposal

__all__ = ["adapted"]

ROUNDS = (0.15, 0.1, 0.1)
"""Part of the draws that keep the prior along each direction, after each round."""
DRAWS = 8192
ENOUGH = 0.25
"""Part of the draws that is effective when nothing is gained by learning more: the wider proposal covers more."""
WIDER = 1.2
"""How much wider than the weighted draws the proposal is, which keeps the weights' tail light."""
CORE, CORE_WIDE, NARROWER = 0.5, 0.01, 1.05
"""Part of a part's draws that are its core's, where hardly any direction keeps the prior, and how much narrower it is:
with many directions few draws of the others have none that does, and they keep the weights bounded."""
PRIOR, LEAST = 0.05, 0.02
"""Part of the draws that are the prior's, and the least of those that belong to any mode."""
FEW = 50
"""Effective draws below which a part is left as it is."""


def adapted(marginal: Marginal, modes: Modes, *, seed: int, draws: int = DRAWS, narrowest_sd: float = 0.0) -> Mixed:
    """Find a proposal for the posterior: a part for each of its modes and of what scouts found, and one of the prior.

    Parameters
    ----------
    marginal : Marginal
    modes : Modes
        Of the same inputs.
    seed : int
        Of the rounds' draws, which are not those of the result.
    draws : int, optional
        Of each round. Of few the spread along many directions comes out too small now and then.
    narrowest_sd : float, optional
        Least spread, in prior standard deviations, of the draws that are not a core's. A ridge that is sharp where it
        was fitted bends or widens further along, where draws no wider than it miss it now and then: one that does not
        weighs as much as hundreds.
    """
    parts = (*modes.parts, *modes.learnt)
    proposal = _defended(parts, np.ones(len(parts)))
    if not parts[0].mean.size:  # nothing is reported
        return proposal
    for number, wide in enumerate(ROUNDS, start=1):
        weighted = reweight(marginal, proposal, draws=draws, seed=seed, stage=number, columns=marginal.reached)
        if weighted.ess > ENOUGH * draws:
            return proposal
        proposal = _fitted(weighted, proposal, parts, wide)
    return _with_cores(proposal, narrowest_sd)


def _defended(parts: tuple[Proposal, ...], masses: NDArray[np.float64]) -> Mixed:
    """Mix parts by their share of the posterior, none of which is taken for nothing, with the prior."""
    shares = (1 - PRIOR) * special.softmax(np.log(np.maximum(masses / masses.sum(), LEAST)))
    prior = Proposal(np.empty((len(parts[0].directions), 0)), np.empty(0), np.empty(0))
    return Mixed((*parts, prior), (*shares.tolist(), PRIOR))


def _with_cores(proposal: Mixed, narrowest_sd: float) -> Mixed:
    """Divide each part but the prior's into a core and what is as wide as it was, or wider where that is narrow."""
    *parts, prior = proposal.parts
    *shares, least = proposal.shares
    cores = [replace(part, sd=part.sd / NARROWER, wide=CORE_WIDE) for part in parts]
    rest = [replace(part, sd=np.maximum(part.sd, narrowest_sd)) for part in parts]
    divided = [part * share for part in (CORE, 1 - CORE) for share in shares]
    return Mixed((*cores, *rest, prior), (*divided, least))


def _fitted(weighted: Weighted, proposal: Mixed, first: tuple[Proposal, ...], wide: float) -> Mixed:
    """Fit each part to the weighted draws that are its own, in so far as they are."""
    own = proposal.log_densities(weighted.scores)[:-1]  # the last is the prior's
    shares = special.softmax(own, axis=0) * weighted.weights
    parts = [_part(weighted.scores, share, each, wide) for share, each in zip(shares, first, strict=True)]
    return _defended(tuple(parts), shares.sum(axis=1))


def _part(scores: NDArray[np.float64], weights: NDArray[np.float64], part: Proposal, wide: float) -> Proposal:
    """Fit a part to weighted draws, if there are enough; turned directions stay orthonormal, for the prior's sake."""
    if weights.sum() ** 2 < FEW * (weights**2).sum() or not weights.sum():
        return part
    own, along = weights / weights.sum(), scores @ part.directions
    mean = own @ along
    deviations = along - mean
    variances, axes = np.linalg.eigh((deviations * own[:, np.newaxis]).T @ deviations)
    return Proposal(part.directions @ axes, mean @ axes, WIDER * np.sqrt(np.maximum(variances, 1e-12)), wide)
