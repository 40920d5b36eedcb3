"""Questions: what the summary is asked of a study, each answered in a sentence or two."""

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

from ...analyses.evidence import state_at
from ...analyses.fit import ClaimRow
from ..figures.value_of_information import row_title, spared
from ..render.words import (
    amount,
    chances,
    estimated,
    in_points,
    listed,
    node_title,
    points,
    probability,
    titled,
)
from ..run.run import Run
from . import calibration, reliance
from .answer import Answer
from .calibration import Calibrated
from .reliance import Rested
from .sensitivity import Moving
from .timeline import Course
from .turning import Turn, told
from .value_of_information import Worths

__all__ = ["MANY", "Parts", "Step", "judgement_worth", "moved_claims", "questions"]

MANY = 3
"""Of what is listed: choices, inputs, steps and claims."""


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


def questions(parts: Parts, turning: Sequence[Turn], steps: Sequence[Step]) -> list[tuple[str, str, str]]:
    """Return each question with its answer, empty where there is none, and the section that says more."""
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


def moved_claims(rows: Sequence[ClaimRow]) -> tuple[list[ClaimRow], list[ClaimRow]]:
    """Return those that the evidence raised most and leave likelier than not, and those that it felled most."""
    moved = [row for row in rows if len({*chances(row)}) > 1]
    order = sorted(moved, key=lambda row: row.posterior - row.prior)
    survived = [row for row in reversed(order) if 0.5 <= row.posterior > row.prior]
    return survived[:MANY], [row for row in order if 0.5 > row.posterior < row.prior][:MANY]


def _holding(parts: Parts) -> str:
    if not parts.claims:
        return ""
    survived, fell = moved_claims(parts.claims)
    count = sum(row.posterior >= 0.5 for row in parts.claims)
    text = f"{count} of {len(parts.claims)} are likelier than not."
    for verb, rows in (("Strengthened most", survived), ("Fell most", fell)):
        named = [f"“{row.title}” ({' → '.join(chances(row))})" for row in rows]
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


def judgement_worth(parts: Parts) -> tuple[float, float] | None:
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
    if (judged := judgement_worth(parts)) and points(judged[1]) != points(0):
        part, whole = points(judged[0]), f"the {in_points(points(judged[1]))} by which the likelier answer may be wrong"
        what = f"too little of {whole} to be told" if part == points(0) else f"{part} of {whole}"
        said.append(f"To know all numbers that are judgement would spare {what}.")
    if parts.rested and parts.rested.states:
        said += reliance.rests(parts.rested, parts.rested.states[0])
    return " ".join(said)


def _exact(parts: Parts) -> str:
    own, error = parts.answer.own, parts.answer.conclusion.error
    calibrated = f" {calibration.verdict_of(parts.calibrated)}" if parts.calibrated else ""
    return (
        f"They come from random draws: another run would move the median by about {error(own.mcse_median)}, the ends of"
        f" its range by {error(own.mcse_low)} and {error(own.mcse_high)}, the probability by"
        f" {in_points(points(own.mcse_below))}. A fit that does not meet its checks is not reported.{calibrated}"
    )
