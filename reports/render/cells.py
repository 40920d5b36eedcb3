"""Cells: a table's headings and values as a reader sees them, words instead of names, digits as the error allows."""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import pandas as pd

from .document import Table
from .words import cell, label, number, percent, probability, signed, titled, unit_words

__all__ = ["CAPTIONS", "Cell", "grid", "heading", "kind", "text"]

HEADINGS = {
    "below_alone": "P(below) alone",
    "below_half": "P(below), half as wide",
    "below_twice": "P(below), twice as wide",
    "below_without": "P(below) without it",
    "ess": "Effective draws",
    "flipped": "Pairs on two sides of the threshold",
    "gain": "Fall in the chance of being wrong",
    "gain_with_all_evidence": "Fall with all evidence to date",
    "high": "High end",
    "low": "Low end",
    "median_alone": "Median alone",
    "median_as_it_is": "Median as the study is",
    "median_half": "Median, prior half as wide",
    "median_twice": "Median, prior twice as wide",
    "median_without": "Median without it",
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
    "rhat": "R-hat",
    "share_flipped": "Part of the pairs",
    "share_of_everything": "Part of all that could be spared",
    "shapley": "Shapley effect, after",
    "sobol_total": "Sobol index, before",
    "tail_probability": "Chance of a report as far out",
    "title": "What",
    "together": "All together",
    "variance": "Part of the variance of the log",
}
"""Columns whose names say too little to a stranger."""

CAPTIONS = {
    "audit_missed": "Figures of the post that do not come out, and why",
    "calibration_calibrations": "Refits to reports that were simulated, and how many intervals held what they should",
    "checks_expected": "What was expected of each report, before the evidence and after it",
    "comparison_attribution": "What each difference does: factors on medians, points of the probability",
    "discounts_medians": "The conclusion with each discount's prior half and twice as wide",
    "graph_choices": "The choices that no prior covers, and what this study takes",
    "implied_needed": "What each discount would have to be, by way in which the reports may enter",
    "items": "The conclusion without each item and with it alone",
    "multiverse_choices": "How often each choice turns the conclusion over",
    "reconstructions": "Ways to have made the conclusion's printed figures",
    "rooms": "The conclusion under each option",
    "sensitivity_inputs": "Each target with each input held low and high, and the parts of its variance",
    "summary_short": "What the answer turns on, and what it rests on",
    "timeline_states": "The conclusion by date",
    "unused_medians": "Medians before the evidence, with each item alone and with all",
    "update_conclusion": "The conclusion after each item, in order of date",
    "value_of_information_worth": "What is most worth knowing or seeing",
    "what_if_moves": "What moves most, before and after",
}
"""What tables hold that are shown on the page unfolded; one that is folded says it itself."""

TITLED = ("discount", "discounts", "input", "item", "items", "measured_by", "measures", "node", "parents", "used_by")
"""Columns that hold names of items or quantities, which have titles."""

CODE = ("command", "figure", "formula", "misses", "name", "quantity")
"""Columns that hold names that are used as such."""

NAMED = (*TITLED, "name", "quantity", "source")
"""Columns whose names have entries."""


PROBABILITIES = frozenset(
    {
        *("at_least", "below", "below_alone", "below_half", "below_twice", "below_without", "prior_tail"),
        *("posterior_tail", "tail_probability"),
    }
)
"""Columns of probabilities, which are written as everywhere else."""


class Cell(NamedTuple):
    """What a cell's look depends on, what it says, and of names, what is said of each."""

    kind: str
    text: str
    names: Mapping[str, str] = MappingProxyType({})


def grid(table: Table, titles: Mapping[str, str]) -> list[list[Cell]]:
    """Write the rows of a table that are shown; a number has no more digits than its Monte Carlo error allows."""
    columns = [str(column) for column in table.visible.columns]
    return [[_cell(table, name, row, titles) for name in columns] for row in table.flat.to_dict("records")]


def _cell(table: Table, column: str, row: Mapping[Any, Any], titles: Mapping[str, str]) -> Cell:
    value, error = row[column], row.get(f"mcse_{column}")
    error = None if pd.isna(error) else error
    own = not table.percents_of or table.percents_of in (row.get("name"), row.get("target"))
    if column in table.percents and own and pd.notna(value):
        return Cell("number", percent(value, error=error))
    if column in table.probabilities and pd.notna(value):
        return Cell("number", probability(value, error=error))
    if column.removeprefix("mcse_") in table.probabilities and pd.notna(value):
        return Cell("number", number(100 * value))
    if column in table.points and pd.notna(value):
        return Cell("number", signed(100 * value, error=100 * error if error else None))
    names = [value] if isinstance(value, str) else value if isinstance(value, list | tuple) else []
    known = {name: text(column, name, titles) for name in names} if column in NAMED else {}
    return Cell(kind(column, value), text(column, value, titles, error=error), known)


def heading(column: str) -> str:
    """Write a column's name in words."""
    if column.startswith("mcse_"):
        return "Monte Carlo error"
    return HEADINGS.get(column, column.replace("_", " ").capitalize())


def text(column: str, value: Any, titles: Mapping[str, str], *, error: float | None = None) -> str:
    """Write a value: a name as its title where it has one, and nothing for what is missing."""
    if isinstance(value, list | tuple):
        names = [text(column, each, titles) for each in value]
        return "; ".join(names) or ("none yet" if column == "items" else "none")
    if pd.isna(value):
        return ""
    if isinstance(value, float):
        write = probability if column in PROBABILITIES else number
        return write(value, error=None if pd.isna(error) else error)
    return _words(column, cell(value), titles)


def _words(column: str, written: str, titles: Mapping[str, str]) -> str:
    if column == "unit":
        return unit_words(written)
    if column == "target":
        return label(written)
    known = written in titles or written.partition("[")[0] in titles
    return titled(written, titles) if column in TITLED and known else written


def kind(column: str, value: Any) -> str:
    """Return what the look of a cell depends on: code, quote, source, title, number or date."""
    if column in CODE:
        return "code"
    if column in ("quote", "source"):
        return column
    if column in (*TITLED, "title"):
        return "title"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return "number"
    return "date" if isinstance(value, dt.date) else ""
