r"""Checks: whether the graph expected each report, before the evidence and after it.

Each item that is in is simulated from the graph, :math:`\tilde y \sim p(y \mid \theta)` with :math:`\theta`
drawn from the prior or from the posterior, and what was reported is placed among the simulated reports
(the prior and the posterior predictive check). The second uses the report twice, so it is the milder one: a
report that it finds surprising contradicts the graph or the other items.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy import special

from ...model import Graph
from ...model.arrays import root_values, walk
from ...model.evidence import observation, value_of
from ...priors import EvidenceItem, split_name
from ...priors.units import conversion_factor
from ..fit import Fit

__all__ = ["PREDICTED", "CheckRow", "Predicted", "check_rows", "simulated", "tail_probability"]

Array = NDArray[np.float64]

PREDICTED = 0.99
"""Probability of the interval outside of which a report is surprising."""


class Predicted(NamedTuple):
    """What the graph expects of one item.

    Attributes
    ----------
    median, low, high : float
        Of the simulated reports, in the unit of the report; the interval has equal tails and probability
        `PREDICTED`. Of a floor: of the amount that the floor lies under. Of an absence: NaN.
    tail : float
        Probability of a report as far out as the one that was made: of either tail for an amount, of
        reaching the value for a floor, of finding nothing for an absence. The report counts as one of the
        simulated ones, so that it is never zero.
    """

    median: float
    low: float
    high: float
    tail: float

    @property
    def inside(self) -> bool:
        """Whether the report is within the 99% that the graph expects."""
        return self.tail >= 1 - PREDICTED


class CheckRow(NamedTuple):
    """One item, and what the graph expects of it before and after the evidence.

    Attributes
    ----------
    item, kind, unit : str
        The name of the item, its kind (see `priors.EvidenceItem`) and the unit of its report.
    reported : float
        NaN for an absence.
    before, after : Predicted
        From the prior, and from the posterior.
    """

    item: str
    kind: str
    unit: str
    reported: float
    before: Predicted
    after: Predicted


def check_rows(fit: Fit, *, seed: int) -> list[CheckRow]:
    """Check every item that is in, in order of date.

    Parameters
    ----------
    fit : Fit
    seed : int
        Of the simulated reports.
    """
    groups = [simulated(fit, group, seed=seed) for group in ("prior", "posterior")]
    rows = []
    for name in fit.graph.study.items:
        item, value = fit.graph.study.evidence[name], value_of(name, fit.graph.known)
        unscaled = _scale_of(fit.graph, item)
        before, after = (_predicted(item.kind, group[name].to_numpy(), value, unscaled) for group in groups)
        reported = np.nan if item.kind == "absence" else float(unscaled(np.array(value)))
        rows.append(CheckRow(name, item.kind, item.unit, reported, before, after))
    return rows


def simulated(fit: Fit, group: str, *, seed: int, items: Iterable[str] | None = None) -> xr.Dataset:
    """Simulate items, once a draw.

    Parameters
    ----------
    fit : Fit
    group : {"prior", "posterior"}
    seed : int
    items : iterable of str, optional
        Items of the catalogue, which the fit need not hold; those that it holds unless given.

    Returns
    -------
    xarray.Dataset
        One variable an item, dim ``draw``, on the item's scale: the logit of a share, the log of an amount
        in the unit of its node, and one or zero for a search that finds something or nothing.
    """
    graph, rng = fit.graph, np.random.default_rng(seed)
    roots = _roots(fit, group, seed)
    draws = len(next(iter(roots.values()), ()))
    evaluator = walk(graph, roots)
    found = {}
    for name in graph.study.items if items is None else items:
        seen = observation(name, evaluator)
        parameters = [np.broadcast_to(parameter, draws) for parameter in seen.parameters]
        found[name] = ("draw", seen.story.draw(rng, *parameters))
    return xr.Dataset(found)


def _roots(fit: Fit, group: str, seed: int) -> dict[str, Array]:
    return (
        fit.roots
        if group == "posterior"
        else root_values(fit.graph, max(map(len, fit.roots.values()), default=0), seed)
    )


def _scale_of(graph: Graph, item: EvidenceItem) -> Callable[[Array], Array]:
    """Return what turns a report on its item's scale into one in the item's unit."""
    if item.kind == "share":
        return special.expit
    if item.kind == "absence":
        return lambda found: np.full_like(found, np.nan)
    factor = conversion_factor(item.unit, graph.known.unit(split_name(item.measures)[0]))
    return lambda logs: np.exp(logs) / factor


def _predicted(kind: str, reports: Array, value: float, unscaled: Callable[[Array], Array]) -> Predicted:
    ends = ((1 - PREDICTED) / 2, 0.5, (1 + PREDICTED) / 2)
    low, median, high = (float(end) for end in unscaled(np.quantile(reports, ends)))
    return Predicted(median, low, high, tail_probability(kind, reports, value))


def tail_probability(kind: str, reports: Array, value: float) -> float:
    """Return the chance of a report at least as far out as the one that was made.

    Parameters
    ----------
    kind : str
        See `priors.EvidenceItem`: of a floor it is the chance of reaching it, of an absence that of finding
        nothing, and otherwise of being as far out in either direction.
    reports : array
        Simulated reports.
    value : float
        The report that was made, on the same scale.
    """
    reached, under = ((1 + int(side.sum())) / (1 + side.size) for side in (reports >= value, reports <= value))
    return {"floor": reached, "absence": under}.get(kind, min(1.0, 2 * min(reached, under)))
