r"""Uniformity: whether ranks are as even as those of draws from the posterior, quantity by quantity and altogether.

Of :math:`n` ranks that are even the number up to any rank is binomial. How far out the farthest of these numbers is, by
its own binomial tail, is compared with what simulated even ranks give: the band that holds 95% of their whole curves is
the simultaneous band of Säilynoja, Bürkner and Vehtari (2022), and where a curve leaves it its p-value is below 0.05.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

__all__ = ["BAND", "COVERAGES", "REFUSED", "Calibration", "Curve", "calibration", "ecdf_band", "p_value"]

Array = NDArray[np.float64]

BAND, REFUSED = 0.95, 0.01
"""Probability of the bands, and chance of even ranks, all quantities together, below which they are called uneven."""
COVERAGES = (0.5, 0.8, 0.9, 0.99)
SIMULATED = 40_000
"""Sets of even ranks; a p-value can be no smaller than one in as many."""


class Curve(NamedTuple):
    """The ranks of one quantity.

    Attributes
    ----------
    name : str
    p_value : float
        Chance that even ranks are at least as uneven.
    covered : tuple of float
        Part of the truths within the central intervals of `COVERAGES`.
    """

    name: str
    p_value: float
    covered: tuple[float, ...]


@dataclass(frozen=True)
class Calibration:
    """What ranks come to.

    Attributes
    ----------
    refits : int
    curves : tuple of Curve
        The most uneven first.
    """

    refits: int
    curves: tuple[Curve, ...]

    @property
    def outside(self) -> int:
        """Quantities whose curve leaves its band; of those that are even one in twenty does."""
        return sum(curve.p_value < 1 - BAND for curve in self.curves)

    @property
    def p_value(self) -> float:
        """Chance, at most, that any of so many even quantities is as uneven as the worst of these (Bonferroni)."""
        return min(1.0, len(self.curves) * self.curves[0].p_value)

    @property
    def passed(self) -> bool:
        """The verdict."""
        return self.p_value >= REFUSED

    @property
    def covered(self) -> tuple[float, ...]:
        """Part of all truths within the central intervals of `COVERAGES`."""
        return tuple(float(np.mean(each)) for each in zip(*(curve.covered for curve in self.curves), strict=True))


def calibration(ranks: Mapping[str, NDArray[np.int_]], kept: int) -> Calibration:
    """Judge the ranks of many quantities.

    Parameters
    ----------
    ranks : dict of str to array of int
        From nought to ``kept``. Shape of each: (refits,).
    kept : int
        Draws that each truth was ranked among.
    """
    curves = [Curve(name, p_value(own, kept), _covered(own, kept)) for name, own in ranks.items()]
    refits = len(next(iter(ranks.values())))
    return Calibration(refits, tuple(sorted(curves, key=lambda curve: (curve.p_value, curve.name))))


def _covered(ranks: NDArray[np.int_], kept: int) -> tuple[float, ...]:
    places = (ranks + 0.5) / (kept + 1)
    return tuple(float(np.mean(np.abs(places - 0.5) < coverage / 2)) for coverage in COVERAGES)


def p_value(ranks: NDArray[np.int_], kept: int) -> float:
    """Return the chance that even ranks are at least as uneven as these."""
    counts = np.bincount(ranks, minlength=kept + 1)
    least = _tails(ranks.size, kept)[np.arange(kept), counts.cumsum()[:-1]].min()
    return float((1 + np.searchsorted(_null(ranks.size, kept), least * (1 + 1e-9), side="right")) / (1 + SIMULATED))


def ecdf_band(refits: int, kept: int) -> tuple[Array, Array]:
    """Return how far below and above evenness the band reaches at each rank. Shape of each: (kept,)."""
    level = np.quantile(_null(refits, kept), 1 - BAND)
    even = _even(kept)
    ends = (stats.binom.ppf(tail, refits, even) / refits - even for tail in (level / 2, 1 - level / 2))
    low, high = (np.asarray(end) for end in ends)
    return low, high


def _even(kept: int) -> Array:
    return np.arange(1, kept + 1) / (kept + 1)


@cache
def _tails(refits: int, kept: int) -> Array:
    """Return by rank and number of ranks up to it twice its smaller binomial tail. Shape: (kept, 1 + refits)."""
    counts, even = np.arange(refits + 1), _even(kept)[:, np.newaxis]
    law = stats.binom(refits, even)
    return np.asarray(2 * np.minimum(law.cdf(counts), law.sf(counts - 1)))


@cache
def _null(refits: int, kept: int) -> Array:
    """Return the smallest tails of simulated even ranks, in ascending order."""
    rng, tails, places = np.random.default_rng(0), _tails(refits, kept), np.arange(kept)
    least = [
        tails[places, rng.multinomial(refits, np.full(kept + 1, 1 / (kept + 1)), 1000).cumsum(axis=1)[:, :-1]].min(
            axis=1
        )
        for _ in range(SIMULATED // 1000)
    ]
    return np.sort(np.concatenate(least))
