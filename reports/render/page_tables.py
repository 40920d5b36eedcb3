"""Page tables: a section's first table as a reader of the page sees it, in words instead of names."""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from .table import Table
from .words import cell, label, titled, unit_words

__all__ = ["Cell", "PageTable", "heading", "page_table"]

HEADINGS = {
    "cheaper_alone": "P(cheaper) alone",
    "cheaper_half": "P(cheaper), half as wide",
    "cheaper_twice": "P(cheaper), twice as wide",
    "cheaper_without": "P(cheaper) without it",
    "flipped": "Pairs on two sides of 100%",
    "gain": "Fall in the chance of being wrong",
    "gain_with_all_evidence": "Fall with all evidence to date",
    "high": "High end",
    "low": "Low end",
    "mcse": "Monte Carlo error",
    "median": "Median ratio",
    "median_alone": "Ratio alone",
    "median_as_it_is": "Median ratio as the study is",
    "median_half": "Median ratio, prior half as wide",
    "median_twice": "Median ratio, prior twice as wide",
    "median_without": "Ratio without it",
    "nats": "Nats beside the others",
    "nats_alone": "Nats alone",
    "nats_together": "Nats of all",
    "needed_by_mean": "Needed by the mean",
    "needed_by_median": "Needed by the median",
    "node": "Quantity",
    "outside_99": "Outside its 99% interval",
    "pairs": "Pairs that differ in it alone",
    "post": "In the post",
    "posterior_at_high": "After, input high",
    "posterior_at_low": "After, input low",
    "posterior_median": "Expected after the evidence",
    "posterior_tail": "Chance after, of a report as far out",
    "prior_at_high": "Before, input high",
    "prior_at_low": "Before, input low",
    "prior_median": "Expected before the evidence",
    "prior_tail": "Chance before, of a report as far out",
    "probability_at_least": "P(at least the post's high end)",
    "probability_cheaper": "P(deployment cheaper)",
    "share_flipped": "Part of the pairs",
    "share_of_everything": "Part of all that could be spared",
    "share_of_variance": "Part of the variance of the log ratio",
    "shapley": "Shapley effect, after",
    "sobol_total": "Sobol index, before",
    "tail_probability": "Chance of a report as far out",
    "title": "What",
    "together": "All together",
}
"""Columns whose names say too little to a stranger."""

NAMES = ("item", "input", "node", "discount")
"""Columns that hold the name of an item or a quantity."""

_DATE = re.compile(r"\d{4}-\d\d-\d\d")


class Cell(NamedTuple):
    """A text, and the class that its look depends on: ``n`` a number, ``d`` a date, ``t`` a title."""

    text: str
    kind: str


class PageTable(NamedTuple):
    """Headings with their classes, and rows."""

    header: list[Cell]
    rows: list[list[Cell]]


def page_table(table: Table, titles: Mapping[str, str]) -> PageTable:
    """Write a table in words."""
    writers = [_writer(column, titles) for column in table.header]
    rows = [
        [Cell(write(value), _kind(name, value)) for name, write, value in zip(table.header, writers, row, strict=True)]
        for row in table.rows
    ]
    kinds = [next((row[i].kind for row in rows if row[i].text), "") for i in range(len(table.header))]
    return PageTable([Cell(heading(name), kind) for name, kind in zip(table.header, kinds, strict=True)], rows)


def heading(column: str) -> str:
    """Write a column's name in words."""
    return HEADINGS.get(column, column.replace("_", " ").capitalize())


def _writer(column: str, titles: Mapping[str, str]) -> Callable[[object], str]:
    if column in NAMES:
        return lambda value: _titled(cell(value), titles)
    if column == "items":
        return lambda value: _titled(cell(value), titles) or "none yet"
    if column == "unit":
        return lambda value: unit_words(cell(value))
    return (lambda value: label(cell(value))) if column == "target" else cell


def _titled(text: str, titles: Mapping[str, str]) -> str:
    """Write the titles of names with blanks between them; a text that is none stays as it is."""
    names = text.split()
    known = all(name.partition("[")[0] in titles or name in titles for name in names)
    return "; ".join(titled(name, titles) for name in names) if known else text


def _kind(column: str, value: object) -> str:
    if column in (*NAMES, "items", "title"):
        return "t"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return "n"
    return "d" if isinstance(value, str) and _DATE.fullmatch(value) else ""
