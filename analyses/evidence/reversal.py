"""Reversal: how much of the author's change of mind each of three causes explains, on one graph.

Between his post and his edit three things changed: evidence was published (**new**), evidence older than
the post came to his notice (**missed**), and he saw that a deployment may be larger than his two scenarios
(**room**). What each contributes to the log of the median ratio, and to the probability that deployment is the
cheaper, is its Shapley value: the three add up to the whole move, and none is favoured by coming first.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from ...model import Graph
from ...priors import Study
from ..attribution import Subset, in_turn, shapley, shapley_mcse, subsets
from ..fit import HeadlineNear, Verdict
from .timeline import panels

__all__ = ["CAUSES", "Cause", "Reversal", "reversals"]

NEW, MISSED, ROOM = CAUSES = ("new", "missed", "room")
"""Evidence between post and edit; evidence older than the post that its author did not know; room."""

Causes = frozenset[str]


class Cause(NamedTuple):
    """What one cause contributes to the move.

    Attributes
    ----------
    name : str
    items : tuple of str
        The evidence that it is; none for room.
    moved, below : float
        Shapley value for the log of the median (see `Verdict.moved`), and for the probability below the threshold.
    mcse_moved, mcse_below : float
        Their Monte Carlo standard errors.
    moved_in_turn, below_in_turn : float
        The same where the causes come in one after another, in the order of `CAUSES`.
    """

    name: str
    items: tuple[str, ...]
    moved: float
    below: float
    mcse_moved: float
    mcse_below: float
    moved_in_turn: float
    below_in_turn: float


class Reversal(NamedTuple):
    """The move from the author's state at his post to the graph's at his edit, under one option that leaves room.

    Attributes
    ----------
    option : str
        The one that leaves room, and comes in.
    corners : dict of frozenset of str to Verdict
        The eight sets of causes.
    causes : tuple of Cause
        In the order of `CAUSES`.
    """

    option: str
    corners: Mapping[Causes, Verdict]
    causes: tuple[Cause, ...]

    @property
    def before(self) -> Verdict:
        """The author's state: what he knew when he posted, and no room."""
        return self.corners[frozenset()]

    @property
    def after(self) -> Verdict:
        """All evidence up to the edit, and room."""
        return self.corners[frozenset(CAUSES)]

    @property
    def in_turn(self) -> list[Verdict]:
        """The states on the way, where the causes come in in the order of `CAUSES`."""
        return [self.corners[frozenset(CAUSES[:count])] for count in range(len(CAUSES) + 1)]


def reversals(graph: Graph, *, post: dt.date, edit: dt.date, headline_near: HeadlineNear) -> list[Reversal]:
    """Take the author's reversal apart, once for each option that leaves room.

    Parameters
    ----------
    graph : Graph
        Of the study, whose discounts and other choices hold throughout. The first option of the choice that its model
        shows option by option leaves no room.
    post, edit : datetime.date
        When he posted, and when he changed his mind.
    headline_near : callable
        What gives the headlines of the graphs of a set of items, one an option.
    """
    study, items, options = graph.study, _item_sets(graph.study, post, edit), panels(graph.study)
    at: dict[tuple[str, Causes], Verdict] = {}
    for causes in _subsets((NEW, MISSED)):
        names = [name for cause in ("known", *causes) for name in items[cause]]
        own, *each = (graph.with_study(taken.with_items(names)) for taken in (study, *options.values()))
        verdicts = (Verdict.of(headline, study.model.conclusion) for headline in headline_near(own)(each))
        at |= {(option, causes): verdict for option, verdict in zip(options, verdicts, strict=True)}
    bare, *roomy = options
    return [
        _reversal(option, {c: at[option if ROOM in c else bare, c - {ROOM}] for c in _subsets(CAUSES)}, items)
        for option in roomy
    ]


def _item_sets(study: Study, post: dt.date, edit: dt.date) -> dict[str, tuple[str, ...]]:
    """Sort the items up to the edit by what the author could have known, and did."""
    old = [name for name in study.at(edit).items if study.evidence[name].published <= post]
    known = tuple(name for name in old if study.evidence[name].known_to_author)
    missed = tuple(name for name in old if name not in known)
    new = tuple(name for name in study.at(edit).items if name not in old)
    return {"known": known, MISSED: missed, NEW: new, ROOM: ()}


def _reversal(option: str, corners: Mapping[Causes, Verdict], items: Mapping[str, tuple[str, ...]]) -> Reversal:
    def corner(members: Subset) -> Verdict:
        return corners[frozenset(CAUSES[member] for member in members)]

    def value(members: Subset) -> tuple[float, float]:
        return corner(members).moved(corners[frozenset()]), corner(members).below

    parts, turns = shapley(value, len(CAUSES)), in_turn(value, range(len(CAUSES)))
    errors = shapley_mcse(lambda members: corner(members).mcse_moved, len(CAUSES))
    rows = zip(CAUSES, np.hstack([parts, errors, turns]).tolist(), strict=True)
    return Reversal(option, corners, tuple(Cause(name, items[name], *row) for name, row in rows))


def _subsets(causes: Sequence[str]) -> list[Causes]:
    return [frozenset(causes[member] for member in some) for some in subsets(len(causes))]
