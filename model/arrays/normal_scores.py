"""Scores: every input on one scale, where its prior is a standard normal.

An input is a quantity with a prior, or one coordinate of it. Its normal score is the standard normal
quantile of its prior probability; one is a standard deviation of the prior, whatever its family.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy import special

from ...priors.prior import root_cdf, root_of_score
from ..graph import Graph

__all__ = ["input_names", "roots_of_scores", "scores_of_roots"]

Array = NDArray[np.float64]

EDGE = 1e-15
"""Closest that a prior probability comes to 0 or 1, so that its score stays finite."""


def input_names(graph: Graph) -> list[str]:
    """Names of the inputs, ``quantity`` or ``quantity[coordinate]``, in the order of the roots."""
    names = []
    for root in graph.roots.values():
        coordinates = [c for dim in root.dims for c in graph.study.coordinates(dim)]
        names += [f"{root.quantity}[{c}]" for c in coordinates] or [root.quantity]
    return names


def roots_of_scores(graph: Graph, scores: Array) -> dict[str, Array]:
    """Turn scores into values of the roots.

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
    roots, start = {}, 0
    for name, root in graph.roots.items():
        size = sum(len(graph.study.coordinates(dim)) for dim in root.dims)
        columns = scores[:, start : start + size] if root.dims else scores[:, start]
        roots[name] = root_of_score(root.prior, columns)
        start += size or 1
    return roots


def scores_of_roots(graph: Graph, roots: Mapping[str, Array]) -> Array:
    """Turn values of the roots into scores. Shape: (draws, inputs)."""
    columns = [
        special.ndtri(np.clip(root_cdf(root.prior, roots[name]), EDGE, 1 - EDGE)) for name, root in graph.roots.items()
    ]
    return np.column_stack(columns) if columns else np.empty((0, 0))
