"""Priors: the numbers of a study, listed."""

from ..render.document import Block, Table, frame
from ..render.words import entitled, prior_words
from ..run.run import Run

__all__ = ["write"]


def write(run: Run) -> list[Block]:
    """List the quantities by name."""
    header = ("quantity", "title", "unit", "prior", "basis", "source", "quote", "note")
    rows = [
        (name, entitled(name, q.title), q.unit, prior_words(q.prior), q.basis, q.source, q.quote, q.note)
        for name, q in sorted(run.study.quantities.items())
    ]
    listed = Table("priors", frame(header, rows, index="quantity"), shown="nowhere")
    short = Table("quantities", listed.frame, ("quantity", "unit", "prior", "basis", "source"), shown="terminal")
    return [listed, short]
