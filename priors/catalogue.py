"""The catalogue: the shipped data files as checked records."""

from functools import cache
from importlib import resources

from pydantic import BaseModel

from .checking import record as record
from .files import Table as Table
from .files import as_table as as_table
from .files import read_toml as read_toml
from .model_record import ModelRecord
from .records import Choice, Event, EvidenceItem, PublishedFigure, Quantity, Source
from .statements import Claim

__all__ = ["DATA", "Table", "as_table", "events", "published_figures", "read_toml", "record", "sources"]
__all__ += ["shipped_claims", "shipped_evidence", "shipped_model", "shipped_options", "shipped_quantities"]

DATA = resources.files(__package__) / "data"


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
