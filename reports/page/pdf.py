"""PDF: a document as a paper, by typst; what it says goes there as data, so that no text of a study is markup."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib import resources
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ...priors import StudyError
from ..render.cells import CAPTIONS, Cell, grid, heading
from ..render.document import (
    Block,
    Code,
    Document,
    Facts,
    Failure,
    Heading,
    Note,
    Origin,
    Paragraph,
    Picture,
    Table,
)
from ..render.links import Links, place
from .plain import Drawn

__all__ = ["PAPER", "check_typst", "laid_out", "pdf"]

PAPER = "report.typ"

LONG = 50
"""Most letters of a line of a table's column."""

Pieces = list[dict[str, str]]


def check_typst() -> None:
    """Refuse a PDF where there is no typst.

    Raises
    ------
    StudyError
        If there is none.
    """
    if not find_spec("typst"):
        raise StudyError("a PDF needs typst, which is not installed: pip install 'llm-barriers[pdf]'", key="--pdf")


def pdf(document: Document, drawn: Mapping[str, Drawn]) -> bytes:
    """Write a document with its figures, tagged, with an outline and links; the same bytes each time."""
    import matplotlib
    import typst

    with TemporaryDirectory(prefix="llm-barriers-") as name:
        laid_out(document, drawn, Path(name))
        fonts = [Path(matplotlib.get_data_path()) / "fonts" / "ttf"]
        written = typst.compile(
            Path(name) / PAPER, root=Path(name), font_paths=fonts, ignore_system_fonts=True, pdf_standards="ua-1"
        )
    assert isinstance(written, bytes)
    return written


def laid_out(document: Document, drawn: Mapping[str, Drawn], folder: Path) -> None:
    """Write what typst makes a PDF of: the figures, all that is said, and `PAPER`, which is the same for every one."""
    about = document.about
    said = {
        "title": document.title,
        "about": f"{about['title']}, as of {about['as_of']}",
        "blocks": _blocks(document, drawn),
    }
    for figure, each in drawn.items():
        (folder / f"{figure}.svg").write_bytes(each.svg)
    (folder / "document.json").write_text(json.dumps(said), encoding="utf-8")
    (folder / PAPER).write_text((resources.files(__package__) / PAPER).read_text(encoding="utf-8"), encoding="utf-8")


def _blocks(document: Document, drawn: Mapping[str, Drawn]) -> list[dict[str, Any]]:
    """Return the blocks that are shown, the contents before the first section; a folded table is left to its file."""
    listed = [block for block in document.blocks if not isinstance(block, Table) or block.entries]
    links, section, made = Links.of(replace(document, blocks=listed)), "summary", list[dict[str, Any]]()
    first = next((block for block in document.of(Heading) if block.level == 2), None)
    for block in document.blocks:
        if isinstance(block, Heading):
            section = block.name or section
            made += [{"type": "outline"}] if block is first else []
        if isinstance(block, Picture) and not block.whole:  # which is a map, too large for a page of paper
            made.append(_picture(block, drawn[block.name]) | {"half": block.half})
        elif isinstance(block, Table) and _printed(block):
            made.append(_table(block, document, links))
        elif not isinstance(block, Table | Picture):
            made.append(_words(block, links, section))
    return _halved(made)


def _printed(table: Table) -> bool:
    shown = table.shown in ("everywhere", "page") and (table.entries or not table.folded)
    return shown and not table.frame.empty


def _words(block: Block, links: Links, section: str) -> dict[str, Any]:
    match block:
        case Heading(text, level, name):
            return {"type": "heading", "text": text, "level": level, "place": name}
        case Paragraph(sentences, kind, quantities):
            pieces = _pieces(links.sentence(" ".join(sentences), section, quantities))
            return {"type": "paragraph", "kind": kind, "pieces": pieces}
        case Code(text):
            return {"type": "code", "text": text}
        case Origin(name, node, command):
            of = [(", of " if command else "of ", ""), (node, links.name(node))] if node else []
            return {"type": "origin", "place": f"from-{name}", "command": command, "pieces": _pieces(of)}
        case Facts():
            return {"type": "facts", "facts": [_fact(block, name) for name in block.entries]}
        case Note(text) | Failure(text=text):
            return {"type": "note", "text": text}
    raise TypeError(f"{block!r} is not of words")


def _fact(block: Facts, name: str) -> dict[str, Any]:
    url = block.links.get(name, "")
    pieces = [(f"{block.entries[name]} ", ""), (url, url if re.match("https?://", url) else "")]
    return {"name": name, "place": f"source-{name}" if block.links else "", "pieces": _pieces(pieces)}


def _picture(block: Picture, drawn: Drawn) -> dict[str, Any]:
    about = {"caption": block.caption, "alt": drawn.finding, "file": f"{block.name}.svg"}
    return {"type": "picture", "place": f"figure-{block.name}", **about}


def _halved(blocks: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put figures that are half as wide as the page beside each other."""
    made = list[dict[str, Any]]()
    for half, each in groupby(blocks, key=lambda block: bool(block.get("half"))):
        some = list(each)
        made += [{"type": "halves", "pictures": some}] if half else some
    return made


def _table(table: Table, document: Document, links: Links) -> dict[str, Any]:
    columns, rows = list(map(str, table.visible.columns)), grid(table, document.titles)
    header = [table.labels.get(column) or heading(column) for column in columns]
    about = {"place": f"table-{table.name}", "caption": table.folded or CAPTIONS.get(table.name) or heading(table.name)}
    if not table.entries:
        kinds = [next((row[i].kind for row in rows if row[i].text), "") for i in range(len(columns))]
        cells = [[_cell(cell, links) for cell in row] for row in rows]
        widths = [_width(title, [row[i].text for row in rows]) for i, title in enumerate(header)]
        return {"type": "table", "header": header, "kinds": kinds, "widths": widths, "rows": cells, **about}
    entries = [dict(zip(columns, row, strict=True)) for row in rows]
    if not table.frame.index.name:
        told = [
            {
                "question": row["question"].text,
                "pieces": _pieces(links.sentence(row["answer"].text, row["section"].text)),
            }
            for row in entries
        ]
        return {"type": "answers", "rows": told}
    key, labels = str(table.frame.index.name), dict(zip(columns, header, strict=True))
    named = [
        {
            "title": row["title"].text,
            "name": str(name),
            "place": place(table, name),
            "facts": [
                {"label": labels[column], "kind": cell.kind, "pieces": _cell(cell, links)}
                for column, cell in row.items()
                if column not in (key, "title") and cell.text
            ],
        }
        for name, row in zip(table.frame.index, entries, strict=True)
    ]
    return {"type": "entries", "rows": named, **about}


def _width(title: str, texts: Sequence[str]) -> int:
    """Return how wide a column is beside others: its longest word fits, and long texts have more room."""
    longest = max(len(word) for text in (title, *texts, ".") for word in text.split())
    return max(longest, min(LONG, sum(map(len, texts)) // (len(texts) or 1)))


def _cell(cell: Cell, links: Links) -> Pieces:
    if not cell.names:
        return _pieces([(cell.text, "")])
    parts = [[(text, links.name(name)), ("; ", "")] for name, text in cell.names.items()]
    return _pieces([part for pair in parts for part in pair][:-1])


def _pieces(parts: Sequence[tuple[str, str]]) -> Pieces:
    return [{"text": text, "to": to} for text, to in parts]
