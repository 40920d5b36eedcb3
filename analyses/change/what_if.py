"""What if: the conclusion, the inputs and the claims before something is supposed and after it.

Before is the study's posterior. After is the posterior under the changed choices and evidence, with the nodes that
are fixed set at every draw of it: evidence is of the world before anything in it was set (see `interventions`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
import xarray as xr

from ...model import Graph, evaluate
from ...model.arrays import check_possible, input_names
from ...priors import Claim, split_name
from ...priors.model_record import Conclusion
from ..fit import CI_PROB, Estimate, Fit, FitAll, Readout, Sample, check_claims, holds, node_draws
from .changes import Changes
from .interventions import carried, conditioned, intervened

__all__ = ["ClaimMove", "Move", "WhatIf", "supposed", "what_if"]

VISIBLE = 0.05
"""Probability by which an input's median has to move through its distribution to be shown; noise moves it by 0.01."""

CLAIM_VISIBLE = 0.02
"""Least change of a claim's probability that is shown; noise changes it by up to 0.01."""


class Move(NamedTuple):
    """A node before and after.

    Attributes
    ----------
    name, unit : str
    before, after : Readout
        Median and equal-tailed interval, in the unit.
    moved : float
        Probability, before, that the node lies between the two medians: 0 if it has not moved, 0.5 if its
        median is now where hardly any draw was; a draw that equals the new median counts half.
    mcse_before, mcse_after : Readout
        Monte Carlo standard errors.
    """

    name: str
    unit: str
    before: Readout
    after: Readout
    moved: float
    mcse_before: Readout
    mcse_after: Readout


class ClaimMove(NamedTuple):
    """A claim whose probability has moved."""

    id: str
    title: str
    before: float
    after: float
    mcse_before: float
    mcse_after: float


@dataclass(frozen=True)
class WhatIf:
    """What changes do.

    Attributes
    ----------
    changes : Changes
    fit : Fit
        Under the changed choices and evidence; nothing of one that has not converged may be reported.
    headlines : list of Move
        The headline nodes and those that were fixed or observed.
    inputs : list of Move
        Inputs that visibly move, the farthest first, beside those that were changed themselves.
    claims : list of ClaimMove
        Claims that visibly move, the farthest first.
    below : tuple of Estimate, or None
        Probability that the conclusion is below its threshold, before and after; None if there is no such node.
    """

    changes: Changes
    fit: Fit
    headlines: list[Move]
    inputs: list[Move]
    claims: list[ClaimMove]
    below: tuple[Estimate, Estimate] | None

    def _repr_html_(self) -> str:
        """Show the medians before and after in a notebook; of a fit that has not converged nothing."""
        if not self.fit.gate.passed:
            return self.fit._repr_html_()
        rows = [(move.name, move.unit, move.before.centre, move.after.centre) for move in self.headlines + self.inputs]
        shown = pd.DataFrame(rows, columns=["name", "unit", "before", "after"])
        return str(shown.to_html(index=False, float_format="{:.3g}".format))

    @property
    def data(self) -> xr.Dataset:
        """The moves as labelled arrays.

        ``value`` (dims ``node``, ``state`` and ``readout``) in each node's unit, of headlines and inputs, and
        ``probability`` (dims ``claim`` and ``state``).
        """
        moves = [*self.headlines, *self.inputs]
        values = np.array([(move.before, move.after) for move in moves]).reshape(-1, 2, len(Readout._fields))
        chances = np.array([(move.before, move.after) for move in self.claims]).reshape(-1, 2)
        return xr.Dataset(
            {"value": (("node", "state", "readout"), values), "probability": (("claim", "state"), chances)},
            {
                "node": [move.name for move in moves],
                "unit": ("node", [move.unit for move in moves]),
                "state": ["before", "after"],
                "readout": list(Readout._fields),
                "claim": [move.id for move in self.claims],
            },
        )


def what_if(known: Fit, changes: Changes, *, fit_all: FitAll, ci_prob: float = CI_PROB) -> WhatIf:
    """Make changes to a fitted study and set the two posteriors beside each other.

    Parameters
    ----------
    known : Fit
        Of the study as it is.
    changes : Changes
    fit_all : callable
        What fits the changed graph.
    ci_prob : float, optional

    Raises
    ------
    StudyError
        If a change does not fit the study, or its evidence becomes impossible.
    """
    graph, fixed = supposed(known.graph, changes)
    (fit,) = fit_all([graph])
    before = _State(known, evaluate(known.graph, known.roots, terms=())[0])
    after = _State(fit, evaluate(fixed, carried(fit.roots, fixed), terms=())[0])
    touched, model = [part for change in changes.values for part in graph.known.parts(change.name)], graph.study.model
    shown = dict.fromkeys([*(name for name in model.headline if name in graph.names), *touched])
    moves = [_move(name, before, after, ci_prob) for name in dict.fromkeys([*shown, *input_names(known.graph)])]
    inputs = [move for move in moves if move.name not in touched and move.moved >= VISIBLE]
    return WhatIf(
        changes=changes,
        fit=fit,
        headlines=[move for move in moves if move.name in shown],
        inputs=sorted((move for move in inputs if move.name in input_names(known.graph)), key=lambda m: -m.moved),
        claims=_claim_moves(known.graph.study.claims, before, after),
        below=(before.below(model.conclusion), after.below(model.conclusion))
        if model.conclusion.node in shown
        else None,
    )


@dataclass(frozen=True)
class _State:
    """Nodes at the draws of a fit, which may have been changed after it."""

    fit: Fit
    nodes: xr.Dataset

    def sample(self, name: str) -> Sample:
        return self.fit.posterior.sample(node_draws(self.nodes, name))

    def below(self, conclusion: Conclusion) -> Estimate:
        drawn = self.sample(conclusion.node)
        return drawn.probability(drawn.values < conclusion.threshold)

    def chance(self, claim: Claim) -> Estimate:
        holding = self.fit.posterior.sample(holds(claim.statement, self.nodes, self.fit.graph.units).astype(float))
        return holding.probability(holding.values)


def supposed(graph: Graph, changes: Changes) -> tuple[Graph, Graph]:
    """Return the graph under the changed choices and evidence, and the same with nodes fixed; nothing is fitted.

    Raises
    ------
    StudyError
        If a change does not fit the study, or its evidence becomes impossible.
    """
    changed = conditioned(graph, changes)
    fixed = intervened(changed, changes)
    check_claims(fixed.study.claims, fixed)
    check_possible(changed)
    return changed, fixed


def _move(name: str, before: _State, after: _State, ci_prob: float) -> Move:
    first, second = before.sample(name), after.sample(name)
    (read, errors), (changed, changed_errors) = first.interval(ci_prob), second.interval(ci_prob)
    below = (np.mean(first.values < changed.centre) + np.mean(first.values <= changed.centre)) / 2
    unit = before.fit.graph.units[split_name(name)[0]]
    return Move(name, unit, read, changed, float(abs(below - 0.5)), errors, changed_errors)


def _claim_moves(claims: Mapping[str, Claim], before: _State, after: _State) -> list[ClaimMove]:
    moves = []
    for name, claim in claims.items():
        first, second = before.chance(claim), after.chance(claim)
        moves.append(ClaimMove(name, claim.title, first.value, second.value, first.mcse, second.mcse))
    visible = [move for move in moves if abs(move.after - move.before) >= CLAIM_VISIBLE]
    return sorted(visible, key=lambda move: -abs(move.after - move.before))
