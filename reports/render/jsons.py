"""JSON: a document for programs."""

import datetime as dt
import json
import math
import sys
from collections.abc import Mapping
from typing import Any

import click

from .document import Document, Facts, Note, Table

__all__ = ["dumps", "plain", "show"]


def plain(document: Document) -> dict[str, Any]:
    """Return what a document is about, its sentences, notes and facts, and its tables by name.

    A table is a list of rows, or, where rows have names, a mapping of them.
    """
    facts = {key: value for block in document.of(Facts) for key, value in block.entries.items()}
    notes = [note.text for note in document.of(Note)]
    tables = {name: _rows(table) for name, table in document.tables.items()}
    return {**document.about, "sentences": document.sentences, "notes": notes, **facts, **tables}


def _rows(table: Table) -> Any:
    frame = table.frame
    return frame.to_dict("index") if frame.index.name else frame.to_dict("records")


def dumps(value: object) -> str:
    """Write JSON; numbers that are not finite become null."""
    return json.dumps(_finite(value), indent=2, ensure_ascii=False, allow_nan=False)


def show(value: object) -> None:
    """Print JSON, with escapes for what standard output cannot encode."""
    text = dumps(value)
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    if text.encode(encoding, "replace") != text.encode(encoding, "ignore"):  # something cannot be encoded
        text = json.dumps(json.loads(text), indent=2)
    click.echo(text)


def _finite(value: object) -> object:
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return value
