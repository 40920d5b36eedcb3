r"""The cut: share reports that inform their own discounts and the room, and no other input.

A report of a fleet's inference share may say more of fleets than of prices, demand or the cost of
development. With :math:`\eta` the inputs that it may inform (its discounts, its spread and the room beyond
the scenarios), :math:`\phi` all others, :math:`y` all items and :math:`y_{-s}` those that are no share,

.. math:: p_\mathrm{cut}(\phi, \eta) = p(\phi \mid y_{-s})\, p(\eta \mid \phi, y),

which is no posterior of a joint model and has no marginal likelihood. The first factor is an ordinary
posterior. The second is drawn here for each of its draws: normal discounts are integrated out exactly
(`Marginal`), the others are proposed from their priors, and one proposal is kept by its weight. Where the
other items bear on an input too, as on the room, half of its proposals are near the draw that goes with
:math:`\phi` in the first factor.

References
----------
Plummer (2015), Cuts in Bayesian graphical models.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...priors import Study, split_name
from ..arrays import in_blocks, input_names, walk
from ..graph import Graph
from ..language import Evaluator
from .marginal import Marginal

__all__ = ["PROPOSALS", "Informed", "inform", "informable", "uncut", "without_shares"]

Array = NDArray[np.float64]

PROPOSALS = 256
"""Proposals for the discounts and the room of each draw of the other inputs."""

NEAR, NEAR_SD = 0.5, 0.5
"""Part of the proposals near a draw of the first factor, and their spread on the scale of the root."""


class Informed(NamedTuple):
    """Draws of the cut distribution.

    Attributes
    ----------
    roots : dict of str to array
        Values of every root; those of inputs that the reports may not inform are as they were.
    effective : array
        Effective number of proposals behind each draw, at most `PROPOSALS`. Shape: (draws,).
    """

    roots: dict[str, Array]
    effective: Array


def uncut(study: Study) -> Study:
    """Return the study with the same reports in the first joint model; as kinds have them where it has none."""
    choice, options = study.choice_on_evidence, study.joint_options
    others = {name: option for name, option in study.choices.items() if name != choice}
    return replace(study, choices={**study.choices, choice: options[0]} if options else others)


def without_shares(study: Study) -> Study:
    """Return the study of the first factor, without any share report."""
    return uncut(study.with_items(name for name in study.items if study.evidence[name].kind != "share"))


def informable(study: Study) -> frozenset[str]:
    """Return the quantities that share reports may inform, without coordinates.

    Those are the discounts and spreads of the reports that are in, and what the options of choices set that are
    marked so, such as the room beyond the scenarios.
    """
    shares = [study.evidence[name] for name in study.items if study.evidence[name].kind == "share"]
    names = {name for item in shares for name in (*item.discounts, item.sd_quantity) if name}
    marked = [choice for choice in study.options.values() if choice.cut and shares]
    names |= {name for choice in marked for option in choice.options.values() for name in option.quantities}
    return frozenset(split_name(name)[0] for name in names)


def inform(graph: Graph, roots: Mapping[str, Array], *, seed: int, proposals: int = PROPOSALS) -> Informed:
    """Draw what share reports may inform, given posterior draws without these reports.

    Parameters
    ----------
    graph : Graph
        Of a study whose evidence model is the cut.
    roots : dict of str to array
        Posterior draws of every root without the reports. Shape: (draws,) or (draws, coordinates).
    seed : int
    proposals : int, optional
        For each draw.
    """
    conditional = _Conditional.of(graph.with_study(uncut(graph.study)))
    informed = {name: values.copy() for name, values in roots.items()}
    effective = np.empty(len(next(iter(roots.values()), ())))

    def work(number: int, block: slice) -> None:
        rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(number, 1)))
        part = {name: values[block] for name, values in roots.items()}
        drawn, effective[block] = conditional.draw(part, rng, proposals)
        for name, values in drawn.items():
            informed[name][block] = values

    in_blocks(effective.size, work)
    return Informed(informed, effective)


@dataclass(frozen=True)
class _Conditional:
    """What is informed, given the rest and all items.

    Attributes
    ----------
    marginal : Marginal
        Of the items that anything informed reaches, with the normal ones of it integrated out.
    informed : tuple of str
        Roots that are informed.
    anchored : tuple of str
        Those of them on which the other items bear too.
    """

    marginal: Marginal
    informed: tuple[str, ...]
    anchored: tuple[str, ...]

    @classmethod
    def of(cls, graph: Graph) -> "_Conditional":
        bases = informable(graph.study)
        names, joint = input_names(graph), Marginal.of(graph)
        behind = {item: frozenset(split_name(n)[0] for n in graph.reaching(item)) for item in graph.study.items}
        reached = {item for item in behind if behind[item] & bases}
        marginal = replace(
            joint,
            reports=tuple(item for item in joint.reports if item in reached),
            others=tuple(item for item in joint.others if item in reached),
            integrated=tuple(i for i in joint.integrated if split_name(names[i])[0] in bases),
        )
        bases_of = {name: split_name(root.quantity)[0] for name, root in graph.roots.items()}
        others = [item for item in graph.study.items if graph.study.evidence[item].kind != "share"]
        elsewhere = frozenset[str]().union(*map(behind.__getitem__, others))
        informed = tuple(name for name, base in bases_of.items() if base in bases)
        return cls(marginal, informed, tuple(name for name in informed if bases_of[name] in elsewhere))

    @property
    def graph(self) -> Graph:
        return self.marginal.graph

    @cached_property
    def columns(self) -> dict[str, list[int]]:
        """By root that is integrated out: the columns of its scores among the integrated ones."""
        names = input_names(self.graph)
        columns: dict[str, list[int]] = {}
        for column, i in enumerate(self.marginal.integrated):
            columns.setdefault(f"{split_name(names[i])[0]}_z", []).append(column)
        return columns

    @cached_property
    def proposed(self) -> tuple[str, ...]:
        """Roots that are informed and not integrated out."""
        return tuple(name for name in self.informed if name not in self.columns)

    @cached_property
    def unmoved(self) -> frozenset[str]:
        """Nodes that nothing informed reaches, which are evaluated once for all proposals."""
        bases = {split_name(self.graph.roots[name].quantity)[0] for name in self.informed}
        return frozenset(name for name in self.graph.names if not self.graph.ancestors(name) & bases)

    def draw(
        self, roots: Mapping[str, Array], rng: np.random.Generator, proposals: int
    ) -> tuple[dict[str, Array], Array]:
        """Return draws of the informed roots, and the effective number of proposals behind each."""
        middle = {**roots, **{name: np.zeros_like(roots[name]) for name in self.columns}}
        shared = walk(self.graph, middle)
        none = np.empty((len(next(iter(roots.values()))), 0))
        self.marginal.log_likelihood_of(shared, none)  # makes the nodes that all proposals share
        chosen = _Chosen({name: roots[name] for name in self.proposed}, len(none))
        for _ in range(proposals if self.proposed else 0):
            tried, log_prior_ratio = self._propose(roots, rng)
            likelihood = self.marginal.log_likelihood_of(self._at(shared, {**middle, **tried}), none)
            chosen.offer(tried, likelihood + log_prior_ratio, rng)
        drawn = dict(chosen.values)
        if self.columns:
            evaluator = self._at(shared, {**middle, **drawn})
            scores = self.marginal.integrated_scores(evaluator, none, rng)
            drawn |= {name: scores[:, places].reshape(roots[name].shape) for name, places in self.columns.items()}
        return drawn, chosen.effective if self.proposed else np.full(len(none), float(proposals))

    def _propose(self, roots: Mapping[str, Array], rng: np.random.Generator) -> tuple[dict[str, Array], Array]:
        """Return values of the roots that are proposed, and the log of their priors' density over the proposals'."""
        tried, ratio = {}, np.zeros(len(next(iter(roots.values()))))
        for name in self.proposed:
            tried[name] = rng.standard_normal(roots[name].shape)
            if name in self.anchored:
                tried[name], log_ratio = _near(tried[name], roots[name], rng)
                ratio += log_ratio.reshape(len(ratio), -1).sum(axis=1)
        return tried, ratio

    def _at(self, shared: Evaluator, roots: Mapping[str, Array]) -> Evaluator:
        return shared.over(walk(self.graph, roots).backend, keeping=self.unmoved)


def _near(drawn: Array, centre: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    """Move a part of a prior's draws near a centre; return them, and the log of the prior's density over theirs."""
    tried = np.where(rng.random(centre.shape) < NEAR, rng.normal(centre, NEAR_SD), drawn)
    near = -(((tried - centre) / NEAR_SD) ** 2 - tried**2) / 2 - np.log(NEAR_SD)  # over the prior, in logs
    return tried, -np.logaddexp(np.log1p(-NEAR), np.log(NEAR) + near)


class _Chosen:
    """One of all proposals offered so far, by their weights: a reservoir of one for each draw."""

    def __init__(self, values: Mapping[str, Array], draws: int) -> None:
        self.values = dict(values)
        self._total = np.full(draws, -np.inf)
        self._squares = np.full(draws, -np.inf)

    def offer(self, values: Mapping[str, Array], log_weight: Array, rng: np.random.Generator) -> None:
        """Take a proposal with the probability that its weight has in that of all."""
        self._total = np.logaddexp(self._total, log_weight)
        self._squares = np.logaddexp(self._squares, 2 * log_weight)
        with np.errstate(invalid="ignore"):
            taken = np.log(rng.random(log_weight.size)) < log_weight - self._total
        for name, tried in values.items():
            where = taken.reshape(-1, *[1] * (tried.ndim - 1))
            self.values[name] = np.where(where, tried, self.values[name])

    @property
    def effective(self) -> Array:
        """Effective number of proposals; zero where none was possible."""
        with np.errstate(invalid="ignore"):
            return np.asarray(np.nan_to_num(np.exp(2 * self._total - self._squares)))
