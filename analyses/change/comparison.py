"""Comparison: how the headline moves from one study to another, and how much of it each difference explains.

What one difference does depends on which others are made before it, so each is given its Shapley value, of a headline
of the first study with some differences taken over from the second. A headline is the log of a node's median, so that
a part is a factor, or the median itself where it may be negative; or the probability that the conclusion is below its
threshold.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from ...model import Graph
from ...priors.model_record import Conclusion
from ..attribution import EXACT, Subset, attributed
from ..fit import Headline, HeadlineAll
from .differences import Group, blend, by_part, groups

__all__ = ["BELOW", "Comparison", "compare_studies"]

BELOW = "below"
"""The target that is the probability that the conclusion is below its threshold; the others are medians."""

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
    conclusion : Conclusion
        The node that the model is about, and its threshold.
    moves : xarray.Dataset
        ``part`` and ``mcse``, dims ``group`` and ``target``, which has the coordinate ``log``: logs of factors on the
        median of each headline node, or additions to it where ``log`` is false; and to the probability `BELOW`. The
        error is that of random orders.
    exact : bool
        Whether all mixtures were run, so that the errors are zero.
    mixtures : dict of str to Headline
        All that were run, by the groups in them; nothing rests on one that has not converged.
    """

    groups: list[Group]
    merged: bool
    first: Headline
    second: Headline
    conclusion: Conclusion
    moves: xr.Dataset
    exact: bool
    mixtures: Mapping[str, Headline]


def compare_studies(first: Graph, second: Graph, *, headline_all: HeadlineAll, seed: int = 1) -> Comparison:
    """Compare two studies of one model.

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
    parts = alone if len(alone) <= EXACT else by_part(alone, first, second)
    headlines: dict[Subset, Headline] = {}
    targets = xr.DataArray()

    def values_of(mixtures: Sequence[Subset]) -> dict[Subset, Array]:
        nonlocal targets
        taken = [[member for number in sorted(mixture) for member in parts[number].members] for mixture in mixtures]
        graphs = [first.with_study(blend(first.study, second.study, each)) for each in taken]
        headlines.update(zip(mixtures, headline_all(graphs), strict=True))
        targets = _targets(list(headlines.values()), first.study.model.conclusion)
        return dict(zip(headlines, targets.to_numpy(), strict=True))

    result = attributed(values_of, len(parts), seed=seed)
    names = [group.name for group in parts]
    moves = {key: (("group", "target"), each) for key, each in (("part", result.parts), ("mcse", result.mcse))}
    return Comparison(
        parts,
        parts is not alone,
        headlines[frozenset()],
        headlines[frozenset(range(len(parts)))],
        first.study.model.conclusion,
        xr.Dataset(moves, {"group": names, "target": targets["target"]}),
        result.exact,
        {", ".join(names[n] for n in sorted(mixture)) or "none": each for mixture, each in headlines.items()},
    )


def _targets(headlines: Sequence[Headline], conclusion: Conclusion) -> xr.DataArray:
    """Return the headlines as rows of targets; a node's median is logged if it is positive in all of them."""
    nodes = [str(node) for node in headlines[0].data["node"].to_numpy()]
    medians = np.array([[headline.quantile(node, 0.5) for node in nodes] for headline in headlines])
    logged = (medians > 0).all(axis=0)
    columns = [np.where(logged, np.log(np.where(logged, medians, 1.0)), medians)]
    if has_conclusion := conclusion.node in nodes:
        columns.append(np.array([[each.chance_below(conclusion.node, conclusion.threshold)] for each in headlines]))
    names = [*nodes, *[BELOW] * has_conclusion]
    log = ("target", np.append(logged, [False] * has_conclusion))
    return xr.DataArray(np.hstack(columns), dims=("headline", "target"), coords={"target": names, "log": log})
