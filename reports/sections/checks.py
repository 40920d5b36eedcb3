"""Checks: whether the graph expected each report, and which it did not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from ...analyses.evidence import PREDICTED, CheckRow, Predicted, check_rows
from ...priors.kinds import KINDS
from ..figures.checks import plot_checks
from ..render.document import Block, Paragraph, Picture, Table, frame
from ..render.words import amount, percent, probability, titles_of
from ..run.run import Run

__all__ = ["Checked", "compute", "write"]


@dataclass(frozen=True)
class Checked:
    """Items with what the graph expects of them, and their titles."""

    rows: Sequence[CheckRow]
    titles: Mapping[str, str]


def compute(run: Run) -> Checked:
    """Predict each item before the evidence and after it."""
    return Checked(check_rows(run.fit, seed=run.settings.seed), titles_of(run.graph))


def write(result: Checked) -> list[Block]:
    """Tell which items the graph did not expect."""
    return [Paragraph(_sentences(result)), *_pictures(result), *_tables(result)]


def _sentences(result: Checked) -> list[str]:
    if not result.rows:
        return ["No item of evidence enters this study, so there is no report to expect."]
    said = [_outside(result, "before"), _outside(result, "after")]
    least = min(result.rows, key=lambda row: row.after.tail)
    said.append(
        f"Of all reports, “{result.titles[least.item]}” fits the rest least well after the evidence: a report as far"
        f" out has a probability of {probability(least.after.tail)}."
    )
    return said


def _outside(result: Checked, when: str) -> str:
    """Name the reports that are outside the interval before or after the evidence."""
    wrong = [(row, getattr(row, when)) for row in result.rows if not getattr(row, when).inside]
    what = {"before": "Before it saw any evidence, the graph expected", "after": "After all the evidence it expects"}[
        when
    ]
    total = len(result.rows)
    interval = f"its {percent(PREDICTED, error=0)} interval"
    if not wrong:
        return f"{what} all {total} reports: none lies outside {interval}."
    named = "; ".join(_described(result, row, expected) for row, expected in wrong)
    return f"{what} {total - len(wrong)} of {total} reports. Outside {interval}: {named}."


def _described(result: Checked, row: CheckRow, expected: Predicted) -> str:
    title = f"“{result.titles[row.item]}”"
    if row.outcome:
        return f"{title}: {row.outcome}, which has a probability of {probability(expected.tail)}"
    reported, low, high = (_amount(row, value) for value in (row.reported, expected.low, expected.high))
    low = low.partition(" ")[0]
    return f"{title} reports {KINDS[row.kind].bound}{reported} where {low} to {high} were expected"


def _amount(row: CheckRow, value: float) -> str:
    return percent(value) if KINDS[row.kind].scale.part else amount(value, row.unit)


def _tables(result: Checked) -> list[Table]:
    expected = ("median", "low", "high", "tail", "inside")
    header = ["item", "kind", "unit", "reported", *(f"{g}_{e}" for g in ("prior", "posterior") for e in expected)]
    short_header = ("item", "unit", "reported", "prior_median", "prior_tail", "posterior_median", "posterior_tail")
    rows = [
        (r.item, r.unit, r.reported, r.before.median, r.before.tail, r.after.median, r.after.tail) for r in result.rows
    ]
    whole = frame(header, [_row(row) for row in result.rows])
    return [Table("expected", frame(short_header, rows)), Table("predictive", whole, shown="nowhere")]


def _row(row: CheckRow) -> tuple[object, ...]:
    expected = (value for p in (row.before, row.after) for value in (*p, p.inside))
    return (row.item, row.kind, row.unit, row.reported, *expected)


def _pictures(result: Checked) -> list[Picture]:
    if not result.rows:
        return []
    text = "What the graph expects of each item of evidence, before and after it, beside what was reported."
    return [Picture("predictive", partial(plot_checks, result.rows, result.titles), text)]
