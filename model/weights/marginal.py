r"""Marginal: the likelihood of the inputs, with Gaussian discounts integrated out exactly.

A discount with a normal prior that enters nothing but the centres of Gaussian reports can be integrated
out: given the other inputs :math:`x`, the reports are jointly normal,

.. math:: y \mid x \sim \mathrm{Normal}(c(x),\ S^2 + G G^\top),

with :math:`c` their centres where those discounts have their prior means, :math:`S` their standard deviations and
:math:`G` how each discount's score moves each centre. A report with a standard deviation of 0.1 and a discount of 0.4
is then as wide as it is uncertain, and prior draws can be re-weighted by it. Given :math:`x` and
:math:`y` the discounts are normal again, so that `Marginal.complete` draws them exactly.

An observation model that is normal given a latent of its own (the precision of a Student-t report, whether a report is
reliable) is treated alike if it has such a discount: the latent joins the inputs that are drawn.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ...priors import split_name
from ..arrays import block_size, constant_values, in_blocks, input_names, roots_of_scores, walk, walk_inputs
from ..evidence import check_joint, observation, observation_model
from ..graph import Graph
from ..language import Evaluator, Value
from .gaussian_discounts import JointNormal, Loadings
from .integrable import integrable

__all__ = ["Marginal"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Marginal:
    """The evidence of a graph as a function of the scores of its inputs.

    Attributes
    ----------
    graph : Graph
    reports : tuple of str
        Items that are in and normal, given a latent of their own where that lets a discount be integrated out.
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
    def of(cls, graph: Graph, *, latents: bool = True) -> "Marginal":
        """Find what can be integrated out of a graph.

        Parameters
        ----------
        graph : Graph
        latents : bool, optional
            Whether a report may be among those that are normal given a latent of their own; if not, no column of the
            scores depends on which items are in.

        Raises
        ------
        StudyError
            If the study cuts its reports: see `cut`.
        """
        check_joint(graph.study)
        return cls(graph, *integrable(graph, latents=latents))

    @cached_property
    def kept(self) -> tuple[int, ...]:
        """Inputs that are not integrated out."""
        return tuple(i for i in range(len(input_names(self.graph))) if i not in self.integrated)

    @cached_property
    def latent(self) -> tuple[str, ...]:
        """Reports whose latents are drawn, in columns behind those of the kept inputs."""
        return tuple(name for name in self.reports if observation_model(self.graph.study, name).latent)

    @cached_property
    def start(self) -> Array:
        """Scores at the middle of the prior: zero, and typical values of the latents."""
        evaluator = walk(self.graph, roots_of_scores(self.graph, np.zeros((1, len(input_names(self.graph))))))
        typical = []
        for name in self.latent:
            model = observation_model(self.graph.study, name)
            assert model.latent
            typical.append(float(np.mean(model.latent(*map(evaluator.value, model.needed)))))
        return np.concatenate([np.zeros(len(self.kept)), typical])

    @cached_property
    def informed(self) -> NDArray[np.int_]:
        """Columns of the kept inputs that reach any item that is in."""
        reached = frozenset[str]().union(*map(self.graph.reaching, self.graph.study.items)) & self.graph.inputs
        names = input_names(self.graph)
        return np.array([p for p, i in enumerate(self.kept) if names[i] in reached], dtype=int)

    @property
    def reached(self) -> NDArray[np.int_]:
        """Columns of what the items depend on: `informed`, and the latents."""
        return np.concatenate([self.informed, np.arange(len(self.kept), self.start.size)])

    @cached_property
    def _loadings(self) -> Loadings:
        """How each integrated score moves each report's centre."""
        scores = np.zeros((1 + len(self.integrated), len(input_names(self.graph))))
        scores[1 + np.arange(len(self.integrated)), list(self.integrated)] = 1.0
        evaluator = walk(self.graph, roots_of_scores(self.graph, scores))
        centres = np.array(
            [np.broadcast_to(observation(n, evaluator).parameters[0], len(scores)) for n in self.reports]
        )
        centres = centres.reshape(len(self.reports), len(scores))
        return Loadings(centres[:, 1:] - centres[:, :1])

    def regressions(self) -> dict[str, dict[str, float]]:
        """Return by integrated input and report: the score to expect of a residual of one.

        A residual is what a report says beyond the node that it measures and its discounts but this input and those
        behind it in the order. Reports have the standard deviations that they have in the middle of the prior.
        """
        evaluator, names = self.walk(self.start[np.newaxis]), input_names(self.graph)
        deviations = [np.mean(observation(name, evaluator).standard_deviation) for name in self.reports]
        slopes = self._loadings.regressions(np.square(deviations))
        return {
            names[i]: {report: slope for report, slope in zip(self.reports, row, strict=True) if slope}
            for i, row in zip(self.integrated, slopes, strict=True)
        }

    def log_likelihood(self, scores: Array) -> Array:
        """Return the log-likelihood of the kept inputs and latents.

        Parameters
        ----------
        scores : array
            Shape: (draws, kept inputs and latents).

        Returns
        -------
        array
            Shape: (draws,). Minus infinity where a formula gives no number.
        """
        heights = np.empty(len(scores))

        def work(_: int, block: slice) -> None:
            heights[block] = self.log_likelihood_of(self.walk(scores[block]), scores[block])

        in_blocks(len(scores), work, size=block_size(scores.shape[1]))
        return heights

    def log_likelihood_of(self, evaluator: Evaluator, scores: Array) -> Array:
        """Return the log-likelihood over the arrays of an evaluator.

        Parameters
        ----------
        evaluator : Evaluator
            With the integrated inputs at the middle of their priors.
        scores : array
            From which the latents are read. Shape: (draws, kept inputs and latents).
        """
        with np.errstate(all="ignore"):
            total = self._law(evaluator, scores).log_density() if self.reports else np.zeros(len(scores))
            for name in self.others:
                total = total + observation(name, evaluator).log_density()
        return np.asarray(np.where(np.isfinite(total), total, -np.inf))

    def observation_parameters(self, scores: Array) -> Array:
        """Return what the observation models of the items take, centres in units of the standard deviations.

        The evidence depends on the kept inputs through these alone.

        Parameters
        ----------
        scores : array
            Shape: (draws, kept inputs and latents).

        Returns
        -------
        array
            Those that change. Shape: (draws, parameters).
        """
        evaluator, columns = self.walk(scores), []
        for name in (*self.reports, *self.others):
            seen = observation(name, evaluator)
            columns += [seen.parameters[0] / seen.standard_deviation, *seen.parameters[1:]]
        return np.column_stack([column for column in columns if np.ndim(column)])

    def complete(self, scores: Array, rng: np.random.Generator) -> Array:
        """Draw the integrated inputs given the others and the reports.

        Parameters
        ----------
        scores : array
            Shape: (draws, kept inputs and latents).

        Returns
        -------
        array
            Scores of all inputs. Shape: (draws, inputs).
        """
        complete = self.all_scores(scores)
        if self.integrated:
            complete[:, list(self.integrated)] = self.integrated_scores(self.walk(scores), scores, rng)
        return complete

    def integrated_scores(self, evaluator: Evaluator, scores: Array, rng: np.random.Generator) -> Array:
        """Draw the scores of the integrated inputs over the arrays of an evaluator. Shape: (draws, integrated).

        Parameters
        ----------
        evaluator, scores
            As for `log_likelihood_of`.
        rng : numpy.random.Generator
        """
        return self._law(evaluator, scores).discounts(rng)

    @cached_property
    def _constants(self) -> Evaluator:
        return constant_values(self.graph)

    def walk(self, scores: Array) -> Evaluator:
        """Return the evaluator at scores; an integrated input is one number for all draws."""
        return walk_inputs(self.graph, self._columns(scores, np.zeros(())), self._constants)

    def roots(self, scores: Array) -> dict[str, Array]:
        """Return values of every root: the integrated ones at the middle of their priors, latents left out."""
        columns = self._columns(scores, np.broadcast_to(0.0, len(scores)))
        roots, places = self.graph.roots, self.graph.columns.items()
        return {name: np.array(columns[at]).T if roots[name].dims else columns[at.start] for name, at in places}

    def _columns(self, scores: Array, middle: Array) -> list[Array]:
        """Return the scores of each input, and what stands for those of an integrated one."""
        columns = [middle] * (len(self.kept) + len(self.integrated))
        for position, column in enumerate(self.kept):
            columns[column] = scores[:, position]
        return columns

    def keeping(self, integrated: tuple[int, ...]) -> "Marginal | None":
        """Return the same evidence with other inputs integrated out; None if one of them may not be."""
        feeding = {split_name(parent)[0] for parents in self.graph.parents.values() for parent in parents}
        names, informed = input_names(self.graph), {self.kept[column] for column in self.informed}
        idle = {i for i, name in enumerate(names) if split_name(name)[0] not in feeding} - informed
        return replace(self, integrated=integrated) if idle.union(self.integrated).issuperset(integrated) else None

    def all_scores(self, scores: Array) -> Array:
        """Return scores of all inputs: the integrated ones at the middle of their priors, latents left out.

        Parameters
        ----------
        scores : array
            Shape: (draws, kept inputs and latents).
        """
        complete = np.zeros((len(scores), len(self.kept) + len(self.integrated)), order="F")
        complete[:, list(self.kept)] = scores[:, : len(self.kept)]
        return complete

    def kept_scores(self, scores: Array) -> Array:
        """Return the kept ones of all inputs' scores, with latents at typical values.

        Parameters
        ----------
        scores : array
            Shape: (draws, inputs).
        """
        typical = np.tile(self.start[len(self.kept) :], (len(scores), 1))
        return np.hstack([scores[:, list(self.kept)], typical])

    def _law(self, evaluator: Evaluator, scores: Array) -> JointNormal:
        residuals = np.empty((len(self.reports), len(scores)))
        variances, linked = list[Value](), list[Value]()
        for row, name in enumerate(self.reports):
            seen = observation(name, evaluator)
            centre, *rest = seen.parameters
            assert seen.model.given_latent
            variance, link = seen.model.given_latent(self._latent_scores(name, scores), *rest)
            residuals[row] = seen.value - link * centre
            variances.append(variance)
            linked.append(link)
        return JointNormal(self._loadings, residuals, *_rows(variances, linked))

    def _latent_scores(self, name: str, scores: Array) -> Array:
        if name not in self.latent:
            return np.zeros(len(scores))
        return scores[:, len(self.kept) + self.latent.index(name)]


def _rows(*columns: list[Value]) -> tuple[Array, ...]:
    """Return a row a report of each: with a value a draw, or one value if no report has more."""
    size = max((np.size(value) for values in columns for value in values), default=1)
    rows = tuple(np.empty((len(values), size)) for values in columns)
    for each, values in zip(rows, columns, strict=True):
        for row, value in zip(each, values, strict=True):
            row[:] = value
    return rows
