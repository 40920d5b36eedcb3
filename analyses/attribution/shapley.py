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

from collections.abc import Callable, Mapping, Sequence
from itertools import chain, combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

__all__ = ["EXACT", "Attribution", "Subset", "attributed", "in_turn", "shapley", "subsets"]

EXACT = 8
"""Members up to which every subset is valued; each more would double them."""

PAIRS = 8
"""Random orders, each with its reverse, where there are more members."""

Array = NDArray[np.float64]
Subset = frozenset[int]


class Attribution(NamedTuple):
    """What each member contributes.

    Attributes
    ----------
    parts : array
        Shapley values. Shape: (members, *shape of a value).
    mcse : array
        Their standard errors from the random orders; zero where all subsets were valued. Shape: as for ``parts``.
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
    sets = subsets(count)
    inside = np.array([[member in each for each in sets] for member in range(count)]).reshape(count, len(sets))
    others = np.array([len(each) for each in sets]) - inside
    weights = np.where(inside, 1.0, -1.0) / (max(count, 1) * special.comb(count - 1, others))
    return np.asarray(np.tensordot(weights, np.array([value(each) for each in sets]), axes=1))


def in_turn(value: Callable[[Subset], ArrayLike], order: Sequence[int]) -> Array:
    """Return what each member adds when members come in in one order.

    Returns
    -------
    array
        By member, not by place in the order. Shape: (members, *shape of a value).
    """
    states = np.array([value(frozenset(order[:size])) for size in range(len(order) + 1)])
    return np.asarray(np.diff(states, axis=0)[np.argsort(order)])


def attributed(
    values_of: Callable[[Sequence[Subset]], Mapping[Subset, Array]], count: int, *, seed: int
) -> Attribution:
    """Return Shapley values where a value is dear, so that all that are needed are asked for at once.

    Parameters
    ----------
    values_of : callable
        Subsets to the value of each.
    count : int
        Members.
    seed : int
        Of the random orders, where there are more members than `EXACT`.
    """
    if count <= EXACT:
        parts = shapley(values_of(subsets(count)).__getitem__, count)
        return Attribution(parts, np.zeros_like(parts), exact=True)
    straight = [np.random.default_rng([seed, pair]).permutation(count).tolist() for pair in range(PAIRS)]
    needed = chain.from_iterable(_along(order) for pair in straight for order in (pair, pair[::-1]))
    value = values_of(list(dict.fromkeys(needed))).__getitem__
    pairs = np.array([(in_turn(value, order) + in_turn(value, order[::-1])) / 2 for order in straight])
    return Attribution(pairs.mean(axis=0), pairs.std(axis=0, ddof=1) / np.sqrt(PAIRS), exact=False)


def _along(order: Sequence[int]) -> list[Subset]:
    return [frozenset(order[:size]) for size in range(len(order) + 1)]
