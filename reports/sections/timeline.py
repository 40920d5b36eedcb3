"""The section on what the evidence said by each date, and the author's reversal taken apart."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import pandas as pd

from ...analyses.evidence import Reversal, State, items_ever, reversals, state_at, timeline, turning_points
from ...analyses.fit import Verdict
from ...model import Graph
from ...priors import Event, Study
from ..figures.reversal import CAUSE_TITLES, plot_reversal
from ..figures.timeline import plot_timeline
from ..render.conclusion import Conclusion
from ..render.document import Block, Paragraph, Picture, Table
from ..render.words import listed, percent, titled
from ..run.run import Run
from ..run.settings import checked_gate
from .printed import ends, printed_conclusion

__all__ = ["Course", "as_fitted", "compute", "write"]

_TIMELINE = "The conclusion by date, under each option of the choice that no data settles."
_SHOWN = ("date", "items", "median", "low", "high", "below", "at_least")
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
        Dates of which it is told; none for a model that is not the post's.
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
        choice = self.study.options.get(self.study.model.panels)
        return {name: option.title for name, option in choice.options.items()} if choice else {"": self.study.title}

    @property
    def items(self) -> dict[str, str]:
        """Titles of the items."""
        return {name: item.title for name, item in self.study.evidence.items()}

    @property
    def own(self) -> str:
        """The option that the study takes."""
        return self.study.choices.get(self.study.model.panels, "")

    @property
    def conclusion(self) -> Conclusion:
        """What is followed."""
        return Conclusion(self.graph)


def compute(run: Run) -> Course:
    """Follow the conclusion over time, and take the author's reversal apart."""
    study, figure = run.study, printed_conclusion(run.study)
    happened = study.catalogue.events
    threshold = ends(figure)[2] if figure else study.model.conclusion.threshold
    states = timeline(run.graph, threshold=threshold, headline_near=run.headline_near, ci_prob=run.settings.ci_prob)
    own = study.choices.get(study.model.panels, "")
    states[own] = as_fitted(states[own], run, threshold)
    dates = {name: happened[name].date for name in ("post", "edit")} if study.model.post else {}
    taken = reversals(run.graph, headline_near=run.headline_near, **dates) if dates else []
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


def write(course: Course) -> list[Block]:
    """Tell the course of the conclusion, and what turned it over."""
    if not items_ever(course.study):
        return [Paragraph(["No item of evidence enters under this study, so there is nothing to follow over time."])]
    shown = [_rooms(course)] if course.study.model.panels else []
    return [Paragraph([_course(course), *shown, *_causes(course)]), *_pictures(course), *_tables(course)]


def _course(course: Course) -> str:
    write, name = course.conclusion.write, course.conclusion.name
    own, last = course.states[course.own], course.states[course.own][-1]
    events = sorted(course.events.values(), key=lambda event: event.date)
    named = [(state_at(own, event.date), f"by {event.title[0].lower()}{event.title[1:]}") for event in events]
    seen = named[-1][0] if named else None
    final = [(last, f"by {last.date:%B %Y}")] if last.date and last != seen else []
    first = f"{write(own[0].verdict.median)} before any evidence"
    said = [first, *(f"{write(state.verdict.median)} {when}" for state, when in (*named, *final))]
    return f"{name[0].upper()}{name[1:]} is {listed(said)}. {_turn(course, own)}."


def _turn(course: Course, states: Sequence[State]) -> str:
    points = turning_points(states)
    if not points:
        return "No item turns the conclusion over"
    return f"It is likelier than not that {', and then that '.join(_turned(course, point) for point in points)}"


def _turned(course: Course, state: State) -> str:
    side = course.conclusion.record.above if state.verdict.above else course.conclusion.record.below
    if state.date is None:
        return f"{side} even before any evidence"
    titles = listed([f"“{titled(item, course.items)}”" for item in state.items])
    return f"{side} from {state.date.day} {state.date:%B %Y}, with {titles}"


def _rooms(course: Course) -> str:
    date, last = course.study.as_of, course.states[course.own][-1].date
    then = sum(state_at(states, date).verdict.above for states in course.states.values())
    now = sum(states[-1].verdict.above for states in course.states.values())
    title = course.study.options[course.study.model.panels].title
    since = f", and under {now or 'none'} by {last:%B %Y}" if last and last > date else ""
    likelier = "it is more likely than not" if then else "is it more likely than not"
    return (
        f"Under {then or 'none'} of the {len(course.states)} options of “{title}” {likelier} by"
        f" {date:%B %Y} that {course.conclusion.record.above}{since}."
    )


def _causes(course: Course) -> list[str]:
    move = next((m for m in course.reversals if m.option == course.own), None)
    if move is None:
        return []
    whole = sum(cause.moved for cause in move.causes)
    shares = [
        f"{percent(cause.moved / whole, error=cause.mcse_moved / abs(whole))} {CAUSE_TITLES[cause.name]}"
        for cause in move.causes
        if cause.moved
    ]
    before, after = (course.conclusion.write(end.median) for end in (move.before, move.after))
    return [
        f"The author's reversal, from {before} on what he knew when he posted and without room to {after} with all"
        f" evidence up to his edit and with room, is {listed(shares)} (shares of the move on the log scale)."
    ]


def _tables(course: Course) -> list[Table]:
    rows = pd.DataFrame([_row(option, state) for option, states in course.states.items() for state in states])
    turned = [(option, s.date) for option, states in course.states.items() for s in turning_points(states)]
    turns = rows[[pair in turned for pair in zip(rows["option"], rows["date"], strict=True)]]
    labels = {"below": f"P({course.conclusion.record.below})", "at_least": "P(at least the post's high end)"}
    shown = _SHOWN if course.study.model.post else _SHOWN[:-1]
    own, percents = rows[rows["option"] == course.own], course.conclusion.percents(*_SHOWN[2:5])
    dated = [_dated(course, name, event) for name, event in course.events.items()]
    return [
        Table("dates", pd.DataFrame(dated), shown="nowhere"),
        Table("states", own.drop(columns="option"), shown, labels, percents=percents),
        Table("options", rows, shown="nowhere"),
        Table("turns", turns, shown="nowhere"),
        Table("reversal", pd.DataFrame(list(_reversal(course.reversals))), shown="nowhere"),
    ]


def _dated(course: Course, name: str, event: Event) -> dict[str, Any]:
    numbers = state_at(course.states[course.own], event.date).verdict.numbers
    return {"name": name, "title": event.title, "date": event.date} | numbers


def _row(option: str, state: State) -> dict[str, Any]:
    at_least = {"at_least": state.at_least, "mcse_at_least": state.mcse_at_least}
    return {"option": option, "date": state.date, "items": state.items} | state.verdict.numbers | at_least


def _reversal(moves: Sequence[Reversal]) -> Iterator[dict[str, Any]]:
    for move in moves:
        ends = {"before": move.before, "after": move.after}
        read = {f"{name}_{end}": getattr(each, name) for end, each in ends.items() for name in ("median", "below")}
        yield from ({"option": move.option} | cause._asdict() | read for cause in move.causes)


def _pictures(course: Course) -> list[Picture]:
    marked = sorted((event for event in course.events.values() if event.marked), key=lambda event: event.date)
    states = partial(plot_timeline, course.graph, course.states, marked, ci_prob=course.ci_prob)
    taken = [Picture("reversal", partial(plot_reversal, course.reversals, course.options), _REVERSAL)]
    return [Picture("states", states, _TIMELINE), *(taken if course.reversals else [])]
