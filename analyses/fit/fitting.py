"""Fitting: a study's posterior, by re-weighting where that can be trusted and by MCMC where it cannot."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Literal, get_args

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from ...model import Graph, build, check_units
from ...model.arrays import check_possible, posterior_tree
from ...model.weights import Marginal, Proposal, adapted, check_gradient, inform, on_steps, reweight, without_shares
from ...priors import Study
from .claims import check_claims
from .gate import Gate, chain_gate, cut_gate, read_gate, weight_gate

__all__ = ["DRAWS", "METHODS", "OVERSAMPLING", "Fit", "FitAll", "Method"]
__all__ += ["checked_graph", "fit_each", "refit", "restored"]

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
        """What the draws come from: ``"reweighting"`` or ``"mcmc"``, with ``", cut"`` behind it for a cut study."""
        return str(self.tree.attrs["method"])

    @property
    def roots(self) -> dict[str, NDArray[np.float64]]:
        """Values of every root at the posterior draws, chains after each other; as `model.draws.walk` takes them."""
        return _flat_roots(self.tree)[1]

    @property
    def kept(self) -> xr.DataTree:
        """The roots and the diagnostics, from which `restored` makes the whole fit again."""
        groups = [name for name in ("unconstrained_posterior", "sample_stats") if name in self.tree]
        kept = xr.DataTree.from_dict({name: self.tree[name].to_dataset() for name in groups})
        kept.attrs = dict(self.tree.attrs)
        return kept

    @cached_property
    def gate(self) -> Gate:
        """Whether it has converged; nothing of a fit that has not may be reported."""
        return read_gate(json.loads(self.tree.attrs["gate"]))


def checked_graph(study: Study) -> Graph:
    """Build a study's graph and check its names, units, claims, and that its evidence is possible.

    Raises
    ------
    StudyError
        If one of them does not fit, or no prior draw allows an item.
    """
    graph = build(study)
    check_units(study)
    check_claims(study.claims, graph)
    check_possible(graph)
    return graph


FitAll = Callable[[Sequence[Graph]], list[Fit]]
"""What fits graphs, each on its own: here one after the other, elsewhere from a store or on a cluster."""


def fit_each(*, seed: int, draws: int = DRAWS, method: Method = "auto") -> FitAll:
    """Return what fits graphs one after the other, all from the same seed."""
    return lambda graphs: [refit(graph, seed=seed, draws=draws, method=method) for graph in graphs]


def refit(
    graph: Graph, *, seed: int, draws: int = DRAWS, method: Method = "auto", proposal: Proposal | None = None
) -> Fit:
    """Fit a graph.

    Parameters
    ----------
    graph : Graph
    seed : int
    draws : int, optional
        Posterior draws kept.
    method : {"auto", "reweighting", "mcmc"}, optional
        Under ``"auto"`` re-weighted draws are taken if their gate passes, and MCMC takes over if not, unless
        the evidence gives chains no gradient to follow: see `model.steps`. Chains that miss their gate are
        sampled once more, with smaller steps.
    proposal : Proposal, optional
        Where re-weighted draws come from: of a study that is much like this one, to save the search for
        the posterior's mode. Its own unless given.

    Notes
    -----
    A cut study has no joint posterior: it is fitted without its share reports, by the method, and then
    completed; see `model.cut`.

    Raises
    ------
    StudyError
        If the method is MCMC and the evidence gives it no gradient.
    """
    if graph.study.cut:
        first = graph.with_study(without_shares(graph.study))
        return _completed(graph, refit(first, seed=seed, draws=draws, method=method, proposal=proposal), seed)
    if method != "mcmc":
        found = _reweighted(graph, seed, draws, proposal)
        if found.gate.passed or method == "reweighting" or on_steps(graph):
            return found
    check_gradient(graph)
    return _sampled(graph, seed, draws)


def _reweighted(graph: Graph, seed: int, draws: int, proposal: Proposal | None) -> Fit:
    marginal = Marginal.of(graph)
    weighted = reweight(marginal, proposal or adapted(marginal, seed=seed), draws=OVERSAMPLING * draws, seed=seed)
    tree = posterior_tree(graph, weighted.resampled(draws, seed), chains=1, seed=seed)
    gate = weight_gate(tree["posterior"].to_dataset(), pareto_k=weighted.pareto_k, ess=weighted.ess)
    return _marked(graph, tree, "reweighting", gate)


def _sampled(graph: Graph, seed: int, draws: int) -> Fit:
    from ...model.chains import CAREFUL, TARGET_ACCEPT, sample  # PyMC is imported only where it samples

    for target_accept in (TARGET_ACCEPT, CAREFUL):
        tree = sample(graph, seed=seed, draws=-(-draws // CHAINS), chains=CHAINS, target_accept=target_accept)
        gate = chain_gate(tree)
        if gate.passed:
            break
    return _marked(graph, tree, "mcmc", gate)


def _completed(graph: Graph, first: Fit, seed: int) -> Fit:
    """Let share reports inform their discounts and the room at every draw of a fit without them."""
    chains, roots = _flat_roots(first.tree)
    informed = inform(graph, roots, seed=seed)
    tree = posterior_tree(graph, informed.roots, chains=chains, seed=seed)
    if "sample_stats" in first.tree:
        tree["sample_stats"] = first.tree["sample_stats"]
    gate = cut_gate(tree["posterior"].to_dataset(), first=first.gate, effective=informed.effective)
    return _marked(graph, tree, f"{first.method}, cut", gate)


def _flat_roots(tree: xr.DataTree) -> tuple[int, dict[str, NDArray[np.float64]]]:
    """Return the number of chains, and the draws of the roots, chains after each other."""
    roots = {str(name): node.to_numpy() for name, node in tree["unconstrained_posterior"].data_vars.items()}
    chains = next(iter(roots.values())).shape[0]
    return chains, {name: values.reshape(-1, *values.shape[2:]) for name, values in roots.items()}


def restored(graph: Graph, stored: xr.DataTree, *, seed: int) -> Fit:
    """Return a fit from what was kept of it.

    Parameters
    ----------
    graph : Graph
        That it was of.
    stored : xarray.DataTree
        `Fit.kept`.
    seed : int
        Of its prior draws.
    """
    chains, roots = _flat_roots(stored)
    tree = posterior_tree(graph, roots, chains=chains, seed=seed)
    if "sample_stats" in stored:
        tree["sample_stats"] = stored["sample_stats"]
    tree.attrs = dict(stored.attrs)
    return Fit(graph, tree)


def _marked(graph: Graph, tree: xr.DataTree, method: str, gate: Gate) -> Fit:
    tree.attrs = {"method": method, "gate": json.dumps(asdict(gate))}
    return Fit(graph, tree)
