r"""Copula: the joint distribution of inputs, so that some can be held and the others drawn given them.

Evidence makes inputs dependent. Their normal scores under the posterior are taken as a *Gaussian copula*:
the margins are those of the draws, and the dependence is that of a normal with the correlation :math:`R` of
their normal ranks. Given a set :math:`S`, the others are then normal with mean
:math:`R_{\bar S S} R_{SS}^{-1} u_S`, which makes drawing from the conditional posterior a matrix product.
It is an approximation for a posterior (`Sensitivity.fidelity` says how good a one) and exact for a prior.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

__all__ = ["Copula"]

Array = NDArray[np.float64]

KNOTS = np.linspace(-5, 5, 401)
"""Normal scores at which a margin's quantiles are kept; between them it is linear."""

NUGGET = 1e-6
"""Part of each input's variance that is its own, so that all conditionals exist. Correlations are known less well."""


@dataclass(frozen=True)
class Copula:
    """A joint distribution of inputs.

    Attributes
    ----------
    correlation : array
        Of the inputs' normal ranks. Shape: (inputs, inputs).
    quantiles : array
        Of each margin, at `KNOTS`. Shape: (knots, inputs).
    """

    correlation: Array
    quantiles: Array

    @classmethod
    def independent(cls, size: int) -> "Copula":
        """Return independent standard normals, which is what scores are under the prior."""
        return cls(np.eye(size), np.tile(KNOTS[:, np.newaxis], size))

    @classmethod
    def of(cls, draws: Array) -> "Copula":
        """Fit draws. Shape: (draws, inputs).

        Inputs may be tied to each other, or the same in all draws: see `NUGGET`.
        """
        ranks = special.ndtri((stats.rankdata(draws, axis=0) - 0.5) / len(draws))
        sd = ranks.std(axis=0)
        standard = (ranks - ranks.mean(axis=0)) / np.where(sd > 0, sd, 1.0)
        correlation = (1 - NUGGET) * standard.T @ standard / len(draws)
        np.fill_diagonal(correlation, 1.0)
        return cls(correlation, np.quantile(draws, special.ndtr(KNOTS), axis=0))

    def draw(self, noise: Array) -> Array:
        """Turn independent standard normals into dependent ones. Shape of both: (draws, inputs)."""
        return np.asarray(noise @ np.linalg.cholesky(self.correlation).T)

    def given(self, fixed: Array, held: Collection[int], noise: Array) -> Array:
        """Draw the inputs that are not held, given those that are.

        Parameters
        ----------
        fixed : array
            Normal ranks of all inputs, of which the held ones are kept. Shape: (draws, inputs).
        held : collection of int
        noise : array
            Independent standard normals. Shape: (draws, inputs).
        """
        kept = sorted(held)
        free = [i for i in range(len(self.correlation)) if i not in held]
        drawn = fixed.copy()
        if not free:
            return drawn
        across = self.correlation[np.ix_(free, kept)]
        slopes = np.linalg.solve(self.correlation[np.ix_(kept, kept)], across.T).T
        left = self.correlation[np.ix_(free, free)] - slopes @ across.T
        drawn[:, free] = fixed[:, kept] @ slopes.T + noise[:, free] @ np.linalg.cholesky(left).T
        return drawn

    def values(self, ranks: Array) -> Array:
        """Turn normal ranks into values of the inputs. Shape of both: (draws, inputs)."""
        columns = [np.interp(rank, KNOTS, margin) for rank, margin in zip(ranks.T, self.quantiles.T, strict=True)]
        return np.column_stack(columns)
