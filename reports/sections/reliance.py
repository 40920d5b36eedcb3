"""The section on whether the conclusion rests on one item or on hearsay, and what surprised it."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from ...analyses.evidence import Surprise, Without, at_second_hand, items_ever, surprises, without_items
from ...analyses.fit import Verdict
from ...priors import Study
from ..render.conclusion import Conclusion
from ..render.document import Block, Paragraph, Table, frame
from ..render.words import listed, probability, titled, titles_of
from ..run.run import Run
from ..run.settings import checked_gate

__all__ = ["Rested", "State", "compute", "rests", "write"]

_SHOWN = ("as_of", "without", "median", "low", "high", "below", "turned")


class State(NamedTuple):
    """The conclusion at a date, and without some of its items.

    Attributes
    ----------
    date : datetime.date
    all : Without
        With every item.
    each : sequence of Without
        Without each.
    hearsay : Without or None
        Without all that is known at second hand; None if nothing is, or nothing else.
    """

    date: dt.date
    all: Without
    each: Sequence[Without]
    hearsay: Without | None

    def turned(self, other: Without) -> bool:
        """Whether the other side is the likelier without these."""
        return other.verdict.above != self.all.verdict.above

    @property
    def most(self) -> Without:
        """The item without which the conclusion moves farthest."""
        return max(self.each, key=lambda row: abs(row.verdict.moved(self.all.verdict)))


class Rested(NamedTuple):
    """The study's own state, that with all evidence to date, and what surprised at its own date."""

    conclusion: Conclusion
    states: Sequence[State]
    surprises: Sequence[Surprise]
    titles: Mapping[str, str]


def compute(run: Run) -> Rested:
    """Leave items out, at the study's date and with all evidence to date, and set each against those before it."""
    study = run.study
    last = max((study.evidence[name].published for name in items_ever(study)), default=study.as_of)
    studies = [study] if last <= study.as_of else [study, study.at(last)]
    states = [state for each in studies if each.items for state in [_state(run, each)]]
    fresh = surprises(run.graph.with_study(studies[-1]), seed=run.settings.seed, fit_all=run.fit_all)
    return Rested(Conclusion(run.graph), states, fresh, titles_of(run.graph))


def _state(run: Run, study: Study) -> State:
    hearsay = at_second_hand(study)
    some = [hearsay] if 0 < len(hearsay) < len(study.items) else []
    sets = [(), *((name,) for name in study.items), *some]
    graph, ci_prob = run.graph.with_study(study), run.settings.ci_prob
    whole, *rows = without_items(graph, sets, headline_near=run.headline_near, ci_prob=ci_prob)
    if study is run.study:  # what is said of it everywhere else
        whole = Without((), Verdict.of(run.fit, study.model.conclusion, ci_prob=ci_prob))
    for row in (whole, *rows):
        checked_gate(row.verdict.gate, f"{study.name} as of {study.as_of} without {', '.join(row.items) or 'nothing'}")
    return State(study.as_of, whole, rows[: len(study.items)], rows[-1] if some else None)


def write(rested: Rested) -> list[Block]:
    """Tell what the conclusion rests on."""
    if not rested.states:
        return [Paragraph(["No item of evidence enters under this study, so it rests on none."])]
    rows = [row for state in rested.states for row in _rows(rested, state)]
    names = ("item", "date", "tail_probability", "outside_99")
    fresh = [(row.item, row.date, row.tail, row.surprising) for row in rested.surprises]
    percents = rested.conclusion.percents(*_SHOWN[2:5])
    labels = {"below": f"P({rested.conclusion.record.below})", "without": "Without", "turned": "Turned over"}
    return [
        Paragraph([*(said for state in rested.states for said in rests(rested, state)), _surprised(rested)]),
        Table("without", pd.DataFrame(rows), _SHOWN, labels, folded="Without each item", percents=percents),
        Table("surprises", frame(names, fresh), shown="nowhere"),
    ]


def rests(rested: Rested, state: State) -> Iterator[str]:
    """Say what the conclusion rests on, at a date."""
    record, write = rested.conclusion.record, rested.conclusion.write
    turning = [row for row in state.each if state.turned(row)]
    to, side = f"to {state.date:%B %Y}", rested.conclusion.side
    by, none = f"Of {len(state.each)} items {to},", f"Of {len(state.each)} items {to}, none turns"
    if len(state.each) == 1:
        by, none = f"Of the one item {to},", f"The one item {to} does not turn"
    whole, moved = write(state.all.verdict.median), write(state.most.verdict.median)
    most = f"without {_named(rested, state.most)} {rested.conclusion.name} would be {moved} instead of {whole}"
    if turning:
        names = listed([_named(rested, row) for row in turning])
        yield f"{by} {names} turn{'s' * (len(turning) == 1)} the conclusion over by being left out; {most}."
    else:
        yield f"{none} the conclusion over by being left out alone; {most}."
    if hearsay := state.hearsay:
        chance = probability(hearsay.verdict.below, error=hearsay.verdict.mcse_below)
        turned = f"turns it over: {side(hearsay.verdict.median)}" if state.turned(hearsay) else "does not turn it over"
        yield (
            f"To leave out the {len(hearsay.items)} from the press, or whose words were met only in another text,"
            f" {turned} ({write(hearsay.verdict.median)}; the probability that {record.below} is {chance})."
        )


def _surprised(rested: Rested) -> str:
    rows = [row for row in rested.surprises if row.surprising]
    if rows:
        named = [f"“{titled(row.item, rested.titles)}” ({row.date:%B %Y}, {probability(row.tail)})" for row in rows]
        came, them = ("it", "it") if len(rows) == 1 else ("they", "them")
        return f"When {came} came, {listed(named)} lay outside the 99% interval that all before {them} predicted."
    least = min(rested.surprises, key=lambda row: row.tail)
    return (
        "No item lay outside the 99% interval that the evidence before it predicted; the most surprising was"
        f" “{titled(least.item, rested.titles)}” ({least.date:%B %Y}), with a chance of {probability(least.tail)} of a"
        " report at least as far out."
    )


def _named(rested: Rested, row: Without) -> str:
    return f"“{titled(row.items[0], rested.titles)}”"


def _rows(rested: Rested, state: State) -> Iterator[dict[str, Any]]:
    for row in (state.all, *state.each, *([state.hearsay] if state.hearsay else [])):
        what = titled(row.items[0], rested.titles) if len(row.items) == 1 else f"{len(row.items)} at second hand"
        out = {"as_of": state.date, "items": row.items, "without": what if row.items else "nothing"}
        yield out | row.verdict.numbers | {"turned": state.turned(row)}
