"""HTML: a document as one self-contained page."""

import base64
from collections.abc import Mapping
from importlib import resources
from typing import Any, NamedTuple

import jinja2

from ..render.cells import Cell, grid, heading
from ..render.document import Document, Table

__all__ = ["Drawn", "page"]


class Drawn(NamedTuple):
    """A figure's picture, and what it shows in a sentence."""

    svg: bytes
    finding: str


def page(document: Document, drawn: Mapping[str, Drawn]) -> str:
    """Write a document; its figures, drawn by name, are carried inside."""
    package = resources.files(__package__)
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {
        "type": lambda block: type(block).__name__,
        "data": lambda svg: "data:image/svg+xml;base64," + base64.b64encode(svg).decode(),
    }
    template = environment.from_string((package / "report.html.j2").read_text(encoding="utf-8"))
    style = (package / "report.css").read_text(encoding="utf-8")
    grids = {name: _grid(table, document.titles) for name, table in document.tables.items()}
    return template.render(document=document, drawn=drawn, grids=grids, style=style)


def _grid(table: Table, titles: Mapping[str, str]) -> dict[str, list[Any]]:
    """Return a table's headings and rows; a heading looks as the first cell below it that says something."""
    rows = grid(table, titles)
    header = [
        Cell(next((row[i].kind for row in rows if row[i].text), ""), table.labels.get(column) or heading(column))
        for i, column in enumerate(map(str, table.visible.columns))
    ]
    return {"header": header, "rows": rows}
