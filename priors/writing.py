"""Writing: a study as the TOML that it could have been read from."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from .correlation import Correlation
from .evidence_item import EvidenceItem
from .loading import load_study
from .prior import Prior
from .records import Quantity
from .statements import Claim
from .study import Study, split_name

__all__ = ["key_toml", "study_toml", "toml"]

Entry = Quantity | EvidenceItem | Claim | Correlation


def study_toml(study: Study) -> str:
    """Return a study's file: what it extends, and all in which it differs from that.

    Notes
    -----
    It extends the reanalysis, the blank study, or the model of its own that it is of.
    """
    base = _base(study)
    head = {"title": study.title, **_extends(study), "as_of": study.as_of.isoformat()}
    parts = [f"{key} = {toml(value)}" for key, value in head.items()]
    tables = {
        **_subject(study),
        **_changed("choices", study.choices, base.choices),
        **{f"weights.{name}": weights for name, weights in study.weights.items() if base.weights.get(name) != weights},
        **_changed_entries("quantities", study.quantities, base.quantities),
        **_formulas(study, base),
        **_changed_entries("evidence", study.evidence, base.evidence),
        **_changed_entries("claims", study.claims, base.claims),
        **_scenarios(study, base),
        **_changed_entries("correlations", study.correlations, base.correlations),
    }
    written = [
        f"[{name}]\n" + "\n".join(f"{key_toml(k)} = {toml(v)}" for k, v in t.items()) for name, t in tables.items()
    ]
    return "\n".join(parts) + "\n\n" + "\n\n".join(written) + "\n"


def _base(study: Study) -> Study:
    if study.model.folder not in ("", *_extended()):
        from .merging import Merged  # here, where a model is of the user's own

        return Merged.of(study.catalogue).study()
    return load_study(_extended()[study.model.folder])


def _extended() -> dict[str, str]:
    """Return what studies extend, by their model."""
    return {"": "reanalysis", "general": "blank"}


def _extends(study: Study) -> dict[str, str]:
    known = _extended()
    return {"extends": known[study.model.folder]} if study.model.folder in known else {"model": study.model.folder}


def _subject(study: Study) -> dict[str, Any]:
    entries = {k: v for k, v in study.subject.model_dump(mode="json").items() if v}
    return {"subject": entries} if study.subject.name else {}


def _changed(name: str, own: Mapping[str, Any], base: Mapping[str, Any]) -> dict[str, Any]:
    changed = {key: value for key, value in own.items() if base.get(key) != value}
    return {name: changed} if changed else {}


def _formulas(study: Study, base: Study) -> dict[str, Any]:
    """Return which quantities of the base have their formula back."""
    gone = [name for name in base.quantities if name not in study.quantities and not _left_out(name, study)]
    return {f"quantities.{key_toml(name)}": {"formula": True} for name in gone}


def _left_out(name: str, study: Study) -> bool:
    """Whether a quantity is of a scenario that the study leaves out."""
    coordinate = split_name(name)[1]
    return coordinate is not None and all(split_name(other)[1] != coordinate for other in study.quantities)


def _scenarios(study: Study, base: Study) -> dict[str, Any]:
    ours, theirs = study.model.coordinates, base.model.coordinates
    titles = {name: {"title": title} for name, title in ours.items() if theirs.get(name) != title}
    known = {split_name(name)[1] for name in study.quantities}
    dropped = {c for c in (split_name(name)[1] for name in base.quantities) if c and c not in known}
    return {
        f"scenarios.{key_toml(n)}": entry for n, entry in (titles | {c: {"include": False} for c in dropped}).items()
    }


def _entry(entry: Entry, base: Entry | None) -> dict[str, Any]:
    """Return what an entry says as plain values: what is neither left as it is unless given, nor as the base has it."""
    plain, theirs = _plain(entry), {} if base is None else _plain(base)
    unless_given = {key: json.loads(json.dumps(field.default, default=str)) for key, field in _fields(entry)}
    return {k: v for k, v in plain.items() if k in _KEPT or v != unless_given[k] or theirs.get(k, v) != v}


_KEPT = {"unit", "prior", "basis", "include", "cluster", "subject"}


def _fields(entry: Entry) -> Any:
    return type(entry).model_fields.items()


def _plain(entry: Entry) -> dict[str, Any]:
    return entry.model_dump(mode="json", exclude_none=True)


def _changed_entries(name: str, own: Mapping[str, Any], base: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tables of entries that differ from the base's."""
    changed = {k: entry for k, entry in own.items() if k not in base or _plain(entry) != _plain(base[k])}
    return {f"{name}.{key_toml(key)}": _entry(entry, base.get(key)) for key, entry in changed.items()}


def key_toml(name: str) -> str:
    """Write a key as TOML does, in quotes where it needs them."""
    return name if name.replace("_", "").replace("-", "").isalnum() and name.isascii() else json.dumps(name)


def toml(value: object) -> str:
    """Write a value as TOML does."""
    match value:
        case bool():
            return "true" if value else "false"
        case dict():
            return "{ " + ", ".join(f"{key_toml(k)} = {toml(v)}" for k, v in value.items()) + " }"
        case list() | tuple():
            return "[" + ", ".join(map(toml, value)) + "]"
        case dt.date():
            return f'"{value.isoformat()}"'
        case Prior():
            return toml({"family": value.family, **value.parameters})
        case float():
            short = f"{value:g}".replace("e+", "e").replace("e0", "e").replace("e-0", "e-")
            return short if "e" in short and len(short) < len(repr(value)) and float(short) == value else repr(value)
        case int():
            return repr(value)
    return json.dumps(str(value), ensure_ascii=False)
