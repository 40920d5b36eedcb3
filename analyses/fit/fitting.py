"""Fitting: a study's posterior, by weighted draws where these can be trusted and by chains where not."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
import xarray as xr

from ...model import Graph, Node, build, check_units
from ...model.arrays import check_possible, posterior_tree, scores_of_roots
from ...model.weights import (
    Marginal,
    Mixed,
    Proposal,
    Weighted,
    adapted,
    check_gradient,
    extended,
    find_modes,
    inform,
    on_steps,
    reweight,
    without_shares,
)
from ...priors import Study, is_shipped
from .claims import check_claims
from .diagnosis import Diagnosis
from .fitted import Fit, Posterior
from .gate import chain_gate, cut_gate, finite, weight_gate

__all__ = ["DRAWS", "OVERSAMPLING", "FitAll", "Method"]
__all__ += ["checked_graph", "fit_each", "posterior", "refit", "restored", "trusted_weights"]

Method = Literal["auto", "reweighting", "mcmc"]
DRAWS = 10_000
"""Posterior draws kept."""
OVERSAMPLING = 10
"""Weighted draws for each draw that is kept."""
MORE, MOST_WEIGHTED, MORE_PRIOR, AGAIN = 5, 500_000, 65_536, 9
"""How many times as many are tried where those cannot be trusted, up to a number; draws of the prior that are then
searched for modes; and the stage of these draws."""
CHAINS = 4


def checked_graph(study: Study, *, argument: Iterable[Node] | None = None) -> Graph:
    """Build a study's graph and check its names; and its units, its claims, and that its evidence is possible.

    The last three of a study as it is shipped the tests have checked.

    Parameters
    ----------
    study : Study
    argument : iterable of Node, optional
        The computed nodes; those of the study's model unless given.

    Raises
    ------
    StudyError
        If one of them does not fit, or no prior draw allows an item.
    """
    graph = build(study, argument=argument)
    if argument is None and is_shipped(study):
        return graph
    check_units(study, argument=graph.argument.values())
    check_claims(study.claims, graph)
    check_possible(graph)
    return graph


FitAll = Callable[[Sequence[Graph]], list[Fit]]
"""What fits graphs, each on its own: here one after the other, elsewhere from a store or on a cluster."""


def fit_each(*, seed: int, draws: int = DRAWS, method: Method = "auto") -> FitAll:
    """Return what fits graphs one after the other, all from the same seed."""
    return lambda graphs: [refit(graph, seed=seed, draws=draws, method=method) for graph in graphs]


def refit(
    graph: Graph, *, seed: int, draws: int = DRAWS, method: Method = "auto", proposal: Proposal | Mixed | None = None
) -> Fit:
    """Fit a graph.

    Parameters
    ----------
    graph : Graph
    seed : int
    draws : int, optional
        Posterior draws kept.
    method : {"auto", "reweighting", "mcmc"}, optional
        See `trusted_weights`. Chains that miss their gate are sampled once more, with smaller steps.
    proposal : Proposal, optional
        Where weighted draws come from: of a study that is much like this one, to save the search for
        the posterior's mode. Its own unless given.

    Notes
    -----
    A cut study has no joint posterior: it is fitted without its share reports, by the method, and then
    completed; see `model.weights.cut`.

    Raises
    ------
    StudyError
        If the method is MCMC and the evidence gives it no gradient.
    """
    if graph.study.cut:
        first = refit(
            graph.with_study(without_shares(graph.study)), seed=seed, draws=draws, method=method, proposal=proposal
        )
        return _completed(graph, first, seed)
    weighted = trusted_weights(graph, seed=seed, draws=draws, method=method, proposal=proposal)
    return _sampled(graph, seed, draws) if weighted is None else _resampled(graph, weighted, draws, seed)


def posterior(graph: Graph, *, seed: int, draws: int, method: Method = "auto") -> Posterior:
    """Draw from the posterior as `refit` does, but keep weighted draws with their weights, and evaluate no node."""
    weighted = None if graph.study.cut else trusted_weights(graph, seed=seed, draws=draws, method=method)
    if weighted is None:
        return refit(graph, seed=seed, draws=draws, method=method if graph.study.cut else "mcmc").posterior
    return Posterior(graph, weighted.roots, _diagnosis(weighted, weighted.ess), weighted.weights)


def trusted_weights(
    graph: Graph, *, seed: int, draws: int, method: Method = "auto", proposal: Proposal | Mixed | None = None
) -> Weighted | None:
    """Weigh draws; this is where it is decided between them and chains.

    Parameters
    ----------
    graph : Graph
    seed, draws, method, proposal
        As for `refit`. Where the gate of the weights does not pass, more of the prior is searched for modes, parts
        are added to the graph's own proposal where weights are heaviest, and other and more draws are weighed.

    Returns
    -------
    Weighted or None
        None if chains are to be run: under ``"mcmc"``, and under ``"auto"`` where the weights' gate has not
        passed, unless the evidence gives chains no gradient to follow: see `model.weights.discontinuities`.
    """
    if method == "mcmc":
        return None
    marginal, number = Marginal.of(graph), OVERSAMPLING * draws
    modes = find_modes(marginal, seed=seed)
    proposal = proposal or adapted(marginal, modes, seed=seed)
    weighted = modes.checked(reweight(marginal, proposal, draws=number, seed=seed))
    if not weight_gate(weighted).passed:
        modes = find_modes(marginal, seed=seed, draws=MORE_PRIOR)
        proposal = extended(modes.marginal, adapted(marginal, modes, seed=seed), seed=seed)
        more = min(MORE * number, max(MOST_WEIGHTED, number))
        weighted = modes.checked(reweight(marginal, proposal, draws=more, seed=seed, stage=AGAIN))
    trusted = weight_gate(weighted).passed or method == "reweighting" or on_steps(graph)
    return weighted if trusted else None


def _diagnosis(weighted: Weighted, ess: float) -> Diagnosis:
    evidence = (weighted.log_evidence, weighted.log_evidence_mcse)
    return Diagnosis("weights", weight_gate(weighted), ess, False, *evidence)


def _resampled(graph: Graph, weighted: Weighted, draws: int, seed: int) -> Fit:
    """Keep some of the weighted draws; they are worth what the weights and their number leave."""
    roots, copy_of = weighted.resampled(draws, seed)
    tree = posterior_tree(graph, roots, chains=1, seed=seed)
    tree["sample_stats"] = xr.DataTree(xr.Dataset({"copy_of": (("chain", "draw"), copy_of[np.newaxis])}))
    return _diagnosed(graph, tree, _diagnosis(weighted, 1 / (1 / weighted.ess + 1 / draws)))


def _sampled(graph: Graph, seed: int, draws: int) -> Fit:
    from ...model.chains import CAREFUL, TARGET_ACCEPT, sample  # PyMC is imported only where it samples

    check_gradient(graph)
    modes = find_modes(Marginal.of(graph), seed=seed, draws=MORE_PRIOR)
    for target_accept in (TARGET_ACCEPT, CAREFUL):
        tree = sample(graph, seed=seed, draws=-(-draws // CHAINS), chains=CHAINS, target_accept=target_accept)
        scores = modes.marginal.kept_scores(scores_of_roots(graph, Fit(graph, tree).roots))
        gate = chain_gate(tree, missed=modes.missed_by(scores))
        if gate.passed:
            break
    return _diagnosed(graph, tree, Diagnosis("chains", gate, gate.min_ess_bulk))


def _completed(graph: Graph, first: Fit, seed: int) -> Fit:
    """Let share reports inform their discounts and the room at every draw of a fit without them."""
    informed = inform(graph, first.roots, seed=seed)
    tree = posterior_tree(graph, informed.roots, chains=first.chains, seed=seed)
    tree["sample_stats"] = first.tree["sample_stats"]
    gate = cut_gate(first.gate, informed.effective)
    return _diagnosed(graph, tree, Diagnosis(first.method, gate, first.ess, cut=True))


def _diagnosed(graph: Graph, tree: xr.DataTree, diagnosis: Diagnosis) -> Fit:
    gate = finite(diagnosis.gate, tree["posterior"].to_dataset())
    tree.attrs = replace(diagnosis, gate=gate).attrs
    return Fit(graph, tree)


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
    kept = Fit(graph, stored)
    tree = posterior_tree(graph, kept.roots, chains=kept.chains, seed=seed)
    tree["sample_stats"] = stored["sample_stats"]
    tree.attrs = dict(stored.attrs)
    return Fit(graph, tree)
