"""Headline: what a study says of a few nodes, for grids of many studies.

A whole fit holds every node at every draw. Where hundreds of studies are compared, the quantiles of a
few nodes are enough: they come from the weighted draws themselves, which are never resampled, and take a
few kilobytes. Where the weights cannot be trusted, tempered particles take over, as in `fitting`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from ...model import Graph, prior_draws
from ...priors import StudyError
from .diagnosis import Diagnosis, Source
from .estimates import Sample, enclosing, probability_error
from .fitted import Posterior
from .fitting import OVERSAMPLING, Method, posterior
from .gate import Gate
from .judging import finite
from .nodes import node_draws
from .readouts import CI_PROB, Readout

__all__ = ["PROBABILITIES", "Headline", "HeadlineAll", "headline", "headline_data", "headline_each", "headline_of"]

_TAIL = np.outer([1e-6, 1e-5, 1e-4], [1, 2, 5]).ravel()
PROBABILITIES = np.concatenate([_TAIL, np.arange(1, 1000) / 1000, 1 - _TAIL[::-1]])
"""The quantiles that are kept."""

LEVELS = np.array([0.001, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999])
"""Where the effective number of draws is worked out; between them it is interpolated."""

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Headline:
    """Quantiles of the headline nodes before and after the evidence.

    Attributes
    ----------
    data : xarray.Dataset
        ``prior`` and ``posterior``, dims ``node`` and ``probability``, in each node's unit; ``prior_ess`` and so
        on, the effective number of draws behind the probability below a quantile, dims ``node`` and ``level``;
        ``prior_mean``, ``prior_mcse_mean`` and so on, dim ``node``, NaN where there is none. Its attributes hold
        the diagnosis.
    """

    data: xr.Dataset

    @cached_property
    def diagnosis(self) -> Diagnosis:
        """How the draws were made, and how far they may be trusted."""
        return Diagnosis.read(self.data.attrs)

    @property
    def method(self) -> Source:
        """What the draws come from."""
        return self.diagnosis.method

    @property
    def log_evidence(self) -> float:
        """Log marginal likelihood of the items that are in; NaN where chains were run, and for a cut study."""
        return self.diagnosis.log_evidence

    @property
    def log_evidence_mcse(self) -> float:
        """Monte Carlo standard error of `log_evidence`."""
        return self.diagnosis.log_evidence_mcse

    @property
    def gate(self) -> Gate:
        """Whether the fit has converged; nothing of one that has not may be reported."""
        return self.diagnosis.gate

    def quantile(self, node: str, probability: float, *, group: str = "posterior") -> float:
        """Return a node's quantile, in its unit.

        Raises
        ------
        StudyError
            If it is beyond those that are kept.
        """
        return float(self._quantiles(node, np.array([probability]), group)[0])

    def mcse_quantile(self, node: str, probability: float, *, group: str = "posterior") -> float:
        """Return the Monte Carlo standard error of a quantile."""
        ends = enclosing(np.array([probability]), self._ess(node, probability, group))
        low, high = self._quantiles(node, np.clip(ends.ravel(), *PROBABILITIES[[0, -1]]), group)
        return float(high - low) / 2

    def interval(self, node: str, *, group: str = "posterior", ci_prob: float = CI_PROB) -> Readout:
        """Return a node's median and equal-tailed interval."""
        return Readout(*(self.quantile(node, p, group=group) for p in _levels(ci_prob)))

    def mcse_interval(self, node: str, *, group: str = "posterior", ci_prob: float = CI_PROB) -> Readout:
        """Return the Monte Carlo standard errors of a node's median and the ends of its interval."""
        return Readout(*(self.mcse_quantile(node, p, group=group) for p in _levels(ci_prob)))

    def mean(self, node: str, *, group: str = "posterior") -> float:
        """Return a node's mean; NaN where it has none."""
        return float(self.data[f"{group}_mean"].sel(node=node))

    def mcse_mean(self, node: str, *, group: str = "posterior") -> float:
        """Return the Monte Carlo standard error of a node's mean; NaN where it has none."""
        return float(self.data[f"{group}_mcse_mean"].sel(node=node))

    def chance_below(self, node: str, threshold: float, *, group: str = "posterior") -> float:
        """Return the probability that a node is below a threshold in its unit."""
        return float(np.interp(threshold, self._values(node, group), PROBABILITIES, left=0.0, right=1.0))

    def mcse_below(self, node: str, threshold: float, *, group: str = "posterior") -> float:
        """Return the Monte Carlo standard error of the probability that a node is below a threshold."""
        probability = self.chance_below(node, threshold, group=group)
        return probability_error(probability, self._ess(node, probability, group))

    def sample(self, node: str, *, group: str = "posterior") -> Sample:
        """Return a node's quantiles at as many equally likely points as its draws are worth, to stand for them."""
        size = max(1, round(self._ess(node, 0.5, group)))
        return Sample(self._quantiles(node, (np.arange(size) + 0.5) / size, group)[np.newaxis])

    @cached_property
    def _rows(self) -> dict[tuple[str, str], Array]:
        """Its variables' rows by node: to look one up in the data set takes a millisecond."""
        nodes, variables = self.data["node"].values.tolist(), self.data.data_vars.items()
        return {
            (str(name), node): row for name, each in variables for node, row in zip(nodes, each.values, strict=True)
        }

    def _values(self, node: str, group: str) -> Array:
        return self._rows[group, node]

    def _quantiles(self, node: str, probabilities: Array, group: str) -> Array:
        if not (probabilities.min() >= PROBABILITIES[0] and probabilities.max() <= PROBABILITIES[-1]):
            raise StudyError(
                f"draws hold no interval of more than {PROBABILITIES[-1] - PROBABILITIES[0]:.6f}", key="--ci-prob"
            )
        return np.interp(probabilities, PROBABILITIES, self._values(node, group))

    def _ess(self, node: str, probability: float, group: str) -> float:
        return float(np.interp(probability, LEVELS, self._rows[f"{group}_ess", node]))


def _levels(ci_prob: float) -> tuple[float, float, float]:
    return 0.5, (1 - ci_prob) / 2, (1 + ci_prob) / 2


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
    method : {"auto", "reweighting", "smc", "mcmc"}, optional
        See `fitting.trusted_draws`.
    """
    return headline_of(posterior(graph, seed=seed, draws=draws, method=method), seed=seed, draws=draws)


def headline_of(drawn: Posterior, *, seed: int, draws: int) -> Headline:
    """Return the headline of a posterior; the seed and ten times the draws are those of the prior beside it."""
    graph, model = drawn.graph, drawn.graph.study.model
    names = [name for name in dict.fromkeys((model.conclusion.node, *model.headline)) if name in graph.names]
    after = drawn.nodes(names)
    before, _ = prior_draws(graph, draws=OVERSAMPLING * draws, seed=seed, names=names, terms=())
    groups = {
        "prior": {name: Sample(node_draws(before, name)[np.newaxis]) for name in names},
        "posterior": {name: drawn.sample(node_draws(after, name)) for name in names},
    }
    diagnosis = replace(drawn.diagnosis, gate=finite(drawn.diagnosis.gate, after))
    return Headline(headline_data(graph, groups, diagnosis))


def headline_data(graph: Graph, groups: Mapping[str, Mapping[str, Sample]], diagnosis: Diagnosis) -> xr.Dataset:
    """Return what `Headline` holds of samples of nodes, by group and node."""
    variables: dict[str, tuple[tuple[str, ...], list[object]]] = {}
    for group, samples in groups.items():
        means = [s.mean() if graph.has_mean(name) else (np.nan, np.nan) for name, s in samples.items()]
        variables |= {
            group: (("node", "probability"), [s.at(PROBABILITIES) for s in samples.values()]),
            f"{group}_ess": (("node", "level"), [s.effective_below(LEVELS) for s in samples.values()]),
            f"{group}_mean": (("node",), [mean for mean, _ in means]),
            f"{group}_mcse_mean": (("node",), [mcse for _, mcse in means]),
        }
    coords = {"node": list(next(iter(groups.values()))), "probability": PROBABILITIES, "level": LEVELS}
    return xr.Dataset(variables, coords, diagnosis.attrs)
