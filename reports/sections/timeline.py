"""The section on what the evidence said by each date, and the author's reversal taken apart."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

import pandas as pd

from ...analyses.evidence import Reversal, State, items_ever, reversals, state_at, timeline, turning_points
from ...analyses.fit import Verdict
from ...model import Graph
from ...priors import Event, Study
from ..figures.reversal import CAUSE_TITLES, plot_reversal
from ..figures.timeline import plot_timeline
from ..render.conclusion import Conclusion
from ..render.document import Block, Paragraph, Picture, Table, frame
from ..render.words import listed, percent, titled
from ..run.run import Run
from ..run.settings import checked_gate
from .printed import ends, printed_conclusion

__all__ = ["Course", "as_fitted", "compute", "write"]

_TIMELINE = "The conclusion by date, under each option of the choice that no data settles."
_REVERSAL = "From the author's state at his post to the graph's at his edit, by cause."


@dataclass(frozen=True)
class Course:
    """The conclusion by date and option of the choice, and what the author's reversal is made of.

    Attributes
    ----------
    graph : Graph
    states : dict of str to list of State
        By option; the first state of each is the prior.
    reversals : sequence of Reversal
    events : dict of str to Event
        What happened when; none for a model that is not the post's.
    ci_prob : float
    """

    graph: Graph
    states: Mapping[str, Sequence[State]]
    reversals: Sequence[Reversal]
    events: Mapping[str, Event]
    ci_prob: float

    @property
    def study(self) -> Study:
        """What is assumed."""
        return self.graph.study

    @property
    def options(self) -> dict[str, str]:
        """Titles of the options."""
        return {name: option.title for name, option in self.study.options[self.study.model.panels].options.items()}

    @property
    def items(self) -> dict[str, str]:
        """Titles of the items."""
        return {name: item.title for name, item in self.study.evidence.items()}

    @property
    def own(self) -> str:
        """The option that the study takes."""
        return self.study.choices[self.study.model.panels]

    @property
    def conclusion(self) -> Conclusion:
        """What is followed."""
        return Conclusion(self.graph)


def compute(run: Run) -> Course:
    """Follow the conclusion over time, and take the author's reversal apart."""
    study, figure = run.study, printed_conclusion(run.study)
    happened = study.catalogue.events
    threshold = ends(figure)[2] if figure else study.model.conclusion.threshold
    states = timeline(run.graph, threshold=threshold, headline_all=run.headline_all, ci_prob=run.settings.ci_prob)
    own = study.choices[study.model.panels]
    states[own] = as_fitted(states[own], run, threshold)
    dates = {name: event.date for name, event in happened.items()}
    taken = reversals(run.graph, headline_all=run.headline_all, **dates) if study.model.post else []
    for option, each in states.items():
        for state in each:
            checked_gate(state.verdict.gate, f"{study.name} with {study.model.panels} {option} by {state.date}")
    for move in taken:
        for causes, corner in move.corners.items():
            checked_gate(corner.gate, f"the author's reversal with {', '.join(sorted(causes)) or 'no cause'}")
    return Course(run.graph, states, taken, happened, run.settings.ci_prob)


def as_fitted(states: Sequence[State], run: Run, threshold: float) -> list[State]:
    """Read the states before any item and at the study's own date off the fit that the whole report is of."""
    own = max((s.date for s in states if s.date and s.date <= run.study.as_of), default=None)
    groups: dict[dt.date | None, Literal["prior", "posterior"]] = {own: "posterior", None: "prior"}
    return [_read_off(s, run, groups[s.date], threshold) if s.date in groups else s for s in states]


def _read_off(state: State, run: Run, group: Literal["prior", "posterior"], threshold: float) -> State:
    conclusion = run.study.model.conclusion
    drawn = run.fit.sample(conclusion.node, group)
    at_least = drawn.probability(drawn.values >= threshold)
    verdict = Verdict.of(run.fit, conclusion, group=group, ci_prob=run.settings.ci_prob)
    return state._replace(verdict=verdict, at_least=at_least.value, mcse_at_least=at_least.mcse)


def write(found: Course) -> list[Block]:
    """Tell the course of the conclusion, and what turned it over."""
    if not items_ever(found.study):
        return [Paragraph(["No item of evidence enters under this study, so there is nothing to follow over time."])]
    return [Paragraph([_course(found), _rooms(found), *_causes(found)]), *_pictures(found), *_tables(found)]


def _course(found: Course) -> str:
    write, name = found.conclusion.write, found.conclusion.name
    own, last = found.states[found.own], found.states[found.own][-1]
    marked = [(state_at(own, event.date), f"by {event.title.lower()}") for event in found.events.values()]
    seen = marked[-1][0] if marked else None
    final = [(last, f"by {last.date:%B %Y}")] if last.date and last != seen else []
    first = f"{write(own[0].verdict.median)} before any evidence"
    said = [first, *(f"{write(state.verdict.median)} {when}" for state, when in (*marked, *final))]
    return f"{name[0].upper()}{name[1:]} is {listed(said)}. {_turn(found, own)}."


def _turn(found: Course, states: Sequence[State]) -> str:
    points = turning_points(states)
    if not points:
        return "No item turns the conclusion over"
    return f"It becomes the likelier that {', and then that '.join(_turned(found, point) for point in points)}"


def _turned(found: Course, state: State) -> str:
    side = found.conclusion.record.above if state.verdict.above else found.conclusion.record.below
    if state.date is None:
        return f"{side} before any evidence"
    titles = listed([f"“{titled(item, found.items)}”" for item in state.items])
    return f"{side} on {_day(state.date)}, with {titles}"


def _day(date: dt.date) -> str:
    return f"{date.day} {date:%B %Y}"


def _rooms(found: Course) -> str:
    date, last = found.study.as_of, found.states[found.own][-1].date
    then = sum(state_at(states, date).verdict.above for states in found.states.values())
    now = sum(states[-1].verdict.above for states in found.states.values())
    title = found.study.options[found.study.model.panels].title
    until = f"{last:%B %Y}" if last else "the last item"
    return (
        f"Under {then or 'none'} of the {len(found.states)} options of “{title}” it is more likely than not by"
        f" {date:%B %Y}"
        f" that {found.conclusion.record.above}, and under {now or 'none'} by {until}."
    )


def _causes(found: Course) -> list[str]:
    move = next((m for m in found.reversals if m.option == found.own), None)
    if move is None:
        return []
    whole = sum(cause.moved for cause in move.causes)
    shares = [f"{percent(cause.moved / whole)} {CAUSE_TITLES[cause.name]}" for cause in move.causes]
    before, after = (found.conclusion.write(end.median) for end in (move.before, move.after))
    return [
        f"The author's reversal, from {before} on what he knew when he posted and without room to {after} with all"
        f" evidence up to his edit and with room, is {listed(shares)} (shares of the move on the log scale)."
    ]


def _tables(found: Course) -> list[Table]:
    header = ["date", "items", "median", "low", "high", "probability_below", "probability_at_least"]
    header += ["mcse_median", "mcse_low", "mcse_high", "mcse_below", "mcse_at_least"]
    pairs = [(option, state) for option, states in found.states.items() for state in states]
    turns = [(option, state) for option, states in found.states.items() for state in turning_points(states)]
    turned = [(option, *_row(state)[:2], state.verdict.above) for option, state in turns]
    return [
        Table("states", frame(header, map(_row, found.states[found.own]))),
        Table(
            "rooms", frame(["option", *header], [(option, *_row(state)) for option, state in pairs]), shown="nowhere"
        ),
        Table("turns", frame(("room", "date", "items", "costs_more"), turned), shown="nowhere"),
        Table("reversal", _reversal(found.reversals), shown="nowhere"),
    ]


def _row(state: State) -> tuple[object, ...]:
    verdict = state.verdict
    return (
        state.date,
        state.items,
        *verdict.interval,
        verdict.below,
        state.at_least,
        *verdict[5:],
        state.mcse_at_least,
    )


def _reversal(found: Sequence[Reversal]) -> pd.DataFrame:
    header = ["option", "cause", "items", "moved", "below", "mcse_moved", "mcse_below"]
    header += ["moved_in_turn", "below_in_turn", "median_before", "median_after", "below_before", "below_after"]
    rows = []
    for move in found:
        ends = (move.before.median, move.after.median, move.before.below, move.after.below)
        rows += [(move.option, c.name, c.items, *c[2:], *ends) for c in move.causes]
    return frame(header, rows)


def _pictures(found: Course) -> list[Picture]:
    marked = sorted(found.events.values(), key=lambda event: event.date)
    states = partial(plot_timeline, found.graph, found.states, marked, ci_prob=found.ci_prob)
    taken = [Picture("reversal", partial(plot_reversal, found.reversals, found.options), _REVERSAL)]
    return [Picture("states", states, _TIMELINE), *(taken if found.reversals else [])]
