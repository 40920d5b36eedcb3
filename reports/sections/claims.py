"""Claims: how probable each claim is, before the evidence and after it."""

import math
from collections.abc import Sequence
from functools import partial
from typing import Any

from ...analyses.fit import ClaimRow, claim_probabilities, nodes_of
from ...model import Graph
from ..render.document import Block, Paragraph, Picture, Plot, Table, frame
from ..render.words import chances
from ..run.run import Run

__all__ = ["compute", "write"]

STANDARD_ERRORS = 3.0
"""How far a probability has moved, in its Monte Carlo errors, before it is said to have."""

_CAPTION = "Probability of each quantitative claim, before and after the evidence."
_LABELS = {"name": "Claim", "title": "Statement", "prior": "Before", "posterior": "After"}
_LABELS |= {"mcse_prior": "Error before, points", "mcse_posterior": "Error after, points"}


def compute(run: Run) -> list[ClaimRow]:
    """Ask each claim of the fitted study."""
    rows = [_seen(run.graph, row, 1 / run.settings.draws) for row in claim_probabilities(run.fit)]
    if run.study.items:
        return rows
    return [row._replace(prior=row.posterior, mcse_prior=row.mcse_posterior) for row in rows]  # two draws of one thing


def _seen(graph: Graph, row: ClaimRow, least: float) -> ClaimRow:
    """Return a claim, of which no draw or every one is not sure: unless nothing that it says is uncertain."""
    if not any(graph.uncertain(name) for name in nodes_of(graph.study.claims[row.id].statement)):
        return row
    return row._replace(mcse_prior=max(row.mcse_prior, least), mcse_posterior=max(row.mcse_posterior, least))


def write(result: Sequence[ClaimRow]) -> list[Block]:
    """Tell which claims gain and lose."""
    if not result:
        return [Paragraph(["The study makes no claim."])]
    table = frame(ClaimRow._fields, result).rename(columns={"id": "name"})
    shown = [name for name in table if name != "quote"]
    return [
        Paragraph(_sentences(result)),
        Picture("claims", partial(_draw, result), _CAPTION),
        Table("claims", table, shown, _LABELS, folded="All claims", whole=True, probabilities=("prior", "posterior")),
    ]


def _draw(rows: Sequence[ClaimRow], **looks: Any) -> Plot:
    from ..figures.claims_figure import plot_claims  # here, since most answers are read and not drawn

    return plot_claims(rows, **looks)


def _sentences(rows: Sequence[ClaimRow]) -> list[str]:
    before, after = sum(row.prior >= 0.5 for row in rows), sum(row.posterior >= 0.5 for row in rows)
    if all(row.prior == row.posterior for row in rows):
        moved = "No item of evidence enters under this study, so none of them moves."
        return [f"Of {len(rows)} quantitative claims, {after} are more likely than not.", moved]
    return [
        f"Of {len(rows)} quantitative claims, {before} are more likely than not before the evidence and {after} after"
        " it.",
        *_extremes(rows),
    ]


def _extremes(rows: Sequence[ClaimRow]) -> list[str]:
    """Name the claims that gain and lose most, of those whose move is told from Monte Carlo error."""
    told = [row for row in rows if abs(_gain(row)) > STANDARD_ERRORS * math.hypot(row.mcse_prior, row.mcse_posterior)]
    ends = {"gains": [row for row in told if _gain(row) > 0], "loses": [row for row in told if _gain(row) < 0]}
    most = {verb: max(some, key=lambda row: abs(_gain(row))) for verb, some in ends.items() if some}
    return [f"The one that {verb} most is {_moved(row)}." for verb, row in most.items()]


def _gain(row: ClaimRow) -> float:
    return row.posterior - row.prior


def _moved(row: ClaimRow) -> str:
    before, after = chances(row)
    return f"“{row.title}”, from {before} to {after}"
