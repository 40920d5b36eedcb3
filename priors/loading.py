"""Reading studies from TOML: the shipped catalogue, and overlays that change what they name.

Files are merged and checked layer by layer, so that an error names the file that holds it.
"""

import datetime as dt
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from .errors import StudyError, unknown_name
from .records import Choice, Claim, EvidenceItem, PublishedFigure, Quantity, Source, last_day
from .study import Study, split_name
from .units import conversion_factor, parse_unit

__all__ = ["DEFAULT_STUDY", "SHIPPED", "load_study", "published_figures", "read_date", "sources"]

SHIPPED = ("published", "author", "reanalysis")
"""Names of the studies that come with the package."""

DEFAULT_STUDY = "reanalysis"

_DATA = resources.files(__package__) / "data"
_STUDY_KEYS = ("title", "extends", "as_of", "choices", "quantities", "evidence", "claims")
_RESTATED = {"source": "", "quote": "", "note": "", "basis": "judgement"}
_EXCLUDES = {"value": ("low", "high"), "low": ("value", "sd"), "high": ("value", "sd")}

Table = dict[str, Any]
Record = TypeVar("Record", bound=BaseModel)


def load_study(study: str | Path = DEFAULT_STUDY, *, as_of: dt.date | None = None) -> Study:
    """Read a study.

    Parameters
    ----------
    study : str or Path
        A name in `SHIPPED`, or the path of a TOML file that extends one of them (or another file).
    as_of : datetime.date, optional
        Date to take instead of the study's own.

    Raises
    ------
    StudyError
        If a file cannot be used; the message names file, key and value, and what is allowed.
    """
    layers = _chain(study)
    merged = _Merged()
    for file, table in layers:
        merged.add(file, table)
    file, top = layers[-1]
    return Study(
        name=str(study) if study in SHIPPED else Path(study).stem,
        title=top.get("title") or f"{Path(study).stem}, which extends {top['extends']}",
        as_of=as_of or merged.as_of,
        quantities=merged.quantities,
        evidence=merged.evidence,
        choices=merged.choices,
        claims=merged.claims,
        options=_options(),
        file=file,
    )


def read_date(text: str, *, file: str | None = None, key: str | None = None) -> dt.date:
    """Read ``YYYY-MM-DD``, ``YYYY-MM``, ``YYYY`` or ``today``.

    Raises
    ------
    StudyError
        If the text is no date.
    """
    if text == "today":
        return dt.date.today()
    try:
        return last_day(text)
    except ValueError as error:
        raise StudyError(f"{error}, or 'today'", file=file, key=key) from None


def _read(path: Any) -> Table:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StudyError(f"is not valid TOML: {error}", file=str(path)) from None
    except OSError as error:
        raise StudyError(f"cannot be read: {error.strerror}", file=str(path)) from None


def _chain(study: str | Path) -> list[tuple[str, Table]]:
    """Return the layers of a study, the one that extends nothing first."""
    layers: list[tuple[str, Table]] = []
    seen: set[str] = set()
    while True:
        file, table, folder = _layer(study, layers[-1][0] if layers else None)
        if file in seen:
            raise StudyError(f"{str(study)!r} extends itself", file=layers[0][0], key="extends")
        seen.add(file)
        layers.append((file, table))
        if "extends" not in table:
            break
        study = _parent(table["extends"], file, folder)
    if layers[-1][0] != _shipped_file("published"):
        message = f"is missing. Allowed: {', '.join(SHIPPED)}, or the path of another study"
        raise StudyError(message, file=layers[-1][0], key="extends")
    return layers[::-1]


def _shipped_file(name: str) -> str:
    return f"studies/{name}.toml"


def _layer(study: str | Path, origin: str | None) -> tuple[str, Table, Path]:
    if study in SHIPPED:
        return _shipped_file(str(study)), _read(_DATA / "studies" / f"{study}.toml"), Path()
    path = Path(study)
    if path.suffix != ".toml":
        problem = unknown_name(str(study), SHIPPED, what="study").removesuffix(".") + ", or the path of a TOML file."
        raise StudyError(problem, file=origin, key="extends" if origin else "--study")
    return str(path), _read(path), path.parent


def _parent(parent: object, file: str, folder: Path) -> str | Path:
    if not isinstance(parent, str) or not parent:
        raise StudyError(
            f"{parent!r} names no study. Allowed: {', '.join(SHIPPED)}, or a path", file=file, key="extends"
        )
    return folder / parent if parent.endswith(".toml") else parent


class _Merged:
    """The layers so far, as checked records."""

    def __init__(self) -> None:
        self.quantities: dict[str, Quantity] = dict(_catalogue())
        self.evidence: dict[str, EvidenceItem] = dict(_evidence())
        self.claims: dict[str, Claim] = dict(_claims())
        self.choices: dict[str, str] = {}
        self.as_of = dt.date.max

    def add(self, file: str, table: Table) -> None:
        """Apply one layer; a choice's option changes quantities before the layer's own entries do."""
        for key in table.keys() - set(_STUDY_KEYS):
            raise StudyError(unknown_name(key, _STUDY_KEYS, what="key"), file=file, key=key)
        if "as_of" in table:
            self.as_of = read_date(str(table["as_of"]), file=file, key="as_of")
        for name, option in _tables(table, "choices", file).items():
            self._choose(file, name, option)
        for name, entry in _tables(table, "quantities", file).items():
            self._change_quantity(file, f"quantities.{name}", name, entry)
        for name, entry in _tables(table, "evidence", file).items():
            self._change_evidence(file, name, entry)
        for name, entry in _tables(table, "claims", file).items():
            old = dict(self.claims.get(name, (("quote", ""),)))
            self.claims[name] = _record(Claim, {**old, **_table(entry, file, f"claims.{name}")}, file, f"claims.{name}")

    def _choose(self, file: str, name: str, option: object) -> None:
        choices, key = _options(), f"choices.{name}"
        if name not in choices:
            raise StudyError(unknown_name(name, choices, what="choice"), file=file, key=key)
        options = choices[name].options
        if option not in options:
            raise StudyError(unknown_name(str(option), options, what="option"), file=file, key=key)
        self.choices[name] = str(option)
        for quantity, entry in options[str(option)].quantities.items():
            self._change_quantity(f"choices.toml, {name}={option}", f"quantities.{quantity}", quantity, entry)

    def _change_quantity(self, file: str, key: str, name: str, entry: object) -> None:
        table = _table(entry, file, key)
        if table == {"formula": True}:
            self.quantities.pop(name, None)
            return
        base = self.quantities.get(name) or self.quantities.get(split_name(name)[0])
        old = dict(base) if base else {"title": name}
        self.quantities[name] = _record(Quantity, _overlaid(old, table, file, key), file, key)

    def _change_evidence(self, file: str, name: str, entry: object) -> None:
        key = f"evidence.{name}"
        table = _table(entry, file, key)
        old = dict(self.evidence.get(name, ()))
        if not old and "measures" not in table:
            raise StudyError(unknown_name(name, self.evidence, what="evidence item"), file=file, key=key)
        dropped = {other for given in table for other in _EXCLUDES.get(given, ())} - table.keys()
        kept = {k: v for k, v in old.items() if k not in dropped}
        self.evidence[name] = _record(EvidenceItem, {**kept, **table}, file, key)


def _overlaid(old: Table, table: Table, file: str, key: str) -> Table:
    """Merge a quantity's entry into what it changes; a new prior brings its own unit and provenance."""
    if "prior" not in table:
        if "unit" in table and "unit" in old and table["unit"] != old["unit"]:
            raise StudyError("a new unit needs a new prior", file=file, key=f"{key}.unit")
        return {**old, **table}
    unit = table.get("unit")
    if not isinstance(unit, str):
        wanted = old.get("unit", "such as 'usd' or 'dimensionless'")
        raise StudyError(
            f"is missing. Allowed: {wanted!r}, or a unit that converts to it", file=file, key=f"{key}.unit"
        )
    parse_unit(unit, file=file, key=f"{key}.unit")
    prior = _table(table["prior"], file, f"{key}.prior")
    factor = conversion_factor(unit, old["unit"], file=file, key=f"{key}.unit") if "unit" in old else 1.0
    return {**old, **_RESTATED, **table, "unit": old.get("unit", unit), "prior": {**prior, "factor": factor}}


def _tables(table: Table, key: str, file: str) -> Table:
    return _table(table.get(key, {}), file, key)


def _table(value: object, file: str, key: str) -> Table:
    if not isinstance(value, dict):
        raise StudyError(f"{value!r} is not a table", file=file, key=key)
    return value


def _record(kind: type[Record], table: Mapping[str, Any], file: str, key: str) -> Record:
    """Check a table against its record, and turn the first thing wrong into one sentence."""
    extra = {"file": file} if "file" in kind.model_fields else {}
    try:
        return kind.model_validate({**table, **extra})
    except ValidationError as error:
        first = error.errors()[0]
        raise StudyError(_sentence(kind, first), file=file, key=".".join([key, *_path(first)])) from None


def _path(error: Mapping[str, Any]) -> list[str]:
    return [str(part) for part in error["loc"] if part not in ("node",) or error["loc"][-1] == part]


def _sentence(kind: type[BaseModel], error: Mapping[str, Any]) -> str:
    value, message = error["input"], error["msg"].removeprefix("Value error, ")
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


def _file(name: str, kind: type[Record]) -> dict[str, Record]:
    return {key: _record(kind, table, name, key) for key, table in _read(_DATA / name).items()}


@cache
def _catalogue() -> dict[str, Quantity]:
    """Return the post's own quantities, by name."""
    files = sorted(p.name for p in (_DATA / "quantities").iterdir() if p.name.endswith(".toml"))
    found: dict[str, Quantity] = {}
    for name in files:
        found |= _file(f"quantities/{name}", Quantity)
    return found


@cache
def _evidence() -> dict[str, EvidenceItem]:
    return _file("evidence.toml", EvidenceItem)


@cache
def _claims() -> dict[str, Claim]:
    return _file("claims.toml", Claim)


@cache
def _options() -> dict[str, Choice]:
    return _file("choices.toml", Choice)


@cache
def published_figures() -> dict[str, PublishedFigure]:
    """Return every figure that the post prints as an estimate or a result, by name, in its order."""
    return _file("figures.toml", PublishedFigure)


@cache
def sources() -> dict[str, Source]:
    """Return the bibliography, by source key."""
    return _file("bibliography.toml", Source)
