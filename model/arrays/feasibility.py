"""Possible: whether the prior allows the evidence at all."""

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from ...priors import EvidenceItem, StudyError, split_name
from ..evidence import value_of
from ..graph import Graph
from .draws import prior_draws

__all__ = ["FAR", "check_possible"]

Array = NDArray[np.float64]

FAR = 1000.0
"""Factor beyond the ends of what a prior has from which a value is far out: that of a forgotten thousand."""

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
        item, drawn = graph.study.evidence[name], _measured(graph, name, nodes)
        _check_range(name, item, drawn)
        if float(np.nan_to_num(log_likelihood[name], nan=-np.inf).max()) < POSSIBLE:
            raise StudyError(_impossible(graph, name, drawn), file=item.file, key=f"evidence.{name}")


def _measured(graph: Graph, name: str, nodes: xr.Dataset) -> Array:
    base, coordinate = split_name(graph.study.evidence[name].measures)
    drawn = nodes[base] if coordinate is None else nodes[base].sel({graph.dims[base][0]: coordinate})
    return drawn.values


def _check_range(name: str, item: EvidenceItem, drawn: Array) -> None:
    """Refuse an item of the log of what may be below zero, or that takes for a probability what is none."""
    outside = float(np.mean((drawn < 0) | (drawn > (np.inf if item.of_kind.logged else 1.0))))
    if outside:
        what = "is below zero" if item.of_kind.logged else "is no probability"
        of = "its log" if item.of_kind.logged else "one"
        problem = f"{item.measures!r} {what} in {outside:.1%} of the prior's draws, and a {item.kind} is of {of}"
        raise StudyError(problem, file=item.file, key=f"evidence.{name}.measures")


def _impossible(graph: Graph, name: str, drawn: Array) -> str:
    item, kind = graph.study.evidence[name], graph.study.evidence[name].of_kind
    low, high = float(np.fmin.reduce(drawn)), float(np.fmax.reduce(drawn))
    given = (
        f"{item.low:g} to {item.high:g}" if item.low is not None and item.high is not None else f"{item.value or 0:g}"
    )
    value = float(kind.scale.back(value_of(name, graph.known)))
    size = float(kind.scale.size(value)) if kind.scale.size else np.nan
    return (
        f"no prior draw allows the item: it reports {kind.outcome(value) or f'{kind.bound}{given} {item.unit}'} of"
        f" {item.measures!r}, which the prior puts between {low:.3g} and {high:.3g}"
        f" {graph.units[split_name(item.measures)[0]]}{_changed(graph, name)}. {_cure(low, size, high)}"
    ).replace(" dimensionless", "")


def _changed(graph: Graph, name: str) -> str:
    """Name what the study's own file changes of all that a shipped item depends on."""
    study, reaching = graph.study, graph.reaching(name)
    own = [n for n, q in study.quantities.items() if n in reaching and q.file == study.file]
    return f" with the study's {', '.join(own)}" if own and study.evidence[name].file != study.file else ""


def _cure(low: float, size: float, high: float) -> str:
    if low <= size <= high:
        return "Give it a larger sd"
    if size > high * FAR or size < low / FAR:
        return "Is a thousand or a million missing, or the unit another?"
    return "Widen a prior or a discount, or drop the item"
