"""HTML: a document as one self-contained page."""

import base64
import re
from collections.abc import Mapping
from importlib import resources
from typing import Any

import jinja2
from markupsafe import Markup

from ..render.cells import CAPTIONS, Cell, grid, heading
from ..render.document import Document, Facts, Heading, Table
from .plain import Drawn

__all__ = ["page"]


def page(document: Document, drawn: Mapping[str, Drawn], *, explorer: bool = False) -> str:
    """Write a document; its figures, drawn by name, are carried inside; the explorer, if there is one, is beside it."""
    package = resources.files(__package__)
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {
        "type": lambda block: type(block).__name__,
        "data": lambda svg: "data:image/svg+xml;base64," + base64.b64encode(svg).decode(),
        "inline": _inline,
        "caption": lambda name: CAPTIONS.get(name) or heading(name),
        "safe_link": lambda url: url if re.match("https?://", url) else "",
    }
    template = environment.from_string((package / "report.html.j2").read_text(encoding="utf-8"))
    style = (package / "report.css").read_text(encoding="utf-8")
    grids = {name: _grid(table, document.titles) for name, table in document.tables.items()}
    sections = [block for block in document.of(Heading) if block.level == 2 and block.name]
    sources = {key for block in document.of(Facts) if block.links for key in block.entries}
    known = {"grids": grids, "sections": sections, "sources": sources, "style": style, "explorer": explorer}
    return template.render(document=document, drawn=drawn, **known)


def _inline(svg: bytes) -> Markup:
    """Return a picture, whose texts Matplotlib escapes, as part of the page, where what it links to is found."""
    text = svg.decode()
    return Markup(re.sub(r'xlink:href="[^"#]*index\.html#', 'xlink:href="#', text[text.index("<svg") :]))


def _grid(table: Table, titles: Mapping[str, str]) -> dict[str, list[Any]]:
    """Return a table's headings and rows, with the rows' names; a heading looks as the first cell below it."""
    rows = grid(table, titles)
    header = [
        Cell(next((row[i].kind for row in rows if row[i].text), ""), table.labels.get(column) or heading(column))
        for i, column in enumerate(map(str, table.visible.columns))
    ]
    names = [str(name) for name in table.frame.index] if table.frame.index.name else []
    return {"header": header, "rows": rows, "names": names}
