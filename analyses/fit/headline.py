"""Headline: what a study says of a few nodes, for grids of many studies.

A whole fit holds every node at every draw. Where hundreds of studies are compared, the quantiles of a
few nodes are enough: they come from the weighted draws themselves, which are never resampled, and take a
few kilobytes. Where the weights cannot be trusted, chains take over, as in `fitting`.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from ...model import Graph, evaluate, prior_draws
from ...model.weights import Marginal, adapted, on_steps, reweight
from .fitting import OVERSAMPLING, Fit, Method, refit
from .gate import Gate, read_gate, weight_gate
from .readouts import CI_PROB, Readout
from .summary import node_draws

__all__ = ["HEADLINES", "PROBABILITIES", "Headline", "HeadlineAll", "headline", "headline_each", "kept_quantiles"]

HEADLINES = ("cost_ratio", "largest_viable_cost", "development_cost", "talent_pool", "capable_people")
"""The nodes that a headline holds."""

PROBABILITIES = np.concatenate([[1e-4, 2e-4, 5e-4], np.arange(1, 1000) / 1000, 1 - np.array([5e-4, 2e-4, 1e-4])])
"""The quantiles that are kept."""

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Headline:
    """Quantiles of the headline nodes before and after the evidence.

    Attributes
    ----------
    data : xarray.Dataset
        ``prior`` and ``posterior``, dims ``node`` and ``probability``, in each node's unit; ``prior_mean``
        and ``posterior_mean``, dim ``node``, NaN where there is none. Attributes: ``method``, ``gate``,
        ``log_evidence`` and ``log_evidence_mcse`` (NaN where chains were run, and for a cut study).
    """

    data: xr.Dataset

    @property
    def method(self) -> str:
        """What the draws come from: see `fitting.Fit.method`."""
        return str(self.data.attrs["method"])

    @property
    def gate(self) -> Gate:
        """Whether the fit has converged; nothing of one that has not may be reported."""
        return read_gate(json.loads(self.data.attrs["gate"]))

    @property
    def log_evidence(self) -> float:
        """Log marginal likelihood of the items that are in; NaN where chains were run, and for a cut study."""
        return float(self.data.attrs["log_evidence"])

    @property
    def log_evidence_mcse(self) -> float:
        """Monte Carlo standard error of `log_evidence`."""
        return float(self.data.attrs["log_evidence_mcse"])

    def quantile(self, node: str, probability: float, *, group: str = "posterior") -> float:
        """Return a node's quantile, in its unit."""
        return float(np.interp(probability, PROBABILITIES, self._values(node, group)))

    def interval(self, node: str, *, group: str = "posterior", ci_prob: float = CI_PROB) -> Readout:
        """Return a node's median and equal-tailed interval."""
        ends = ((1 - ci_prob) / 2, (1 + ci_prob) / 2)
        low, high = (self.quantile(node, p, group=group) for p in ends)
        return Readout(self.quantile(node, 0.5, group=group), low, high)

    def mean(self, node: str, *, group: str = "posterior") -> float:
        """Return a node's mean; NaN where it has none."""
        return float(self.data[f"{group}_mean"].sel(node=node))

    def chance_below(self, node: str, threshold: float, *, group: str = "posterior") -> float:
        """Return the probability that a node is below a threshold in its unit."""
        found = np.interp(threshold, self._values(node, group), PROBABILITIES, left=0.0, right=1.0)
        return float(found)

    def _values(self, node: str, group: str) -> Array:
        return np.asarray(self.data[group].sel(node=node).to_numpy())


HeadlineAll = Callable[[Sequence[Graph]], list[Headline]]
"""What gives the headlines of graphs: here one after the other, elsewhere from a store or on a cluster."""


def headline_each(*, seed: int, draws: int, method: Method = "auto") -> HeadlineAll:
    """Return what gives the headlines of graphs one after the other, all from the same seed."""
    return lambda graphs: [headline(graph, seed=seed, draws=draws, method=method) for graph in graphs]


def headline(graph: Graph, *, seed: int, draws: int, method: Method = "auto") -> Headline:
    """Return a study's headline.

    Parameters
    ----------
    graph : Graph
    seed : int
    draws : int
        As for `fitting.refit`, ten weighted draws for each.
    method : {"auto", "reweighting", "mcmc"}, optional
        Under ``"auto"`` weighted draws are taken if their gate passes, and chains take over if not.

    Notes
    -----
    A cut study has no marginal likelihood, hence no `Headline.log_evidence`.
    """
    if graph.study.cut:
        return _of_fit(refit(graph, seed=seed, draws=draws, method=method))
    if method != "mcmc":
        found = _weighted(graph, seed, OVERSAMPLING * draws)
        if found.gate.passed or method == "reweighting" or on_steps(graph):
            return found
    return _of_fit(refit(graph, seed=seed, draws=draws, method="mcmc"))


def _weighted(graph: Graph, seed: int, draws: int) -> Headline:
    """Read the nodes off weighted draws; those of the prior are drawn on their own."""
    marginal = Marginal.of(graph)
    found = reweight(marginal, adapted(marginal, seed=seed), draws=draws, seed=seed)
    names = _names(graph)
    after, _ = evaluate(graph, found.roots, names=names, terms=())
    before, _ = prior_draws(graph, draws=draws, seed=seed, names=names, terms=())
    gate = weight_gate(after, pareto_k=found.pareto_k, ess=found.ess)
    said = {"log_evidence": found.log_evidence, "log_evidence_mcse": found.log_evidence_mcse}
    groups = {"prior": (before, None), "posterior": (after, found.weights)}
    return _headline(graph, groups, {"method": "reweighting", "gate": json.dumps(asdict(gate)), **said})


def _of_fit(fit: Fit) -> Headline:
    groups = {group: (fit.tree[group].to_dataset(), None) for group in ("prior", "posterior")}
    constants = fit.tree["constant_data"].to_dataset()
    merged = {group: (xr.merge([data, constants]), weights) for group, (data, weights) in groups.items()}
    said = {"log_evidence": np.nan, "log_evidence_mcse": np.nan}
    return _headline(fit.graph, merged, {**fit.tree.attrs, **said})


def _names(graph: Graph) -> list[str]:
    """Return the headline nodes that a graph has; one of a user's own formulas may have few of them."""
    return [name for name in HEADLINES if name in graph.names]


Weighted = tuple[xr.Dataset, Array | None]
"""Draws of nodes with their weights; none if they are equal."""


def _headline(graph: Graph, groups: Mapping[str, Weighted], attrs: Mapping[Any, Any]) -> Headline:
    names = _names(graph)
    variables: dict[str, tuple[tuple[str, ...], Array]] = {}
    for group, (data, weights) in groups.items():
        rows = [kept_quantiles(node_draws(data, name), weights) for name in names]
        means = [_mean(graph, name, node_draws(data, name), weights) for name in names]
        variables[group] = (("node", "probability"), np.array(rows).reshape(len(names), PROBABILITIES.size))
        variables[f"{group}_mean"] = (("node",), np.array(means))
    return Headline(xr.Dataset(variables, {"node": names, "probability": PROBABILITIES}, attrs))


def kept_quantiles(values: Array, weights: Array | None) -> Array:
    """Return the quantiles at `PROBABILITIES` of draws that are weighted or not; a constant has one draw."""
    if weights is None or values.size != weights.size:
        return np.asarray(np.quantile(values, PROBABILITIES))
    return np.asarray(np.quantile(values, PROBABILITIES, weights=weights, method="inverted_cdf"))


def _mean(graph: Graph, name: str, values: Array, weights: Array | None) -> float:
    if not graph.has_mean(name):
        return float(np.nan)
    return float(np.average(values, weights=weights if weights is not None and values.size == weights.size else None))
