"""What if: the conclusion, the inputs and the claims before something is supposed and after it.

Before is the study's posterior. After is the posterior under the changed choices and evidence, with the nodes that
are fixed set at every draw of it: evidence is of the world before anything in it was set (see `supposing`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from ...model import Graph, evaluate
from ...model.arrays import check_possible, input_names
from ...priors import split_name
from ..fit import CI_PROB, Fit, FitAll, Readout, check_claims, holds, interval, node_draws
from .changes import Changes
from .interventions import carried, conditioned, intervened

__all__ = ["HEADLINES", "ClaimMove", "Move", "WhatIf", "supposed", "what_if"]

HEADLINES = (
    "cost_ratio",
    "inference_share",
    "largest_viable_cost",
    "development_cost",
    "talent_pool",
    "capable_people",
    "independent_users",
)
"""The nodes that are shown whatever is changed."""

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
        median is now where hardly any draw was.
    """

    name: str
    unit: str
    before: Readout
    after: Readout
    moved: float


class ClaimMove(NamedTuple):
    """A claim whose probability has moved."""

    id: str
    title: str
    before: float
    after: float


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
    cheaper : tuple of float
        Probability that deployment costs less than development, before and after; NaN if there is no ratio.
    """

    changes: Changes
    fit: Fit
    headlines: list[Move]
    inputs: list[Move]
    claims: list[ClaimMove]
    cheaper: tuple[float, float]

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
    before, _ = evaluate(known.graph, known.roots, terms=())
    after, _ = evaluate(fixed, carried(fit.roots, fixed), terms=())
    touched = _labels(known.graph, changes.names)
    shown = dict.fromkeys([*(name for name in HEADLINES if name in graph.names), *touched])
    return WhatIf(
        changes=changes,
        fit=fit,
        headlines=[_move(known.graph, name, before, after, ci_prob) for name in shown],
        inputs=[move for move in _input_moves(known.graph, before, after, ci_prob) if move.name not in touched],
        claims=_claim_moves(known.graph, before, after),
        cheaper=(_cheaper(before), _cheaper(after)),
    )


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


def _labels(graph: Graph, names: Sequence[str]) -> list[str]:
    """Return names with every coordinate of those that are named without."""
    found = []
    for name in names:
        base, coordinate = split_name(name)
        found += [f"{base}[{c}]" for c in graph.known.coordinates(base) if coordinate is None] or [name]
    return found


def _move(graph: Graph, name: str, before: xr.Dataset, after: xr.Dataset, ci_prob: float) -> Move:
    first, second = node_draws(before, name), node_draws(after, name)
    reads = interval(first, ci_prob=ci_prob), interval(second, ci_prob=ci_prob)
    return Move(name, graph.units[split_name(name)[0]], *reads, _moved(first, reads[1].centre))


def _moved(before: NDArray[np.float64], after: float) -> float:
    """Return the probability between a new median and the old; draws that equal it count half."""
    below = (np.mean(before < after) + np.mean(before <= after)) / 2
    return float(abs(below - 0.5))


def _input_moves(graph: Graph, before: xr.Dataset, after: xr.Dataset, ci_prob: float) -> list[Move]:
    moves = [_move(graph, name, before, after, ci_prob) for name in input_names(graph)]
    return sorted((move for move in moves if move.moved >= VISIBLE), key=lambda move: -move.moved)


def _claim_moves(graph: Graph, before: xr.Dataset, after: xr.Dataset) -> list[ClaimMove]:
    moves = []
    for name, claim in graph.study.claims.items():
        first, second = (float(holds(claim.statement, nodes, graph.units).mean()) for nodes in (before, after))
        moves.append(ClaimMove(name, claim.title, first, second))
    visible = [move for move in moves if abs(move.after - move.before) >= CLAIM_VISIBLE]
    return sorted(visible, key=lambda move: -abs(move.after - move.before))


def _cheaper(nodes: xr.Dataset) -> float:
    return float(np.mean(node_draws(nodes, "cost_ratio") < 1)) if "cost_ratio" in nodes else np.nan
