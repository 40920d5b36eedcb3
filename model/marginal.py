r"""Marginal: the likelihood of the inputs, with Gaussian discounts integrated out exactly.

A discount with a normal prior that enters nothing but the centres of Gaussian reports can be integrated
out: given the other inputs :math:`x`, the reports are jointly normal,

.. math:: y \mid x \sim \mathrm{Normal}(c(x),\ S^2 + G G^\top),

with :math:`c` their centres where those discounts have their prior means, :math:`S` their spreads and
:math:`G` how each discount's score moves each centre. A report with a spread of 0.1 and a discount of 0.4
is then as wide as it is uncertain, and prior draws can be re-weighted by it. Given :math:`x` and
:math:`y` the discounts are normal again, so that `Marginal.complete` draws them exactly.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

from ..priors import split_name
from .draws import in_blocks, walk
from .evidence import observation
from .graph import Graph
from .scores import input_names, roots_of_scores
from .stories import GAUSSIAN
from .wiring import Wiring

__all__ = ["Marginal"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Marginal:
    """The evidence of a graph as a function of the scores of its inputs.

    Attributes
    ----------
    graph : Graph
    reports : tuple of str
        Items that are in, with a Gaussian story and a spread of their own.
    others : tuple of str
        The other items that are in.
    integrated : tuple of int
        Inputs that are integrated out.
    """

    graph: Graph
    reports: tuple[str, ...]
    others: tuple[str, ...]
    integrated: tuple[int, ...]

    @classmethod
    def of(cls, graph: Graph) -> "Marginal":
        """Find what can be integrated out of a graph."""
        reports = tuple(name for name in graph.study.items if _gaussian(graph, name))
        others = tuple(name for name in graph.study.items if name not in reports)
        discounts = _private_discounts(graph, reports, others)
        columns = [i for i, name in enumerate(input_names(graph)) if split_name(name)[0] in discounts]
        return cls(graph, reports, others, tuple(columns))

    @cached_property
    def kept(self) -> tuple[int, ...]:
        """Inputs that are not integrated out."""
        return tuple(i for i in range(len(input_names(self.graph))) if i not in self.integrated)

    @cached_property
    def informed(self) -> Array:
        """Positions among the kept inputs of those that reach any item that is in."""
        study, reached = self.graph.study, set[str]()
        for name in study.items:
            reached |= _reaching(self.graph, name)
        names = input_names(self.graph)
        return np.array([p for p, i in enumerate(self.kept) if split_name(names[i])[0] in reached], dtype=int)

    @cached_property
    def _linear(self) -> tuple[Array, Array, Array]:
        """Loadings (reports, integrated), the covariance's Cholesky factor, and what was reported."""
        scores = np.zeros((1 + len(self.integrated), len(input_names(self.graph))))
        scores[1 + np.arange(len(self.integrated)), list(self.integrated)] = 1.0
        wiring = walk(self.graph, roots_of_scores(self.graph, scores))
        seen = [observation(name, wiring) for name in self.reports]
        centres = np.array([np.broadcast_to(o.parameters[0], len(scores)) for o in seen])
        loadings = centres[:, 1:] - centres[:, :1]
        spreads = np.array([float(np.mean(o.parameters[1])) for o in seen])
        covariance = np.diag(spreads**2) + loadings @ loadings.T
        return loadings, linalg.cholesky(covariance, lower=True), np.array([o.value for o in seen])

    def log_likelihood(self, scores: Array) -> Array:
        """Return the log-likelihood of the kept inputs.

        Parameters
        ----------
        scores : array
            Shape: (draws, kept inputs).

        Returns
        -------
        array
            Shape: (draws,). Minus infinity where a formula gives no number.
        """
        found = np.empty(len(scores))

        def work(_: int, block: slice) -> None:
            wiring = walk(self.graph, roots_of_scores(self.graph, self._all_scores(scores[block])))
            with np.errstate(all="ignore"):
                total = self._reported(wiring, block.stop - block.start)
                for name in self.others:
                    seen = observation(name, wiring)
                    total = total + seen.story.logpdf(seen.value, *seen.parameters)
            found[block] = np.where(np.isfinite(total), total, -np.inf)

        in_blocks(len(scores), work)
        return found

    def complete(self, scores: Array, rng: np.random.Generator) -> Array:
        """Draw the integrated inputs given the others and the reports. Shape: (draws, inputs)."""
        complete = self._all_scores(scores)
        if not self.integrated:
            return complete
        loadings, factor, _ = self._linear
        residuals = self._residuals(walk(self.graph, roots_of_scores(self.graph, complete)), len(scores))
        gain = linalg.cho_solve((factor, True), loadings)
        covariance = np.eye(len(self.integrated)) - loadings.T @ gain
        noise = rng.standard_normal((len(scores), len(self.integrated)))
        complete[:, list(self.integrated)] = residuals.T @ gain + noise @ linalg.cholesky(covariance)
        return complete

    def _all_scores(self, scores: Array) -> Array:
        """Put the integrated inputs at the middle of their priors."""
        complete = np.zeros((len(scores), len(self.kept) + len(self.integrated)))
        complete[:, list(self.kept)] = scores
        return complete

    def _residuals(self, wiring: Wiring, draws: int) -> Array:
        values = self._linear[2]
        centres = [np.broadcast_to(observation(name, wiring).parameters[0], draws) for name in self.reports]
        return np.array([value - centre for value, centre in zip(values, centres, strict=True)])

    def _reported(self, wiring: Wiring, draws: int) -> Array:
        if not self.reports:
            return np.zeros(draws)
        factor = self._linear[1]
        standard = linalg.solve_triangular(factor, self._residuals(wiring, draws), lower=True, check_finite=False)
        constant = np.log(np.diag(factor)).sum() + len(self.reports) / 2 * np.log(2 * np.pi)
        return np.asarray(-0.5 * (standard**2).sum(axis=0) - constant)


def _gaussian(graph: Graph, name: str) -> bool:
    """Whether an item's story is Gaussian, with a spread that is not itself uncertain."""
    item = graph.study.evidence[name]
    fixed = not (item.sd_quantity and graph.uncertain(split_name(item.sd_quantity)[0]))
    if item.kind == "share":
        return fixed and graph.study.choices.get("evidence_model") == GAUSSIAN.name
    return fixed and item.kind == "measurement"


def _private_discounts(graph: Graph, reports: Iterable[str], others: Iterable[str]) -> set[str]:
    """Return discounts with a normal prior that nothing but Gaussian reports depends on."""
    evidence = graph.study.evidence
    discounts = {d for name in reports for d in evidence[name].discounts}
    elsewhere = {d for name in others for d in evidence[name].discounts}
    elsewhere |= {split_name(parent)[0] for parents in graph.parents.values() for parent in parents}
    normal: dict[str, bool] = {}
    for root in graph.roots.values():
        base, prior = split_name(root.quantity)[0], root.prior
        linear = prior.root == "normal" and prior.link == "identity" and prior.below == prior.above
        normal[base] = linear and root.quantity == base and normal.get(base, True)
    return {d for d in discounts - elsewhere if normal.get(d, False)}


def _reaching(graph: Graph, name: str) -> set[str]:
    """Return the names that an item depends on."""
    item, story = graph.study.evidence[name], set[str]()
    if item.sd_quantity:
        story |= graph.ancestors(item.sd_quantity)
    for discount in (*item.discounts, "report_nu", "report_reliability", "unreliable_sd"):
        story |= graph.ancestors(discount)
    return story | graph.ancestors(item.measures)
