"""Possible: whether the prior allows the evidence at all."""

import numpy as np
import xarray as xr

from ...priors import EvidenceItem, StudyError, split_name
from ..graph import Graph
from .draws import prior_draws

__all__ = ["check_possible"]

POSSIBLE = -700.0
"""Log-likelihood below which a double-precision likelihood is zero."""


def check_possible(graph: Graph, *, draws: int = 4000, seed: int = 0) -> None:
    """Check that every item is possible: that some prior draw gives it a likelihood above zero.

    Raises
    ------
    StudyError
        If one is not; the message names the item, its value and the node that it measures.
    """
    measured = {split_name(graph.study.evidence[name].measures)[0] for name in graph.study.items}
    nodes, log_likelihood = prior_draws(graph, draws=draws, seed=seed, names=sorted(measured))
    for name in graph.study.items:
        _check_above_zero(graph, name, nodes)
        best = float(np.nan_to_num(log_likelihood[name], nan=-np.inf).max())
        if best < POSSIBLE:
            item = graph.study.evidence[name]
            raise StudyError(_impossible(graph, name, nodes), file=item.file, key=f"evidence.{name}")


def _check_above_zero(graph: Graph, name: str, nodes: xr.Dataset) -> None:
    item = graph.study.evidence[name]
    below = float((_measured(graph, item, nodes) < 0).mean())
    if item.of_kind.logged and below:
        problem = (
            f"{item.measures!r} is below zero in {below:.1%} of the prior's draws, and a {item.kind} is of its log"
        )
        raise StudyError(problem, file=item.file, key=f"evidence.{name}.measures")


def _measured(graph: Graph, item: EvidenceItem, nodes: xr.Dataset) -> xr.DataArray:
    base, coordinate = split_name(item.measures)
    return nodes[base] if coordinate is None else nodes[base].sel({graph.dims[base][0]: coordinate})


def _impossible(graph: Graph, name: str, nodes: xr.Dataset) -> str:
    item = graph.study.evidence[name]
    low, high = (float(v) for v in np.nanquantile(_measured(graph, item, nodes), (0.0, 1.0)))
    unit = graph.units[split_name(item.measures)[0]]
    given = f"{item.low:g} to {item.high:g}" if item.low is not None and item.high is not None else item.value
    return (
        f"no prior draw allows the item: it reports {given} {item.unit} of {item.measures!r}, which the prior puts"
        f" between {low:.3g} and {high:.3g} {unit}. Widen a prior or a discount, or drop the item"
    )
