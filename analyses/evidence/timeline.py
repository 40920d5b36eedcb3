"""Timeline: the cost ratio after each date at which an item was published, under each prior for the room.

The study's own date limits nothing here. Items of one date come in together, so that a state of the graph
belongs to a date, and items that a study leaves out stay out.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from ...model import Graph
from ...priors import Study, with_choices
from ..fit import CI_PROB, Gate, Headline, HeadlineAll

__all__ = ["State", "items_ever", "timeline", "turning_points"]

NODE = "cost_ratio"

BEFORE_ALL, AFTER_ALL = dt.date.min, dt.date.max


class State(NamedTuple):
    """The cost ratio under one room once everything up to a date is known.

    Attributes
    ----------
    room : str
        Option of the choice ``room``.
    date : datetime.date or None
        None before any item.
    items : tuple of str
        What was published on that date.
    median, low, high : float
        Of the ratio, with an equal-tailed interval.
    cheaper : float
        Probability that deployment costs less than development.
    at_least : float
        Probability that the ratio reaches the threshold that was asked for.
    gate : Gate
        A state whose fit has not converged is no result.
    """

    room: str
    date: dt.date | None
    items: tuple[str, ...]
    median: float
    low: float
    high: float
    cheaper: float
    at_least: float
    gate: Gate


def items_ever(study: Study) -> tuple[str, ...]:
    """Return the items that enter by any date, in order of date."""
    return study.at(AFTER_ALL).items


def timeline(
    graph: Graph, *, threshold: float, headline_all: HeadlineAll, ci_prob: float = CI_PROB
) -> dict[str, list[State]]:
    """Return the states of each room, from before the first item to the last.

    Parameters
    ----------
    graph : Graph
        Of the study; its date does not matter.
    threshold : float
        A ratio, for `State.at_least`.
    headline_all : callable
        What gives the headlines of the graphs: one a room and date.
    ci_prob : float, optional

    Returns
    -------
    dict of str to list of State
        By room, in the order of the options; the first state of each is the prior.
    """
    study = graph.study
    dates = _dates(study)
    rooms = {room: with_choices(study, {"room": room}) for room in study.options["room"].options}
    grid = [(room, date) for room in rooms for date in (None, *dates)]
    found = headline_all([graph.with_study(rooms[room].at(date or BEFORE_ALL)) for room, date in grid])
    states = [
        _state(room, date, dates.get(date, ()), headline, threshold, ci_prob)
        for (room, date), headline in zip(grid, found, strict=True)
    ]
    return {room: [state for state in states if state.room == room] for room in rooms}


def _dates(study: Study) -> dict[dt.date | None, tuple[str, ...]]:
    """Return what was published at each date."""
    groups = groupby(items_ever(study), key=lambda name: study.evidence[name].published)
    return {date: tuple(names) for date, names in groups}


def _state(
    room: str, date: dt.date | None, items: tuple[str, ...], found: Headline, threshold: float, ci_prob: float
) -> State:
    cheaper, below = (found.chance_below(NODE, ratio) for ratio in (1.0, threshold))
    return State(room, date, items, *found.interval(NODE, ci_prob=ci_prob), cheaper, 1 - below, found.gate)


def turning_points(states: Iterable[State]) -> list[State]:
    """Return the states of one room at which the conclusion turns over, in either direction.

    Parameters
    ----------
    states : iterable of State
        Of one room, in order of date.

    Returns
    -------
    list of State
        Each is the first after which the more probable side of a ratio of one is another; empty if
        deployment is the cheaper throughout, and the prior first if it is the dearer from the start.
    """
    turned, side = [], False
    for state in states:
        if dearer(state) != side:
            turned.append(state)
        side = dearer(state)
    return turned


def dearer(state: State) -> bool:
    """Whether deployment more probably costs more than development: the median ratio is above one."""
    return state.cheaper < 0.5


def state_at(states: Sequence[State], date: dt.date) -> State:
    """Return the state that holds at a date."""
    return [state for state in states if state.date is None or state.date <= date][-1]
