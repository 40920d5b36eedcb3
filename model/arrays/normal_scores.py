"""Normal scores: the roots of every input as the columns of one array.

An input is a quantity with a prior, or one coordinate of it. Its root is its normal score, the standard normal
quantile of its prior probability: one is a standard deviation of the prior, whatever its family.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ..graph import Graph

__all__ = ["input_names", "roots_of_scores", "scores_of_roots"]

Array = NDArray[np.float64]


def input_names(graph: Graph) -> list[str]:
    """Names of the inputs, ``quantity`` or ``quantity[coordinate]``, in the order of the roots."""
    return [part for root in graph.roots.values() for part in graph.known.parts(root.quantity)]


def roots_of_scores(graph: Graph, scores: Array) -> dict[str, Array]:
    """Cut scores into roots.

    Parameters
    ----------
    graph : Graph
    scores : array
        Shape: (draws, inputs).

    Returns
    -------
    dict of str to array
        Shape of each: (draws,) or (draws, coordinates).
    """
    places = graph.columns.items()
    return {name: scores[:, at] if graph.roots[name].dims else scores[:, at.start] for name, at in places}


def scores_of_roots(graph: Graph, roots: Mapping[str, Array]) -> Array:
    """Put roots beside each other. Shape: (draws, inputs)."""
    return np.column_stack([roots[name] for name in graph.roots]) if graph.roots else np.empty((0, 0))
