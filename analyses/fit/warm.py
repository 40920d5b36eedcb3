"""Warm: a study's weighted draws, kept with the proposal that they are of, for studies that change a number.

The inputs of a study with another prior, report or date are functions of the same standard normal scores. Its posterior
is therefore the same draws with other weights, for which nothing is drawn and only what the change reaches is evaluated
again. Pareto k, the effective number of draws and a search for modes that the change makes say whether that may be
trusted; if not, the study is fitted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...model import Graph
from ...model.arrays import SMALL, in_blocks, input_names
from ...model.language import Evaluator
from ...model.weights import Marginal, Pool, Weighted, find_modes, modes_among
from ...priors import split_name
from .fitted import Posterior
from .fitting import DRAWS, Method, posterior, posterior_of, weighed
from .headline import Headline, HeadlineAll, headline, headline_of
from .judging import judged

__all__ = ["HeadlineNear", "Near", "Warm"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Warm:
    """Draws for a study and those that are much like it.

    Attributes
    ----------
    marginal : Marginal
        The evidence of the study.
    pool : Pool
        Draws of a proposal that is fitted to its posterior.
    seed, draws : int
        Of a fit where these cannot be trusted.
    trusted : bool
        Whether the study's own weights pass their gate: draws that miss a part of its posterior serve no other.
    """

    marginal: Marginal
    pool: Pool
    seed: int
    draws: int
    trusted: bool = True

    @classmethod
    def of(cls, graph: Graph, *, seed: int, draws: int = DRAWS) -> "Warm":
        """Draw for a study, ten times as many as a fit would keep.

        Parameters
        ----------
        graph : Graph
        seed, draws : int
            As for `fitting.refit`.
        """
        marginal = Marginal.of(graph)
        weighted, proposal = weighed(marginal, find_modes(marginal, seed=seed), draws=draws, seed=seed)
        pool = Pool(proposal, weighted.scores, proposal.log_prior_ratio(weighted.scores))
        warm = cls(marginal, pool, seed, draws, judged(weighted).passed)
        assert warm._evaluators  # now, and not when the first number changes
        return warm

    def posterior(self, graph: Graph) -> Posterior:
        """Return the posterior of a study, by these draws where they can be trusted and by its own where not.

        Parameters
        ----------
        graph : Graph
            Of the same model, such as of the study with another prior, report or date.
        """
        if marginal := self._alike(graph):
            log_likelihood = self.log_likelihood(marginal)
            weighted = Weighted.of(marginal, self.pool.scores, log_likelihood + self.pool.log_prior_ratio)
            modes = modes_among(marginal, self.pool, log_likelihood, seed=self.seed)
            if judged(modes.checked(weighted, modes.unseen(weighted, self.pool.proposal))).passed:
                return posterior_of(weighted)
        return posterior(graph, seed=self.seed, draws=self.draws)

    def headline(self, graph: Graph) -> Headline:
        """Return the headline of a study; see `posterior`."""
        return headline_of(self.posterior(graph), seed=self.seed, draws=self.draws)

    def _alike(self, graph: Graph) -> Marginal | None:
        """Return the evidence of a graph over the same columns of scores, if it is one and the draws may serve it."""
        if not self.trusted or graph.study.cut or input_names(graph) != input_names(self.marginal.graph):
            return None
        marginal = Marginal.of(graph)
        return marginal.keeping(self.marginal.integrated) if marginal.latent == self.marginal.latent else None

    @cached_property
    def _evaluators(self) -> dict[int, Evaluator]:
        """What the study's own likelihood evaluates at the draws, by block."""
        evaluators: dict[int, Evaluator] = {}

        def work(number: int, block: slice) -> None:
            scores = self.pool.scores[block]
            evaluators[number] = self.marginal.walk(scores)
            self.marginal.log_likelihood_of(evaluators[number], scores)

        in_blocks(len(self.pool.scores), work, size=SMALL, threads=1)
        return evaluators

    def log_likelihood(self, marginal: Marginal) -> Array:
        """Return the log-likelihood of the draws under other evidence over the same columns of scores."""
        logs, kept = np.empty(len(self.pool.scores)), _unreached(self.marginal.graph, marginal.graph)

        def work(number: int, block: slice) -> None:
            scores = self.pool.scores[block]
            evaluator = marginal.walk(scores)
            evaluator.take(self._evaluators[number], kept)
            logs[block] = marginal.log_likelihood_of(evaluator, scores)

        in_blocks(len(logs), work, size=SMALL, threads=1)
        return logs


def _unreached(before: Graph, after: Graph) -> frozenset[str]:
    """Return the nodes that a change of priors and reports does not reach; none where anything else has changed."""
    was, now = before.study, after.study
    dims = all(was.coordinates(dim) == now.coordinates(dim) for dim in was.model.dims)
    if not dims or (was.choices, was.model, before.argument) != (now.choices, now.model, after.argument):
        return frozenset()
    entries = {*was.quantities, *now.quantities}
    changed = {split_name(name)[0] for name in entries if was.quantities.get(name) != now.quantities.get(name)}
    changed |= {"observed", "included"} if was.evidence != now.evidence else set()
    return frozenset(name for name in before.names if changed.isdisjoint(before.ancestors(name)))


HeadlineNear = Callable[[Graph], HeadlineAll]
"""What gives the headlines of graphs that are much like one."""


@dataclass(frozen=True, eq=False)
class Near:
    """Gives headlines of graphs that are much like one, from its draws where these serve.

    Attributes
    ----------
    graph : Graph
    seed, draws, method
        As for `headline.headline`.
    """

    graph: Graph
    seed: int
    draws: int
    method: Method = "auto"

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle it without its draws."""
        return Near, (self.graph, self.seed, self.draws, self.method)

    @cached_property
    def _warm(self) -> Warm:
        return Warm.of(self.graph, seed=self.seed, draws=self.draws)

    def __call__(self, graph: Graph) -> Headline:
        """Return the headline of a graph."""
        if self.method != "auto" or self.graph.study.cut:
            return headline(graph, seed=self.seed, draws=self.draws, method=self.method)
        return self._warm.headline(graph)
