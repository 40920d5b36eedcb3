"""Multiverse: the conclusion under every combination of the structural choices that no prior covers.

Specifications of one family (`specifications`) are read off one set of posterior draws, since they differ
in what is asked of it and in nothing that was measured.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from ...model import Graph, evaluate
from ...model.weights import Marginal, Mixed, Proposal, adapted, on_steps, proposed, reweight
from ...priors import Study
from ..fit import (
    CI_PROB,
    OVERSAMPLING,
    PROBABILITIES,
    Headline,
    Method,
    Readout,
    kept_quantiles,
    node_draws,
    refit,
    weight_gate,
)
from .specifications import Options, answers, families, questions, specifications, taking, varied_choices

__all__ = ["NODE", "ConclusionsAll", "Multiverse", "Universe", "conclusions", "conclusions_each", "headlines_of"]
__all__ += ["multiverse"]

NODE = "cost_ratio"
"""The conclusion."""

MORE = 5
"""How many times as many weighted draws are tried before chains, which take longer to compile than to run."""

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Universe:
    """The conclusion under one specification.

    Attributes
    ----------
    options : dict of str to str
        The specification.
    found : Headline
        Of the node `NODE` after the evidence, with its gate: one that has not passed is no result.
    """

    options: Options
    found: Headline

    @property
    def converged(self) -> bool:
        """Whether it may be reported."""
        return self.found.gate.passed

    @property
    def median(self) -> float:
        """Median cost ratio."""
        return self.found.quantile(NODE, 0.5)

    @property
    def cheaper(self) -> float:
        """Probability that deployment costs less than development."""
        return self.found.chance_below(NODE, 1.0)

    def interval(self, ci_prob: float = CI_PROB) -> Readout:
        """Return the median cost ratio and its equal-tailed interval."""
        return self.found.interval(NODE, ci_prob=ci_prob)


class Multiverse(NamedTuple):
    """Specifications with what they conclude.

    Attributes
    ----------
    study : Study
        Whose choices they vary.
    varied : tuple of str
        The choices that are varied.
    universes : list of Universe
        The study's own is the first.
    total : int
        Distinct specifications that there are, run or not.
    """

    study: Study
    varied: tuple[str, ...]
    universes: list[Universe]
    total: int

    @property
    def converged(self) -> list[Universe]:
        """Those that may be reported."""
        return [universe for universe in self.universes if universe.converged]


def _drawn(found: list[list[Options]], number: int | None, seed: int) -> list[list[Options]]:
    """Return the first family and others at random until there are enough specifications; more extend fewer."""
    order = [0, *(1 + np.random.default_rng(seed).permutation(len(found) - 1))]
    chosen: list[list[Options]] = []
    for position in order:
        if number is not None and sum(map(len, chosen)) >= number:
            break
        chosen.append(found[position])
    return chosen


def multiverse(
    graph: Graph,
    *,
    conclusions_all: "ConclusionsAll",
    vary: Iterable[str] | None = None,
    number: int | None = None,
    seed: int = 0,
) -> Multiverse:
    """Run specifications.

    Parameters
    ----------
    graph : Graph
        Of the study whose choices are varied.
    conclusions_all : callable
        What draws each family's conclusions.
    vary : iterable of str, optional
        Choices to vary; all unless given.
    number : int, optional
        Run whole families, the study's own and others drawn at random, until there are so many
        specifications; all unless given.
    seed : int, optional
        Of that random order.

    Raises
    ------
    StudyError
        If there is no such choice.
    """
    study, varied = graph.study, varied_choices(graph.study, vary)
    specs = list(specifications(study, vary=varied))
    chosen = _drawn(families(study, specs), number, seed)
    models = [{c: option for c, option in family[0].items() if c not in questions(study)} for family in chosen]
    asked = [graph.with_study(taking(study, options)) for options in models]
    universes = []
    for family, found in zip(chosen, conclusions_all(asked), strict=True):
        by_answer = list(zip(answers(study), found, strict=True))
        universes += [
            Universe(options, next(headline for answer, headline in by_answer if answer.items() <= options.items()))
            for options in family
        ]
    return Multiverse(study, varied, universes, len(specs))


ConclusionsAll = Callable[[Sequence[Graph]], list[list[Headline]]]
"""What gives the conclusions of graphs: here one after the other, elsewhere from a store or on a cluster."""


def conclusions_each(*, seed: int, draws: int, method: Method = "auto") -> ConclusionsAll:
    """Return what gives the conclusions of graphs one after the other, all from the same seed."""
    return lambda graphs: [headlines_of(conclusions(g, seed=seed, draws=draws, method=method)) for g in graphs]


def headlines_of(found: xr.Dataset) -> list[Headline]:
    """Split what `conclusions` returns into a headline a question."""
    return [Headline(found.isel(question=i)) for i in range(found.sizes["question"])]


def conclusions(graph: Graph, *, seed: int, draws: int, method: Method = "auto") -> xr.Dataset:
    """Answer every question of `specifications.answers` from one set of posterior draws.

    Parameters
    ----------
    graph : Graph
    seed, draws : int
        As for `headline.headline`: ten weighted draws for each.
    method : {"auto", "reweighting", "mcmc"}, optional
        Under ``"auto"`` five times as many weighted draws, from a better proposal, are tried where those
        cannot be trusted, and then chains. What chains cannot follow is weighed under each: see `model.steps`.

    Returns
    -------
    xarray.Dataset
        ``posterior``: quantiles of the cost ratio; dims ``question``, ``node`` and ``probability``. The
        questions are the combinations of options in the order of the study's. Attributes as in `Headline`.
    """
    study = graph.study
    asked = [graph.with_study(taking(study, {**study.choices, **options})) for options in answers(study)]
    posterior = _posterior(max(asked, key=lambda each: len(each.roots)), seed, draws, method)
    rows = [[posterior.quantiles(each)] for each in asked]
    coords = {"node": [NODE], "probability": PROBABILITIES}
    return xr.Dataset({"posterior": (("question", "node", "probability"), np.array(rows))}, coords, posterior.attrs)


class _Posterior(NamedTuple):
    """Draws of the roots, with their weights (none if they are equal) and what is to be said of them."""

    roots: Mapping[str, Array]
    weights: Array | None
    attrs: Mapping[Any, Any]

    def quantiles(self, graph: Graph) -> Array:
        nodes, _ = evaluate(graph, self.roots, names=[NODE], terms=())
        return kept_quantiles(node_draws(nodes, NODE), self.weights)


def _posterior(graph: Graph, seed: int, draws: int, method: Method) -> _Posterior:
    method = "reweighting" if on_steps(graph) else method
    if method != "mcmc" and not graph.study.cut:
        marginal = Marginal.of(graph)
        found, passed = _weighted(marginal, proposed(marginal), seed, draws)
        if not passed:
            found, passed = _weighted(marginal, adapted(marginal, seed=seed), seed, MORE * draws)
        if passed or method == "reweighting":
            return found
    fit = refit(graph, seed=seed, draws=draws, method=method if graph.study.cut else "mcmc")
    return _Posterior(fit.roots, None, {**fit.tree.attrs, "log_evidence": np.nan, "log_evidence_mcse": np.nan})


def _weighted(marginal: Marginal, proposal: Proposal | Mixed, seed: int, draws: int) -> tuple[_Posterior, bool]:
    found = reweight(marginal, proposal, draws=OVERSAMPLING * draws, seed=seed)
    roots = found.roots
    nodes, _ = evaluate(marginal.graph, roots, names=[NODE], terms=())
    gate = weight_gate(nodes, pareto_k=found.pareto_k, ess=found.ess)
    said = {"method": "reweighting", "gate": json.dumps(asdict(gate))}
    evidence = {"log_evidence": found.log_evidence, "log_evidence_mcse": found.log_evidence_mcse}
    return _Posterior(roots, found.weights, said | evidence), gate.passed
