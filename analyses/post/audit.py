"""Audit: each figure that the post prints beside the graph's own, under the read-out it was made with."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from ...model import Graph, build, prior_draws
from ...priors import PublishedFigure, Study, split_name
from ...priors.units import conversion_factor
from ..fit import CI_PROB, READOUTS, TOOL_DRAWS, Readout, holds, interval, node_draws, tool_error

__all__ = [
    "PREDICTION",
    "AuditRow",
    "Reconstruction",
    "Totals",
    "audit",
    "compare_reconstructions",
    "distinct",
    "totals",
]

PREDICTION = "prediction"
"""The role of figures that can fail."""

ROLES = ("input", "fitted", "arithmetic", PREDICTION)


class Published(NamedTuple):
    """A figure as printed; None for an end that is not."""

    centre: float | None
    low: float | None
    high: float | None


class AuditRow(NamedTuple):
    """A published figure beside the graph's own.

    Attributes
    ----------
    id, quote, section, unit, node, role, readout : str
        As in the data; ``node`` is the claim's name for a probability.
    published : Published
        As printed.
    model : Readout
        The graph's, under the same read-out.
    tolerance : Readout
        Half a unit of the last printed digit and two standard errors of the author's tool.
    interval : Readout
        The honest read-out of the same node: median and equal-tailed interval.
    reproduced : bool
        Whether everything printed lies within its tolerance.
    reason : str
        Why not, or which inconsistency of the post it shows.
    """

    id: str
    quote: str
    section: str
    unit: str
    node: str
    role: str
    readout: str
    published: Published
    model: Readout
    tolerance: Readout
    interval: Readout
    reproduced: bool
    reason: str


class Totals(NamedTuple):
    """How many distinct figures of a role are reproduced."""

    role: str
    figures: int
    reproduced: int


def audit(
    graph: Graph, nodes: xr.Dataset, figures: Mapping[str, PublishedFigure], *, ci_prob: float = CI_PROB
) -> list[AuditRow]:
    """Compare published figures with the graph.

    Parameters
    ----------
    graph : Graph
        The post's own is the study ``published``.
    nodes : xarray.Dataset
        Draws of all nodes.
    figures : dict of str to PublishedFigure
    ci_prob : float, optional
        Probability of the honest interval.
    """
    errors: dict[tuple[str, str], Readout] = {}
    return [_row(name, figure, graph, nodes, errors, ci_prob) for name, figure in figures.items()]


def _row(
    name: str,
    figure: PublishedFigure,
    graph: Graph,
    nodes: xr.Dataset,
    errors: dict[tuple[str, str], Readout],
    ci_prob: float,
) -> AuditRow:
    draws, factor = _draws(figure, graph, nodes)
    if figure.readout == "probability":
        model, error = _probability(draws)
    else:
        model = READOUTS[figure.readout](draws)
        key = (figure.node, figure.readout)
        error = errors[key] = errors.get(key) or tool_error(draws, figure.readout)
    shown, honest = (Readout(*(v * factor for v in r)) for r in (model, interval(draws, ci_prob=ci_prob)))
    printed = Published(figure.centre, figure.low, figure.high)
    digits = (figure.digits, figure.digits_low or figure.digits, figure.digits_high or figure.digits)
    tolerance = Readout(*(d / 2 + 2 * e * factor for d, e in zip(digits, error, strict=True)))
    return AuditRow(
        name,
        figure.quote,
        figure.section,
        figure.unit,
        figure.node or figure.claim,
        figure.role,
        figure.readout,
        printed,
        shown,
        tolerance,
        honest,
        _within(printed, shown, tolerance),
        figure.reason,
    )


def _draws(figure: PublishedFigure, graph: Graph, nodes: xr.Dataset) -> tuple[NDArray[np.float64], float]:
    """Return the draws that a figure is read from, and the factor into its unit."""
    if figure.claim:
        true = holds(graph.study.claims[figure.claim].statement, nodes, graph.units)
        return true.astype(float), conversion_factor("dimensionless", figure.unit)
    unit = graph.units[split_name(figure.node)[0]]
    return node_draws(nodes, figure.node), conversion_factor(unit, figure.unit)


def _probability(draws: NDArray[np.float64]) -> tuple[Readout, Readout]:
    p = float(draws.mean())
    error = float(np.sqrt(p * (1 - p) / TOOL_DRAWS))
    return Readout(p, p, p), Readout(error, error, error)


def _within(printed: Published, model: Readout, tolerance: Readout) -> bool:
    """Whether everything printed is as close as its tolerance, up to rounding of the arithmetic."""
    pairs = zip(printed, model, tolerance, strict=True)
    return all(p is None or abs(m - p) <= t + 1e-9 * abs(p) for p, m, t in pairs)


class Reconstruction(NamedTuple):
    """Whether another way to have made the printed figures passes.

    Attributes
    ----------
    id, title : str
    figures, reproduced : int
        Rows of the conclusion that have an interval, and how many of them it gives.
    misses : tuple of str
        The rows that it does not give.
    """

    id: str
    title: str
    figures: int
    reproduced: int
    misses: tuple[str, ...]

    @property
    def passes(self) -> bool:
        """Whether it gives every row."""
        return not self.misses


CONCLUSION = ("combined_cost", "combined_ratio", "cost_ratio", "largest_viable_cost")
"""Nodes whose printed intervals tell reconstructions of the author's rule apart."""


def compare_reconstructions(
    studies: Mapping[str, tuple[str, Study]], figures: Mapping[str, PublishedFigure], *, draws: int, seed: int
) -> list[Reconstruction]:
    """Say which ways to have made the figures of the conclusion pass.

    Parameters
    ----------
    studies : dict of str to (str, Study)
        Title and study of each.
    figures : dict of str to PublishedFigure
    draws, seed : int
        Prior draws of each study.
    """
    chosen = {n: f for n, f in figures.items() if f.node in CONCLUSION and f.low is not None and f.centre is not None}
    rows = []
    for name, (title, study) in studies.items():
        graph = build(study)
        nodes, _ = prior_draws(graph, draws=draws, seed=seed, names=CONCLUSION, terms=())
        misses = tuple(row.id for row in audit(graph, nodes, chosen) if not row.reproduced)
        rows.append(Reconstruction(name, title, len(chosen), len(chosen) - len(misses), misses))
    return rows


def distinct(rows: Iterable[AuditRow]) -> list[AuditRow]:
    """Return each figure once, however often the post prints it."""
    once: dict[tuple[object, ...], AuditRow] = {}
    for row in rows:
        once.setdefault((row.role, row.node, row.readout, row.unit, row.published, row.reproduced), row)
    return list(once.values())


def totals(rows: Iterable[AuditRow]) -> list[Totals]:
    """Count distinct figures and reproduced ones, by role."""
    rows = distinct(rows)
    by_role = {role: [row.reproduced for row in rows if row.role == role] for role in ROLES}
    return [Totals(role, len(reproduced), sum(reproduced)) for role, reproduced in by_role.items()]
