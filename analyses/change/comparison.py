r"""Comparison: how the headline moves from one study to another, and how much of it each difference explains.

What one difference does depends on which others are made before it. Its **Shapley value** is the average over all
orders,

.. math:: \phi_i = \sum_{S \not\ni i} \frac{|S|!\,(k - |S| - 1)!}{k!}\,\bigl(v(S \cup i) - v(S)\bigr),

with :math:`v(S)` a headline of the first study with the differences :math:`S` taken over from the second. It does
not depend on any order, and the values sum to the whole move. A headline is the log of a median, so that a part is
a factor, or the probability that deployment is the cheaper. With few groups of differences all mixtures are run;
with many, orders are drawn at random, each with its reverse, whose spread is the error; the sum is exact either way.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from ...model import Graph
from ...priors import Study
from ..fit import Headline, HeadlineAll
from .differences import Group, blend, by_part, groups

__all__ = ["CHEAPER", "EXACT", "RATIO", "Attribution", "Comparison", "attributed", "compare"]

EXACT = 8
"""Groups up to which every mixture is run; each more would double them."""

PAIRS = 8
"""Random orders, each with its reverse, where there are more groups."""

CHEAPER = "cheaper"
"""The target that is the probability that deployment costs less than development; the others are log medians."""

RATIO = "cost_ratio"

Array = NDArray[np.float64]
Mixture = frozenset[int]
Values = Mapping[Mixture, Array]


@dataclass(frozen=True)
class Attribution:
    """What each group of differences contributes.

    Attributes
    ----------
    parts : array
        Shapley values, which sum to the value of everything less that of nothing. Shape: (groups, targets).
    errors : array
        Standard errors from the random orders; zero where all mixtures were run. Shape: (groups, targets).
    exact : bool
        Whether all mixtures were run.
    """

    parts: Array
    errors: Array
    exact: bool


@dataclass(frozen=True)
class Comparison:
    """Two studies side by side.

    Attributes
    ----------
    groups : list of Group
        What they assume differently.
    merged : bool
        Whether quantities were put together by the part of the argument, since there were too many by name.
    first, second : Headline
    moves : xarray.Dataset
        ``part`` and ``error``, dims ``group`` and ``target``: logs of factors on the median of each headline node,
        and the change of the probability `CHEAPER`.
    exact : bool
        Whether all mixtures were run, so that the errors are zero.
    mixtures : dict of str to Headline
        All that were run, by the groups in them; nothing rests on one that has not converged.
    """

    groups: list[Group]
    merged: bool
    first: Headline
    second: Headline
    moves: xr.Dataset
    exact: bool
    mixtures: Mapping[str, Headline]


def attributed(values_of: Callable[[Sequence[Mixture]], Values], count: int, *, seed: int) -> Attribution:
    """Attribute the difference between everything and nothing to the members of a set.

    Parameters
    ----------
    values_of : callable
        Mixtures to the value of each, an array of targets.
    count : int
        Members, named by number.
    seed : int
        Of the random orders, where there are more members than `EXACT`.
    """
    if count <= EXACT:
        values = values_of([frozenset(each) for size in range(count + 1) for each in combinations(range(count), size)])
        parts = np.array([_shapley(values, count, member) for member in range(count)])
        return Attribution(parts, np.zeros_like(parts), exact=True)
    orders = list(_orders(count, seed))
    values = values_of(list(dict.fromkeys(mixture for order in orders for mixture in _along(order))))
    single = np.array([_steps(values, order) for order in orders])
    pairs = (single[::2] + single[1::2]) / 2
    return Attribution(pairs.mean(axis=0), pairs.std(axis=0, ddof=1) / math.sqrt(len(pairs)), exact=False)


def _shapley(values: Values, count: int, member: int) -> Array:
    total = np.zeros_like(values[frozenset()])
    for without, value in values.items():
        if member not in without:
            size = len(without)
            weight = math.factorial(size) * math.factorial(count - size - 1) / math.factorial(count)
            total = total + weight * (values[without | {member}] - value)
    return total


def _orders(count: int, seed: int) -> Iterator[list[int]]:
    rng = np.random.default_rng(seed)
    for _ in range(PAIRS):
        order = rng.permutation(count).tolist()
        yield order
        yield order[::-1]


def _along(order: Sequence[int]) -> list[Mixture]:
    return [frozenset(order[:size]) for size in range(len(order) + 1)]


def _steps(values: Values, order: Sequence[int]) -> Array:
    """Return what each member adds when it comes in; in the members' own order."""
    along = np.array([values[mixture] for mixture in _along(order)])
    return np.asarray(np.diff(along, axis=0)[np.argsort(order)])


def compare(first: Graph, second: Graph, *, headline_all: HeadlineAll, seed: int = 1) -> Comparison:
    """Compare two studies.

    Parameters
    ----------
    first, second : Graph
        With the same formulas.
    headline_all : callable
        What gives the headlines of the mixtures.
    seed : int, optional
        Of the random orders, where there are many groups.
    """
    found = groups(first.study, second.study)
    parts = found if len(found) <= EXACT else by_part(found, first.study, second.study)
    known: dict[Mixture, Headline] = {}

    def values_of(mixtures: Sequence[Mixture]) -> Values:
        graphs = [first.with_study(_mixed(first, second, parts, mixture)) for mixture in mixtures]
        known.update(zip(mixtures, headline_all(graphs), strict=True))
        return {mixture: _values(headline) for mixture, headline in known.items()}

    result = attributed(values_of, len(parts), seed=seed)
    none, everything = known[frozenset()], known[frozenset(range(len(parts)))]
    names = [group.name for group in parts]
    return Comparison(
        parts, parts is not found, none, everything, _moves(result, names, none), result.exact, _named(known, names)
    )


def _mixed(first: Graph, second: Graph, parts: Sequence[Group], mixture: Mixture) -> Study:
    taken = [difference for number in sorted(mixture) for difference in parts[number].members]
    return blend(first.study, second.study, taken)


def _values(found: Headline) -> Array:
    logs = [math.log(found.quantile(node, 0.5)) for node in _nodes(found)]
    return np.array([*logs, *([found.chance_below(RATIO, 1.0)] if RATIO in _nodes(found) else [])])


def _nodes(found: Headline) -> list[str]:
    return [str(node) for node in found.data["node"].to_numpy()]


def _moves(result: Attribution, names: Sequence[str], found: Headline) -> xr.Dataset:
    nodes = _nodes(found)
    coords = {"group": list(names), "target": [*nodes, *([CHEAPER] if RATIO in nodes else [])]}
    shape = [len(values) for values in coords.values()]
    arrays = {"part": result.parts.reshape(shape), "error": result.errors.reshape(shape)}
    return xr.Dataset({key: (tuple(coords), values) for key, values in arrays.items()}, coords)


def _named(known: Mapping[Mixture, Headline], names: Sequence[str]) -> dict[str, Headline]:
    return {", ".join(names[n] for n in sorted(mixture)) or "none": found for mixture, found in known.items()}
