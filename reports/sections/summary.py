"""Summary: what the report comes to, on one page; every statement is another section's."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

from ...analyses.evidence import State
from ...analyses.fit import Readout, Verdict
from ...analyses.structure import Alone
from ...priors import StudyError
from ..figures.answer import plot_answer
from ..figures.course import plot_course
from ..render.conclusion import Conclusion
from ..render.document import Block, Heading, Note, Paragraph, Picture, Table, frame
from ..render.words import evidence_words, listed, percent, titled
from ..run.refusal import NotConverged
from ..run.run import Run
from . import calibration, claims, multiverse, reliance, sensitivity, timeline, value_of_information
from .answer import Answer, condition_of
from .printed import AFTER, ends, same_readout
from .questions import MANY, Parts, Step, judgement_worth, moved_claims, questions
from .slips import doubtful
from .turning import Turn, turns

__all__ = ["ASKED", "Bar", "compute", "write"]

ASKED = (multiverse, timeline, sensitivity, claims, value_of_information, reliance, calibration)
"""Sections that it is made of."""


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
    """Tell the answer and its condition, and answer some questions about it in a sentence or two each."""
    graph, run = parts.run.graph, parts.run
    states, turning, steps = frame(Bar._fields, _bars(parts)), turns(parts.answer, parts.moving, MANY), _steps(parts)
    rows = [row for row in questions(parts, turning, steps) if row[1]]
    survived, fell = moved_claims(parts.claims)
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


def _rests(parts: Parts) -> list[tuple[str, float, float]]:
    judged = judgement_worth(parts)
    rows = [("judgement", *judged)] if judged else []
    for state in parts.rested.states if parts.rested else ():
        whole = state.all.verdict.median
        rows.append((f"{state.most.items[0]}, {state.date}", state.most.verdict.median, whole))
        rows += [(f"second hand, {state.date}", state.hearsay.verdict.median, whole)] if state.hearsay else []
    return rows
