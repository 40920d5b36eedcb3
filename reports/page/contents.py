"""Contents: everything that the report shows, computed once before anything is drawn or written."""

from collections.abc import Sequence
from dataclasses import dataclass

import xarray as xr

from ...analyses.evidence import Step, UpdateRow, input_shifts, update_rows
from ...analyses.fit import ClaimRow, Fit, Row, checked_graph, claim_probabilities, summarise
from ...analyses.post import AuditRow, AuthorStep, Reconstruction, audit, author_steps, compare_reconstructions
from ...analyses.structure import RoomRow, rooms
from ...model import build, prior_draws
from ...priors import PublishedFigure, load_study, published_figures, reconstructions
from ..run.settings import AUDIT_DRAWS, Settings, fit_all, fitted_in, stepped
from ..run.terminal import Steps
from ..sections import ORDER, section_named
from ..sections.section import Told, tell

__all__ = ["AUTHOR_FIGURE", "Contents", "compute"]

AUTHOR_FIGURE = "text_cost_ratio"
"""The published figure of the author's 20% (10–68)."""

RECONSTRUCTION_DRAWS = 400_000


@dataclass(frozen=True)
class Contents:
    """Results of one run, in the order in which the report tells them.

    Attributes
    ----------
    settings : Settings
    fit : Fit
    summary : list of Row
    steps : list of Step
    updates : list of UpdateRow
    shifts : xarray.DataArray
    claims : list of ClaimRow
    audit : list of AuditRow
    reconstructions : list of Reconstruction
    author : list of AuthorStep
    rooms : list of RoomRow
        Empty if they were not asked for; one that has not converged is shown as that.
    told : list of Told
        The sections that were asked for, in order.
    """

    settings: Settings
    fit: Fit
    summary: Sequence[Row]
    steps: Sequence[Step]
    updates: Sequence[UpdateRow]
    shifts: xr.DataArray
    claims: Sequence[ClaimRow]
    audit: Sequence[AuditRow]
    reconstructions: Sequence[Reconstruction]
    author: Sequence[AuthorStep]
    rooms: Sequence[RoomRow]
    told: Sequence[Told]

    def row(self, name: str) -> Row:
        """Return the summary of a node."""
        return next(row for row in self.summary if row.name == name)


def compute(settings: Settings, step: Steps, *, with_rooms: bool, sections: Sequence[str] = ORDER) -> Contents:
    """Run every analysis of the report.

    Parameters
    ----------
    settings : Settings
    step : Steps
        Told what is under way.
    with_rooms : bool
        Whether to fit each prior for the room.
    sections : sequence of str, optional
        Names of the sections whose questions are answered, in order; all unless given.

    Raises
    ------
    NotConverged
        If a fit misses the gate.
    """
    seed, ci_prob = settings.seed, settings.ci_prob
    step("auditing the published figures")
    audited = _audit(settings)
    step("trying other reconstructions")
    tried = compare_reconstructions(reconstructions(), published_figures(), draws=RECONSTRUCTION_DRAWS, seed=seed)
    step("solving the author's step")
    author = _author(settings)
    found = fitted_in(settings, step)
    made = stepped(settings, found, step)
    shown = _rooms(settings, found, step) if with_rooms else []
    return Contents(
        settings=settings,
        fit=found,
        summary=summarise(found, ci_prob=ci_prob),
        steps=made,
        updates=update_rows(made, ci_prob=ci_prob),
        shifts=input_shifts(found.graph, made),
        claims=claim_probabilities(found),
        audit=audited,
        reconstructions=tried,
        author=author,
        rooms=shown,
        told=_told(settings, found, step, sections),
    )


def _told(settings: Settings, found: Fit, step: Steps, names: Sequence[str]) -> list[Told]:
    told = []
    for section in map(section_named, names):
        step.more(1)
        step(section.title)
        told.append(tell(section, settings, found, step))
    return told


def _audit(settings: Settings) -> list[AuditRow]:
    graph = checked_graph(load_study("published"))
    nodes, _ = prior_draws(graph, draws=AUDIT_DRAWS, seed=settings.seed)
    return audit(graph, nodes, published_figures(), ci_prob=settings.ci_prob)


def author_figure() -> PublishedFigure:
    """Return the author's 20% (10–68), in percent."""
    return published_figures()[AUTHOR_FIGURE]


def _author(settings: Settings) -> list[AuthorStep]:
    figure = author_figure()
    target, threshold = (float(v or 0.0) / 100 for v in (figure.centre, figure.high))
    graph = build(load_study("author"))
    return author_steps(graph, target=target, threshold=threshold, seed=settings.seed, ci_prob=settings.ci_prob)


def _rooms(settings: Settings, found: Fit, step: Steps) -> list[RoomRow]:
    return rooms(settings.study, found, fit_all=fit_all(settings, step), ci_prob=settings.ci_prob)
