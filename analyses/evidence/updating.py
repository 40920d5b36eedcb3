"""Update: how each item of evidence, in order of its date, moves the conclusion and the inputs."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import xarray as xr

from ...model import Graph
from ...model.arrays import input_names, scores_of_roots
from ..fit import CI_PROB, Fit, FitAll, Gate, Sample, information_gain

__all__ = ["Step", "UpdateRow", "input_shifts", "steps", "update_rows"]

PRIOR = "prior"


@dataclass(frozen=True)
class Step:
    """The state of the graph after one more item.

    Attributes
    ----------
    item : str
        The item that came in; ``"prior"`` before any.
    date : datetime.date or None
        When it was published.
    fit : Fit
        With all items so far; for the prior any fit, whose prior draws are read.
    """

    item: str
    date: dt.date | None
    fit: Fit

    @property
    def gate(self) -> Gate | None:
        """Whether the fit has converged; None for the prior, which is not fitted."""
        return None if self.item == PRIOR else self.fit.gate

    def sample(self, name: str) -> Sample:
        """Return the draws of a node at this step."""
        return self.fit.sample(name, "prior" if self.item == PRIOR else "posterior")


class UpdateRow(NamedTuple):
    """One quantity after one item.

    Attributes
    ----------
    item : str
    date : datetime.date or None
    quantity : str
    median, low, high : float
    nats : float
        Information that the item gave about the quantity: the Kullback–Leibler divergence of its
        distribution after the item from that before it.
    mcse_median, mcse_low, mcse_high, mcse_nats : float
        Monte Carlo standard errors.
    """

    item: str
    date: dt.date | None
    quantity: str
    median: float
    low: float
    high: float
    nats: float
    mcse_median: float
    mcse_low: float
    mcse_high: float
    mcse_nats: float


def steps(known: Fit, *, fit_all: FitAll) -> list[Step]:
    """Fit the graph with no item, and then with one more at a time in order of date.

    Parameters
    ----------
    known : Fit
        The fit with all items, which is not repeated.
    fit_all : callable
        What fits the graphs.

    Returns
    -------
    list of Step
        The first is the prior.
    """
    study = known.graph.study
    items = study.items
    fits = fit_all([known.graph.with_study(study.with_items(items[:count])) for count in range(1, len(items))])
    after = zip(items, [*fits, known], strict=False)  # without any item there is only the prior
    return [Step(PRIOR, None, known), *(Step(item, study.evidence[item].published, fit) for item, fit in after)]


def update_rows(
    steps: Sequence[Step], *, quantities: Sequence[str] | None = None, ci_prob: float = CI_PROB
) -> list[UpdateRow]:
    """Read quantities, those of the model's headline unless given, off the steps; the first row is the prior."""
    rows: list[UpdateRow] = []
    graph = steps[0].fit.graph
    for quantity in quantities or [name for name in graph.study.model.headline if name in graph.names]:
        before = steps[0].sample(quantity)
        for step in steps:
            after = step.sample(quantity)
            centre, errors = after.interval(ci_prob)
            nats, mcse = (0.0, 0.0) if step.item == PRIOR else information_gain(before, after)
            rows.append(UpdateRow(step.item, step.date, quantity, *centre, nats, *errors, mcse))
            before = after
    return rows


def input_shifts(graph: Graph, steps: Sequence[Step]) -> xr.DataArray:
    """Return how far each item moves each input.

    Returns
    -------
    xarray.DataArray
        Dims ``item`` and ``input``: the change of the mean normal score, so that one is a standard
        deviation of the prior; an input is a quantity with a prior, or one coordinate of it.
    """
    scores = [_scores(graph, step) for step in steps]
    items = [step.item for step in steps][1:]
    shifts = [after - before for before, after in pairwise(scores)]
    names = input_names(graph)
    return xr.DataArray(np.array(shifts).reshape(len(items), len(names)), {"item": items, "input": names}, name="shift")


def _scores(graph: Graph, step: Step) -> np.ndarray:
    """Mean normal score of every input; zero under its prior."""
    if step.item == PRIOR:
        return np.zeros(len(input_names(graph)))
    return np.asarray(scores_of_roots(graph, step.fit.roots).mean(axis=0))
