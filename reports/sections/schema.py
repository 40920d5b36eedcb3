"""Schema: what each command prints for programs, as a JSON Schema."""

from collections.abc import Mapping
from typing import Any

from .catalogue import SECTIONS
from .columns import COLUMNS, KINDS, MORE
from .section import Section

__all__ = ["schemas"]

Schema = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"
TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
COUNT: Schema = {"type": "integer"}
NUMBER: Schema = {"type": ["number", "null"]}
NAMES: Schema = {"type": "array", "items": TEXT}
DATE: Schema = {"type": ["string", "null"], "format": "date"}

_TYPES = {"text": {"type": ["string", "null"]}, "date": DATE, "flag": FLAG, "names": NAMES, "count": COUNT}
_KINDS = {name: kind for kind, names in KINDS.items() for name in names.split()}


def _object(properties: Mapping[str, Schema], *optional: str, others: Schema | bool = False) -> Schema:
    """Return an object with these keys and no others, or others of one kind."""
    required = [key for key in properties if key not in optional]
    return {"type": "object", "properties": dict(properties), "required": required, "additionalProperties": others}


def _each(value: Schema) -> Schema:
    """Return an object of values of one kind, by names that are the study's."""
    return {"type": "object", "additionalProperties": value}


_GATE = _object({"passed": FLAG}, others={"type": ["number", "integer", "boolean", "object", "null"]})
_ABOUT = {
    "study": TEXT,
    "title": TEXT,
    "as_of": {"type": "string", "format": "date"},
    "method": {"enum": ["weights", "particles", "chains"]},
    "cut": FLAG,
    "gate": _GATE,
    "sentences": NAMES,
    "notes": NAMES,
}
_CHECKED: dict[str, Schema] = {
    "digest": TEXT,
    "quantities": COUNT,
    "nodes": COUNT,
    "items_in": NAMES,
    "claims": COUNT,
    "choices": _each(TEXT),
    "weights": _each(_each({"type": "number"})),
    "without_effect": NAMES,
}
_EXPLAINED: dict[str, Schema] = {
    **{"name": TEXT, "unit": TEXT, "part": TEXT, "dims": _each(NAMES), "formula": _TYPES["text"], "parents": NAMES},
    **{"relative_weights": _each({"type": "number"}), "ancestors": COUNT},
}
_FACTS: dict[str, dict[str, Schema]] = {
    "explain": _EXPLAINED,
    "priors_check": _CHECKED,
    "priors_quotes": {"source": TEXT, "quotes_found": COUNT},
}
_PRIOR = _object({"family": TEXT}, others={"type": ["number", "array"]})
_QUANTILES: Schema = {"type": "array", "items": {"type": "number"}}
_KEPT = {"folder": TEXT, **dict.fromkeys(("entries", "bytes", "max_bytes", "other_versions"), COUNT)}
_FAMILY = {"parameters": {"type": "array", "items": NAMES}, "example": _PRIOR, "quantiles": _QUANTILES}
_ELICITED = _object({"prior": _PRIOR, "quantiles": _QUANTILES, "error": {"type": "number"}})
_OTHERS = {
    "reproduce": _object(
        {"files": COUNT, "touched": NAMES, "differing": NAMES, "versions": _each(NAMES), "same": FLAG},
    ),
    "priors families": _object({"families": _each(_object(_FAMILY))}),
    "priors draw": _object(
        {key: {"type": "number"} for key in ("low", "median", "high", "ci_prob")}
        | {"priors": {"type": "array", "items": _ELICITED}}
    ),
    "store info": _object(
        {**_KEPT, **dict.fromkeys(("oldest", "newest"), DATE | {"format": "date-time"})}
        | {"tasks": _each(_object({"entries": COUNT, "bytes": COUNT}))}
    ),
}


def schemas() -> dict[str, Schema]:
    """Return the schema of what every command prints with ``--json``, by the command's words."""
    made = {" ".join(section.words): _answer(section) for section in SECTIONS if section.help} | _OTHERS
    return {words: {"$schema": DRAFT, "title": f"llm-barriers {words} --json", **each} for words, each in made.items()}


def _answer(section: Section) -> Schema:
    """Return the schema of a section's answer: what it is of, its own values, and tables, of which some may lack."""
    tables = {name: _table(columns) for name, columns in COLUMNS[section.name].items()}
    others = _table(MORE[section.name]) if section.name in MORE else False
    whole = {**_ABOUT, **_FACTS.get(section.name, {}), **tables}
    return _object(whole, "method", "cut", "gate", *tables, others=others)


def _table(columns: str) -> Schema:
    """Return the schema of a table: a list of rows, or rows by name."""
    keyed, row = columns.startswith("key: "), _row(columns.removeprefix("key: "))
    return _each(row) if keyed else {"type": "array", "items": row}


def _row(columns: str) -> Schema:
    properties: dict[str, Schema] = {}
    for column in columns.replace(" *", "").split():
        name, _, kind = column.removesuffix("±").partition(":")
        properties[name] = _TYPES.get(kind or _KINDS.get(name, ""), NUMBER)
        properties |= {f"mcse_{name}": NUMBER} if column.endswith("±") else {}
    return _object(properties, others={"type": ["string", "number", "null"]} if columns.endswith("*") else False)
