"""Re-weighting: the posterior as weighted draws, by Pareto-smoothed importance sampling."""

from dataclasses import dataclass

import numpy as np
from arviz_stats.base import array_stats
from numpy.typing import NDArray
from scipy import special

from .draws import BLOCK, in_blocks
from .marginal import Marginal
from .proposal import Proposal
from .scores import roots_of_scores

__all__ = ["Weighted", "reweight"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Weighted:
    """Draws of the inputs with weights that make them a posterior.

    Attributes
    ----------
    marginal : Marginal
        The evidence that they are weighted by.
    scores : array
        Shape: (draws, kept inputs and latents).
    weights : array
        Pareto-smoothed, summing to one. Shape: (draws,).
    pareto_k : float
        Shape of the tail of the raw weights. Below 0.7 the weighted draws can be trusted.
    log_evidence, log_evidence_mcse : float
        Log marginal likelihood of the items that are in, and its Monte Carlo standard error.
    """

    marginal: Marginal
    scores: Array
    weights: Array
    pareto_k: float
    log_evidence: float
    log_evidence_mcse: float

    @property
    def ess(self) -> float:
        """Effective number of draws."""
        return float(1 / (self.weights**2).sum())

    def resampled(self, draws: int, seed: int) -> dict[str, Array]:
        """Return values of every root at equally weighted posterior draws, in random order.

        Notes
        -----
        Systematic resampling, which adds less noise than drawing with replacement. Discounts that were
        integrated out are drawn given the others.
        """
        rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(0, 0)))
        points = (np.arange(draws) + rng.random()) / draws
        chosen = np.searchsorted(np.cumsum(self.weights), points * (1 - 1e-12))
        complete = self.marginal.complete(self.scores[rng.permutation(chosen)], rng)
        return roots_of_scores(self.marginal.graph, complete)


def reweight(marginal: Marginal, proposal: Proposal, *, draws: int, seed: int) -> Weighted:
    """Draw from a proposal and weight the draws by the evidence.

    Parameters
    ----------
    marginal : Marginal
    proposal : Proposal
        Of the same inputs; from another evidence set or date it serves too, as the diagnostic will tell.
    draws, seed : int

    References
    ----------
    Vehtari, Simpson, Gelman, Yao and Gabry (2024), Pareto smoothed importance sampling.
    """
    scores = np.empty((draws, marginal.start.size))

    def work(number: int, block: slice) -> None:
        rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(number,)))
        scores[block] = proposal.draw(rng, BLOCK)[: block.stop - block.start]

    in_blocks(draws, work)
    log_weights = marginal.log_likelihood(scores) + proposal.log_prior_ratio(scores)
    smoothed, pareto_k = _smoothed(log_weights)
    raw = np.exp(log_weights - log_weights.max())
    return Weighted(
        marginal,
        scores,
        smoothed,
        pareto_k,
        float(special.logsumexp(log_weights) - np.log(draws)),
        float(raw.std() / raw.mean() / np.sqrt(draws)),
    )


def _smoothed(log_weights: Array) -> tuple[Array, float]:
    """Return smoothed weights that sum to one, and Pareto k; equal weights have no tail."""
    if np.ptp(log_weights) < 1e-9:
        return np.full(log_weights.size, 1 / log_weights.size), 0.0
    finite = np.maximum(log_weights, log_weights.max() - 700.0)
    smoothed, pareto_k = array_stats.psislw(-finite)
    return np.exp(smoothed - special.logsumexp(smoothed)), float(pareto_k)
