"""Posterior: every quantity after the evidence."""

from ...analyses.fit import Row
from ..render.document import Block, Table, frame
from ..run.run import Run

__all__ = ["write"]

_LABELS = {"median": "Median", "low": "Low", "high": "High"}


def write(run: Run) -> list[Block]:
    """List the nodes by name."""
    rows = frame(Row._fields, run.rows.values(), index="name")
    columns = ("name", "unit", "median", "mcse_median", "low", "high", "mean", "mcse_mean", "ess", "rhat")
    return [Table("posterior", rows, columns, _LABELS, shown="terminal", whole=True)]
