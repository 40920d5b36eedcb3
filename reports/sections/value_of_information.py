"""The section on what would be worth finding out before a claim is asserted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ...analyses.decision import (
    ValueOfInformation,
    Worth,
    claim_named,
    with_all_evidence,
)
from ...analyses.fit import Fit
from ..figures.value_of_information import plot_value_of_information, row_title, shown, spared
from ..render.table import Table
from ..render.words import probability
from ..run.scheduling import scheduled
from ..run.settings import Settings, checked_gate, fit_all
from ..run.tasks import Task, value_task
from ..run.terminal import Steps
from .section import Picture, Section

__all__ = ["CLAIM", "SECTION"]

CLAIM = "deployment_cheaper"
"""The claim that is asked about unless another is named."""

FACTOR = 2
"""Draws for each that other questions take: a decision turns on the few draws about the tie."""

KNOWN, SEEN = ("input", "pair", "group"), ("measurement", "later", "left_out", "repeat")

_CAPTION = (
    "What would be worth finding out before the claim is asserted: the fall in the chance of asserting the wrong side"
    " if an input were known, if several were, or if one more report were seen. Diamonds: with all evidence to date."
)


@dataclass(frozen=True)
class Found:
    """What was found, with all evidence to date beside it where there is more, and how names are told."""

    now: ValueOfInformation
    later: ValueOfInformation | None
    titles: dict[str, str]


def _check(settings: Settings, *, claim: str = CLAIM) -> None:
    claim_named(settings.study, claim)


def _compute(settings: Settings, found: Fit, step: Steps, *, claim: str = CLAIM) -> Found:
    claim_named(settings.study, claim)
    fit_more = fit_all(replace(settings, draws=FACTOR * settings.draws), step)
    (now,) = fit_more([found.graph])
    checked_gate(now.gate, settings.study.name)
    last = with_all_evidence(now, fit_all=fit_more)
    if last:
        checked_gate(last.gate, f"{settings.study.name} with all evidence to date")
    (worth,) = scheduled([now.graph], settings.schedule, _task(now, claim, settings))
    later = [] if last is None else scheduled([last.graph], settings.schedule, _task(last, claim, settings, True))
    return Found(worth, next(iter(later), None), _titles(found))


def _task(fit: Fit, claim: str, settings: Settings, inputs_only: bool = False) -> Task[ValueOfInformation]:
    draws = FACTOR * settings.draws
    return value_task(fit, claim, seed=settings.seed, draws=draws, method=settings.method, inputs_only=inputs_only)


def _titles(found: Fit) -> dict[str, str]:
    study = found.graph.study
    inputs = {name: entry.title for name, entry in study.quantities.items()}
    return inputs | {name: item.title for name, item in study.evidence.items()}


def _sentences(found: Found) -> list[str]:
    return [_now(found.now), *_inputs(found), *_reports(found), *_later(found)]


def _now(now: ValueOfInformation) -> str:
    chance = probability(now.everything.gain)
    start = f"“{now.title}” has a probability of {probability(now.probability)}"
    if now.settled:
        return (
            f"{start}: it is settled under this study, not in general, and whoever asserts the likelier side is wrong"
            f" with a chance of {chance}."
        )
    return (
        f"{start}, so whoever asserts the likelier side is wrong with a chance of {chance}, of which finding things out"
        " can spare a part."
    )


def _inputs(found: Found) -> list[str]:
    best = found.now.best("input")
    if best is None:
        return ["No input would change by itself which side is asserted, if it were known."]
    text = f"Most worth measuring is “{row_title(best, found.titles)}”: to know it would spare {spared(best)} points"
    second, group = found.now.ranked("input")[1], found.now.best("group")
    if second.value.told_from_nothing:
        text += f", and the next input, “{row_title(second, found.titles)}”, {spared(second)}"
    if group:
        text += f"; {row_title(group, found.titles).lower()} would together spare {spared(group)}"
    return [f"{text}."]


def _reports(found: Found) -> list[str]:
    rows = found.now.ranked("later", "left_out", "repeat")
    if not rows:
        return []
    idle = sum(not row.value.told_from_nothing for row in rows)
    text = f"{idle} of {len(rows)} single reports that could come in would leave the side asserted as it is"
    best = found.now.best("later", "left_out", "repeat")
    if best is None:
        return [f"{text}."]
    title = found.titles[best.names[0]]
    report = f"another report like “{title}”" if best.kind == "repeat" else f"“{title}”"
    return [f"{text}; worth most, before it is read, is {report}, at {spared(best)} points."]


def _later(found: Found) -> list[str]:
    if found.later is None:
        return []
    later, now = found.later.best("input"), found.now.best("input")
    start = (
        f"With all evidence to {found.later.as_of:%B %Y} the chance of being wrong is"
        f" {probability(found.later.everything.gain)}"
    )
    if later is None:
        return [f"{start}, and no input by itself would change the side asserted."]
    same = now is not None and now.names == later.names
    which = "the same input" if same else f"“{row_title(later, found.titles)}”"
    return [f"{start}, and {which} is most worth measuring, at {spared(later)} points."]


def _tables(found: Found) -> dict[str, Table]:
    rows = found.now.ranked()
    return {
        "worth": _table(found, [row for panel in shown(found.now) for row in panel], names=False),
        "known": _table(found, [row for row in rows if row.kind in KNOWN]),
        "seen": _table(found, [row for row in rows if row.kind in SEEN]),
    }


def _table(found: Found, rows: Sequence[Worth], *, names: bool = True) -> Table:
    header = ["kind", "what", "title", "gain", "mcse", "share_of_everything", "gain_with_all_evidence"]
    later = {(row.kind, row.names): row.value.gain for row in found.later.rows} if found.later else {}
    everything = found.now.everything.gain

    def cells(row: Worth) -> list[Any]:
        share = row.value.gain / everything if everything else None
        ahead = later.get((row.kind, row.names))
        return [row.kind, " + ".join(row.names), row_title(row, found.titles), *row.value, share, ahead]

    whole = [header, *map(cells, rows)]
    first, *others = whole if names else [[kind, *rest] for kind, _, *rest in whole]
    return Table(first, others)


def _pictures(found: Found) -> dict[str, Picture]:
    if not found.now.everything.gain:
        return {}
    return {"worth": Picture(plot_value_of_information(found.now, found.later, found.titles), _CAPTION)}


SECTION = Section(
    name="value_of_information",
    title="What is worth finding out",
    compute=_compute,
    sentences=_sentences,
    tables=_tables,
    pictures=_pictures,
    check=_check,
)
