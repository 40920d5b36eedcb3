"""Reconstructions: which ways to have made the conclusion's printed figures give them all."""

from collections.abc import Sequence

from ...analyses.post import Reconstruction, compare_reconstructions
from ...priors import reconstructions
from ..render.document import Block, Paragraph, Table, frame
from ..run.run import Run

__all__ = ["DRAWS", "compute", "write"]

DRAWS = 400_000
"""Prior draws of each."""


def compute(run: Run) -> list[Reconstruction]:
    """Try each reconstruction."""
    return compare_reconstructions(reconstructions(), run.study.catalogue.figures, draws=DRAWS, seed=run.settings.seed)


def write(result: Sequence[Reconstruction]) -> list[Block]:
    """Tell whether the author's rule can be told from others."""
    passing = sum(row.passes for row in result)
    known = "is not identified" if passing > 1 else "is identified among those tried"
    text = (
        f"{passing} of {len(result)} reconstructions give every printed figure of the conclusion, so the rule {known}."
    )
    header = ("reconstruction", "title", "figures", "reproduced", "misses")
    labels = {"title": "Reconstruction", "reproduced": "Given", "figures": "Figures"}
    return [Paragraph([text]), Table("reconstructions", frame(header, result), header[1:], labels)]
