r"""Checks: whether the graph expected each report, before the evidence and after it.

Each item that is in is simulated from the graph, :math:`\tilde y \sim p(y \mid \theta)` with :math:`\theta`
drawn from the prior or from the posterior, and what was reported is placed among the simulated reports
(the prior and the posterior predictive check). The second uses the report twice, so it is the milder one: a
report that it finds surprising contradicts the graph or the other items.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from ...model import Graph
from ...model.arrays import root_values, walk
from ...model.evidence import observation, value_of
from ...priors import EvidenceItem, split_name
from ...priors.functions import ARRAYS
from ...priors.units import conversion_factor
from ..fit import Fit

__all__ = ["PREDICTED", "CheckRow", "Expected", "Predicted", "check_rows", "expected", "simulated", "tail_probability"]

Array = NDArray[np.float64]

PREDICTED = 0.99
"""Probability of the interval outside of which a report is surprising."""
DRAWS = 10_000
"""Of the prior, where nothing has been fitted."""


class Predicted(NamedTuple):
    """What the graph expects of one item.

    Attributes
    ----------
    median, low, high : float
        Of the simulated reports, in the unit of the report; the interval has equal tails and probability
        `PREDICTED`. Of a floor or ceiling: of the amount that lies behind it. Of a search: NaN.
    tail : float
        Probability of a report as far out as the one that was made: of either tail for an amount or a count,
        of reaching the value for a floor, of the same outcome for a search. The report counts as one of the
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


@dataclass(frozen=True)
class Expected:
    """One item, and what the graph expects of it before the evidence.

    Attributes
    ----------
    item, kind, unit : str
        The name of the item, its kind (see `priors.EvidenceItem`) and the unit of its report.
    reported : float
        NaN for a search.
    before : Predicted
        From the prior.
    outcome : str
        The report in words, where it has no size.
    """

    item: str
    kind: str
    unit: str
    reported: float
    before: Predicted
    outcome: str


@dataclass(frozen=True)
class CheckRow(Expected):
    """One item, and what the graph expects of it before and after the evidence.

    Attributes
    ----------
    after : Predicted
        From the posterior.
    """

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
        before, after = (_expected(fit.graph, name, group[name].values) for group in groups)
        rows.append(CheckRow(**vars(before), after=after.before))
    return rows


def expected(graph: Graph, items: Iterable[str], *, seed: int = 0) -> list[Expected]:
    """Predict items from the prior alone, so that nothing need be fitted.

    Parameters
    ----------
    graph : Graph
    items : iterable of str
    seed : int, optional
    """
    names = list(items)
    reports = _simulated(graph, root_values(graph, DRAWS, seed), DRAWS, np.random.default_rng(seed), names)
    return [_expected(graph, name, reports[name].values) for name in names]


def _expected(graph: Graph, name: str, reports: Array) -> Expected:
    item, value = graph.study.evidence[name], value_of(name, graph.known)
    reported, before = float(_unscaled(graph, item, np.array(value))), _predicted(graph, item, reports, value)
    return Expected(name, item.kind, item.unit, reported, before, item.of_kind.outcome(value))


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
        One variable an item, dim ``draw``, on the item's scale (see `priors.kinds`): the logit of a share, the
        log of an amount in the unit of its node, a count, and one or zero for a search. Of a report that a
        bound is reached: the amount that lies behind it.
    """
    graph, rng = fit.graph, np.random.default_rng(seed)
    draws = len(next(iter(fit.roots.values()), ()))
    roots = fit.roots if group == "posterior" else root_values(graph, draws, seed)
    return _simulated(graph, roots, draws, rng, graph.study.items if items is None else items)


def _simulated(
    graph: Graph, roots: Mapping[str, Array], draws: int, rng: np.random.Generator, items: Iterable[str]
) -> xr.Dataset:
    with np.errstate(all="ignore"):  # a far tail may overflow, and is then infinite
        evaluator = walk(graph, roots)
        return xr.Dataset({name: ("draw", observation(name, evaluator).amounts(rng, draws)) for name in items})


def _unscaled(graph: Graph, item: EvidenceItem, reports: Array) -> Array:
    """Turn reports on an item's scale into its unit; NaN where they have no size."""
    scale, node_unit = item.of_kind.scale, graph.known.unit(split_name(item.measures)[0])
    if scale.size is None:
        return np.full_like(reports, np.nan, dtype=float)
    return np.asarray(scale.back(reports) / (conversion_factor(item.unit, node_unit) if scale.unit else 1.0))


def _predicted(graph: Graph, item: EvidenceItem, reports: Array, value: float) -> Predicted:
    ends = ((1 - PREDICTED) / 2, 0.5, (1 + PREDICTED) / 2)
    low, median, high = (float(end) for end in _unscaled(graph, item, np.quantile(reports, ends)))
    return Predicted(median, low, high, tail_probability(item, reports, value))


def tail_probability(item: EvidenceItem, amounts: Array, value: float) -> float:
    """Return the chance of a report at least as far out as the one that was made; see `Kind.tail`.

    Parameters
    ----------
    item : EvidenceItem
    amounts : array
        Simulated reports, before they are recorded.
    value : float
        The report that was made, on the same scale.
    """
    record = item.of_kind.model.record
    return item.of_kind.tail(record(ARRAYS, amounts, value) if record else amounts, value)
