"""Fitting: a study's posterior, by weighted draws where these can be trusted, by tempered particles where not."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Literal

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from ...model import Graph, Node, build, check_units
from ...model.arrays import check_possible, posterior_tree, scores_of_roots
from ...model.weights import (
    Drawn,
    Marginal,
    Mixed,
    Modes,
    Proposal,
    Weighted,
    adapted,
    check_gradient,
    find_modes,
    inform,
    reweight,
    tempered,
    without_shares,
)
from ...priors import Study, is_shipped
from .claims import check_claims
from .diagnosis import Diagnosis, Source
from .fitted import Fit, Posterior
from .gate import MAX_PARETO_K, ParticleGate, WeightGate
from .judging import chain_gate, cut_gate, finite, judged

__all__ = ["DRAWS", "OVERSAMPLING", "FitAll", "Method"]
__all__ += ["checked_graph", "fit_each", "posterior", "posterior_of", "refit", "restored", "trusted_draws", "weighed"]

Method = Literal["auto", "reweighting", "smc", "mcmc"]
DRAWS = 10_000
"""Posterior draws kept."""
OVERSAMPLING = 10
"""Weighted draws for each draw that is kept."""
LEAST_OVERSAMPLING, MOST_SCORES = 4, 40_000_000
"""Where weighted draws would have more scores, which take 320 MB, there are fewer of them, down to the first."""
LEARNT, SCOUTS = 3, 8192
"""Times that a proposal learns what it missed, and particles that it learns from."""
UNSEEN = 0.002
"""Share of the scouts from which there is something to learn where all else is well."""
ADAPT = partial(adapted, draws=8192)
ADAPT_AGAIN = partial(adapted, draws=32_768, narrowest_sd=0.25)
"""How a proposal is adapted, and how it is again, with more care, where its draws cannot be trusted."""
WITHOUT_MEAN = 1.0
"""Pareto k from which weights have no mean: particles that begin from their proposal miss what it does."""
MORE_CHAINS = 4096
"""Chains of each tempered run where those of the first runs cannot be trusted."""
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
    method : {"auto", "reweighting", "smc", "mcmc"}, optional
        See `trusted_draws`. Chains are for who asks for them; those that miss their gate are sampled once more, with
        smaller steps.
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
    if method == "mcmc":
        return _sampled(graph, seed, draws)
    roots, stats, diagnosis = _resampled(
        trusted_draws(graph, seed=seed, draws=draws, method=method, proposal=proposal), draws, seed
    )
    tree = posterior_tree(graph, roots, chains=1, seed=seed)
    tree["sample_stats"] = stats
    return _diagnosed(graph, tree, diagnosis)


def posterior(graph: Graph, *, seed: int, draws: int, method: Method = "auto") -> Posterior:
    """Draw from the posterior as `refit` does, but keep weighted draws with their weights, and evaluate no node."""
    if graph.study.cut or method == "mcmc":
        return refit(graph, seed=seed, draws=draws, method=method).posterior
    drawn = trusted_draws(graph, seed=seed, draws=draws, method=method)
    return posterior_of(drawn)


def posterior_of(drawn: Drawn) -> Posterior:
    """Return weighted draws or particles as a posterior."""
    copy_of = None if isinstance(drawn, Weighted) else drawn.copy_of
    return Posterior(drawn.marginal.graph, drawn.roots, _diagnosis(drawn), drawn.weights, copy_of)


def trusted_draws(
    graph: Graph, *, seed: int, draws: int, method: Method = "auto", proposal: Proposal | Mixed | None = None
) -> Drawn:
    """Weigh draws, or temper particles; this is where it is decided between them.

    Matrices are multiplied by one thread, since several add up in another order, and the last digits would differ.

    Parameters
    ----------
    graph : Graph
    seed, draws, proposal
        As for `refit`.
    method : {"auto", "reweighting", "smc"}
        Under ``"auto"`` draws of a proposal are weighed, and of one that was adapted with more care where their gate
        does not pass; then particles are tempered.
        Where these do not pass theirs either, draws are weighed of a proposal that has learnt from them, and in the end
        more particles are tempered. The others insist on the one or the other.
    """
    with threadpool_limits(limits=1, user_api="blas"):
        marginal = Marginal.of(graph)
        again = partial(tempered, marginal, seed=seed, chains=MORE_CHAINS)
        if method == "smc":
            particles = tempered(marginal, seed=seed)
            return particles if judged(particles).passed else again()
        modes = find_modes(marginal, seed=seed)
        weighted, proposal = weighed(marginal, modes, draws=draws, seed=seed, proposal=proposal)
        if method == "reweighting" or judged(weighted).passed:
            return weighted
        particles = tempered(marginal, seed=seed, start=_start(weighted, proposal))
        if judged(particles).passed:
            return particles
        scouts = particles.some(SCOUTS)
        seen = replace(modes, scouts=scouts, log_likelihood=marginal.log_likelihood(scouts))
        weighted, proposal = weighed(marginal, seen, draws=draws, seed=seed, proposal=proposal)
        return weighted if judged(weighted).passed else again(start=_start(weighted, proposal))


def _start(weighted: Weighted, proposal: Proposal | Mixed) -> Proposal | Mixed | None:
    """Return where particles begin: where draws were weighed, if these lie wherever the posterior does."""
    return proposal if weighted.covered and weighted.pareto_k < WITHOUT_MEAN else None


def weighed(
    marginal: Marginal, modes: Modes, *, draws: int, seed: int, proposal: Proposal | Mixed | None = None
) -> tuple[Weighted, Proposal | Mixed]:
    """Weigh draws of a proposal, adapted unless it is given, and of one adapted with more care where these are few."""
    held = max(LEAST_OVERSAMPLING * draws, MOST_SCORES // marginal.start.size)
    weigh = partial(_weighed, marginal, modes, draws=min(OVERSAMPLING * draws, held), seed=seed)
    weighted, taken = weigh(proposal, adapt=ADAPT)
    if weighted.pareto_k < MAX_PARETO_K and not judged(weighted).passed:
        del weighted  # before as many are drawn again
        weighted, taken = weigh(adapt=ADAPT_AGAIN)
    return weighted, taken


def _weighed(
    marginal: Marginal,
    modes: Modes,
    proposal: Proposal | Mixed | None = None,
    *,
    draws: int,
    seed: int,
    adapt: Callable[..., Mixed],
) -> tuple[Weighted, Proposal | Mixed]:
    """Weigh draws of a proposal, and of one that has learnt where it missed a part of the posterior if it has."""
    proposal = proposal or adapt(marginal, modes, seed=seed)
    weighted = reweight(marginal, proposal, draws=draws, seed=seed)
    unseen = modes.unseen(weighted, proposal)
    weighted = modes.checked(weighted, unseen)
    enough = UNSEEN * len(modes.scouts) if judged(weighted).passed else 0
    if len(unseen) <= enough or len(modes.learnt) == LEARNT:
        return weighted, proposal
    del weighted  # before as many are drawn again
    return _weighed(marginal, modes.after(unseen), draws=draws, seed=seed, adapt=adapt)


def _diagnosis(drawn: Drawn, kept: float = np.inf) -> Diagnosis:
    """Return the diagnosis of draws, of which some are kept; they are worth what the weights and their number leave."""
    gate = judged(drawn)
    assert isinstance(gate, WeightGate | ParticleGate)
    source: Source = "particles" if isinstance(gate, ParticleGate) else "weights"
    worth = 1 / (1 / gate.ess + 1 / kept)
    return Diagnosis(source, gate, worth, False, drawn.log_evidence, drawn.log_evidence_mcse)


def _resampled(drawn: Drawn, draws: int, seed: int) -> tuple[dict[str, NDArray[np.float64]], xr.DataTree, Diagnosis]:
    """Keep some of the draws, equally weighted, so that the others take no memory while nodes are evaluated."""
    roots, copy_of = drawn.resampled(draws, seed)
    stats = xr.DataTree(xr.Dataset({"copy_of": (("chain", "draw"), copy_of[np.newaxis])}))
    return roots, stats, _diagnosis(drawn, draws)


def _sampled(graph: Graph, seed: int, draws: int) -> Fit:
    from ...model.chains import CAREFUL, TARGET_ACCEPT, sample  # PyMC is imported only where it samples

    check_gradient(graph)
    modes = find_modes(Marginal.of(graph), seed=seed)
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
