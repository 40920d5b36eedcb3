"""Machine-readable output: the results of each command as plain objects."""

import json
import math
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from ...analyses.evidence import Explanation, UpdateRow
from ...analyses.fit import ClaimRow, Fit, Gate, Row
from ...analyses.post import AuditRow
from ...model import Graph
from .words import prior_words

__all__ = ["audit_json", "claims_json", "dumps", "explanation_json", "gate_json", "graph_json", "posterior_json"]
__all__ += ["update_json"]


def dumps(value: object) -> str:
    """Write JSON; numbers that are not finite become null."""
    return json.dumps(_finite(value), indent=2, ensure_ascii=False, allow_nan=False)


def _finite(value: object) -> object:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return value


def gate_json(gate: Gate) -> dict[str, Any]:
    """Return a gate's numbers: those of chains, or those of weights."""
    return {key: value for key, value in asdict(gate).items() if key != "worst"}


def posterior_json(fit: Fit, rows: Iterable[Row]) -> dict[str, Any]:
    """Return study, date, method, gate and every quantity by name."""
    quantities = {name: row for each in rows for row in [each._asdict()] for name in [row.pop("name")]}
    study = fit.graph.study
    return {
        "study": study.name,
        "as_of": study.as_of.isoformat(),
        "method": fit.method,
        "cut": fit.cut,
        "gate": gate_json(fit.gate),
        "quantities": quantities,
    }


def audit_json(rows: Iterable[AuditRow]) -> list[dict[str, Any]]:
    """Return a list of figures, published and modelled."""
    ends = ("centre", "low", "high")
    return [
        {
            "id": row.id,
            "quote": row.quote,
            "unit": row.unit,
            "role": row.role,
            "readout": row.readout,
            "published": dict(zip(ends, row.published, strict=True)),
            "model": dict(zip(ends, row.model, strict=True)),
            "interval": dict(zip(("median", "low", "high"), row.interval, strict=True)),
            "reproduced": row.reproduced,
            "reason": row.reason,
        }
        for row in rows
    ]


def claims_json(rows: Iterable[ClaimRow]) -> list[dict[str, Any]]:
    """Return each claim's probability before and after."""
    return [{key: value for key, value in r._asdict().items() if key != "title"} for r in rows]


def update_json(rows: Iterable[UpdateRow]) -> list[dict[str, Any]]:
    """Return a list of steps; the first of each quantity is the prior."""
    return [row._asdict() | {"date": row.date.isoformat() if row.date else None} for row in rows]


def graph_json(graph: Graph) -> dict[str, Any]:
    """Return nodes with unit, dims and parents, and items with what they measure."""
    nodes = {
        name: {"unit": graph.units[name], "dims": list(graph.dims[name]), "parents": list(graph.parents.get(name, ()))}
        for name in graph.names
    }
    evidence = graph.study.evidence
    items = {
        name: {
            "measures": evidence[name].measures,
            "discounts": list(evidence[name].discounts),
            "published": evidence[name].published.isoformat(),
            "in": name in graph.study.items,
        }
        for name in graph.items
    }
    return {"study": graph.study.name, "nodes": nodes, "items": items}


def explanation_json(e: Explanation) -> dict[str, Any]:
    """Return an explanation with its evidence in plain objects."""
    evidence = [
        {"item": name, "title": item.title, "published": item.published.isoformat(), "in": seen, "quote": item.quote}
        for name, item, seen in e.evidence
    ]
    return e._asdict() | {
        "inputs": [{**i._asdict(), "prior": prior_words(i.prior)} for i in e.inputs],
        "evidence": evidence,
    }
