"""One document, three writers: each says the same sentences and the same numbers."""

import datetime as dt
import html
import json
import re

import pytest

from llm_barriers.reports.page.html import Drawn, page
from llm_barriers.reports.render import terminal
from llm_barriers.reports.render.document import (
    Document,
    Facts,
    Heading,
    Note,
    Paragraph,
    Picture,
    Table,
    frame,
    named,
)
from llm_barriers.reports.render.jsons import dumps, plain

ROWS = [("first", 0.123456, dt.date(2020, 1, 2)), ("second", None, None)]


@pytest.fixture
def document():
    rows = frame(("item", "median", "date"), ROWS)
    blocks = [
        Heading("All <of> it", 1),
        Heading("A part", 2, "part"),
        Paragraph(["One says 12%.", "Another says <1%."]),
        Note("Something is missing."),
        Facts({"node": "cost", "items": ["first", "second"], "choices": {"room": "none"}}),
        Picture("curve", lambda width: None, "How it runs.", command="draw it"),
        Table("short", rows, ("item", "median"), {"median": "Median of all"}),
        Table("long", rows.set_index("item"), shown="nowhere"),
        Table("folded", rows, folded="All rows"),
    ]
    return Document(blocks, {"study": "mine", "title": "Mine", "as_of": "2022-12-31"}, {"first": "The first item"})


@pytest.fixture
def written(document):
    return html.unescape(page(document, {"curve": Drawn(b"<svg/>", b"<svg/>", "It rises", ("svg", "csv"))}))


def test_json_has_every_sentence_and_every_table(document):
    written = json.loads(dumps(plain(document)))
    assert list(written)[:4] == ["study", "title", "as_of", "sentences"]
    assert written["sentences"] == ["One says 12%.", "Another says <1%."]
    assert written["notes"] == ["Something is missing."]
    assert written["choices"] == {"room": "none"}
    assert written["short"] == [
        {"item": "first", "median": 0.123456, "date": "2020-01-02"},
        {"item": "second", "median": None, "date": None},
    ]
    assert written["long"]["first"] == {"median": 0.123456, "date": "2020-01-02"}


def test_the_page_has_every_sentence_and_the_tables_that_are_shown(document, written):
    assert "One says 12%. Another says <1%." in written
    assert "<title>All <of> it</title>" in written
    assert '<a href="#part">A part</a>' in written and '<h2 id="part">A part</h2>' in written
    assert 'alt="It rises"' in written and "How it runs." in written and "<code>draw it</code>" in written
    assert re.findall('href="(figures/[^"]*)"', written) == ["figures/curve.svg", "figures/curve.csv"]
    assert "Median of all" in written
    assert '<th scope="row" class="title">The first item</th><td class="number">0.12</td></tr>' in written
    assert written.count("<table") == written.count("<caption") == 2
    assert written.count('tabindex="0"') == 3  # what may scroll: the tables and the list of contents
    assert "<summary>All rows</summary>" in written


def test_what_is_text_stays_text(document):
    assert "All &lt;of&gt; it" in page(document, {"curve": Drawn(b"", b"", '"quoted"')})


def test_the_terminal_has_the_same_sentences_and_numbers_under_their_names(document, capsys):
    terminal.show(document)
    out = capsys.readouterr().out
    assert "One says 12%.\nAnother says <1%.\nSomething is missing.\n" in out
    assert "items: first, second" in out and "choices: room none" in out
    assert out.count("0.12") == 2 and "The first item" not in out
    assert "long" not in out


@pytest.mark.parametrize(("whole", "shown"), [(False, 40), (True, 43)])
def test_the_terminal_shows_the_start_of_a_table(capsys, whole, shown):
    rows = frame(("name", "value"), [(f"row {i}", float(i)) for i in range(43)])
    terminal.show(Document([Table("first", rows, whole=whole)], {"study": "mine", "title": "Mine", "as_of": "2022"}))
    out = capsys.readouterr().out
    assert out.count("row ") == shown
    assert out.endswith("… 3 more rows: --json\n") is not whole


def test_entries_are_listed_without_what_is_missing(capsys):
    rows = frame(("name", "unit", "quote"), [("cost", "usd", "so much"), ("time", "day", "")])
    terminal.show(Document([Table("inputs", rows, entries=True)]))
    assert capsys.readouterr().out == "cost\n  unit: US dollars\n  quote: so much\ntime\n  unit: days\n"


def test_names_of_a_section_s_files_begin_with_its_own():
    tables = named("part", [Table("part", frame(("a",), [])), Table("rows", frame(("a",), []))])
    assert [table.name for table in tables] == ["part", "part_rows"]


def test_columns_have_the_type_of_their_values():
    made = frame(("name", "count", "share", "names"), [("a", 1, None, ["b"]), ("c", 2, 0.5, [])], index="name")
    assert [str(each) for each in made.dtypes] == ["int64", "float64", "object"]
    assert list(made.index) == ["a", "c"]


def test_json_holds_no_nan():
    assert json.loads(dumps({"a": [float("nan"), float("inf"), 1.0]})) == {"a": [None, None, 1.0]}
