"""Terminal: a document for people at a command line, its figures left out."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from ...priors.errors import harmless
from .cells import Cell, grid
from .document import Block, Document, Facts, Heading, Note, Paragraph, Table

__all__ = ["show"]

PIPED_WIDTH = 160
"""Characters of a table that goes to a file or to another program."""

START = 40
"""Rows of a table that are shown; JSON and the report's files hold all."""


def show(document: Document) -> None:
    """Write a document to standard output."""
    console = Console(width=None if Console().is_terminal else PIPED_WIDTH)
    for block in document.blocks:
        for part in _parts(block, document):
            literal = Text(harmless(part)) if isinstance(part, str) else part
            console.print(literal, highlight=False, soft_wrap=isinstance(part, str))


def _parts(block: Block, document: Document) -> list[str | Grid]:
    match block:
        case Heading(level=1, text=words) | Note(text=words):
            return [words]
        case Paragraph(sentences=sentences):
            return list(sentences)
        case Facts(entries=entries):
            return [f"{name}: {_fact(value)}" for name, value in entries.items()]
        case Table(shown="everywhere" | "terminal", entries=True):
            names = [str(column) for column in block.visible.columns]
            return [line for row in grid(block, {}) for line in _entry(names, row)]
        case Table(shown="everywhere" | "terminal"):
            return _grid(block, document)
    return []


def _fact(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_fact(each)}".strip() for key, each in value.items()) or "none"
    if isinstance(value, str) and "\n" in value:
        return "".join(f"\n  {line}" for line in value.splitlines())
    return ", ".join(map(str, value)) or "none" if isinstance(value, list | tuple) else str(value)


def _entry(names: Sequence[str], row: Sequence[Cell]) -> list[str | Grid]:
    (_, first), *others = zip(names, row, strict=True)
    return [first.text, *(f"  {name.replace('_', ' ')}: {cell.text}" for name, cell in others if cell.text)]


def _grid(table: Table, document: Document) -> list[str | Grid]:
    """Return the table, or its start and how much of it is left out."""
    columns, rows = [str(column) for column in table.visible.columns], grid(table, {})
    of = f"{document.about['title']} as of {document.about['as_of']}"
    title = Text(harmless(f"{table.name.replace('_', ' ')}: {of}"))
    drawn = Grid(title=title, title_justify="left", pad_edge=False)
    for i, column in enumerate(columns):
        numeric = any(row[i].kind == "number" for row in rows)
        drawn.add_column(column.replace("_", " "), justify="right" if numeric else "left", overflow="fold")
    shown = rows if table.whole else rows[:START]
    for row in shown:
        drawn.add_row(*(Text(harmless(cell.text)) for cell in row))
    left_out = len(rows) - len(shown)
    return [drawn, *([f"… {left_out} more rows: --json"] if left_out else [])]
