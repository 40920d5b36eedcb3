r"""Reversal: how much of the author's change of mind each of three causes explains, on one graph.

Between his post and his edit three things changed: evidence was published (**new**), evidence older than
the post came to his notice (**missed**), and he saw that a deployment may be larger than his two scenarios
(**room**). What each contributes depends on which came before it; the Shapley value is its mean over
all orders,

.. math:: \phi_i = \frac{1}{3!} \sum_\pi v(P_\pi^i \cup i) - v(P_\pi^i),

with :math:`v` the log of the median ratio, or a probability, once a set of causes has come in, and
:math:`P_\pi^i` those that precede :math:`i` in the order :math:`\pi`. The three add up to the whole move.
"""

import datetime as dt
import math
from collections.abc import Callable, Sequence
from itertools import combinations, pairwise, permutations
from typing import NamedTuple

from ...model import Graph
from ...priors import Study, with_choices
from ..fit import Gate, Headline, HeadlineAll
from .timeline import NODE

__all__ = ["CAUSES", "Cause", "Corner", "Reversal", "reversals", "shapley"]

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
    moves = [
        part
        for value in (lambda c: math.log(corners[c].median), lambda c: corners[c].cheaper)
        for part in (shapley(CAUSES, value), in_turn(CAUSES, value))
    ]
    log_ratio, log_ratio_in_turn, cheaper, cheaper_in_turn = moves
    causes = tuple(
        Cause(name, sets[name], log_ratio[name], cheaper[name], log_ratio_in_turn[name], cheaper_in_turn[name])
        for name in CAUSES
    )
    return Reversal(room, corners, causes)


def _corner(causes: Causes, found: Headline) -> Corner:
    return Corner(causes, found.quantile(NODE, 0.5), found.chance_below(NODE, 1.0), found.gate)


def _subsets(causes: Sequence[str]) -> list[Causes]:
    return [frozenset(some) for size in range(len(causes) + 1) for some in combinations(causes, size)]


Value = Callable[[Causes], float]
"""The value of a set of causes."""


def in_turn(order: Sequence[str], value: Value) -> dict[str, float]:
    """Return what each cause adds where they come in in an order."""
    states = [value(frozenset(order[:count])) for count in range(len(order) + 1)]
    return {cause: after - before for cause, (before, after) in zip(order, pairwise(states), strict=True)}


def shapley(causes: Sequence[str], value: Value) -> dict[str, float]:
    """Return what each cause adds, averaged over all orders in which they may come in.

    Parameters
    ----------
    causes : sequence of str
    value : callable
        Of a set of causes.

    Returns
    -------
    dict of str to float
        They add up to the value of all causes less that of none.
    """
    orders = [in_turn(order, value) for order in permutations(causes)]
    return {cause: sum(added[cause] for added in orders) / len(orders) for cause in causes}
