"""Bearing: in words, the evidence of other studies that still moves what a study replaces."""

from ...priors import StudyError
from ..render.words import amount, counted, listed, number
from ..run.refusal import NotConverged
from ..run.run import Run

__all__ = ["told"]

MOST = 4
"""Quantities of a study, and items of each, that are named."""


def told(run: Run) -> list[str]:
    """Return a sentence for each quantity that a study replaces and evidence which is not its own still moves."""
    from ...analyses.change import bearing, replaced  # which draw, as a list of the evidence does not

    items = replaced(run.graph)
    if not items:
        return []
    try:
        rows = bearing(run.graph, run.rows)
    except (NotConverged, StudyError) as error:
        return [f"Evidence that is not this study's bears on {listed([*items])}; how far is not known: {error}."]
    said = [
        f"{_some(row.items)}, which {'is' if len(row.items) == 1 else 'are'} not this study's, still"
        f" {'bears' if len(row.items) == 1 else 'bear'} on {row.name}: its median goes from"
        f" {amount(row.before, row.unit, error=None)} to {amount(row.after, row.unit, error=None)},"
        f" {number(abs(row.moved))} standard deviations of its prior."
        for row in rows[:MOST]
    ]
    more = [f"So it is of {len(rows) - MOST} more that it replaces."] if len(rows) > MOST else []
    return [*said, *more, "“without” in a study leaves such evidence out."]


def _some(items: tuple[str, ...]) -> str:
    more = [counted(len(items) - MOST, "more item")] if len(items) > MOST else []
    return listed([*items[:MOST], *more])
