"""Re-weighting: the posterior as weighted draws, by Pareto-smoothed importance sampling."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..arrays import roots_of_scores
from .marginal import Marginal
from .pareto import smoothed_weights
from .pool import Pool
from .proposal import Mixed, Proposal

__all__ = ["Drawn", "Weighted", "log_mean", "reweight"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Drawn:
    """Draws of the inputs with weights that make them a posterior.

    Attributes
    ----------
    marginal : Marginal
        The evidence that they are of.
    scores : array
        Shape: (draws, kept inputs and latents).
    weights : array
        Summing to one. Shape: (draws,).
    log_evidence, log_evidence_mcse : float
        Log marginal likelihood of the items that are in, and its Monte Carlo standard error.
    """

    marginal: Marginal
    scores: Array
    weights: Array
    log_evidence: float
    log_evidence_mcse: float

    @property
    def copy_of(self) -> NDArray[np.int_]:
        """Number the draws; those of one number count as one where they are alike."""
        return np.arange(len(self.scores))

    @property
    def roots(self) -> dict[str, Array]:
        """Values of every root at the weighted draws, for nodes that no integrated discount reaches.

        Those are all nodes: a discount that reaches one is not integrated out.
        """
        return self.marginal.roots(self.scores)

    def resampled(self, draws: int, seed: int) -> tuple[dict[str, Array], NDArray[np.int_]]:
        """Return values of every root at equally weighted posterior draws, in random order.

        Returns
        -------
        roots : dict of str to array
        copy_of : array
            What each is a copy of, as `copy_of` numbers it. Shape: (draws,).

        Notes
        -----
        Systematic resampling, which adds less noise than drawing with replacement. Discounts that were
        integrated out are drawn given the others.
        """
        rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(0, 0)))
        points = (np.arange(draws) + rng.random()) / draws
        places = rng.permutation(np.searchsorted(np.cumsum(self.weights), points * (1 - 1e-12)))
        complete = self.marginal.complete(self.scores[places], rng)
        return roots_of_scores(self.marginal.graph, complete), self.copy_of[places]


@dataclass(frozen=True, eq=False)
class Weighted(Drawn):
    """Draws of a proposal with Pareto-smoothed weights.

    Attributes
    ----------
    pareto_k : float
        Shape of the tail of the raw weights. Below 0.7 the weighted draws can be trusted.
    covered : bool
        Whether the draws lie wherever the posterior does, as far as is known: see `modes`.
    """

    pareto_k: float
    covered: bool = True

    @classmethod
    def of(cls, marginal: Marginal, scores: Array, log_weights: Array) -> "Weighted":
        """Return draws with the logs of their likelihood times the prior's density over the proposal's."""
        weights, pareto_k = smoothed_weights(log_weights)
        return cls(marginal, scores, weights, *log_mean(log_weights), pareto_k)

    @property
    def ess(self) -> float:
        """Effective number of draws, by the weights as they are smoothed or as they were, whichever is less.

        Smoothing hides the few draws that alone tell of a part of the posterior.
        """
        return float(min(1 / (self.weights**2).sum(), 1 / (1 / self.weights.size + self.log_evidence_mcse**2)))


def reweight(
    marginal: Marginal,
    proposal: Proposal | Mixed,
    *,
    draws: int,
    seed: int,
    stage: int = 0,
    columns: NDArray[np.int_] | None = None,
) -> Weighted:
    """Draw from a proposal and weight the draws by the evidence.

    Parameters
    ----------
    marginal : Marginal
    proposal : Proposal or Mixed
        Of the same inputs; from another evidence set or date it serves too, as the diagnostic will tell.
    draws, seed : int
    stage : int, optional
        Draws of different stages are independent of each other under one seed.
    columns : array of int, optional
        Those that are drawn, the ones that the evidence reaches among them; all unless given.

    References
    ----------
    Vehtari, Simpson, Gelman, Yao and Gabry (2024), Pareto smoothed importance sampling.
    """
    pool = Pool.of(proposal, draws=draws, seed=seed, stage=stage, columns=columns)
    log_weights = marginal.log_likelihood(pool.scores) + pool.log_prior_ratio
    return Weighted.of(marginal, pool.scores, log_weights)


def log_mean(log_weights: Array) -> tuple[float, float]:
    """Return the log of the mean of weights, and its Monte Carlo standard error, infinite if none is known."""
    if not np.isfinite(log_weights.max()):
        return -np.inf, np.inf
    raw = np.exp(log_weights - log_weights.max())
    return float(log_weights.max() + np.log(raw.mean())), float(raw.std() / raw.mean() / np.sqrt(raw.size))
