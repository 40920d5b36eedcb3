"""Discontinuities: whether a step function lies between the inputs and the evidence.

A formula says itself that it is one, as the number of whole servers is, or that it picks one coordinate of a vector.
Weighted draws take them exactly. Chains cannot: a sampler that follows gradients sees none there. Nor can the
search for a posterior's mode, which is made with another option of the choice instead: the inputs are the same, and
weights put right what that is off by.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ...priors import StudyError
from ..graph import Graph
from ..language import Node, Pick

__all__ = ["check_gradient", "on_steps", "picks", "without_steps"]


def on_steps(graph: Graph) -> bool:
    """Whether any item that is in depends on the inputs by a step."""
    return any(True for _ in _stepping(graph))


def picks(graph: Graph) -> tuple[Pick, ...]:
    """Return how formulas behind the items that are in pick one coordinate of a vector."""
    picks = (node.taken(graph.study.choices).pick for _, node in _stepping(graph))
    return tuple(dict.fromkeys(pick for pick in picks if pick))


def without_steps(graph: Graph) -> Graph:
    """Return the graph with other options where formulas behind its items step without picking anything."""
    nodes = {node for _, node in _stepping(graph) if node.taken(graph.study.choices).steps}
    smooth = {node.choice: options[0] for node in nodes if (options := _smooth_options(graph, node))}
    return graph.with_study(replace(graph.study, choices={**graph.study.choices, **smooth})) if smooth else graph


def check_gradient(graph: Graph) -> None:
    """Refuse a graph whose evidence gives a sampler no gradient to follow.

    Raises
    ------
    StudyError
        If an item measures something that the inputs reach by a step.
    """
    for name, node in _stepping(graph):
        item, options = graph.study.evidence[name], _smooth_options(graph, node)
        other = f", or the choice {node.choice} = {' or '.join(map(repr, options))}" if options else ""
        problem = (
            f"{item.measures!r} depends on {node.name!r}, which is a step function, so that no gradient leads from it"
            f" to the inputs and chains cannot be run. Allowed: method 'reweighting'{other}"
        )
        raise StudyError(problem, file=item.file, key=f"evidence.{name}.measures")


def _stepping(graph: Graph) -> Iterator[tuple[str, Node]]:
    """Yield items that are in with the nodes behind them whose formulas are step functions."""
    for item in graph.study.items:
        for name in sorted(graph.reaching(item)):
            node = graph.origin(name)
            if isinstance(node, Node) and _steps(node, graph.study.choices):
                yield item, node


def _steps(node: Node, choices: Mapping[str, str]) -> bool:
    formula = node.taken(choices)
    return formula.steps or formula.pick is not None


def _smooth_options(graph: Graph, node: Node) -> list[str]:
    """Return the options of a node's choice under which it is no step function."""
    choice = graph.study.options.get(node.choice)
    return [option for option in choice.options if not _steps(node, {node.choice: option})] if choice else []
