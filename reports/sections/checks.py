"""Checks: whether the graph expected each report, and which it did not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from ...analyses.evidence import PREDICTED, CheckRow, Expected, Predicted, check_rows
from ...priors.kinds import KINDS
from ..render.document import Block, Paragraph, Picture, Plot, Table, frame
from ..render.words import amount, percent, probability, titles_of
from ..run.run import Run

__all__ = ["Checked", "compute", "outside", "write"]

_ENDS = ("median", "low", "high", "tail", "inside")
_SHOWN = ("item", "unit", "reported", "prior_median", "prior_tail", "posterior_median", "posterior_tail")
_CAPTION = "What the graph expects of each item of evidence, before and after it, beside what was reported."


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
    header = (
        "item",
        "kind",
        "unit",
        "reported",
        *(f"{state}_{end}" for state in ("prior", "posterior") for end in _ENDS),
    )
    rows = [
        (r.item, r.kind, r.unit, r.reported, *r.before, r.before.inside, *r.after, r.after.inside) for r in result.rows
    ]
    picture = Picture("predictive", partial(_draw, result), _CAPTION)
    whole = frame(header, rows)
    return [
        Paragraph(_sentences(result)),
        *([picture] if result.rows else []),
        Table("expected", whole[list(_SHOWN)]),
        Table("predictive", whole, shown="nowhere"),
    ]


def _draw(result: Checked, **looks: Any) -> Plot:
    from ..figures.checks import plot_checks  # here, since most answers are read and not drawn

    return plot_checks(result.rows, result.titles, **looks)


def _sentences(result: Checked) -> list[str]:
    if not result.rows:
        return ["No item of evidence enters this study, so there is no report to expect."]
    said = [_outside(result, "before"), _outside(result, "after")]
    if len(result.rows) == 1:
        return said
    least = min(result.rows, key=lambda row: row.after.tail)
    said.append(
        f"Of all reports, “{result.titles[least.item]}” fits the rest least well after the evidence: a report as far"
        f" out has a probability of {probability(least.after.tail)}."
    )
    return said


def _outside(result: Checked, when: str) -> str:
    """Name the reports that are outside the interval before or after the evidence."""
    wrong = [(row, getattr(row, when)) for row in result.rows if not getattr(row, when).inside]
    said = {"before": "Before it saw any evidence, the graph expected", "after": "After all the evidence it expects"}
    what, total = said[when], len(result.rows)
    interval = f"its {percent(PREDICTED, error=0)} interval"
    if not wrong and total == 1:
        return f"{what} the one report, which lies within {interval}."
    if not wrong:
        return f"{what} all {total} reports: none lies outside {interval}."
    named = "; ".join(f"“{result.titles[row.item]}” {outside(row, expected)}" for row, expected in wrong)
    return f"{what} {total - len(wrong)} of {total} reports. Outside {interval}: {named}."


def outside(row: Expected, expected: Predicted) -> str:
    """Say what an item reports and what was expected in its place."""
    if row.outcome:
        return f"reports {row.outcome}, which has a probability of {probability(expected.tail)}"
    reported, low, high = (_amount(row, value) for value in (row.reported, expected.low, expected.high))
    low = low.partition(" ")[0]
    return f"reports {KINDS[row.kind].bound}{reported} where {low} to {high} were expected"


def _amount(row: Expected, value: float) -> str:
    return percent(value) if KINDS[row.kind].scale.part else amount(value, row.unit)
