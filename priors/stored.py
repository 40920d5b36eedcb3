"""Stored studies: everything that a study assumes as plain values, and back."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from .catalogue import MODELS, as_table, catalogue, record
from .errors import StudyError, quoted
from .evidence_item import EvidenceItem
from .files import from_here
from .merging import Merged
from .records import Quantity, read_date
from .statements import Claim
from .study import Study
from .units import conversion_factor, parse_unit

__all__ = ["study_content", "study_from"]

_KEYS = ("name", "title", "as_of", "choices", "quantities", "evidence", "claims")


def study_content(study: Study) -> dict[str, Any]:
    """Return all that a study assumes as plain values, which JSON can hold."""
    return {
        "name": study.name,
        "title": study.title,
        "file": from_here(study.file),
        "model": study.model.called or from_here(study.model.folder),
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
    return {**entry.model_dump(mode="json"), "file": from_here(entry.file)}


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
    data = catalogue(_folder(content.get("model", ""), file))
    quantities = _records(Quantity, content, "quantities", file)
    for name, entry in quantities.items():
        parse_unit(entry.unit, file=file, key=f"quantities.{name}.unit")
        if own := data.quantities.get(name):
            conversion_factor(entry.unit, own.unit, file=file, key=f"quantities.{name}.unit")
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


def _folder(model: str, file: str) -> str:
    """Return where a model is, whose path begins at the working folder or at a folder above the report."""
    if model in ("", *MODELS):
        return model
    places = [place / model for place in (Path.cwd(), *Path(file).resolve().parents)]
    there = next((place for place in places if (place / "model.toml").is_file()), None)
    if there is None:
        problem = "is no folder of a model (it has no model.toml), from here or from a folder above the report"
        raise StudyError(f"{quoted(model)} {problem}. Allowed: to read it from where that lies", file=file, key="model")
    return str(there.resolve())


def _records[Entry: BaseModel](kind: type[Entry], content: Mapping[str, Any], key: str, file: str) -> dict[str, Entry]:
    """Check entries; each remembers the file that it was in at first."""
    records = {}
    for name, entry in as_table(content[key], file, key).items():
        table = as_table(entry, file, f"{key}.{name}")
        said = {k: v for k, v in table.items() if k != "file"}
        made = record(kind, said, file, f"{key}.{name}")
        records[name] = made.model_copy(update={"file": str(table.get("file", file))})
    return records
