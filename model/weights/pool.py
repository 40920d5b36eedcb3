"""Pool: draws of a proposal that several posteriors weigh, each by its own likelihood."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..arrays import SMALL, in_blocks
from .proposal import Mixed, Proposal

__all__ = ["Pool"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Pool:
    """Draws of a proposal.

    Attributes
    ----------
    proposal : Proposal or Mixed
    scores : array
        Shape: (draws, kept inputs and latents).
    log_prior_ratio : array
        Log of the prior's density over the proposal's. Shape: (draws,).
    """

    proposal: Proposal | Mixed
    scores: Array
    log_prior_ratio: Array

    @classmethod
    def of(
        cls,
        proposal: Proposal | Mixed,
        *,
        draws: int,
        seed: int,
        stage: int = 0,
        columns: NDArray[np.int_] | None = None,
    ) -> "Pool":
        """Draw from a proposal.

        Parameters
        ----------
        proposal : Proposal or Mixed
        draws, seed : int
        stage : int, optional
            Draws of different stages are independent of each other under one seed.
        columns : array of int, optional
            Those that are drawn, where nothing is asked that depends on others; see `Mixed.draw`.
        """
        scores = np.empty((draws, proposal.inputs), order="F")  # formulas take them input by input
        log_prior_ratio = np.empty(draws)

        def work(number: int, block: slice) -> None:
            rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(number, stage, 1)))
            drawn = proposal.draw(rng, block.stop - block.start, columns=columns)
            scores[block], log_prior_ratio[block] = drawn, proposal.log_prior_ratio(drawn)

        in_blocks(draws, work, size=SMALL)
        return cls(proposal, scores, log_prior_ratio)
