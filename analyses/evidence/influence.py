"""Influence: what each item did, by leaving it out and by taking it alone.

Leaving an item out says what it adds to all the others, which is little where others say the same; taking
it alone says what it would do to the prior. Whether an item *conflicts* with the rest is a question of its
own: its report is predicted from all the others (their posterior is the prior that it meets), and the
chance of a report at least as far out says how surprising the one that came is. An item may move much and
surprise nobody, or surprise and move nothing.
"""

import datetime as dt
from typing import NamedTuple

import numpy as np

from ...model.evidence import value_of
from ..fit import CI_PROB, Fit, FitAll, Headline, HeadlineAll, Verdict, information_gain
from .checks import PREDICTED, simulated, tail_probability
from .updating import Step, input_shifts

__all__ = ["Influence", "conflict", "influences"]

MOVED, STANDARD_ERRORS = 3, 4.0
"""Inputs that are named for each item at most, and how far beyond its Monte Carlo error a shift is named."""


class Influence(NamedTuple):
    """What one item did.

    Attributes
    ----------
    item : str
    date : datetime.date
    kind : str
        See `priors.EvidenceItem`.
    without, alone : Verdict
        All other items without it; it alone on the prior.
    nats, nats_alone : float
        Information that it gives about the conclusion: on top of all others, and alone on the prior.
    mcse_nats, mcse_nats_alone : float
        Their Monte Carlo standard errors.
    tail : float
        Chance of a report at least as far out, in either direction, given all others; see `conflict`.
    moved : tuple of (str, float)
        The inputs that it moves most on top of all others, in standard deviations of their priors; fewer
        than three where no more can be told from Monte Carlo error.
    """

    item: str
    date: dt.date
    kind: str
    without: Verdict
    alone: Verdict
    nats: float
    nats_alone: float
    mcse_nats: float
    mcse_nats_alone: float
    tail: float
    moved: tuple[tuple[str, float], ...]

    @property
    def surprising(self) -> bool:
        """Whether its report lies outside the 99% interval that all others predict."""
        return self.tail < 1 - PREDICTED


def influences(
    known: Fit, *, seed: int, fit_all: FitAll, headline_all: HeadlineAll, ci_prob: float = CI_PROB
) -> list[Influence]:
    """Leave each item out, and take each alone.

    Parameters
    ----------
    known : Fit
        With all items, which is not repeated.
    seed : int
        Of the simulated reports.
    fit_all : callable
        What fits the graphs without an item.
    headline_all : callable
        What gives the headlines of the graphs with one item.
    ci_prob : float, optional

    Returns
    -------
    list of Influence
        In order of date.
    """
    graph, study = known.graph, known.graph.study
    items = study.items
    alone = headline_all([graph.with_study(study.with_items([item])) for item in items])
    rows = []
    for item, by_itself in zip(items, alone, strict=True):
        others = study.with_items(other for other in items if other != item)
        (without,) = fit_all([graph.with_study(others)])  # one at a time, since many would take much memory
        rows.append(_influence(item, known, without, by_itself, seed=seed, ci_prob=ci_prob))
    return rows


def _influence(item: str, known: Fit, without: Fit, alone: Headline, *, seed: int, ci_prob: float) -> Influence:
    record, conclusion = known.graph.study.evidence[item], known.graph.study.model.conclusion
    node = conclusion.node
    nats = information_gain(without.sample(node), known.sample(node))
    nats_alone = information_gain(alone.sample(node, group="prior"), alone.sample(node))
    return Influence(
        item,
        record.published,
        record.kind,
        Verdict.of(without, conclusion, ci_prob=ci_prob),
        Verdict.of(alone, conclusion, ci_prob=ci_prob),
        nats.value,
        nats_alone.value,
        nats.mcse,
        nats_alone.mcse,
        conflict(item, without, seed=seed),
        _most_moved(item, known, without),
    )


def conflict(item: str, without: Fit, *, seed: int) -> float:
    """Return how surprising an item's report is given everything else.

    Parameters
    ----------
    item : str
    without : Fit
        With all other items.
    seed : int
        Of the reports that it simulates, one a posterior draw.

    Returns
    -------
    float
        See `checks.tail_probability`.
    """
    reports = simulated(without, "posterior", seed=seed, items=[item])[item]
    value = value_of(item, without.graph.known)
    return tail_probability(without.graph.study.evidence[item], reports.values, value)


def _most_moved(item: str, known: Fit, without: Fit) -> tuple[tuple[str, float], ...]:
    shifts = input_shifts(known.graph, [Step(item, None, without), Step(item, None, known)]).isel(item=0)
    seen = shifts[np.abs(shifts) > STANDARD_ERRORS * np.sqrt(1 / known.ess + 1 / without.ess)]
    order = np.argsort(-np.abs(seen.values), kind="stable")[:MOVED]
    return tuple((str(each["input"].item()), float(each)) for each in seen[order])
