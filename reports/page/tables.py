"""Tables of the report, as they stand in the page and in the CSV files."""

from ...analyses.post import AuditRow
from ...priors import EvidenceItem
from ..render.table import Table
from ..render.words import exact, prior_words
from .contents import Contents

__all__ = ["tables"]


def tables(contents: Contents) -> dict[str, Table]:
    """Return every table by name; numbers are not rounded."""
    return {
        "posterior": _posterior(contents),
        "update": _update(contents),
        "shifts": _shifts(contents),
        "claims": Table(("claim", "statement", "prior", "posterior", "quote"), _claim_rows(contents)),
        "audit": _audit(contents),
        "reconstructions": _reconstructions(contents),
        "author": Table(contents.author[0]._fields, [tuple(row) for row in contents.author]),
        "rooms": _rooms(contents),
        "priors": _priors(contents),
        "evidence": _evidence(contents),
        **{f"{t.section.name}_{name}": table for t in contents.told for name, table in t.tables.items()},
    }


def _posterior(contents: Contents) -> Table:
    return Table(contents.summary[0]._fields, [tuple(row) for row in contents.summary])


def _update(contents: Contents) -> Table:
    return Table(contents.updates[0]._fields, [tuple(row) for row in contents.updates])


def _shifts(contents: Contents) -> Table:
    inputs = [str(name) for name in contents.shifts["input"].to_numpy()]
    items = [str(name) for name in contents.shifts["item"].to_numpy()]
    return Table(("input", *items), [(n, *contents.shifts.sel(input=n).to_numpy().tolist()) for n in inputs])


def _claim_rows(contents: Contents) -> list[tuple[object, ...]]:
    return [(r.id, r.title, r.prior, r.posterior, r.quote) for r in contents.claims]


def _audit(contents: Contents) -> Table:
    ends = ("centre", "low", "high")
    header = ["figure", "section", "role", "readout", "node", "unit"]
    header += [f"{kind}_{end}" for kind in ("published", "graph") for end in ends]
    header += ["median", "interval_low", "interval_high", "reproduced", "reason", "quote"]
    rows = [
        (r.id, r.section, r.role, r.readout, r.node, r.unit, *r.published, *r.model, *r.interval, *_remarks(r))
        for r in contents.audit
    ]
    return Table(header, rows)


def _remarks(row: AuditRow) -> tuple[bool, str, str]:
    return row.reproduced, row.reason, row.quote


def _reconstructions(contents: Contents) -> Table:
    rows = [(r.id, r.title, r.figures, r.reproduced, " ".join(r.misses)) for r in contents.reconstructions]
    return Table(("reconstruction", "title", "figures", "reproduced", "misses"), rows)


def _rooms(contents: Contents) -> Table:
    header = ("option", "title", "prior_median", "median", "low", "high", "probability_cheaper")
    return Table(header, [tuple(row)[:-1] for row in contents.rooms if row.gate.passed])


def _priors(contents: Contents) -> Table:
    header = ("quantity", "title", "unit", "prior", "basis", "source", "quote", "note")
    entries = sorted(contents.settings.study.quantities.items())
    return Table(
        header, [(n, q.title, q.unit, prior_words(q.prior), q.basis, q.source, q.quote, q.note) for n, q in entries]
    )


def _evidence(contents: Contents) -> Table:
    study = contents.settings.study
    header = ("item", "title", "published", "in", "reports", "unit", "measures", "discounts", "source", "quote", "note")
    return Table(header, [_item(name, study.evidence[name], name in study.items) for name in study.items_by_date()])


def _item(name: str, item: EvidenceItem, seen: bool) -> tuple[object, ...]:
    ends = [v for v in (item.value, item.low, item.high) if v is not None]
    reports = " to ".join(exact(v) for v in ends) or "nothing found"
    what = (name, item.title, item.published.isoformat(), seen, reports, item.unit, item.measures)
    return (*what, ", ".join(item.discounts), item.source, item.quote, item.note)
