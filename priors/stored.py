"""Stored studies: everything that a study assumes as plain values, and back."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from .catalogue import as_table, catalogue, record
from .errors import StudyError
from .records import EvidenceItem, Quantity
from .statements import Claim
from .study import Study

__all__ = ["study_content", "study_from"]

_KEYS = ("name", "title", "as_of", "choices", "quantities", "evidence", "claims")


def study_content(study: Study) -> dict[str, Any]:
    """Return all that a study assumes as plain values, which JSON can hold."""
    return {
        "name": study.name,
        "title": study.title,
        "model": study.model.folder,
        "as_of": study.as_of.isoformat(),
        "choices": dict(study.choices),
        "quantities": {name: _quantity(entry) for name, entry in study.quantities.items()},
        "evidence": {name: _entry(item) for name, item in study.evidence.items()},
        "claims": {name: _entry(claim) for name, claim in study.claims.items()},
    }


def _quantity(entry: Quantity) -> dict[str, Any]:
    return {**_entry(entry), "prior": {"family": entry.prior.family, **entry.prior.parameters}}


def _entry(entry: Quantity | EvidenceItem | Claim) -> dict[str, Any]:
    return {**entry.model_dump(mode="json", exclude={"prior"}), "file": entry.file}


def study_from(content: Mapping[str, Any], *, file: str) -> Study:
    """Return the study of `study_content`, with its model and its structural choices as they are now.

    Parameters
    ----------
    content : mapping
    file : str
        Where it was read from.

    Raises
    ------
    StudyError
        If the content is not that of a study.
    """
    missing = [key for key in _KEYS if key not in content]
    if missing:
        raise StudyError(f"is no stored study: {', '.join(missing)} is missing", file=file)
    try:
        as_of = dt.date.fromisoformat(str(content["as_of"]))
    except ValueError:
        raise StudyError(f"{content['as_of']!r} is not a date", file=file, key="as_of") from None
    data = catalogue(str(content.get("model", "")), file=file, key="model")
    return Study(
        name=str(content["name"]),
        title=str(content["title"]),
        as_of=as_of,
        quantities=_records(Quantity, content, "quantities", file),
        evidence=_records(EvidenceItem, content, "evidence", file),
        choices=dict(content["choices"]),
        claims=_records(Claim, content, "claims", file),
        options=data.options,
        file=file,
        model=data.model,
    )


def _records[Entry: BaseModel](kind: type[Entry], content: Mapping[str, Any], key: str, file: str) -> dict[str, Entry]:
    """Check entries; each remembers the file that it was in at first."""
    found = {}
    for name, entry in as_table(content[key], file, key).items():
        table = as_table(entry, file, f"{key}.{name}")
        said = {k: v for k, v in table.items() if k != "file"}
        made = record(kind, said, file, f"{key}.{name}")
        found[name] = made.model_copy(update={"file": str(table.get("file", file))})
    return found
