"""Adapting: a proposal that has learnt from its own draws, so that re-weighting wastes fewer of them.

The directions of a Laplace approximation are those at the mode, and with many of them few of its draws have
none that keeps the prior. Each round weights some draws; the principal axes of their weighted covariance,
with the mean and the spread along each, are the next round's directions, fewer of which need keep the
prior. The draws that a result is made of come after the last round: given the proposal they are
independent of it, so that their weights and their estimate of the evidence are unbiased.
"""

import numpy as np
from numpy.typing import NDArray

from .discontinuities import without_steps
from .importance import Weighted, reweight
from .marginal import Marginal
from .proposal import Mixed, Proposal, proposed

__all__ = ["adapted"]

ROUNDS = (0.15, 0.1)
"""Part of the draws that keep the prior along each direction, after each round."""
DRAWS = 8192
ENOUGH = 0.25
"""Part of the draws that is effective when nothing is gained by learning more: the wider proposal covers more."""
WIDER = 1.2
"""How much wider than the weighted draws the proposal is, which keeps the weights' tail light."""


def adapted(marginal: Marginal, *, seed: int) -> Proposal | Mixed:
    """Find a proposal for the posterior; one with a mode for each scenario is taken as it is.

    Parameters
    ----------
    marginal : Marginal
    seed : int
        Of the rounds' draws, which are not those of the result.
    """
    smooth = without_steps(marginal.graph)
    found = first = proposed(marginal if smooth is marginal.graph else Marginal.of(smooth))
    if isinstance(first, Mixed) or not first.mean.size:
        return first
    for number, wide in enumerate(ROUNDS, start=1):
        weighted = reweight(marginal, found, draws=DRAWS, seed=seed, stage=number)
        if weighted.ess > ENOUGH * DRAWS:
            break
        found = _fitted(weighted, first.directions, wide)
    return found


def _fitted(weighted: Weighted, directions: NDArray[np.float64], wide: float) -> Proposal:
    """Fit a proposal to weighted draws; turned directions stay orthonormal, so that the prior keeps its form."""
    along = weighted.scores @ directions
    mean = weighted.weights @ along
    deviations = along - mean
    variances, axes = np.linalg.eigh((deviations * weighted.weights[:, np.newaxis]).T @ deviations)
    return Proposal(directions @ axes, mean @ axes, WIDER * np.sqrt(np.maximum(variances, 1e-12)), wide)
