"""Tables of the page: words instead of names, and a class for what must not wrap."""

import pytest

from llm_barriers.reports.render.page_tables import HEADINGS, heading, page_table
from llm_barriers.reports.render.table import Table
from llm_barriers.reports.render.words import titles_of

TITLES = {"first": "The first item", "second": "The second", "cost": "Cost", "twitter": "Twitter campaign"}


def test_names_become_titles_and_units_words():
    header = ("item", "items", "node", "unit", "target")
    row = ("first", "first second", "cost[twitter]", "usd/year", "cost_ratio")
    (cells,) = page_table(Table(header, [row]), TITLES).rows
    assert [cell.text for cell in cells] == [
        "The first item",
        "The first item; The second",
        "Cost, Twitter campaign",
        "US dollars per year",
        "Cost ratio",
    ]


def test_no_items_are_told_as_that():
    assert page_table(Table(("items",), [("",)]), TITLES).rows[0][0].text == "none yet"


def test_what_is_no_name_stays_as_it_is():
    (cells,) = page_table(Table(("item", "title"), [("Prior", "first")]), TITLES).rows
    assert [cell.text for cell in cells] == ["Prior", "first"]


def test_numbers_and_dates_have_classes_that_their_headings_share():
    table = page_table(Table(("date", "median", "said"), [(None, None, True), ("2017-12-31", 0.5, False)]), {})
    assert [cell.kind for cell in table.rows[1]] == ["d", "n", ""]
    assert [cell.kind for cell in table.header] == ["d", "n", ""]
    assert [cell.text for cell in table.rows[0]] == ["", "", "yes"]


@pytest.mark.parametrize("column", HEADINGS)
def test_headings_are_words(column):
    assert "_" not in heading(column)
    assert heading(column) != column


def test_every_item_and_node_has_a_title(graphs):
    graph = graphs("reanalysis")
    titles = titles_of(graph)
    assert {*graph.study.evidence, *graph.names} <= titles.keys()
    assert titles["leopold_2019"] == graph.study.evidence["leopold_2019"].title
