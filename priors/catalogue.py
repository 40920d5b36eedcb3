"""The catalogue: the shipped data files as checked records."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from .errors import StudyError, unknown_name
from .model_record import ModelRecord
from .records import Choice, Event, EvidenceItem, PublishedFigure, Quantity, Source
from .statements import Claim

__all__ = ["DATA", "Table", "as_table", "events", "published_figures", "read_toml", "record", "sources"]
__all__ += ["shipped_claims", "shipped_evidence", "shipped_model", "shipped_options", "shipped_quantities"]

DATA = resources.files(__package__) / "data"

Table = dict[str, Any]


def read_toml(path: "Path | resources.abc.Traversable") -> Table:
    """Read a TOML file.

    Raises
    ------
    StudyError
        If it cannot be read, or is not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StudyError(f"is not valid TOML: {error}", file=str(path)) from None
    except OSError as error:
        raise StudyError(f"cannot be read: {error.strerror}", file=str(path)) from None


def as_table(value: object, file: str, key: str) -> Table:
    """Return a value that has to be a table.

    Raises
    ------
    StudyError
        If it is none.
    """
    if not isinstance(value, dict):
        raise StudyError(f"{value!r} is not a table", file=file, key=key)
    return value


def record[Record: BaseModel](kind: type[Record], entries: Mapping[str, Any], file: str, key: str) -> Record:
    """Check a table against its record.

    Raises
    ------
    StudyError
        With the first thing wrong, in one sentence.
    """
    extra = {"file": file} if "file" in kind.model_fields else {}
    try:
        return kind.model_validate({**entries, **extra})
    except ValidationError as error:
        first = error.errors()[0]
        raise StudyError(_sentence(kind, first), file=file, key=".".join([key, *_path(first)])) from None


def _path(error: Mapping[str, Any]) -> list[str]:
    return [str(part) for part in error["loc"] if part not in ("node",) or error["loc"][-1] == part]


def _sentence(kind: type[BaseModel], error: Mapping[str, Any]) -> str:
    value, message = error["input"], str(error["msg"]).removeprefix("Value error, ")
    match error["type"]:
        case "extra_forbidden":
            return unknown_name(str(error["loc"][-1]), kind.model_fields.keys() - {"file"}, what="key")
        case "missing":
            return "is missing"
        case "literal_error":
            allowed = [word.strip("'") for word in error["ctx"]["expected"].replace(" or ", ", ").split(", ")]
            return unknown_name(str(value), allowed, what="value")
        case "value_error":
            return message
    return f"{value!r}: {message[0].lower()}{message[1:]}"


def _file[Record: BaseModel](name: str, kind: type[Record]) -> dict[str, Record]:
    return {key: record(kind, entries, name, key) for key, entries in read_toml(DATA / name).items()}


@cache
def shipped_quantities() -> dict[str, Quantity]:
    """Return the post's own quantities, by name."""
    files = sorted(p.name for p in (DATA / "quantities").iterdir() if p.name.endswith(".toml"))
    found: dict[str, Quantity] = {}
    for name in files:
        found |= _file(f"quantities/{name}", Quantity)
    return found


@cache
def shipped_model() -> ModelRecord:
    """Return the record of the post's argument."""
    return record(ModelRecord, read_toml(DATA / "model.toml"), "model.toml", "model")


@cache
def shipped_evidence() -> dict[str, EvidenceItem]:
    """Return the evidence items, by name."""
    return _file("evidence.toml", EvidenceItem)


@cache
def shipped_claims() -> dict[str, Claim]:
    """Return the claims, by name."""
    return _file("claims.toml", Claim)


@cache
def shipped_options() -> dict[str, Choice]:
    """Return the structural choices with their options, by name."""
    return _file("choices.toml", Choice)


@cache
def published_figures() -> dict[str, PublishedFigure]:
    """Return every figure that the post prints as an estimate or a result, by name, in its order."""
    return _file("figures.toml", PublishedFigure)


@cache
def events() -> dict[str, Event]:
    """Return what happened to the post, by name: ``post`` and ``edit``."""
    return _file("events.toml", Event)


@cache
def sources() -> dict[str, Source]:
    """Return the bibliography, by source key."""
    return _file("bibliography.toml", Source)
