"""HTML: a document as one self-contained page."""

import base64
import re
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any

import jinja2
from markupsafe import Markup, escape

from ...priors.errors import harmless
from ..render.cells import CAPTIONS, Cell, grid, heading
from ..render.document import Document, Heading, Table
from ..render.links import Links
from .plain import Drawn

__all__ = ["page"]


def page(document: Document, drawn: Mapping[str, Drawn], *, beside: Mapping[str, str] | None = None) -> str:
    """Write a document; its figures, drawn by name, are carried inside; what lies beside it is said with its file."""
    package, links = resources.files(__package__), Links.of(document)
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {
        "type": lambda block: type(block).__name__,
        "data": lambda svg: "data:image/svg+xml;base64," + base64.b64encode(svg).decode(),
        "inline": _inline,
        "caption": lambda name: CAPTIONS.get(name) or heading(name),
        "safe_link": lambda url: url if re.match("https?://", url) else "",
        "linked": lambda text, section, quantities=(): _linked(links, text, section, quantities),
        "places": lambda names: [(text, links.name(name)) for name, text in names.items()],
        "place": links.name,
    }
    template = environment.from_string((package / "report.html.j2").read_text(encoding="utf-8"))
    known = {
        "grids": {name: _grid(table, document.titles) for name, table in document.tables.items()},
        "sections": [block for block in document.of(Heading) if block.level == 2 and block.name],
        "style": (package / "report.css").read_text(encoding="utf-8"),
        "beside": beside or {},
    }
    return harmless(template.render(document=document, drawn=drawn, **known))


def _linked(links: Links, text: str, section: str, quantities: Sequence[tuple[str, str]]) -> Markup:
    """Return a section's sentences with what leads somewhere as links, its numbers with what prints them."""
    command = links.origins[section].command if section in links.origins else ""
    anchor = Markup('<a class="from" href="#{}"{}>{}</a>')
    said = Markup(' title="{}"').format(command) if command else ""
    return Markup("").join(
        anchor.format(where, "" if part in links.titles else said, part) if where else escape(part)
        for part, where in links.sentence(text, section, quantities)
    )


def _inline(svg: bytes) -> Markup:
    """Return a picture, whose texts Matplotlib escapes, as part of the page, where what it links to is found."""
    text = svg.decode()
    return Markup(re.sub(r'xlink:href="[^"#]*index\.html#', 'xlink:href="#', text[text.index("<svg") :]))


def _grid(table: Table, titles: Mapping[str, str]) -> dict[str, Any]:
    """Return a table's headings and rows, with the rows' names; a heading looks as the first cell below it."""
    rows, columns = grid(table, titles), list(map(str, table.visible.columns))
    header = [
        Cell(next((row[i].kind for row in rows if row[i].text), ""), table.labels.get(column) or heading(column))
        for i, column in enumerate(columns)
    ]
    if table.entries:
        entries = [dict(zip(columns, row, strict=True)) for row in rows]
        return {"rows": [_facts(entry, header, str(table.frame.index.name)) for entry in entries], "names": table.keys}
    return {"header": header, "rows": rows, "names": table.keys}


def _facts(entry: Mapping[str, Cell], header: list[Cell], key: str) -> dict[str, Any]:
    """Return an entry's cells by their columns, and those that say something with their headings."""
    labelled = zip(header, entry.items(), strict=True)
    facts = [(label.text, cell) for label, (name, cell) in labelled if name not in (key, "title") and cell.text]
    return {**entry, "facts": facts}
