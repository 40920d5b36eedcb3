"""Printed: what the post says of its conclusion, which a report on its own model shows beside the graph's."""

from ...priors import PublishedFigure, Study
from ...priors.units import conversion_factor
from ..render.words import amount, ranged

__all__ = ["AFTER", "BEFORE", "REPORTED", "ends", "printed_conclusion", "written"]

BEFORE, AFTER, REPORTED = "text_combined_ratio", "text_cost_ratio", "text_reported_share"
"""The published figures of the author's step: 12%, 20%, and the 80–90% of his sources."""


def printed_conclusion(study: Study) -> PublishedFigure | None:
    """Return the conclusion as printed, or None if the study is of another model."""
    return study.catalogue.figures[AFTER] if study.model.post else None


def ends(figure: PublishedFigure) -> tuple[float, float, float]:
    """Return a figure's centre and ends, all of which are printed, in the node's unit.

    Raises
    ------
    ValueError
        If one is not printed.
    """
    factor = conversion_factor(figure.unit, "dimensionless")
    values = [value * factor for value in (figure.centre, figure.low, figure.high) if value is not None]
    if len(values) < 3:
        raise ValueError(f"the figure {figure.quote!r} has no centre with an interval")
    return values[0], values[1], values[2]


def written(figure: PublishedFigure) -> str:
    """Write a figure that has a centre and an interval."""
    return ranged(*(amount(v, figure.unit) for v in (figure.centre, figure.low, figure.high) if v is not None))
