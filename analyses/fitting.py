"""Fitting: a study's posterior, by re-weighting where that can be trusted and by MCMC where it cannot."""

import json
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Literal, get_args

import xarray as xr

from ..model import Graph, build, check_units
from ..model.marginal import Marginal
from ..model.possible import check_possible
from ..model.posterior import posterior_tree
from ..model.proposal import Proposal, laplace
from ..model.reweighting import reweight
from ..priors import Study
from .claims import check_claims
from .gate import Gate, chain_gate, read_gate, weight_gate

__all__ = ["DRAWS", "METHODS", "Fit", "Method", "checked_graph", "fit", "refit"]

Method = Literal["auto", "reweighting", "mcmc"]
METHODS: tuple[Method, ...] = get_args(Method)

DRAWS = 10_000
"""Posterior draws kept."""
OVERSAMPLING = 10
"""Weighted draws for each draw that is kept."""
CHAINS = 4


@dataclass(frozen=True)
class Fit:
    """A fitted study.

    Attributes
    ----------
    graph : Graph
    tree : xarray.DataTree
        See `model.posterior.posterior_tree`. Its attributes hold the method and the gate, so that a stored
        tree is a whole fit.
    """

    graph: Graph
    tree: xr.DataTree

    @property
    def method(self) -> str:
        """What the draws come from: ``"reweighting"`` or ``"mcmc"``."""
        return str(self.tree.attrs["method"])

    @cached_property
    def gate(self) -> Gate:
        """Whether it has converged; nothing of a fit that has not may be reported."""
        return read_gate(json.loads(self.tree.attrs["gate"]))


def checked_graph(study: Study) -> Graph:
    """Build a study's graph and check its names, units and claims.

    Raises
    ------
    StudyError
        If one of them does not fit.
    """
    graph = build(study)
    check_units(study)
    check_claims(study.claims, graph)
    return graph


def fit(study: Study, *, seed: int, draws: int = DRAWS, method: Method = "auto") -> Fit:
    """Fit a study.

    Parameters
    ----------
    study : Study
    seed : int
    draws : int, optional
        Posterior draws kept.
    method : {"auto", "reweighting", "mcmc"}, optional
        Under ``"auto"`` re-weighted draws are taken if their gate passes, and MCMC takes over if not.

    Raises
    ------
    StudyError
        If the study cannot be built, or an item of its evidence is impossible.
    """
    graph = checked_graph(study)
    check_possible(graph)
    return refit(graph, seed=seed, draws=draws, method=method)


def refit(
    graph: Graph, *, seed: int, draws: int = DRAWS, method: Method = "auto", proposal: Proposal | None = None
) -> Fit:
    """Fit a graph that is checked already, as after a changed number.

    Parameters
    ----------
    graph : Graph
    seed, draws, method
        As for `fit`.
    proposal : Proposal, optional
        Where re-weighted draws come from: of a study that is much like this one, to save the search for
        the posterior's mode. Its own unless given.
    """
    if method != "mcmc":
        found = _reweighted(graph, seed, draws, proposal)
        if found.gate.passed or method == "reweighting":
            return found
    return _sampled(graph, seed, draws)


def _reweighted(graph: Graph, seed: int, draws: int, proposal: Proposal | None) -> Fit:
    marginal = Marginal.of(graph)
    weighted = reweight(marginal, proposal or laplace(marginal), draws=OVERSAMPLING * draws, seed=seed)
    tree = posterior_tree(graph, weighted.resampled(draws, seed), chains=1, seed=seed)
    return _marked(graph, tree, "reweighting", weight_gate(tree, pareto_k=weighted.pareto_k, ess=weighted.ess))


def _sampled(graph: Graph, seed: int, draws: int) -> Fit:
    from ..model.sampling import sample  # PyMC is imported only where it samples

    tree = sample(graph, seed=seed, draws=-(-draws // CHAINS), chains=CHAINS)
    return _marked(graph, tree, "mcmc", chain_gate(tree))


def _marked(graph: Graph, tree: xr.DataTree, method: str, gate: Gate) -> Fit:
    tree.attrs = {"method": method, "gate": json.dumps(asdict(gate))}
    return Fit(graph, tree)
