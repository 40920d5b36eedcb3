"""Slips: in words, what a study says that has no effect, or that lies so far out that it may be a slip of the pen."""

from ...analyses.change import Far, far_items, far_values, idle, unchanged
from ...model import Graph
from ..render.words import amount

__all__ = ["far_out", "without_effect"]


def far_out(graph: Graph, base: Graph | None = None) -> list[str]:
    """Return a sentence for each value that is thousands of times what the prior has.

    Parameters
    ----------
    graph : Graph
    base : Graph, optional
        What its quantities are set against; the model's own numbers unless given.
    """
    own = base or unchanged(graph)
    quantities = far_values(graph, own) if own else []
    items = [far for far in far_items(graph) if base is None or far.name not in base.study.items]
    sentences = [_far(far, "is", "the prior without it") for far in quantities]
    return sentences + [_far(far, "reports", "the prior of what it measures") for far in items]


def _far(far: Far, verb: str, prior: str) -> str:
    low, high, value = (amount(each, far.unit, error=None) for each in (far.low, far.high, far.value))
    between = f"while {prior} is from {low} to {high}"
    return f"Warning: {far.name} {verb} {value}, {between}. Is a thousand or a million missing, or the unit another?"


def without_effect(graph: Graph) -> tuple[list[str], list[str]]:
    """Return quantities that nothing depends on as choices stand, and those of them that the study changes itself."""
    names = list(idle(graph))
    return names, [name for name in names if graph.study.quantities[name].file == graph.study.file]
