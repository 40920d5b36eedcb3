"""Explanation: what a node is, where its numbers come from, and which evidence reaches it."""

from collections.abc import Mapping
from typing import NamedTuple

from ...model import Graph
from ...priors import EvidenceItem, Quantity, StudyError, split_name, unknown_name
from .relative_weights import relative_weights

__all__ = ["Explanation", "explain"]


class Explanation(NamedTuple):
    """A node with its formula, its parents, its numbers and the evidence that reaches it.

    Attributes
    ----------
    name, title, unit, part : str
    dims : dict of str to tuple of str
        Dims with their coordinates.
    formula : str or None
        The formula as it stands in the source; None for an input.
    parents : tuple of str
        What the formula takes.
    inputs : dict of str to Quantity
        The node's own entry, or else those of its parents, by name.
    relative_weights : dict of str to float
        The shares for which weights among these numbers count, where they do not sum to one.
    ancestors : int
        How many nodes lie behind it.
    evidence : tuple of (str, EvidenceItem, bool)
        Items that depend on an input that it depends on, each with whether the study sees it.
    """

    name: str
    title: str
    unit: str
    part: str
    dims: dict[str, tuple[str, ...]]
    formula: str | None
    parents: tuple[str, ...]
    inputs: Mapping[str, Quantity]
    relative_weights: Mapping[str, float]
    ancestors: int
    evidence: tuple[tuple[str, EvidenceItem, bool], ...]


def explain(graph: Graph, name: str) -> Explanation:
    """Explain a node of the graph, or one coordinate of it.

    Raises
    ------
    StudyError
        If there is no such node; the message names the nearest.
    """
    base, _ = split_name(name)
    if base not in graph.names:
        raise StudyError(unknown_name(name, graph.names, what="node"), key="NODE")
    dims = {dim: graph.study.coordinates(dim) for dim in graph.dims[base]}
    nodes = [node for key, node in graph.argument.items() if key == name or split_name(key)[0] == base]
    own = _inputs(graph, base)
    computed, parents = bool(nodes) and base in graph.parents, graph.parents.get(base, ())
    items = [item for item in graph.items if graph.lineage(name) & graph.inputs & graph.reaching(item)]
    inputs = own or _inputs(graph, *(split_name(parent)[0] for parent in parents))
    return Explanation(
        name=name,
        title="; ".join(node.title for node in nodes) if computed else next(iter(own.values())).title,
        unit=graph.units[base],
        part=nodes[0].part if nodes else "input",
        dims=dims,
        formula="\n".join(node.taken(graph.study.choices).expression for node in nodes) if computed else None,
        parents=parents,
        inputs=inputs,
        relative_weights={name: share for name, share in relative_weights(graph).items() if name in inputs},
        ancestors=len(graph.ancestors(base)) - 1,
        evidence=tuple((item, graph.study.evidence[item], item in graph.study.items) for item in items),
    )


def _inputs(graph: Graph, *bases: str) -> dict[str, Quantity]:
    entries = graph.study.quantities.items()
    return {name: entry for base in bases for name, entry in entries if split_name(name)[0] == base}
