"""The section on what the evidence said by each date, and the author's reversal taken apart."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ...analyses.fitting import Fit
from ...analyses.reversal import Reversal, reversals
from ...analyses.timeline import State, dearer, items_ever, state_at, timeline, turning_points
from ...priors import Event, Study, events
from ...priors.units import conversion_factor
from ..contents import author_figure
from ..figures.reversal import CAUSE_TITLES, plot_reversal
from ..figures.style import titled
from ..figures.timeline import Shown, plot_timeline
from ..running import Settings, checked_gate, headline_all
from ..table import Table
from ..terminal import Steps
from ..wording import number, percent, probability
from .section import Picture, Section

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
    taken = reversals(found.graph, post=happened["post"].date, edit=happened["edit"].date, headline_all=run)
    for room, each in states.items():
        for state in each:
            checked_gate(state.gate, f"{settings.study.name} with room {room} by {state.date}")
    for move in taken:
        for corner in move.corners.values():
            checked_gate(corner.gate, f"the author's reversal with {', '.join(sorted(corner.causes)) or 'no cause'}")
    return _Found(settings.study, threshold, states, taken, happened, settings.ci_prob)


def _sentences(found: _Found) -> list[str]:
    if not items_ever(found.study):
        return ["No item of evidence enters under this study, so there is nothing to follow over time."]
    return [_course(found), _rooms(found), *_causes(found)]


def _course(found: _Found) -> str:
    own, last = found.states[found.own], found.states[found.own][-1]
    marked = [(state_at(own, event.date), event.title.lower()) for event in found.events.values()]
    points = [f"{_read(state)} by {what}" for state, what in marked]
    points += [f"{_read(last)} by {last.date:%B %Y}"] if last != marked[-1][0] else []
    return (
        f"Before any evidence the largest viable deployment costs {percent(own[0].median)} of the development cost;"
        f" as evidence comes in, {', '.join(points[:-1])} and {points[-1]}. {_turn(found, own)}."
    )


def _read(state: State) -> str:
    return f"{percent(state.median)} (probability that it is cheaper {probability(state.cheaper)})"


def _turn(found: _Found, states: Sequence[State]) -> str:
    points = turning_points(states)
    if not points:
        return "No item turns the conclusion over"
    return "It " + " and ".join(
        f"comes to cost {'more' if dearer(point) else 'less'} than development {_by_what(found, point)}"
        for point in points
    )


def _by_what(found: _Found, state: State) -> str:
    if state.date is None:
        return "before any evidence"
    titles = ", ".join(f"“{titled(item, found.items)}”" for item in state.items)
    return f"with the evidence of {_day(state.date)} ({titles})"


def _day(date: dt.date) -> str:
    return f"{date.day} {date:%B %Y}"


def _rooms(found: _Found) -> str:
    post = found.events["post"].date
    then = {room for room, states in found.states.items() if dearer(state_at(states, post))}
    now = {room for room, states in found.states.items() if dearer(states[-1])}
    turned = [points[0].date for points in map(turning_points, found.states.values()) if points and points[0].date]
    first, last = (_day(pick(turned)) if turned else "" for pick in (min, max))
    spread = f"; the room decides when it first does, on {first} or only on {last}" if first != last else ""
    return (
        f"By the post's date deployment more probably costs more under {_named(found, then)}, and by the last item"
        f" under {_named(found, now)}{spread}."
    )


def _named(found: _Found, rooms: set[str]) -> str:
    if len(rooms) in (0, len(found.states)):
        return "every prior for the room" if rooms else "no prior for the room"
    titles = [found.rooms[room].partition(":")[0].lower() for room in found.states if room in rooms]
    return f"{len(rooms)} of {len(found.states)} priors for the room ({', '.join(titles)})"


def _causes(found: _Found) -> list[str]:
    move = next((m for m in found.reversals if m.room == found.own), None)
    if move is None:
        return []
    whole = sum(cause.log_ratio for cause in move.causes)
    shares = [f"{CAUSE_TITLES[c.name]} {number(c.log_ratio / whole * 100)}%" for c in move.causes]
    return [
        f"On the author's own knowledge when he posted and without room the ratio is {percent(move.before.median)};"
        f" with all evidence up to his edit and room it is {percent(move.after.median)}. Of that move on the log scale,"
        f" averaged over the orders in which they may come in, {', '.join(shares[:-1])} and {shares[-1]}."
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
