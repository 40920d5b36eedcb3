"""The paper: a document's texts are data to typst, never markup; it is tagged, and the same each time."""

import json

import pytest
import typst

from llm_barriers.priors import StudyError
from llm_barriers.reports.page import pdf
from llm_barriers.reports.page.plain import Drawn
from llm_barriers.reports.render.document import (
    Code,
    Document,
    Facts,
    Heading,
    Note,
    Origin,
    Paragraph,
    Picture,
    Table,
    frame,
)
from llm_barriers.reports.sections.telling import _levelled

MARKUP = '#panic("no") *b* $x$ <a> @b ] [ \\ {1} `c` https://x.org'
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'


@pytest.fixture(scope="module")
def document():
    facts = frame(("name", "title", "parents", "quote"), [("cost", MARKUP, ("price",), MARKUP), ("price", "P", (), "")])
    return Document(
        [
            Heading(MARKUP, 1),
            Paragraph([f"It is 12% ({MARKUP})."], "headline"),
            *(Picture(name, lambda width: None, "", half=True) for name in ("left", "right")),
            Table("short", frame(("question", "answer", "section"), [(MARKUP, MARKUP, "part")]), entries=True),
            Heading(MARKUP, 2, "part"),
            Table("claims", frame(("name", "title"), [("one", "Row")])),
            *(Paragraph([f"“{MARKUP}” is 3, “Row” (2)."]), Origin("part", "cost", MARKUP), Note(MARKUP), Code(MARKUP)),
            Table("rows", frame(("item", "median"), [(MARKUP, 1.5)])),
            Table("entries", facts.set_index("name"), entries=True, folded=MARKUP),
            Picture("whole", lambda: None, MARKUP),
            Facts({"key": MARKUP}, {"key": "https://example.org"}),
        ],
        {"title": MARKUP, "as_of": "2022-12-31"},
        {"cost": MARKUP},
    )


@pytest.fixture(scope="module")
def drawn():
    return {name: Drawn(SVG, None, MARKUP) for name in ("left", "right", "whole")}


def test_no_text_is_markup(document, drawn, tmp_path):
    pdf.laid_out(document, drawn, tmp_path)
    headings = json.loads(typst.query(tmp_path / pdf.PAPER, "heading", root=tmp_path))
    assert [heading["body"]["text"] for heading in headings if "text" in heading["body"]][:1] == [MARKUP]
    shown = typst.query(tmp_path / pdf.PAPER, "raw", root=tmp_path)
    assert MARKUP in [each["text"] for each in json.loads(shown)]
    links = json.loads(typst.query(tmp_path / pdf.PAPER, "link", root=tmp_path))
    assert {str(link["dest"]) for link in links if "://" in str(link["dest"])} == {"https://example.org"}


def test_a_map_and_a_table_without_rows_are_left_to_the_page(drawn, tmp_path):
    blocks = [Picture("whole", lambda: None, "Map", whole=True), Table("none", frame(("item",), []))]
    said = Document([Heading("It", 1), *blocks], {"title": "It", "as_of": "2022-12-31"}, {})
    pdf.laid_out(said, drawn, tmp_path)
    shown = json.loads((tmp_path / "document.json").read_text(encoding="utf-8"))["blocks"]
    assert [block["type"] for block in shown] == ["heading"]


def test_it_is_tagged_has_an_outline_and_is_the_same_each_time(document, drawn):
    paper = pdf.pdf(document, drawn)
    assert paper == pdf.pdf(document, drawn)
    assert paper.startswith(b"%PDF") and b"/StructTreeRoot" in paper and b"/Outlines" in paper


def test_no_heading_skips_a_level_where_sections_are_left_out():
    """Which a tagged paper may not, and readers of a page by ear stumble over."""
    headings = list(_levelled([Heading(str(level), level) for level in (1, 3, 3, 2, 3)]))
    assert [heading.level for heading in headings] == [1, 2, 2, 2, 3]
    said = Document([*headings, Origin("part", "cost")], {"title": "It", "as_of": "2022-12-31"}, {"cost": "Cost"})
    assert pdf.pdf(said, {}).startswith(b"%PDF")


def test_without_typst_it_is_refused_at_once(monkeypatch):
    monkeypatch.setattr(pdf, "find_spec", lambda name: None)
    with pytest.raises(StudyError, match="pip install"):
        pdf.check_typst()
