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

from ...model import Graph
from ...priors import StudyError
from ...priors.model_record import Conclusion
from ..attribution import EXACT, attributed, needed
from ..fit import Headline, HeadlineAll
from .differences import Group, blend, by_part, groups

__all__ = ["BELOW", "Comparison", "compare_studies"]

BELOW = "below"
"""The target that is the probability that the conclusion is below its threshold; the others are medians."""


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
        median of each headline node, or additions to it where ``log`` is false; and to the probability `BELOW`.
    exact : bool
        Whether all mixtures were run, so that the errors are those of the draws alone.
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

    Raises
    ------
    StudyError
        If they are of two models.
    """
    models = [graph.study.model for graph in (first, second)]
    if len({(model.folder, model.formulas) for model in models}) > 1:
        problem = f"is of another model ({models[0].title}) than {second.study.name!r} ({models[1].title})"
        raise StudyError(f"{problem}. Allowed: two of one; 'subjects' sets models side by side", key=first.study.name)
    alone = groups(first.study, second.study)
    parts = alone if len(alone) <= EXACT else by_part(alone, first, second)
    mixtures = needed(len(parts), seed=seed)
    taken = [[member for number in sorted(mixture) for member in parts[number].members] for mixture in mixtures]
    graphs = [first.with_study(blend(first.study, second.study, each)) for each in taken]
    headlines = dict(zip(mixtures, headline_all(graphs), strict=True))
    targets = _targets(list(headlines.values()), first.study.model.conclusion)
    value, mcse = (dict(zip(mixtures, targets[name].values, strict=True)) for name in ("value", "mcse"))
    result = attributed(value.__getitem__, len(parts), seed=seed, mcse=mcse.__getitem__)
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


def _targets(headlines: Sequence[Headline], conclusion: Conclusion) -> xr.Dataset:
    """Return the headlines' targets with their errors; a node's median is logged if it is positive in all of them."""
    nodes = [str(node) for node in headlines[0].data["node"].values]
    medians, errors = (
        np.array([[getattr(headline, read)(node, 0.5) for node in nodes] for headline in headlines])
        for read in ("quantile", "mcse_quantile")
    )
    log = (medians > 0).all(axis=0)
    scale = np.where(log, medians, 1.0)
    values, errors = np.where(log, np.log(scale), medians), errors / scale
    if conclusion.node in nodes:
        below, mcse = (
            np.array([getattr(headline, read)(conclusion.node, conclusion.threshold) for headline in headlines])
            for read in ("chance_below", "mcse_below")
        )
        values, errors = np.column_stack([values, below]), np.column_stack([errors, mcse])
        nodes, log = [*nodes, BELOW], np.append(log, False)
    dims = ("headline", "target")
    return xr.Dataset({"value": (dims, values), "mcse": (dims, errors)}, {"target": nodes, "log": ("target", log)})
