"""Links: titles lead to entries, numbers to where they are from, and nothing else leads anywhere."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_barriers.reports.render.bibtex import bibtex
from llm_barriers.reports.render.document import Document, Facts, Origin, Table, frame
from llm_barriers.reports.render.links import Links

LINKS = Links.of(
    Document(
        [
            Table("entries", frame(("name", "title"), [("cost", "The 3 costs")], index="name"), entries=True),
            Table("rows", frame(("name", "title"), [("price", "Price")])),
            Table("hidden", frame(("name", "title"), [("no", "Hidden")], index="name"), shown="nowhere"),
            Facts({"press": "A paper"}, {"press": "https://example.org"}),
            *(Origin("part", "", "say it"), Origin("whole", "cost", "say it")),
        ],
        titles={"cost": "The 3 costs", "price": "Price", "cost[a]": "Of a"},
    )
)


@pytest.mark.parametrize(
    ("text", "led"),
    [
        ("It is 260% (85% to $1.3M), or ×1.2.", ["260%", "85%", "$1.3M", "×1.2"]),
        ("“The 3 costs” is 5,000, by −3 or +0.12 or 1.2e−5.", ["The 3 costs", "5,000", "−3", "+0.12", "1.2e−5"]),
        ("In December 2022, on 2022-12-21, GPT-3 and an A100 and “Price 7” and “Hidden”.", []),
        ("“Of a” is <0.03 with 80–90%.", ["Of a", "<0.03", "80"]),
    ],
)
def test_titles_and_numbers_lead_somewhere(text, led):
    parts = LINKS.sentence(text, "part")
    assert "".join(part for part, _ in parts) == text
    assert [part for part, where in parts if where] == led
    assert {where for part, where in parts if where} <= {"entries-cost", "from-part"}


@given(st.text())
def test_a_sentence_stays_as_it_is(text):
    assert "".join(part for part, _ in LINKS.sentence(text, "part")) == text


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("It is 3.", ["entries-cost"]),
        ("“Price” (now 3%, was 4%), and 5.", ["rows-price"] * 3 + ["entries-cost"]),
        ("“Price” moves most, its median from 3 to 4. It is 5.", ["rows-price"] * 3 + ["entries-cost"]),
        ("“Price” (May), 3 → 4; “Hidden” (5).", ["rows-price"] + ["entries-cost"] * 3),
        ("It is 3 (2 to 4), not 5; 3 again.", ["rows-price"] * 3 + ["entries-cost", "entries-cost"]),
    ],
)
def test_a_number_leads_to_what_it_is_of(text, places):
    quantities = [("3 (2 to 4)", "cost[a]")] if "(2 to 4)" in text else []
    links = replace(LINKS, names={"cost[a]": "rows-price", **LINKS.names}) if quantities else LINKS
    assert [where for _, where in links.sentence(text, "whole", quantities) if where] == places


def test_a_section_that_does_not_say_where_its_numbers_are_from_has_no_such_links():
    assert LINKS.sentence("It is 3 of “The 3 costs”.", "other") == [
        ("It is 3 of “", ""), ("The 3 costs", "entries-cost"), ("”.", ""),
    ]  # fmt: skip


def test_names_lead_to_entries_and_sources():
    assert [LINKS.name(name) for name in ("cost", "cost[a]", "press", "price")] == [
        "entries-cost", "entries-cost", "source-press", "",
    ]  # fmt: skip


def test_what_bibtex_reads_as_commands_is_text():
    assert bibtex(
        "online", "key", {"title": r"50% of $x_1$ & {y} \z", "author": "A & B", "url": "a_b", "year": ""}
    ) == (
        "@online{key,\n"
        r"  title = {50\% of \$x\_1\$ \& \{y\} \textbackslash{}z},"
        "\n"
        r"  author = {{A \& B}},"
        "\n  url = {a_b},\n}"
    )
