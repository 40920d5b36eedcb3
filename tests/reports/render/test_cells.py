"""Cells of tables: words instead of names, and a kind for what must not wrap."""

import datetime as dt

import pandas as pd
import pytest

from llm_barriers.reports.render.cells import HEADINGS, grid, heading, kind, text
from llm_barriers.reports.render.document import Table

TITLES = {"first": "The first item", "second": "The second", "cost": "Cost", "twitter": "Twitter campaign"}


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("item", "first", "The first item"),
        ("items", ("first", "second"), "The first item; The second"),
        ("items", (), "none yet"),
        ("parents", [], "none"),
        ("node", "cost[twitter]", "Cost, Twitter campaign"),
        ("unit", "usd/year", "US dollars per year"),
        ("target", "cost_ratio", "Cost ratio"),
        ("item", "Prior", "Prior"),
        ("title", "first", "first"),
        ("date", dt.date(2017, 12, 31), "2017-12-31"),
        ("said", True, "yes"),
        ("median", None, ""),
        ("median", float("nan"), ""),
        ("median", 0.123, "0.12"),
    ],
)
def test_names_become_titles_and_numbers_are_short(column, value, words):
    assert text(column, value, TITLES) == words


@pytest.mark.parametrize(
    ("column", "value", "kinds"),
    [
        ("median", 0.5, "number"),
        ("date", dt.date(2017, 12, 31), "date"),
        ("said", False, ""),
        ("item", "first", "title"),
        ("quote", "said", "quote"),
        ("measures", "cost", "title"),
        ("name", "cost", "code"),
    ],
)
def test_what_a_cell_is_depends_on_its_column_and_its_value(column, value, kinds):
    assert kind(column, value) == kinds


@pytest.mark.parametrize("column", HEADINGS)
def test_headings_are_words(column):
    assert "_" not in heading(column)
    assert heading(column) != column


@pytest.mark.parametrize(("of", "written"), [("", ["270%", "50%"]), ("ratio", ["270%", "0.5"])])
def test_ratios_are_percentages_in_the_rows_of_the_conclusion(of, written):
    frame = pd.DataFrame({"name": ["ratio", "share"], "before": [2.7, 0.5]})
    rows = grid(Table("moves", frame, percents=["before"], percents_of=of), {})
    assert [row[1].text for row in rows] == written


def test_changes_of_probabilities_are_points():
    frame = pd.DataFrame({"below": [-0.845, 0.003], "mcse_below": [0.002, 0.002]})
    rows = grid(Table("moves", frame, ("below",), points=["below"]), {})
    assert [row[0].text for row in rows] == ["−84", "+0.3"]
