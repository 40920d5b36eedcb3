"""Relative weights: what weights that do not sum to one count for."""

from ...model import Graph
from ...priors import Quantity

__all__ = ["relative_weights"]


def relative_weights(graph: Graph) -> dict[str, float]:
    """Return the share for which each weight counts, of vectors by which a formula picks that do not sum to one.

    Parameters
    ----------
    graph : Graph

    Returns
    -------
    dict of str to float
        By the weight's name, at the medians of their priors; a vector that is computed has none.
    """
    formulas = (each for node in graph.argument.values() for each in (node.formula, *node.options.values()))
    vectors = dict.fromkeys(each.pick.weight for each in formulas if each.pick)
    return {part: share for vector in vectors for part, share in _shares(graph, vector).items()}


def _shares(graph: Graph, vector: str) -> dict[str, float]:
    entries = {part: graph.origin(part) for part in graph.known.parts(vector)}
    weights = {
        part: float(graph.known.prior(part, entry).quantile(0.5))
        for part, entry in entries.items()
        if isinstance(entry, Quantity)
    }
    total = sum(weights.values())
    alone = len(weights) == 1 or not total
    return {} if alone or abs(total - 1) < 1e-9 else {part: each / total for part, each in weights.items()}
