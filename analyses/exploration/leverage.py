r"""Leverage: how far the conclusion moves as the prior of an input is moved.

Where the prior of a normal score :math:`z` is shifted, the posterior mean of any :math:`h` begins to move by its
posterior covariance with :math:`z`. So the inputs that are worth a slider are read off one posterior.
"""

import numpy as np

from ...model.arrays import always_positive, input_names, scores_of_roots
from ...priors import split_name
from ..fit import Fit

__all__ = ["leverages"]


def leverages(fit: Fit) -> dict[str, float]:
    """Return by how much the conclusion moves for a standard deviation of each quantity's prior, the farthest first.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    dict of str to float
        By the name of the quantity's entry: on the log of the conclusion where that is positive.
    """
    graph = fit.graph
    node = graph.study.model.conclusion.node
    values = fit.sample(node).values.ravel()
    told = np.log(values) if always_positive(graph, node) else values
    scores = scores_of_roots(graph, fit.roots)
    moved = (told - told.mean()) @ (scores - scores.mean(axis=0)) / len(scores)
    draws: dict[str, float] = {}
    for name, each in zip(input_names(graph), moved.tolist(), strict=True):
        entry = name if name in graph.study.quantities else split_name(name)[0]
        draws[entry] = draws.get(entry, 0.0) + each
    return dict(sorted(draws.items(), key=lambda pair: -abs(pair[1])))
