"""Discounts: whether the headline rests on how wide one discount's prior is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import exp
from typing import Any

import pandas as pd

from ...analyses.evidence import DiscountRow, discount_rows
from ...analyses.fit import Verdict
from ...model import Graph
from ..figures.discounts import plot_discounts
from ..render.conclusion import Conclusion
from ..render.document import Block, Note, Paragraph, Picture, Table
from ..render.words import listed, titles_of
from ..run.run import Run
from ..run.settings import checked_gate

__all__ = ["Widths", "compute", "write"]

_SHOWN = ("discount", "median_half", "median_as_it_is", "median_twice", "below_half", "below_twice")
NOTICED = 1.05
"""Multiple of the median below which a move is not told apart from the noise of the draws."""


@dataclass(frozen=True)
class Widths:
    """The headline under each width of each discount's prior.

    Attributes
    ----------
    graph : Graph
    own : Verdict
        The study as it is.
    rows : sequence of DiscountRow
        Both of whose fits have converged, the one that moves the median most first.
    refused : sequence of str
        Discounts of which one has not.
    """

    graph: Graph
    own: Verdict
    rows: Sequence[DiscountRow]
    refused: Sequence[str]

    @property
    def titles(self) -> Mapping[str, str]:
        """What the discounts are called."""
        return titles_of(self.graph)

    @property
    def conclusion(self) -> Conclusion:
        """What moves."""
        return Conclusion(self.graph)


def compute(run: Run) -> Widths:
    """Take the prior of each discount half as wide and twice as wide."""
    ci_prob = run.settings.ci_prob
    level, rows = discount_rows(run.graph, headline_near=run.headline_near, ci_prob=ci_prob)
    checked_gate(level.gate, run.study.name)
    own = Verdict.of(run.fit, run.study.model.conclusion, ci_prob=ci_prob)
    good = [row for row in rows if row.narrow.gate.passed and row.wide.gate.passed]
    return Widths(run.graph, own, good, [row.name for row in rows if row not in good])


def write(result: Widths) -> list[Block]:
    """Tell which discount the headline rests on most, and whether one turns it over."""
    names = ", ".join(f"“{result.titles[name]}”" for name in result.refused)
    notes = [Note(f"Not shown, since a fit has not converged: {names}.")] if names else []
    return [Paragraph(_sentences(result)), *notes, *_pictures(result), *_tables(result)]


def _sentences(result: Widths) -> list[str]:
    if not result.rows:
        return ["No discount with a prior bears on the evidence of this study."]
    said = [_most(result), _turned(result), _quiet(result)]
    return [sentence for sentence in said if sentence]


def _most(result: Widths) -> str:
    first, conclusion = result.rows[0], result.conclusion
    narrow, wide, own = (conclusion.write(x.median) for x in (first.narrow, first.wide, result.own))
    return (
        f"It rests most on “{result.titles[first.name]}”: with that prior half as wide the median of {conclusion.name}"
        " is"
        f" {narrow}, and twice as wide {wide}, against {own} as the study is."
    )


def _turned(result: Widths) -> str:
    """Say which single widths put the median on the other side of the threshold."""
    own, record = result.conclusion.side(result.own.median), result.conclusion.record
    levels = [(row, text, each) for row in result.rows for text, each in _named(row)]
    turned = [
        f"{text} of {_its(result, row)}" for row, text, each in levels if result.conclusion.side(each.median) != own
    ]
    if turned:
        other = record.above if own == record.below else record.below
        return f"That {other} turns the likelier under {listed(turned)} alone."
    return f"Under each single change it stays more likely than not that {own}."


def _its(result: Widths, row: DiscountRow) -> str:
    """Name a discount, but for the first, which has just been named."""
    return "that prior" if row is result.rows[0] else f"“{result.titles[row.name]}”"


def _named(row: DiscountRow) -> tuple[tuple[str, Verdict], tuple[str, Verdict]]:
    return ("half the width", row.narrow), ("twice the width", row.wide)


def _quiet(result: Widths) -> str:
    quiet = [row for row in result.rows if exp(row.reach(result.own)) < NOTICED]
    if not quiet:
        return ""
    total, least = len(result.rows), f"{NOTICED - 1:.0%}"
    return f"The width of {len(quiet)} of the {total} discounts moves the median by less than {least}."


def _tables(result: Widths) -> list[Table]:
    medians = pd.DataFrame([_short(result, row) for row in result.rows])
    own = {"discount": "", "title": "The study as it is", "items": (), "width": "as it is"}
    widths = [own | result.own.numbers, *(each for row in result.rows for each in _long(result, row))]
    long = pd.DataFrame(widths).assign(times_default=lambda table: table["median"] / result.own.median)
    return [
        Table("medians", medians, _SHOWN, percents=result.conclusion.percents(*_SHOWN[1:4])),
        Table("widths", long, shown="nowhere"),
    ]


def _short(result: Widths, row: DiscountRow) -> dict[str, Any]:
    """Return a row a discount."""
    read: dict[str, Any] = {"discount": result.titles[row.name]}
    for name in ("median", "below", "mcse_median", "mcse_below"):
        read |= {f"{name}_half": getattr(row.narrow, name), f"{name}_twice": getattr(row.wide, name)}
    return read | {"median_as_it_is": result.own.median, "mcse_median_as_it_is": result.own.mcse_median}


def _long(result: Widths, row: DiscountRow) -> Iterator[dict[str, Any]]:
    """Yield a row a width of a discount."""
    for text, verdict in _named(row):
        what = {"discount": row.name, "title": result.titles[row.name], "items": row.items, "width": text}
        yield what | verdict.numbers


def _pictures(result: Widths) -> list[Picture]:
    if not result.rows:
        return []
    text = f"The median of {result.conclusion.name} with the prior of each discount half as wide and twice as wide."
    return [Picture("widths", partial(plot_discounts, result.graph, result.own, result.rows), text)]
