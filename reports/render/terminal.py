"""Terminal: a document for people at a command line, its figures left out."""

import pandas as pd
from rich.console import Console
from rich.table import Table as Grid

from .cells import kind, text
from .document import Block, Document, Facts, Note, Paragraph, Table

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
            console.print(part, markup=False, highlight=False, soft_wrap=isinstance(part, str))


def _parts(block: Block, document: Document) -> list[str | Grid]:
    match block:
        case Note(text=words):
            return [words]
        case Paragraph(sentences=sentences):
            return list(sentences)
        case Facts(entries=entries):
            return [f"{name}: {_fact(value)}" for name, value in entries.items()]
        case Table(shown="everywhere" | "terminal", entries=True):
            return [line for _, row in block.visible.iterrows() for line in _entry(row)]
        case Table(shown="everywhere" | "terminal"):
            return _grid(block, document)
    return []


def _fact(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_fact(each)}".strip() for key, each in value.items()) or "none"
    if isinstance(value, str) and "\n" in value:
        return "".join(f"\n  {line}" for line in value.splitlines())
    return ", ".join(map(str, value)) or "none" if isinstance(value, list | tuple) else str(value)


def _entry(row: "pd.Series[object]") -> list[str | Grid]:
    (_, first), *others = ((str(column), text(str(column), value, {})) for column, value in row.items())
    return [first, *(f"  {column.replace('_', ' ')}: {words}" for column, words in others if words)]


def _grid(table: Table, document: Document) -> list[str | Grid]:
    """Return the table, or its start and how much of it is left out."""
    visible = table.visible
    of = f"{document.about['study']} as of {document.about['as_of']}"
    grid = Grid(title=f"{table.name.replace('_', ' ')}: {of}", title_justify="left", pad_edge=False)
    for column in map(str, visible.columns):
        numeric = any(kind(column, value) == "number" for value in visible[column])
        grid.add_column(column.replace("_", " "), justify="right" if numeric else "left", overflow="fold")
    rows = visible if table.whole else visible[:START]
    for row in rows.itertuples(index=False):
        grid.add_row(*(text(str(column), value, {}) for column, value in zip(visible.columns, row, strict=True)))
    left_out = len(visible) - len(rows)
    return [grid, *([f"… {left_out} more rows: --json"] if left_out else [])]
