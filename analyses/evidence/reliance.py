"""Reliance: whether the conclusion rests on one item, or on what is known at second hand; and what surprised it.

An item that turns the conclusion by coming in need not be one that it rests on: others may say the same by now.
So each is left out of all that is known, and then all those together that come from the press, or whose words
were met only in another text. A report may also have surprised at its own date, and no longer do so once the
discounts have given way to it: each is set against what the items before it predict.
"""

import datetime as dt
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from ...model import Graph
from ...priors import Study
from ..fit import CI_PROB, FitAll, HeadlineNear, Verdict
from .checks import PREDICTED
from .influence import conflict

__all__ = ["Surprise", "Without", "at_second_hand", "surprises", "without_items"]


class Without(NamedTuple):
    """The conclusion without some items.

    Attributes
    ----------
    items : tuple of str
    verdict : Verdict
    """

    items: tuple[str, ...]
    verdict: Verdict


class Surprise(NamedTuple):
    """A report against what the items before it predict.

    Attributes
    ----------
    item : str
    date : datetime.date
    tail : float
        Chance of a report at least as far out, in either direction; see `influence.conflict`.
    """

    item: str
    date: dt.date
    tail: float

    @property
    def surprising(self) -> bool:
        """Whether it lies outside the 99% interval that was predicted."""
        return self.tail < 1 - PREDICTED


def at_second_hand(study: Study) -> tuple[str, ...]:
    """Return the items that come from the press, leaks among them, or whose words were met only in another text."""
    sources = study.catalogue.sources
    press = {name for name, source in sources.items() if source.kind == "press"}
    items = study.evidence
    return tuple(name for name in study.items if items[name].source in press or items[name].quote_kind == "second_hand")


def without_items(
    graph: Graph, left_out: Iterable[tuple[str, ...]], *, headline_near: HeadlineNear, ci_prob: float = CI_PROB
) -> list[Without]:
    """Return the conclusion without each of some sets of the items that are in."""
    study, sets = graph.study, list(left_out)
    kept = [study.with_items(name for name in study.items if name not in items) for items in sets]
    headlines = headline_near(graph)([graph.with_study(each) for each in kept])
    verdicts = (Verdict.of(each, study.model.conclusion, ci_prob=ci_prob) for each in headlines)
    return [Without(items, verdict) for items, verdict in zip(sets, verdicts, strict=True)]


def surprises(graph: Graph, *, seed: int, fit_all: FitAll) -> list[Surprise]:
    """Set each item against what those of earlier dates predict, in order of date.

    Parameters
    ----------
    graph : Graph
        Of the study, at the date up to which items are asked about.
    seed : int
        Of the simulated reports.
    fit_all : callable
        What fits the graph as of each date.
    """
    study = graph.study
    published, rows = {name: study.evidence[name].published for name in study.items}, list[Surprise]()
    for before, date in pairwise([dt.date.min, *sorted(set(published.values()))]):
        (known,) = fit_all([graph.with_study(study.at(before))])  # one at a time, since many would take much memory
        fresh = (name for name, day in published.items() if day == date)
        rows += [Surprise(name, date, conflict(name, known, seed=seed)) for name in fresh]
    return rows
