"""Priors show: one quantity, or all coordinates of one, with where it comes from."""

from collections.abc import Sequence

from ...analyses.explanation import Input
from ...priors import Study, StudyError, split_name, unknown_name
from ..render.document import Block
from ..run.run import Run
from .explain import inputs_table

__all__ = ["compute", "explained_inputs", "write"]


def compute(run: Run, *, quantity: str) -> list[Input]:
    """Return a quantity's entries."""
    return explained_inputs(run.study, quantity)


def write(result: Sequence[Input]) -> list[Block]:
    """Show each entry."""
    return [inputs_table(result)]


def explained_inputs(study: Study, name: str) -> list[Input]:
    """Return the entries of a name.

    Raises
    ------
    StudyError
        If the study has none of it.
    """
    entries = [
        Input(n, q.title, q.unit, q.prior, q.basis, q.source, q.quote, q.note, q.file)
        for n, q in study.quantities.items()
        if name in (n, split_name(n)[0])
    ]
    if not entries:
        raise StudyError(unknown_name(name, study.quantities, what="quantity"), file=study.file, key="QUANTITY")
    return entries
