"""Summary: what the report comes to, on one page; every statement is another section's."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

from ...analyses.evidence import State, state_at
from ...analyses.fit import ClaimRow, Readout, Verdict
from ...analyses.structure import Alone
from ...priors import StudyError
from ..figures.answer import plot_answer
from ..figures.course import plot_course
from ..figures.value_of_information import row_title, spared
from ..render.conclusion import Conclusion
from ..render.document import Block, Heading, Note, Paragraph, Picture, Table, frame
from ..render.words import (
    amount,
    estimated,
    evidence_words,
    in_points,
    listed,
    node_title,
    percent,
    points,
    probability,
    titled,
)
from ..run.refusal import NotConverged
from ..run.run import Run
from . import calibration, claims, multiverse, reliance, sensitivity, timeline, value_of_information
from .answer import Answer, condition_of
from .calibration import Calibrated
from .printed import AFTER, ends, same_readout
from .reliance import Rested
from .sensitivity import Moving
from .slips import doubtful
from .timeline import Course
from .turning import Turn, told, turns
from .value_of_information import Worths

__all__ = ["ASKED", "Bar", "Parts", "Step", "compute", "write"]

ASKED = (multiverse, timeline, sensitivity, claims, value_of_information, reliance, calibration)
"""Sections that it is made of."""
MANY = 3
"""Of what is listed: choices, inputs, steps and claims."""


class Bar(NamedTuple):
    """One state of the conclusion: its name, what it is, and what is read off it."""

    name: str
    title: str
    median: float
    low: float
    high: float
    below: float | None = None
    mcse_median: float = 0.0
    mcse_low: float = 0.0
    mcse_high: float = 0.0
    mcse_below: float = 0.0


class Step(NamedTuple):
    """A date that moved the conclusion, with the items that did."""

    date: Any
    items: tuple[str, ...]
    before: float
    after: float
    moved: float


class Parts(NamedTuple):
    """The sections that the summary is made of; None in place of one that has no answer, with the reason noted."""

    run: Run
    answer: Answer
    course: Course | None
    moving: Moving | None
    claims: Sequence[ClaimRow]
    worths: Worths | None
    rested: Rested | None
    calibrated: Calibrated | None
    notes: Sequence[str]
    warnings: Sequence[str]


def compute(run: Run) -> Parts:
    """Ask each section that the summary is made of."""
    notes: list[str] = []
    part = partial(_part, run, notes)
    varied, course, moving, held, worths, rested, calibrated = (part(section.compute) for section in ASKED)
    conclusion = Conclusion(run.graph)
    own = Verdict.of(run.fit, conclusion.record, ci_prob=run.settings.ci_prob)
    mean = varied.average if varied else None
    post = same_readout(run).get(AFTER)
    answer = Answer(
        conclusion,
        own,
        varied.alone if varied else (),
        mean.by_evidence if mean and mean.models > 1 else None,
        mean.models if mean else 0,
        Readout(*ends(post)) if post else None,
    )
    return Parts(run, answer, course, moving, held or (), worths, rested, calibrated, notes, doubtful(run.graph))


def _part(run: Run, notes: list[str], compute: Callable[..., Any], **options: Any) -> Any:
    try:
        return run.kept(compute, **options)
    except (NotConverged, StudyError) as error:
        notes.append(f"Left out of the summary: {error}.")
        return None


def write(parts: Parts) -> list[Block]:
    """Tell the answer and its condition, and answer six questions about it in a sentence or two each."""
    graph, run = parts.run.graph, parts.run
    states, turning, steps = frame(Bar._fields, _bars(parts)), turns(parts.answer, parts.moving, MANY), _steps(parts)
    rows = [row for row in _questions(parts, turning, steps) if row[1]]
    survived, fell = _claims(parts.claims)
    held = [(*row[:2], row.prior, row.posterior, row in survived) for row in (*survived, *fell)]
    record, columns = parts.answer.conclusion.record, ("title", "median", "low", "high", "below")
    return [
        Heading(record.question or record.title, 1),
        Paragraph(parts.answer.sentences, "headline"),
        *map(Note, parts.warnings),
        Picture("bars", partial(plot_answer, graph, states, ci_prob=run.settings.ci_prob), "", half=True),
        *_course(parts, steps),
        Table("short", frame(("question", "answer", "section"), rows), whole=True, entries=True),
        Paragraph(_about(parts), "small"),
        *map(Note, parts.notes),
        Table("bars", states, columns, shown="terminal", percents=parts.answer.conclusion.percents(*columns[1:4])),
        Table("turns", frame(Turn._fields, turning), shown="nowhere"),
        Table("steps", frame(Step._fields, steps), shown="nowhere"),
        Table("claims", frame(("name", "title", "prior", "posterior", "survived"), held), shown="nowhere"),
        Table("rests", frame(("on", "value", "of"), _rests(parts)), shown="nowhere"),
    ]


def _about(parts: Parts) -> list[str]:
    study, settings = parts.run.study, parts.run.settings
    return [
        f"Study “{study.name}”: {study.title}; evidence: {evidence_words(study)}.",
        f"A number is a median, as likely too low as too high; the range behind it holds"
        f" {percent(settings.ci_prob, error=0)}, with as much left out on either side.",
    ]


def _course(parts: Parts, steps: Sequence[Step]) -> list[Picture]:
    states = parts.course.states[parts.course.own] if parts.course else ()
    if len(states) < 2:
        return []
    titles = parts.course.items if parts.course else {}
    items = [listed([titled(item, titles) for item in step.items]) for step in steps]
    named = [f"{n}: {each.removesuffix('.')}." for n, each in enumerate(items, 1)]  # one may end in "et al."
    draw = partial(plot_course, parts.run.graph, states, [step.date for step in steps], " ".join(named))
    return [Picture("course", draw, "", half=True)]


def _questions(parts: Parts, turning: Sequence[Turn], steps: Sequence[Step]) -> list[tuple[str, str, str]]:
    whose = "the post's claims" if parts.run.study.model.post else "the claims"
    return [
        ("How much is that?", _amounts(parts), "update"),
        ("What does the answer turn on?", told(parts.answer, turning), "sensitivity"),
        ("How did it come about?", _came(parts, steps), "timeline"),
        (f"Which of {whose} hold?", _holding(parts), "claims"),
        ("What is most worth finding out?", _worth(parts), "value_of_information"),
        ("What does it rest on?", _resting(parts), "reliance"),
        ("How exact are the numbers?", _exact(parts), "reading"),
    ]


def _amounts(parts: Parts) -> str:
    """Say what each headline quantity comes to that the conclusion is made of, where it is of more than one."""
    graph, conclusion = parts.run.graph, parts.answer.conclusion.record.node
    behind = graph.ancestors(conclusion) - {conclusion}
    names = [name for name in graph.study.model.headline if name in behind and graph.units[name] != "dimensionless"]
    said = [f"“{node_title(graph, name)}” comes to {_amount(parts, name)}" for name in names]
    return f"{listed(said)}." if len(said) > 1 else ""


def _amount(parts: Parts, name: str) -> str:
    run = parts.run
    what, *per = run.graph.units[name].split("/")
    ends = estimated(partial(amount, unit=what), *run.fit.sample(name, "posterior").interval(run.settings.ci_prob))
    return " per ".join((ends, *per))


def _bars(parts: Parts) -> list[Bar]:
    answer, course = parts.answer, parts.course
    bars = [Bar("post", "The post, read in the same way", *answer.post)] if answer.post else []
    bars.append(Bar("study", "This study", **answer.own.numbers))
    if first := next(iter([*answer.turning, *answer.alone]), None):
        condition = condition_of(parts.run.study, first.choice, first.option)
        bars.append(Bar("turned", f"This study, if {condition}", **_numbers(parts, first)))
    last = course.states[course.own][-1] if course else None
    if last and last.date and last.date > parts.run.study.as_of:
        bars.append(Bar("today", f"This study, all evidence to {last.date:%B %Y}", **last.verdict.numbers))
    return bars


def _numbers(parts: Parts, row: Alone) -> dict[str, float]:
    universe = row.universe
    return Verdict.of(universe.headline, universe.conclusion, ci_prob=parts.run.settings.ci_prob).numbers


def _steps(parts: Parts) -> list[Step]:
    if parts.course is None:
        return []
    states: Sequence[State] = parts.course.states[parts.course.own]
    rows = [
        Step(after.date, after.items, before.verdict.median, after.verdict.median, after.verdict.moved(before.verdict))
        for before, after in pairwise(states)
        if after.verdict.differs(before.verdict)
    ]
    return sorted(sorted(rows, key=lambda row: -abs(row.moved))[:MANY], key=lambda row: row.date)


def _came(parts: Parts, steps: Sequence[Step]) -> str:
    if parts.course is None:
        return ""
    write, course, titles = parts.answer.conclusion.write, parts.course, parts.course.items
    own = course.states[course.own]
    if len(own) == 1:
        return "No evidence enters, and it is what the study's own numbers come to."
    moved = [
        f"“{listed([titled(item, titles) for item in step.items])}” ({step.date:%B %Y}), {write(step.before)} →"
        f" {write(step.after)}"
        for step in steps
        if write(step.before) != write(step.after)
    ]
    events = sorted((event for event in course.events.values() if event.marked), key=lambda event: event.date)
    dated = [
        f"{write(state_at(own, each.date).verdict.median)} by {each.title[0].lower()}{each.title[1:]}"
        for each in events
    ]
    last = [f"{write(own[-1].verdict.median)} with all evidence to {own[-1].date:%B %Y}"] if own[-1].date else []
    start = f"{write(own[0].verdict.median)} before any evidence"
    most = f" What moved it most: {listed(moved)}." if moved else ""
    return f"It was {listed([start, *dated, *last])}.{most}"


def _claims(rows: Sequence[ClaimRow]) -> tuple[list[ClaimRow], list[ClaimRow]]:
    """Return those that the evidence raised most and leave likelier than not, and those that it felled most."""
    moved = [row for row in rows if len({*claims.chances(row)}) > 1]
    order = sorted(moved, key=lambda row: row.posterior - row.prior)
    survived = [row for row in reversed(order) if 0.5 <= row.posterior > row.prior]
    return survived[:MANY], [row for row in order if 0.5 > row.posterior < row.prior][:MANY]


def _holding(parts: Parts) -> str:
    if not parts.claims:
        return ""
    survived, fell = _claims(parts.claims)
    count = sum(row.posterior >= 0.5 for row in parts.claims)
    text = f"{count} of {len(parts.claims)} are likelier than not."
    for verb, rows in (("Strengthened most", survived), ("Fell most", fell)):
        named = [f"“{row.title}” ({' → '.join(claims.chances(row))})" for row in rows]
        text += f" {verb}: {listed(named)}." if named else ""
    return text


def _worth(parts: Parts) -> str:
    if parts.worths is None:
        return ""
    now, best = parts.worths.now, parts.worths.now.best("input")
    start = f"Whoever gives the likelier answer is wrong with a chance of {probability(now.everything.gain)}"
    if best is None:
        return f"{start}, and no single input, if it were known, would change the answer given."
    title = row_title(best, parts.worths.titles)
    return f"{start}; to know “{title}” would spare {in_points(spared(best))} of that, the most."


def _judgement(parts: Parts) -> tuple[float, float] | None:
    """Return what it would spare to know all numbers that are judgement, and everything."""
    now = parts.worths.now if parts.worths else None
    gain = (
        next((row.value.gain for row in now.rows if row.kind == "group" and "judgement" in row.names), None)
        if now
        else None
    )
    return None if now is None or gain is None else (gain, now.everything.gain)


def _resting(parts: Parts) -> str:
    said = []
    if (judged := _judgement(parts)) and points(judged[1]) != points(0):
        spared, whole = (
            points(judged[0]),
            f"the {in_points(points(judged[1]))} by which the likelier answer may be wrong",
        )
        told = (
            f"would spare {spared} of {whole}"
            if spared != points(0)
            else f"would spare too little of {whole} to be told"
        )
        said.append(f"To know all numbers that are judgement {told}.")
    if parts.rested and parts.rested.states:
        said += reliance.rests(parts.rested, parts.rested.states[0])
    return " ".join(said)


def _rests(parts: Parts) -> list[tuple[str, float, float]]:
    judged = _judgement(parts)
    rows = [("judgement", *judged)] if judged else []
    for state in parts.rested.states if parts.rested else ():
        whole = state.all.verdict.median
        rows.append((f"{state.most.items[0]}, {state.date}", state.most.verdict.median, whole))
        rows += [(f"second hand, {state.date}", state.hearsay.verdict.median, whole)] if state.hearsay else []
    return rows


def _exact(parts: Parts) -> str:
    own, error = parts.answer.own, parts.answer.conclusion.error
    calibrated = f" {calibration.verdict_of(parts.calibrated)}" if parts.calibrated else ""
    return (
        f"They come from random draws: another run would move the median by about {error(own.mcse_median)}, the ends of"
        f" its range by {error(own.mcse_low)} and {error(own.mcse_high)}, the probability by"
        f" {in_points(points(own.mcse_below))}. A fit that does not meet its checks is not reported.{calibrated}"
    )
