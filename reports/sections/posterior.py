"""Posterior: every quantity after the evidence."""

from collections.abc import Sequence

from ...analyses.fit import Row
from ..render.document import Block, Table, frame
from ..run.run import Run

__all__ = ["compute", "write"]

_LABELS = {"median": "Median", "low": "Low", "high": "High"}


def compute(run: Run) -> list[Row]:
    """Summarise every node."""
    return list(run.rows.values())


def write(result: Sequence[Row]) -> list[Block]:
    """List the nodes by name."""
    rows = frame(Row._fields, result, index="name")
    return [Table("posterior", rows, (), _LABELS, folded="Posterior of every node", whole=True)]
