"""The section on what would be worth finding out before a claim is asserted."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from ...analyses.decision import (
    ValueOfInformation,
    Worth,
    claim_named,
    with_all_evidence,
)
from ...analyses.fit import CI_PROB, Fit
from ..figures.value_of_information import plot_value_of_information, row_title, shown, spared
from ..render.document import Block, Paragraph, Picture, Table, frame
from ..render.words import in_points, probability, titles_of
from ..run.run import Run
from ..run.scheduling import scheduled
from ..run.settings import Settings, checked_gate
from ..run.tasks import Task, value_task

__all__ = ["Worths", "check", "compute", "write"]

KNOWN, SEEN = ("input", "pair", "group"), ("measurement", "later", "left_out", "repeat")

_CAPTION = (
    "What would be worth finding out before the claim is asserted: the fall in the chance of asserting the wrong side"
    " if an input were known, if several were, or if one more report were seen. Diamonds: with all evidence to date."
)


@dataclass(frozen=True)
class Worths:
    """The worth of everything, with all evidence to date beside it where there is more, and how names are told."""

    now: ValueOfInformation
    later: ValueOfInformation | None
    titles: dict[str, str]
    ci_prob: float = CI_PROB


def check(settings: Settings, *, claim: str = "") -> None:
    """Refuse a claim that the study does not make."""
    claim_named(settings.study, claim or settings.study.model.conclusion.claim)


def compute(run: Run, *, claim: str = "") -> Worths:
    """Ask what would be worth finding out before a claim, the conclusion's unless named, is asserted."""
    claim = claim or run.study.model.conclusion.claim
    claim_named(run.study, claim)
    now, settings = run.fit, run.settings
    last = with_all_evidence(now, fit_all=run.fit_all)
    if last:
        checked_gate(last.gate, f"{settings.study.name} with all evidence to date")
    (worth,) = scheduled([now.graph], settings.schedule, _task(now, claim, settings))
    later = [] if last is None else scheduled([last.graph], settings.schedule, _task(last, claim, settings, True))
    return Worths(worth, next(iter(later), None), titles_of(run.graph), settings.ci_prob)


def write(worths: Worths) -> list[Block]:
    """Tell what is most worth finding out."""
    said = [_now(worths.now), *_inputs(worths), *_reports(worths), *_later(worths)]
    return [Paragraph(said), *_pictures(worths), *_tables(worths)]


def _task(fit: Fit, claim: str, settings: Settings, inputs_only: bool = False) -> Task[ValueOfInformation]:
    how: dict[str, Any] = {"seed": settings.seed, "draws": settings.draws, "method": settings.method}
    return value_task(fit, claim, **how, inputs_only=inputs_only)


def _now(now: ValueOfInformation) -> str:
    chance, likely = (probability(p, error=now.everything.mcse) for p in (now.everything.gain, now.probability))
    start = f"“{now.title}” has a probability of {likely}"
    if now.settled:
        return (
            f"{start}: it is settled under this study, not in general, and whoever asserts the likelier side is wrong"
            f" with a chance of {chance}."
        )
    return (
        f"{start}, so whoever asserts the likelier side is wrong with a chance of {chance}, of which finding things out"
        " can spare a part."
    )


def _inputs(worths: Worths) -> list[str]:
    best = worths.now.best("input")
    if best is None:
        return ["No input would change by itself which side is asserted, if it were known."]
    text = (
        f"Most worth measuring is “{row_title(best, worths.titles)}”: to know it would spare {in_points(spared(best))}"
    )
    second, group = worths.now.ranked("input")[1], worths.now.best("group")
    if second.value.told_from_nothing:
        text += f", and the next input, “{row_title(second, worths.titles)}”, {spared(second)}"
    if group:
        text += f"; {row_title(group, worths.titles).lower()} would together spare {spared(group)}"
    return [f"{text}."]


def _reports(worths: Worths) -> list[str]:
    rows = worths.now.ranked("later", "left_out", "repeat")
    if not rows:
        return []
    idle = sum(not row.value.told_from_nothing for row in rows)
    which = f"{idle} of {len(rows)} single reports" if len(rows) > 1 else f"{'No' if idle == 0 else 'The one'} report"
    text = f"{which} that could come in would leave the side asserted as it is"
    best = worths.now.best("later", "left_out", "repeat")
    if best is None:
        return [f"{text}."]
    title = worths.titles[best.names[0]]
    report = f"another report like “{title}”" if best.kind == "repeat" else f"“{title}”"
    return [f"{text}; worth most, before it is read, is {report}, at {in_points(spared(best))}."]


def _later(worths: Worths) -> list[str]:
    if worths.later is None:
        return []
    later, now = worths.later.best("input"), worths.now.best("input")
    start = (
        f"With all evidence to {worths.later.as_of:%B %Y} the chance of being wrong is"
        f" {probability(worths.later.everything.gain)}"
    )
    if later is None:
        return [f"{start}, and no input by itself would change the side asserted."]
    same = now is not None and now.names == later.names
    which = "the same input" if same else f"“{row_title(later, worths.titles)}”"
    return [f"{start}, and {which} is most worth measuring, at {in_points(spared(later))}."]


def _tables(worths: Worths) -> list[Table]:
    rows = worths.now.ranked()
    worth = _frame(worths, [row for panel in shown(worths.now) for row in panel])
    return [
        Table(
            "worth", worth, [name for name in worth if name != "what"], shown="nowhere" if worth.empty else "everywhere"
        ),
        Table("known", _frame(worths, [row for row in rows if row.kind in KNOWN]), shown="nowhere"),
        Table("seen", _frame(worths, [row for row in rows if row.kind in SEEN]), shown="nowhere"),
    ]


def _frame(worths: Worths, rows: Sequence[Worth]) -> pd.DataFrame:
    header = ["kind", "what", "title", "gain", "mcse_gain", "share_of_everything", "gain_with_all_evidence"]
    later = {(row.kind, row.names): row.value.gain for row in worths.later.rows} if worths.later else {}
    everything = worths.now.everything.gain

    def cells(row: Worth) -> list[Any]:
        share = row.value.gain / everything if everything else None
        ahead = later.get((row.kind, row.names))
        return [row.kind, " + ".join(row.names), row_title(row, worths.titles), *row.value, share, ahead]

    return frame(header, map(cells, rows))


def _pictures(worths: Worths) -> list[Picture]:
    if not worths.now.everything.gain:
        return []
    draw = partial(plot_value_of_information, worths.now, worths.later, worths.titles, ci_prob=worths.ci_prob)
    return [Picture("worth", draw, _CAPTION)]
