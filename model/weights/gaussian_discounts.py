r"""Joint normal: the law of reports that share normal discounts, at a cost linear in the number of reports.

The reports' residuals are

.. math:: r = G s + H p + e, \qquad s, p \sim \mathrm{Normal}(0, I),\ e \sim \mathrm{Normal}(0, D),

with discounts :math:`s` that several reports share and :math:`p` that one report has for itself. A discount
of one report only widens it, :math:`V = D + H H^\top` is diagonal, and the covariance
:math:`V + G G^\top` is never factored: with :math:`M = I + G^\top V^{-1} G`, which is as large as there are
shared discounts, its determinant is :math:`|V|\,|M|` and :math:`m = M^{-1} G^\top V^{-1} r` the mean of the
shared discounts given the residuals.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

__all__ = ["JointNormal", "Loadings"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Loadings:
    """How discounts move reports.

    Attributes
    ----------
    every : array
        What one standard deviation of each discount adds to each report. Shape: (reports, discounts).
    """

    every: Array

    @cached_property
    def alone(self) -> NDArray[np.bool_]:
        """Which discounts are of one report, or of none. Shape: (discounts,)."""
        return np.asarray((self.every != 0).sum(axis=0) < 2)

    @cached_property
    def shared(self) -> Array:
        """Those of several reports. Shape: (reports, shared discounts)."""
        return self.every[:, ~self.alone]

    @cached_property
    def private(self) -> sparse.csr_array:
        """Those of one report. Shape: (reports, other discounts)."""
        return sparse.csr_array(self.every[:, self.alone])

    @cached_property
    def widening(self) -> Array:
        """Variance that private discounts add to each report. Shape: (reports, 1)."""
        return np.asarray(self.private.multiply(self.private).sum(axis=1)).reshape(-1, 1)

    def regressions(self, variances: Array) -> Array:
        """Return the regression of each discount on the residuals that those before it leave.

        Parameters
        ----------
        variances : array
            Of each report by itself. Shape: (reports,).

        Returns
        -------
        array
            Shape: (discounts, reports).
        """
        covariance, slopes = np.diag(variances), np.zeros(self.every.T.shape)
        for position in reversed(range(len(slopes))):
            loading = self.every[:, position]
            covariance = covariance + np.outer(loading, loading)
            slopes[position] = np.linalg.solve(covariance, loading)
        return slopes

    @cached_property
    def products(self) -> Array:
        """Products of each report's shared loadings. Shape: (shared discounts squared, reports)."""
        count = self.shared.shape[1]
        return (self.shared[:, :, np.newaxis] * self.shared[:, np.newaxis, :]).reshape(len(self.shared), count**2).T


@dataclass(frozen=True)
class JointNormal:
    """The law of residuals, for many draws at once.

    Attributes
    ----------
    loadings : Loadings
    residuals : array
        Shape: (reports, draws).
    variances : array
        Of each report by itself. Shape: (reports, draws), or (reports, 1) if it is the same for all.
    linked : array
        Whether a report has its discounts (and what it measures) behind it at all; zero or one, of the shape
        of the variances.
    """

    loadings: Loadings
    residuals: Array
    variances: Array
    linked: Array

    @cached_property
    def _widened(self) -> Array:
        return np.asarray(self.variances + self.linked * self.loadings.widening)

    @cached_property
    def _inner(self) -> Array:
        """One matrix of shared discounts for all draws, or one a draw."""
        count = self.loadings.shared.shape[1]
        products = self.loadings.products @ (self.linked / self._widened)
        return np.eye(count) + products.T.reshape(products.shape[1], count, count)

    @cached_property
    def _inverse(self) -> Array:
        return np.asarray(np.linalg.inv(self._inner))

    def log_density(self) -> Array:
        """Return the log-density of the residuals. Shape: (draws,)."""
        shared = self._shared_mean(self.residuals)
        distance = self._lacking(self.residuals, shared)
        distance *= distance
        distance /= self._widened
        squares = distance.sum(axis=0) + (shared**2).sum(axis=0)
        log_determinant = np.log(self._widened).sum(axis=0) + np.linalg.slogdet(self._inner)[1]
        return np.asarray(-0.5 * (squares + log_determinant + len(self.residuals) * np.log(2 * np.pi)))

    def discounts(self, rng: np.random.Generator) -> Array:
        """Draw the discounts given the residuals. Shape: (draws, discounts).

        Notes
        -----
        Discounts and errors are drawn from their priors, and the discounts then moved by the regression of
        discounts on residuals times what the simulated residuals lack (Matheron's rule).
        """
        alone, draws = self.loadings.alone, self.residuals.shape[1]
        scores = rng.standard_normal((alone.size, draws))
        errors = np.sqrt(self.variances) * rng.standard_normal(self.residuals.shape)
        lacking = self._lacking(self.residuals, scores[~alone])
        lacking -= self.linked * (self.loadings.private @ scores[alone]) + errors
        pull = self._lacking(lacking, self._shared_mean(lacking))
        pull *= self.linked / self._widened
        scores[~alone] += self.loadings.shared.T @ pull
        scores[alone] += self.loadings.private.T @ pull
        return scores.T

    def _shared_mean(self, residuals: Array) -> Array:
        """Return the mean of the shared discounts given residuals. Shape: (shared discounts, draws)."""
        pulled = self.loadings.shared.T @ (self.linked / self._widened * residuals)
        if len(self._inverse) == 1:
            return np.asarray(self._inverse[0] @ pulled)
        return np.asarray(np.einsum("dij,jd->id", self._inverse, pulled))

    def _lacking(self, residuals: Array, shared: Array) -> Array:
        """Return what shared discounts leave of residuals, in an array that is the caller's to change."""
        left = self.loadings.shared @ shared
        left *= self.linked
        return np.subtract(residuals, left, out=left)
