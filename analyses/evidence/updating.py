"""Update: how each item of evidence, in order of its date, moves the conclusion and the inputs."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import ArrayLike
from scipy import special

from ...model import Graph
from ...model.arrays import input_names, scores_of_roots
from ..fit import CI_PROB, Fit, FitAll, Gate, interval, node_draws

__all__ = ["HEADLINES", "Step", "UpdateRow", "information_gain", "input_shifts", "steps", "update_rows"]

HEADLINES = ("cost_ratio", "talent_pool")
"""The quantities whose update is followed."""

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

    def draws(self, name: str) -> np.ndarray:
        """Return the draws of a node at this step."""
        group = "prior" if self.item == PRIOR else "posterior"
        return node_draws(self.fit.tree[group].to_dataset(), name)


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
    """

    item: str
    date: dt.date | None
    quantity: str
    median: float
    low: float
    high: float
    nats: float


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
    found: Iterable[Step], *, quantities: Sequence[str] = HEADLINES, ci_prob: float = CI_PROB
) -> list[UpdateRow]:
    """Read quantities off the steps; the first row of each is the prior."""
    rows: list[UpdateRow] = []
    found = list(found)
    for quantity in quantities:
        before = found[0].draws(quantity)
        for step in found:
            after = step.draws(quantity)
            nats = 0.0 if step.item == PRIOR else information_gain(before, after)
            centre, low, high = interval(after, ci_prob=ci_prob)
            rows.append(UpdateRow(step.item, step.date, quantity, centre, low, high, nats))
            before = after
    return rows


def information_gain(before: ArrayLike, after: ArrayLike, *, bins: int = 50) -> float:
    """Estimate the Kullback–Leibler divergence of one sample's distribution from another's, in nats.

    Parameters
    ----------
    before, after : array
        Draws; any monotone transform of both gives the same answer.
    bins : int
        Bins of equal probability under the two samples together.

    Notes
    -----
    The plug-in estimate over bins, less its leading bias :math:`(B - 1)(1/n + 1/m)/2`; not below zero.
    """
    x, y = np.asarray(before, dtype=float).ravel(), np.asarray(after, dtype=float).ravel()
    edges = np.quantile(np.concatenate([x, y]), np.linspace(0, 1, bins + 1)[1:-1])
    q = np.bincount(np.searchsorted(edges, x), minlength=bins) + 0.5
    p = np.bincount(np.searchsorted(edges, y), minlength=bins) + 0.5
    divergence = float(special.rel_entr(p / p.sum(), q / q.sum()).sum())
    bias = (bins - 1) / 2 * (1 / x.size + 1 / y.size)
    return max(0.0, divergence - bias)


def input_shifts(graph: Graph, found: Iterable[Step]) -> xr.DataArray:
    """Return how far each item moves each input.

    Returns
    -------
    xarray.DataArray
        Dims ``item`` and ``input``: the change of the mean normal score, so that one is a standard
        deviation of the prior; an input is a quantity with a prior, or one coordinate of it.
    """
    found = list(found)
    scores = [_scores(graph, step) for step in found]
    found_items = [step.item for step in found][1:]
    shifts = [after - before for before, after in pairwise(scores)]
    names = input_names(graph)
    return xr.DataArray(
        np.array(shifts).reshape(len(found_items), len(names)), {"item": found_items, "input": names}, name="shift"
    )


def _scores(graph: Graph, step: Step) -> np.ndarray:
    """Mean normal score of every input; zero under its prior."""
    if step.item == PRIOR:
        return np.zeros(len(input_names(graph)))
    return np.asarray(scores_of_roots(graph, step.fit.roots).mean(axis=0))
