"""Signs: whether a node is positive whatever its inputs are, so that it may be looked at on a log scale."""

import numpy as np

from ...priors import split_name
from ..graph import Graph
from .draws import evaluate
from .normal_scores import input_names, roots_of_scores

__all__ = ["always_positive"]

DRAWS, REACH = 2048, 2.0
"""Draws on which a node is looked at, and how many times as far out as the prior's they are: to seven deviations."""


def always_positive(graph: Graph, name: str) -> bool:
    """Say whether a node, or a coordinate of one, is above zero wherever its inputs may be.

    Parameters
    ----------
    graph : Graph
    name : str
        ``node`` or ``node[coordinate]``.
    """
    base, coordinate = split_name(name)
    scores = REACH * np.random.default_rng(0).standard_normal((DRAWS, len(input_names(graph))))
    with np.errstate(all="ignore"):
        nodes, _ = evaluate(graph, roots_of_scores(graph, scores), names=[base], terms=())
    drawn = nodes[base] if coordinate is None else nodes[base].sel({graph.dims[base][0]: coordinate})
    return bool(np.nanmin(drawn) > 0)
