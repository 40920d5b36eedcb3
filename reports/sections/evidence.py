"""Evidence: every item of the catalogue, with what discounts it and whether the study sees it."""

import pandas as pd

from ...priors import EvidenceItem, Study
from ..render.document import Block, Paragraph, Table, frame
from ..render.words import exact
from ..run.run import Run
from .bearing import told

__all__ = ["items", "write"]


def write(run: Run) -> list[Block]:
    """List the items."""
    table = items(run.study)
    labels = {"in": "Enters", "sd": "Standard deviation, on its scale", "discounts": "Discounted by"}
    folded = f"All {len(table)} items of evidence with their sources and discounts"
    said, listed = told(run), Table("evidence", table, labels=labels, shown="page", folded=folded, entries=True)
    return [*([Paragraph(said)] if said else []), listed]


def items(study: Study) -> pd.DataFrame:
    """Return the items in order of date, by name."""
    said = ("title", "published", "in", "reports", "unit", "sd", "measures", "discounts", "source", "quote", "note")
    rows = [_row(name, study.evidence[name], name in study.items) for name in study.items_by_date()]
    return frame(("item", *said), rows, index="item")


def _row(name: str, item: EvidenceItem, seen: bool) -> tuple[object, ...]:
    ends = [value for value in (item.value, item.low, item.high) if value is not None]
    reports = " to ".join(map(exact, ends)) or "nothing found"
    sd = exact(item.sd) if item.sd is not None else item.sd_quantity
    what = (name, item.title, item.published, seen, reports, item.unit, sd, item.measures, list(item.discounts))
    return (*what, item.source, item.quote, item.note)
