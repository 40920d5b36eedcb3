"""Printed: what the post says of its conclusion, which a report on its own model shows beside the graph's."""

from ...analyses.fit import interval
from ...model import build, prior_draws
from ...priors import PublishedFigure, Study, load_study
from ...priors.units import conversion_factor
from ..run.run import Run
from .audit import DRAWS

__all__ = ["AFTER", "BEFORE", "REPORTED", "ends", "printed_conclusion", "same_readout"]

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


def same_readout(run: Run) -> dict[str, PublishedFigure]:
    """Return what is printed of the conclusion as the post's own numbers give it under the read-out of a report.

    Returns
    -------
    dict of str to PublishedFigure
        `BEFORE` and `AFTER`, with a median and an equal-tailed interval in place of what the post's tool printed;
        none for a study of another model.
    """
    if not run.study.model.post:
        return {}
    graph, said = build(load_study("published")), {}
    figures = {name: run.study.catalogue.figures[name] for name in (BEFORE, AFTER)}
    printed = dict.fromkeys(figure.node for figure in figures.values())
    nodes, _ = prior_draws(graph, draws=DRAWS, seed=run.settings.seed, names=printed, terms=())
    for name, figure in figures.items():
        factor = conversion_factor(graph.units[figure.node], figure.unit)
        read = interval(nodes[figure.node] * factor, ci_prob=run.settings.ci_prob)
        said[name] = figure.model_copy(update=read._asdict())
    return said
