"""Priors show: one quantity, or all coordinates of one, with where it comes from."""

from collections.abc import Mapping

from ...priors import Quantity, StudyError, split_name, unknown_name
from ..render.document import Block
from ..run.run import Run
from .explain import inputs_table

__all__ = ["compute", "write"]


def compute(run: Run, *, quantity: str) -> dict[str, Quantity]:
    """Return a quantity's entries; refuse a name that the study has none of."""
    quantities = run.study.quantities
    entries = {name: entry for name, entry in quantities.items() if quantity in (name, split_name(name)[0])}
    if not entries:
        raise StudyError(unknown_name(quantity, quantities, what="quantity"), file=run.study.file, key="QUANTITY")
    return entries


def write(result: Mapping[str, Quantity]) -> list[Block]:
    """Show each entry."""
    return [inputs_table(result)]
