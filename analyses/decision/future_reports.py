"""Future items: what a report that is not in yet might say, simulated from the posterior of all that is in.

**A report that comes in is one draw of its observation model**, at the posterior's draws of what it measures and of
its discounts. Discounts that are each report's own are drawn anew, so that another report like one that is in
is independent of it but for what they share. The value that an item has already plays no part, except that a
floor only records whether its level was reached: a future one is worth what that record is worth.
"""

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...model import Graph
from ...model.arrays import input_names, roots_of_scores, walk
from ...model.evidence import observation

__all__ = ["MEASUREMENT_ERROR", "FutureKind", "Report", "measured", "simulated"]

Array = NDArray[np.float64]
FutureKind = Literal["later", "left_out", "repeat"]

MEASUREMENT_ERROR = 1.0
"""A measurement's error over the posterior standard deviation of what it measures: one alone halves the variance."""


class Report(NamedTuple):
    """A report that could come in.

    Attributes
    ----------
    item : str
        The item of the catalogue.
    kind : {"later", "left_out", "repeat"}
        ``later``: published after the study's date. ``left_out``: by then, but not in the study. ``repeat``:
        another like one that is in.
    values : array
        One simulated report a draw, on the item's scale: the logit of a share, the log of an amount, one or
        zero for a search. A floor is recorded no higher than its level.
    """

    item: str
    kind: FutureKind
    values: Array


def simulated(graph: Graph, scores: Array, rng: np.random.Generator) -> list[Report]:
    """Simulate the reports that could come in, each at every draw.

    Parameters
    ----------
    graph : Graph
    scores : array
        Normal scores of the inputs at draws of the posterior. Shape: (draws, inputs).
    rng : numpy.random.Generator

    Returns
    -------
    list of Report
        In order of date; none where the study takes no report as a likelihood.
    """
    evaluator = walk(graph, roots_of_scores(graph, _own_discounts_anew(graph, scores, rng)))
    reports = []
    for name in graph.items:
        seen = observation(name, evaluator)
        values = seen.recorded(seen.amounts(rng, len(scores)))
        reports.append(Report(name, _kind(graph, name), values))
    return reports


def _kind(graph: Graph, name: str) -> FutureKind:
    if name in graph.study.items:
        return "repeat"
    return "left_out" if graph.study.sees(graph.study.evidence[name]) else "later"


def _own_discounts_anew(graph: Graph, scores: Array, rng: np.random.Generator) -> Array:
    """Draw the discounts that are one item's own from their priors."""
    own = {f"{d}[{name}]" for name in graph.items for d in graph.study.evidence[name].discounts}
    columns = [column for column, name in enumerate(input_names(graph)) if name in own]
    drawn = scores.copy()
    drawn[:, columns] = rng.standard_normal((len(scores), len(columns)))
    return drawn


def measured(values: Array, rng: np.random.Generator) -> Array:
    """Simulate a direct measurement of each draw, with a normal error of `MEASUREMENT_ERROR`.

    Parameters
    ----------
    values : array
        On a scale on which an error is normal, such as normal scores. Shape: (draws,).
    rng : numpy.random.Generator
    """
    return np.asarray(values + MEASUREMENT_ERROR * values.std() * rng.standard_normal(values.shape))
