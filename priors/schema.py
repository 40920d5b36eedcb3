"""Schema: what a study's file may hold, as a JSON Schema of draft 4, which editors of TOML read.

It is made from the records, families, kinds, units and catalogues that files are checked by, so it says what they do.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from .catalogue import MODELS, Catalogue, catalogue
from .correlation import Correlation
from .evidence_item import EvidenceItem
from .families import FAMILIES, Family
from .kinds import KINDS
from .layers import SHIPPED
from .merging import STUDY_KEYS
from .records import Quantity, Scenario
from .statements import Claim
from .subject import Subject, Without
from .units import NAMES, PURE

__all__ = ["study_schema"]

Schema = dict[str, Any]

DRAFT = "http://json-schema.org/draft-04/schema#"
TEXT: Schema = {"type": "string"}
DATE: Schema = {"type": "string", "description": "YYYY-MM-DD, YYYY-MM or YYYY"}


def study_schema() -> Schema:
    """Return the schema of a study's file."""
    data = [catalogue(), *map(catalogue, MODELS)]
    properties = _properties(data)
    assert properties.keys() == set(STUDY_KEYS)
    return {"$schema": DRAFT, "title": "A study", **_closed(properties), "definitions": _definitions()}


def _definitions() -> Schema:
    return {
        "prior": {"anyOf": [each for family in FAMILIES.values() for each in _priors(family)]},
        "quantity": _quantity(),
        "item": _overlay(EvidenceItem, {"kind": {"enum": sorted(KINDS)}, "unit": _unit(), "published": DATE}),
        "scenario": _overlay(Scenario, {}),
        "correlation": _overlay(Correlation, {}),
        "subject": _overlay(Subject, {"date": DATE}),
        "without": _overlay(Without, {"before": DATE, "after": DATE}),
        **_records("claim", Claim),
    }


def _properties(data: Sequence[Catalogue]) -> Schema:
    quantities = {name: q.title for each in data for name, q in each.quantities.items()}
    items = {name: item.title for each in data for name, item in each.evidence.items()}
    claims = {name: claim.title for each in data for name, claim in each.claims.items()}
    weights = {"type": "object", "additionalProperties": {"type": "number", "minimum": 0}}
    return {
        "title": TEXT,
        "extends": {"type": "string", "description": f"{', '.join(SHIPPED)}, or the path of another study"},
        "model": {"type": "string", "description": "The folder of a model, in a study that extends none"},
        "subject": _ref("subject"),
        "as_of": {"type": "string", "description": "YYYY-MM-DD, YYYY-MM, YYYY or today"},
        "without": {"anyOf": [{"enum": ["all"]}, _ref("without")]},
        "items": {"type": "array", "items": TEXT, "uniqueItems": True},
        "choices": {"type": "object", "properties": _choices(data), "additionalProperties": TEXT},
        "weights": {"type": "object", "additionalProperties": weights},
        "accelerator": {"enum": [name for each in data for name in each.accelerators]},
        "quantities": _named("quantity", quantities),
        "scenarios": _named("scenario", {}),
        "correlations": _named("correlation", {}),
        "evidence": {"anyOf": [{"enum": ["none"]}, _named("item", items)]},
        "claims": _named("claim", claims),
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/definitions/{name}"}


def _closed(properties: Mapping[str, Any]) -> Schema:
    return {"type": "object", "properties": dict(properties), "additionalProperties": False}


def _named(kind: str, titles: Mapping[str, str]) -> Schema:
    """Return a table of entries of one kind, those of the catalogue with their titles."""
    known = {name: {"description": title, "allOf": [_ref(kind)]} for name, title in titles.items()}
    return {"type": "object", "properties": known, "additionalProperties": _ref(kind)}


def _choices(data: Iterable[Catalogue]) -> Schema:
    """Return what each choice may be, by any model that has it."""
    options: dict[str, dict[str, None]] = {}
    titles = {name: choice.title for each in data for name, choice in each.options.items()}
    for each in data:
        for name, choice in each.options.items():
            options.setdefault(name, {}).update(dict.fromkeys(choice.options))
    return {name: {"enum": [*known], "description": titles[name]} for name, known in options.items()}


def _priors(family: Family) -> list[Schema]:
    """Return a table for each set of parameters that a family takes."""
    number: Schema = {"type": "number"}
    value = {"type": "array", "items": number, "minItems": 1} if family.lists else number
    between = {"minimum": 0, "exclusiveMinimum": True, "maximum": 1, "exclusiveMaximum": True}
    made = []
    for keys in family.sets:
        properties: Schema = {"family": {"enum": [family.name]}, **dict.fromkeys(sorted(keys), value)}
        if "low" in keys:
            properties["ci_prob"] = {**number, **between}
        made.append({**_closed(properties), "required": ["family", *sorted(keys)]})
    return made


def _unit() -> Schema:
    return {"type": "string", "description": f"Products and quotients of {', '.join([*NAMES, *sorted(PURE)])}, day, …"}


def _quantity() -> Schema:
    """Return what an entry may change of a quantity, or that it has its formula back."""
    entry = _overlay(Quantity, {"prior": _ref("prior"), "unit": _unit()})
    entry["properties"]["formula"] = {"enum": [True]}
    return entry


def _overlay(kind: type[BaseModel], own: Mapping[str, Any]) -> Schema:
    """Return the schema of a record of which any part may be given."""
    fields = {key: field for key, field in kind.model_fields.items() if key != "file"}
    made = {k: own.get(k) or _plain(_json_schema(kind)["properties"][k]) for k in fields}
    return _closed(made)


def _records(name: str, kind: type[BaseModel]) -> Schema:
    """Return the schema of a record, and of the records that it is made of, by name."""
    whole = _json_schema(kind)
    own = {key: _plain(part) for key, part in whole["properties"].items() if key != "file"}
    return {name: _closed(own), **{key: _plain(part) for key, part in whole.get("$defs", {}).items()}}


def _json_schema(kind: type[BaseModel]) -> Schema:
    from pydantic.json_schema import GenerateJsonSchema

    class Lenient(GenerateJsonSchema):
        """One that has anything in the place of a prior, which is described elsewhere."""

        def handle_invalid_for_json_schema(self, schema: Any, error_info: str) -> Schema:
            return {}

    return kind.model_json_schema(schema_generator=Lenient)


def _plain(part: Any) -> Any:
    """Turn a schema of a later draft into one of draft 4, without what only titles and defaults say."""
    if isinstance(part, list):
        return [_plain(each) for each in part]
    if not isinstance(part, dict):
        return part
    made = {k: _plain(v) for k, v in part.items() if k not in ("title", "default", "discriminator")}
    if "const" in made:
        made["enum"] = [made.pop("const")]
    for key, exclusive in (("gt", True), ("ge", False), ("exclusiveMinimum", True)):
        if not isinstance(made.get(key, True), bool):
            made |= {"minimum": made.pop(key), "exclusiveMinimum": exclusive}
    if "$ref" in made:
        made = {"$ref": made["$ref"].replace("$defs", "definitions")}
    if "anyOf" in made:
        kept = [each for each in made["anyOf"] if each != {"type": "null"}]
        made = kept[0] if len(kept) == 1 else {**made, "anyOf": kept}
    return made
