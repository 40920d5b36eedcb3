r"""Shapley values: what each member of a set adds to its value, averaged over all orders in which they come in.

.. math:: \phi_i = \sum_{S \not\ni i} \frac{|S|!\,(k - |S| - 1)!}{k!}\,\bigl(v(S \cup i) - v(S)\bigr).

They depend on no order and sum to the value of all members less that of none. Members are named by number, and a value
is a number or an array. Few members have all their subsets valued; of many, orders are drawn at random, each with its
reverse, so that what single members and pairs add is exact, and the sum is exact whatever is drawn.

References
----------
Shapley (1953), A value for n-person games; Castro, Gómez and Tejada (2009), Polynomial calculation of the Shapley value
based on sampling.
"""

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

__all__ = ["EXACT", "Attribution", "Subset", "attributed", "in_turn", "needed", "shapley", "shapley_mcse", "subsets"]

EXACT = 8
"""Members up to which every subset is valued; each more would double them."""

PAIRS = 8
"""Random orders, each with its reverse, where there are more members."""

ROUNDING = 1e-12
"""Part of the largest value below which a part is what the arithmetic rounds off, and nothing."""

Array = NDArray[np.float64]
Subset = frozenset[int]


class Attribution(NamedTuple):
    """What each member contributes.

    Attributes
    ----------
    parts : array
        Shapley values. Shape: (members, *shape of a value).
    mcse : array
        Their standard errors: from the random orders, or else from those of the values. Shape: as for ``parts``.
    exact : bool
        Whether all subsets were valued.
    """

    parts: Array
    mcse: Array
    exact: bool


def subsets(count: int) -> list[Subset]:
    """Return all subsets of so many members, the small ones first."""
    return [frozenset(some) for size in range(count + 1) for some in combinations(range(count), size)]


def shapley(value: Callable[[Subset], ArrayLike], count: int) -> Array:
    """Return the Shapley value of each member.

    Parameters
    ----------
    value : callable
        Of a subset of the members. It is called once for each of them.
    count : int
        Members.

    Returns
    -------
    array
        Shape: (members, *shape of a value).
    """
    sets, weights = _weights(count)
    values = np.array([value(each) for each in sets], dtype=float)
    parts = np.tensordot(weights, values, axes=1)
    return np.where(abs(parts) > ROUNDING * abs(values).max(axis=0), parts, 0.0)


def shapley_mcse(mcse: Callable[[Subset], ArrayLike], count: int) -> Array:
    """Return the standard error of each Shapley value from those of the subsets' values, each drawn on its own.

    Parameters
    ----------
    mcse : callable
        Monte Carlo standard error of the value of a subset.
    count : int
        Members.
    """
    sets, weights = _weights(count)
    return np.sqrt(np.tensordot(weights**2, np.array([mcse(each) for each in sets]) ** 2, axes=1))


def _weights(count: int) -> tuple[list[Subset], Array]:
    """Return the subsets, and with how much of its value each enters the parts. Shape: (members, subsets)."""
    sets = subsets(count)
    inside = np.array([[member in each for each in sets] for member in range(count)]).reshape(count, len(sets))
    others = np.array([len(each) for each in sets]) - inside
    return sets, np.where(inside, 1.0, -1.0) / (max(count, 1) * special.comb(count - 1, others))


def in_turn(value: Callable[[Subset], ArrayLike], order: Sequence[int]) -> Array:
    """Return what each member adds when members come in in one order.

    Returns
    -------
    array
        By member, not by place in the order. Shape: (members, *shape of a value).
    """
    states = np.array([value(frozenset(order[:size])) for size in range(len(order) + 1)])
    return np.asarray(np.diff(states, axis=0)[np.argsort(order)])


def needed(count: int, *, seed: int) -> list[Subset]:
    """Return the subsets that have to be valued for `attributed`: all, or those along its random orders."""
    if count <= EXACT:
        return subsets(count)
    orders = (order for pair in _orders(count, seed) for order in (pair, pair[::-1]))
    return list(dict.fromkeys(frozenset(order[:size]) for order in orders for size in range(count + 1)))


def attributed(
    value: Callable[[Subset], ArrayLike], count: int, *, seed: int, mcse: Callable[[Subset], ArrayLike] | None = None
) -> Attribution:
    """Return Shapley values of many members from random orders, and exactly of few.

    Parameters
    ----------
    value : callable
        Of the subsets that are `needed`.
    count : int
        Members.
    seed : int
        Of the random orders, where there are more members than `EXACT`.
    mcse : callable, optional
        Monte Carlo standard error of the value of a subset; none unless given. The spread of random orders holds it.
    """
    if count <= EXACT:
        parts = shapley(value, count)
        return Attribution(parts, shapley_mcse(mcse, count) if mcse else np.zeros_like(parts), exact=True)
    orders = _orders(count, seed)
    pairs = np.array([(in_turn(value, order) + in_turn(value, order[::-1])) / 2 for order in orders])
    return Attribution(pairs.mean(axis=0), pairs.std(axis=0, ddof=1) / np.sqrt(PAIRS), exact=False)


def _orders(count: int, seed: int) -> list[list[int]]:
    return [np.random.default_rng([seed, pair]).permutation(count).tolist() for pair in range(PAIRS)]
