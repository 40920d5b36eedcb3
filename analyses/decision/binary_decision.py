r"""Asserting: the chance of naming the wrong side of a claim, and how much of it would be spared by knowing more.

**Whoever asserts the likelier of a claim** :math:`c` **and its opposite is wrong with the chance**
:math:`\min(p, 1-p)`, where :math:`p = P(c)`. To know everything would spare all of it (EVPI). To know :math:`x`
would spare

.. math:: \mathrm{EVPPI}(x) = \min(p, 1 - p) - E\,\min\{P(c \mid x),\ 1 - P(c \mid x)\},

and to see a report once spares the same with the report for :math:`x`, simulated from the posterior (EVSI).
What never changes the side that is asserted is worth nothing, however much it moves the chance of being right.

:math:`P(c \mid x)` is a regression of whether the claim holds, on splines of the rank of :math:`x`. The side that it
names is scored on draws that it was not fitted to: what is reported is the value of a rule that one could follow, which
is no more than the truth but for Monte Carlo error, and less where the regression is too plain for :math:`x`. Of the
inequalities :math:`0 \le \mathrm{EVPPI}(S) \le \mathrm{EVPPI}(S \cup T) \le \mathrm{EVPI}` the outer ones hold exactly
(one may ignore what one knows, and no rule spares more errors than there are), the middle one within the error.

References
----------
Strong, Oakley and Brennan (2014), Estimating multiparameter partial expected value of perfect information from a
probabilistic sensitivity analysis sample: a nonparametric regression approach.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats
from scipy.interpolate import BSpline

__all__ = ["Asserted", "Gain"]

Array = NDArray[np.float64]

ERRORS = 3.0
"""Standard errors by which a gain must exceed zero to be told from nothing: many are looked at together."""

FOLDS = 5
"""Parts of the draws that are scored in turn."""

PIECES, DEGREE, EDGE = 5, 3, 0.01
"""Pieces and degree of a spline, and the part of the draws at either end over which it is flat."""


class Gain(NamedTuple):
    """A fall in the chance of asserting the wrong side, and its Monte Carlo standard error."""

    gain: float
    mcse: float

    @property
    def told_from_nothing(self) -> bool:
        """Whether the gain exceeds zero by more than its error allows."""
        return self.gain > ERRORS * self.mcse


@dataclass(frozen=True)
class Asserted:
    """A claim in draws of a distribution, whose likelier side is asserted.

    Attributes
    ----------
    holds : array of bool
        Whether the claim holds. Shape: (draws,).
    alike : array of int
        Draws of the same number are not independent: copies of one weighted draw, or neighbours in a chain. They
        share a fold, and count as one in standard errors. Shape: (draws,).
    """

    holds: NDArray[np.bool_]
    alike: NDArray[np.int_]

    @classmethod
    def independent(cls, holds: NDArray[np.bool_]) -> "Asserted":
        """Return a claim in draws that are independent of each other."""
        return cls(holds, np.arange(holds.size))

    @property
    def probability(self) -> float:
        """The claim's probability."""
        return float(self.holds.mean())

    @property
    def everything(self) -> Gain:
        """What it is worth to know everything: the chance of asserting the wrong side now (EVPI)."""
        return self._gain(self.holds)

    def known(self, *values: Array) -> Gain:
        """Return what it is worth to know some values together (EVPPI), or to see them (EVSI).

        Parameters
        ----------
        *values : array
            Shape of each: (draws,). Monotone transforms make no difference.

        Notes
        -----
        One value or two have splines in full, and two the product of their scores; more are added up as cubics.
        """
        return self._gain(self._chances(_design(values)) > 0.5)

    def _gain(self, asserted: NDArray[np.bool_]) -> Gain:
        """Compare what is asserted, draw by draw, with the likelier side; one may ignore what one knows."""
        spared = (asserted == self.holds) * 1.0 - (self.holds == (self.probability > 0.5))
        sums = np.bincount(self.alike, spared - spared.mean())
        return Gain(max(0.0, float(spared.mean())), float(np.sqrt((sums**2).sum()) / spared.size))

    @cached_property
    def _parts(self) -> list[NDArray[np.intp]]:
        order = np.random.default_rng(0).permutation(int(self.alike.max()) + 1)
        return [np.flatnonzero(order[self.alike] % FOLDS == fold) for fold in range(FOLDS)]

    def _chances(self, design: Array) -> Array:
        """Regress on a design by least squares; each fold's draws get the fit of all others."""
        folds = [(design[part], self.holds[part]) for part in self._parts]
        squares = np.array([rows.T @ rows for rows, _ in folds])
        products = np.array([rows.T @ holds for rows, holds in folds])
        chances = np.empty(len(design))
        for fold, part in enumerate(self._parts):
            left = squares.sum(axis=0) - squares[fold], products.sum(axis=0) - products[fold]
            chances[part] = folds[fold][0] @ np.linalg.lstsq(*left, rcond=1e-9)[0]
        return chances


def _design(values: tuple[Array, ...]) -> Array:
    scores = [_normal_scores(v) for v in values]
    pieces = PIECES if len(values) <= 2 else 1
    columns = [_splines(score, pieces) for score in scores]
    if len(values) == 2:
        columns.append((scores[0] * scores[1])[:, np.newaxis])
    return np.hstack(columns)


def _normal_scores(values: Array) -> Array:
    """Put values on the scale of a standard normal by their ranks; equal values share one."""
    scores = special.ndtri((stats.rankdata(values) - 0.5) / values.size)
    return np.asarray(np.clip(scores, *np.quantile(scores, (EDGE, 1 - EDGE))))


def _splines(score: Array, pieces: int) -> Array:
    """Return B-splines with as many draws in each piece; fewer pieces where many draws are equal."""
    knots = np.unique(np.quantile(score, np.linspace(0, 1, pieces + 1)))
    if knots.size < 2:
        return np.ones((score.size, 1))
    padded = np.concatenate([np.repeat(knots[0], DEGREE), knots, np.repeat(knots[-1], DEGREE)])
    return np.asarray(BSpline.design_matrix(score, padded, DEGREE).toarray())
