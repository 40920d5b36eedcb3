"""Priors diff: what two studies assume differently, without a fit."""

from collections.abc import Sequence

from ...analyses.change import ABSENT, OUT, Difference, differences
from ...priors import Quantity
from ..render.document import Block, Note, Table, frame
from ..render.words import prior_words
from ..run.run import Run
from ..run.studies import read_study

__all__ = ["compute", "write"]


def compute(run: Run, *, first: str) -> list[Difference]:
    """Return what the run's study assumes differently from another; an item that is out may as well not be known."""
    each = differences(read_study(first, as_of=run.settings.as_of, key="FIRST"), run.study)
    return [one for one in each if (one.first, one.second) not in ((ABSENT, OUT), (OUT, ABSENT))]


def write(result: Sequence[Difference]) -> list[Block]:
    """List each difference."""
    rows = [(each.kind, each.name, _said(each.first), _said(each.second)) for each in result]
    table = Table("differences", frame(("kind", "name", "first", "second"), rows), whole=True)
    return [table] if rows else [Note("The two assume the same."), table]


def _said(value: str | Quantity) -> str:
    return f"{prior_words(value.prior)}, {value.unit}" if isinstance(value, Quantity) else value
