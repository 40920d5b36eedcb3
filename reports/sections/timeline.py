"""The section on what the evidence said by each date, and the author's reversal taken apart."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...analyses.evidence import Reversal, State, dearer, items_ever, reversals, state_at, timeline, turning_points
from ...analyses.fit import Fit, interval
from ...priors import Event, Study, events
from ...priors.units import conversion_factor
from ..figures.reversal import CAUSE_TITLES, plot_reversal
from ..figures.timeline import Shown, plot_timeline
from ..page.contents import author_figure
from ..render.table import Table
from ..render.words import listed, number, percent, titled
from ..run.settings import Settings, checked_gate, headline_all
from ..run.terminal import Steps
from .section import Picture, Section, own_ratio

__all__ = ["SECTION"]

_TIMELINE = "The cost ratio by date, under each prior for the room beyond the two scenarios."
_REVERSAL = "From the author's state at his post to the graph's at his edit, by cause."


class _Found(NamedTuple):
    study: Study
    threshold: float
    states: Mapping[str, Sequence[State]]
    reversals: Sequence[Reversal]
    events: Mapping[str, Event]
    ci_prob: float

    @property
    def rooms(self) -> dict[str, str]:
        return {name: option.title for name, option in self.study.options["room"].options.items()}

    @property
    def items(self) -> dict[str, str]:
        return {name: item.title for name, item in self.study.evidence.items()}

    @property
    def own(self) -> str:
        return self.study.choices["room"]


def _compute(settings: Settings, found: Fit, step: Steps) -> _Found:
    run, happened = headline_all(settings, step), events()
    figure = author_figure()
    threshold = float(figure.high or 0.0) * conversion_factor(figure.unit, "dimensionless")
    states = timeline(found.graph, threshold=threshold, headline_all=run, ci_prob=settings.ci_prob)
    own = settings.study.choices["room"]
    states[own] = _as_fitted(states[own], found, threshold, settings.ci_prob)
    taken = reversals(found.graph, post=happened["post"].date, edit=happened["edit"].date, headline_all=run)
    for room, each in states.items():
        for state in each:
            checked_gate(state.gate, f"{settings.study.name} with room {room} by {state.date}")
    for move in taken:
        for corner in move.corners.values():
            checked_gate(corner.gate, f"the author's reversal with {', '.join(sorted(corner.causes)) or 'no cause'}")
    return _Found(settings.study, threshold, states, taken, happened, settings.ci_prob)


def _as_fitted(states: Sequence[State], found: Fit, threshold: float, ci_prob: float) -> list[State]:
    """Read the states before any item and at the study's own date off the fit that the whole report is of."""
    date = found.graph.study.as_of
    own = max((s.date for s in states if s.date and s.date <= date), default=None)
    fitted: dict[dt.date | None, Literal["prior", "posterior"]] = {own: "posterior", None: "prior"}
    return [
        _read_off(state, own_ratio(found, fitted[state.date]), threshold, ci_prob) if state.date in fitted else state
        for state in states
    ]


def _read_off(state: State, ratio: NDArray[np.float64], threshold: float, ci_prob: float) -> State:
    median, low, high = interval(ratio, ci_prob=ci_prob)
    cheaper, at_least = float((ratio < 1).mean()), float((ratio >= threshold).mean())
    return state._replace(median=median, low=low, high=high, cheaper=cheaper, at_least=at_least)


def _sentences(found: _Found) -> list[str]:
    if not items_ever(found.study):
        return ["No item of evidence enters under this study, so there is nothing to follow over time."]
    return [_course(found), _rooms(found), *_causes(found)]


def _course(found: _Found) -> str:
    own, last = found.states[found.own], found.states[found.own][-1]
    marked = [(state_at(own, event.date), f"by {event.title.lower()}") for event in found.events.values()]
    ends = [(last, f"by {last.date:%B %Y}")] if last.date and last != marked[-1][0] else []
    first = f"{percent(own[0].median)} of the development cost before any evidence"
    said = [first, *(f"{percent(state.median)} {when}" for state, when in (*marked, *ends))]
    return f"The largest viable deployment costs {listed(said)}. {_turn(found, own)}."


def _turn(found: _Found, states: Sequence[State]) -> str:
    points = turning_points(states)
    if not points:
        return "No item turns the conclusion over"
    return f"It comes to cost {', and then '.join(_turned(found, point) for point in points)}"


def _turned(found: _Found, state: State) -> str:
    side = "more" if dearer(state) else "less"
    if state.date is None:
        return f"{side} than development before any evidence"
    titles = listed([f"“{titled(item, found.items)}”" for item in state.items])
    return f"{side} than development on {_day(state.date)}, with {titles}"


def _day(date: dt.date) -> str:
    return f"{date.day} {date:%B %Y}"


def _rooms(found: _Found) -> str:
    post, last = found.events["post"].date, found.states[found.own][-1].date
    then = sum(dearer(state_at(states, post)) for states in found.states.values())
    now = sum(dearer(states[-1]) for states in found.states.values())
    until = f" by {last:%B %Y}" if last else " by the last item"
    return (
        f"Under {then or 'none'} of {len(found.states)} priors for the room beyond the two scenarios is deployment more"
        f" likely dearer than cheaper by the post, and under {now or 'none'}{until}."
    )


def _causes(found: _Found) -> list[str]:
    move = next((m for m in found.reversals if m.room == found.own), None)
    if move is None:
        return []
    whole = sum(cause.log_ratio for cause in move.causes)
    shares = [f"{number(c.log_ratio / whole * 100)}% {CAUSE_TITLES[c.name]}" for c in move.causes]
    return [
        f"The author's reversal, from {percent(move.before.median)} on what he knew when he posted and without room to"
        f" {percent(move.after.median)} with all evidence up to his edit and with room, is {listed(shares)} (shares of"
        " the move on the log scale)."
    ]


def _tables(found: _Found) -> dict[str, Table]:
    header = ("date", "items", "median", "low", "high", "probability_cheaper", "probability_at_least")
    return {
        "states": Table(header, [_row(state) for state in found.states[found.own]]),
        "rooms": Table(
            ("room", *header), [(room, *_row(state)) for room, states in found.states.items() for state in states]
        ),
        "turns": Table(
            ("room", "date", "items", "costs_more"),
            [(room, *_row(s)[:2], dearer(s)) for room, states in found.states.items() for s in turning_points(states)],
        ),
        "reversal": _reversal(found.reversals),
    }


def _row(state: State) -> tuple[object, ...]:
    return (state.date.isoformat() if state.date else None, " ".join(state.items), *state[3:8])


def _reversal(found: Sequence[Reversal]) -> Table:
    header = ["room", "cause", "items", "log_ratio", "probability_cheaper", "log_ratio_in_turn", "cheaper_in_turn"]
    header += ["median_before", "median_after", "cheaper_before", "cheaper_after"]
    rows = []
    for move in found:
        ends = (move.before.median, move.after.median, move.before.cheaper, move.after.cheaper)
        rows += [(move.room, c.name, " ".join(c.items), *c[2:], *ends) for c in move.causes]
    return Table(header, rows)


def _pictures(found: _Found) -> dict[str, Picture]:
    if not items_ever(found.study):
        return {}
    marked = sorted(found.events.values(), key=lambda event: event.date)
    shown = Shown(found.states, found.own, found.rooms, found.items, marked, found.ci_prob)
    return {
        "states": Picture(plot_timeline(shown), _TIMELINE),
        "reversal": Picture(plot_reversal(found.reversals, found.rooms), _REVERSAL),
    }


SECTION = Section(
    name="timeline",
    title="As of: the conclusion over time",
    compute=_compute,
    sentences=_sentences,
    tables=_tables,
    pictures=_pictures,
)
