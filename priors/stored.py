"""Stored studies: everything that a study assumes as plain values, and back."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from .catalogue import as_table, catalogue, record
from .errors import StudyError, quoted
from .evidence_item import EvidenceItem
from .merging import Merged
from .records import Quantity, read_date
from .statements import Claim
from .study import Study
from .units import parse_unit

__all__ = ["study_content", "study_from"]

_KEYS = ("name", "title", "as_of", "choices", "quantities", "evidence", "claims")


def study_content(study: Study) -> dict[str, Any]:
    """Return all that a study assumes as plain values, which JSON can hold."""
    return {
        "name": study.name,
        "title": study.title,
        "file": study.file,
        "model": study.model.folder,
        "subject": study.subject.model_dump(mode="json"),
        "correlations": {name: entry.model_dump(mode="json") for name, entry in study.correlations.items()},
        "coordinates": dict(study.model.coordinates),
        "as_of": study.as_of.isoformat(),
        "choices": dict(study.choices),
        "weights": study.weights,
        "quantities": {name: _entry(entry) for name, entry in study.quantities.items()},
        "evidence": {name: _entry(item) for name, item in study.evidence.items()},
        "claims": {name: _entry(claim) for name, claim in study.claims.items()},
    }


def _entry(entry: Quantity | EvidenceItem | Claim) -> dict[str, Any]:
    return {**entry.model_dump(mode="json"), "file": entry.file}


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
    for key in ("name", "title", "model"):
        if not isinstance(content.get(key, ""), str):
            raise StudyError(f"{quoted(content[key])} is not text", file=file, key=key)
    data = catalogue(content.get("model", ""), file=file, key="model")
    quantities = _records(Quantity, content, "quantities", file)
    for name, entry in quantities.items():
        parse_unit(entry.unit, file=file, key=f"quantities.{name}.unit")
    merged = Merged.of(data)
    merged.add(file, {"choices": content["choices"], "weights": content.get("weights", {})})
    if as_table(content.get("subject", {}), file, "subject").get("name"):
        merged.add(file, {"subject": content["subject"]})
    merged.quantities = quantities
    merged.add(file, {"correlations": content.get("correlations", {})})
    titles = as_table(content.get("coordinates", data.model.coordinates), file, "coordinates")
    return merged.study(
        model=merged.model.model_copy(update={"coordinates": {name: str(title) for name, title in titles.items()}}),
        name=content["name"],
        title=content["title"],
        as_of=read_date(content["as_of"], file=file, key="as_of"),
        quantities=quantities,
        evidence=_records(EvidenceItem, content, "evidence", file),
        claims=_records(Claim, content, "claims", file),
        file=file,
    )


def _records[Entry: BaseModel](kind: type[Entry], content: Mapping[str, Any], key: str, file: str) -> dict[str, Entry]:
    """Check entries; each remembers the file that it was in at first."""
    records = {}
    for name, entry in as_table(content[key], file, key).items():
        table = as_table(entry, file, f"{key}.{name}")
        said = {k: v for k, v in table.items() if k != "file"}
        made = record(kind, said, file, f"{key}.{name}")
        records[name] = made.model_copy(update={"file": str(table.get("file", file))})
    return records
