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
from ..fit import CI_PROB, HeadlineNear, Verdict

__all__ = ["State", "items_ever", "panels", "state_at", "timeline", "turning_points"]

BEFORE_ALL, AFTER_ALL = dt.date.min, dt.date.max


class State(NamedTuple):
    """The conclusion under one option once everything up to a date is known.

    Attributes
    ----------
    option : str
        Of the choice that the model shows option by option; empty if it shows none.
    date : datetime.date or None
        None before any item.
    items : tuple of str
        What was published on that date.
    verdict : Verdict
    at_least, mcse_at_least : float
        Probability that the node reaches the threshold that was asked for, and its Monte Carlo standard error.
    """

    option: str
    date: dt.date | None
    items: tuple[str, ...]
    verdict: Verdict
    at_least: float
    mcse_at_least: float


def items_ever(study: Study) -> tuple[str, ...]:
    """Return the items that enter by any date, in order of date."""
    return study.at(AFTER_ALL).items


def timeline(
    graph: Graph, *, threshold: float, headline_near: HeadlineNear, ci_prob: float = CI_PROB
) -> dict[str, list[State]]:
    """Return the states under each option, from before the first item to the last.

    Parameters
    ----------
    graph : Graph
        Of the study; its date does not matter.
    threshold : float
        In the unit of the conclusion, for `State.at_least`.
    headline_near : callable
        What gives the headlines of the graphs of a date, one an option, which are much like the study's own.
    ci_prob : float, optional

    Returns
    -------
    dict of str to list of State
        By option of the choice that the model shows option by option; the first state of each is the prior.
    """
    dates, options, conclusion = _dates(graph.study), panels(graph.study), graph.study.model.conclusion
    states: dict[str, list[State]] = {option: [] for option in options}
    for date in (None, *dates):
        own, *_ = at = [graph.with_study(study.at(date or BEFORE_ALL)) for study in (graph.study, *options.values())]
        for option, headline in zip(options, headline_near(own)(at[1:]), strict=True):
            verdict = Verdict.of(headline, conclusion, ci_prob=ci_prob)
            at_least = 1 - headline.chance_below(conclusion.node, threshold)
            mcse = headline.mcse_below(conclusion.node, threshold)
            states[option].append(State(option, date, dates.get(date, ()), verdict, at_least, mcse))
    return states


def panels(study: Study) -> dict[str, Study]:
    """Return a study under each option of the choice that its model shows option by option.

    Returns
    -------
    dict of str to Study
        The study itself, under an empty name, where the model shows none.
    """
    if not (choice := study.model.panels):
        return {"": study}
    return {option: with_choices(study, {choice: option}) for option in study.options[choice].options}


def _dates(study: Study) -> dict[dt.date | None, tuple[str, ...]]:
    """Return what was published at each date."""
    groups = groupby(items_ever(study), key=lambda name: study.evidence[name].published)
    return {date: tuple(names) for date, names in groups}


def turning_points(states: Iterable[State]) -> list[State]:
    """Return the states of one option at which the conclusion turns over, in either direction.

    Parameters
    ----------
    states : iterable of State
        Of one option, in order of date.

    Returns
    -------
    list of State
        Each is the first after which the more probable side of the threshold is another; empty if it is below
        throughout, and the prior first if it is above from the start.
    """
    turned, side = [], False
    for state in states:
        if state.verdict.above != side:
            turned.append(state)
        side = state.verdict.above
    return turned


def state_at(states: Sequence[State], date: dt.date) -> State:
    """Return the state that holds at a date."""
    return [state for state in states if state.date is None or state.date <= date][-1]
