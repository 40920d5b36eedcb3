"""Comparison: how the headline moves from one study to another, and how much of it each difference explains.

What one difference does depends on which others are made before it, so each is given its Shapley value, of a headline
of the first study with some differences taken over from the second. A headline is the log of a median, so that a part
is a factor, or the probability that deployment is the cheaper.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from ...model import Graph
from ..attribution import EXACT, Subset, attributed
from ..fit import Headline, HeadlineAll
from .differences import Group, blend, by_part, groups

__all__ = ["CHEAPER", "RATIO", "Comparison", "compare"]

CHEAPER = "cheaper"
"""The target that is the probability that deployment costs less than development; the others are log medians."""

RATIO = "cost_ratio"

Array = NDArray[np.float64]


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
    alone = groups(first.study, second.study)
    parts = alone if len(alone) <= EXACT else by_part(alone, first.study, second.study)
    headlines: dict[Subset, Headline] = {}

    def values_of(mixtures: Sequence[Subset]) -> dict[Subset, Array]:
        taken = [[member for number in sorted(mixture) for member in parts[number].members] for mixture in mixtures]
        graphs = [first.with_study(blend(first.study, second.study, each)) for each in taken]
        headlines.update(zip(mixtures, headline_all(graphs), strict=True))
        return {mixture: _targets(headline).to_numpy() for mixture, headline in headlines.items()}

    result = attributed(values_of, len(parts), seed=seed)
    none, everything = headlines[frozenset()], headlines[frozenset(range(len(parts)))]
    names = [group.name for group in parts]
    moves = {key: (("group", "target"), each) for key, each in (("part", result.parts), ("error", result.mcse))}
    return Comparison(
        parts,
        parts is not alone,
        none,
        everything,
        xr.Dataset(moves, {"group": names, "target": _targets(none)["target"]}),
        result.exact,
        {", ".join(names[n] for n in sorted(mixture)) or "none": each for mixture, each in headlines.items()},
    )


def _targets(headline: Headline) -> xr.DataArray:
    """Return the log of each median, and the probability `CHEAPER` where there is a ratio."""
    nodes = [str(node) for node in headline.data["node"].to_numpy()]
    values = {node: math.log(headline.quantile(node, 0.5)) for node in nodes}
    values |= {CHEAPER: headline.chance_below(RATIO, 1.0)} if RATIO in nodes else {}
    return xr.DataArray(list(values.values()), {"target": list(values)})
