"""Reversal: how much of the author's change of mind each of three causes explains, on one graph.

Between his post and his edit three things changed: evidence was published (**new**), evidence older than
the post came to his notice (**missed**), and he saw that a deployment may be larger than his two scenarios
(**room**). What each contributes to the log of the median ratio, and to the probability that deployment is the
cheaper, is its Shapley value: the three add up to the whole move, and none is favoured by coming first.
"""

import datetime as dt
import math
from collections.abc import Sequence
from typing import NamedTuple

from ...model import Graph
from ...priors import Study, with_choices
from ..attribution import Subset, in_turn, shapley, subsets
from ..fit import Gate, Headline, HeadlineAll
from .timeline import NODE

__all__ = ["CAUSES", "Cause", "Corner", "Reversal", "reversals"]

NEW, MISSED, ROOM = CAUSES = ("new", "missed", "room")
"""Evidence between post and edit; evidence older than the post that its author did not know; room."""

NO_ROOM = "none"

Causes = frozenset[str]


class Corner(NamedTuple):
    """The cost ratio once a set of causes has come in.

    Attributes
    ----------
    causes : frozenset of str
    median : float
    cheaper : float
        Probability that deployment costs less than development.
    gate : Gate
    """

    causes: Causes
    median: float
    cheaper: float
    gate: Gate


class Cause(NamedTuple):
    """What one cause contributes to the move.

    Attributes
    ----------
    name : str
    items : tuple of str
        The evidence that it is; none for room.
    log_ratio, cheaper : float
        Shapley value for the log of the median ratio, and for the probability that deployment is cheaper.
    log_ratio_in_turn, cheaper_in_turn : float
        The same where the causes come in one after another, in the order of `CAUSES`.
    """

    name: str
    items: tuple[str, ...]
    log_ratio: float
    cheaper: float
    log_ratio_in_turn: float
    cheaper_in_turn: float


class Reversal(NamedTuple):
    """The move from the author's state at his post to the graph's at his edit, under one prior for the room.

    Attributes
    ----------
    room : str
        The option of the choice ``room`` that comes in.
    corners : dict of frozenset of str to Corner
        The eight sets of causes.
    causes : tuple of Cause
        In the order of `CAUSES`.
    """

    room: str
    corners: dict[Causes, Corner]
    causes: tuple[Cause, ...]

    @property
    def before(self) -> Corner:
        """The author's state: what he knew when he posted, and no room."""
        return self.corners[frozenset()]

    @property
    def after(self) -> Corner:
        """All evidence up to the edit, and room."""
        return self.corners[frozenset(CAUSES)]

    @property
    def in_turn(self) -> list[Corner]:
        """The states on the way, where the causes come in in the order of `CAUSES`."""
        return [self.corners[frozenset(CAUSES[:count])] for count in range(len(CAUSES) + 1)]


def reversals(graph: Graph, *, post: dt.date, edit: dt.date, headline_all: HeadlineAll) -> list[Reversal]:
    """Take the author's reversal apart, once for each prior that leaves room.

    Parameters
    ----------
    graph : Graph
        Of the study, whose discounts and other choices hold throughout.
    post, edit : datetime.date
        When he posted, and when he changed his mind.
    headline_all : callable
        What gives the headlines of the graphs: four a room, and four without.
    """
    study = graph.study
    sets = _item_sets(study, post, edit)
    rooms = tuple(study.options["room"].options)
    grid = [(room, causes) for room in rooms for causes in _subsets((NEW, MISSED))]
    found = dict(zip(grid, headline_all([graph.with_study(_study(study, sets, *at)) for at in grid]), strict=True))
    return [_reversal(room, sets, found) for room in rooms if room != NO_ROOM]


def _item_sets(study: Study, post: dt.date, edit: dt.date) -> dict[str, tuple[str, ...]]:
    """Sort the items up to the edit by what the author could have known, and did."""
    old = [name for name in study.at(edit).items if study.evidence[name].published <= post]
    known = tuple(name for name in old if study.evidence[name].known_to_author)
    missed = tuple(name for name in old if name not in known)
    new = tuple(name for name in study.at(edit).items if name not in old)
    return {"known": known, MISSED: missed, NEW: new, ROOM: ()}


def _study(study: Study, sets: dict[str, tuple[str, ...]], room: str, causes: Causes) -> Study:
    items = [name for cause in ("known", *causes) for name in sets[cause]]
    return with_choices(study, {"room": room}).with_items(items)


def _reversal(room: str, sets: dict[str, tuple[str, ...]], found: dict[tuple[str, Causes], Headline]) -> Reversal:
    corners = {c: _corner(c, found[room if ROOM in c else NO_ROOM, c - {ROOM}]) for c in _subsets(CAUSES)}

    def value(members: Subset) -> tuple[float, float]:
        corner = corners[frozenset(CAUSES[member] for member in members)]
        return math.log(corner.median), corner.cheaper

    each = zip(CAUSES, shapley(value, len(CAUSES)), in_turn(value, range(len(CAUSES))), strict=True)
    causes = tuple(Cause(name, sets[name], *map(float, (*parts, *turns))) for name, parts, turns in each)
    return Reversal(room, corners, causes)


def _corner(causes: Causes, found: Headline) -> Corner:
    return Corner(causes, found.quantile(NODE, 0.5), found.chance_below(NODE, 1.0), found.gate)


def _subsets(causes: Sequence[str]) -> list[Causes]:
    return [frozenset(causes[member] for member in some) for some in subsets(len(causes))]
