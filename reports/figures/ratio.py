"""Ratio: how each item of evidence moves the cost ratio."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...analyses.evidence import PRIOR, Step
from ...analyses.fit import CI_PROB, interval
from ...priors import PublishedFigure
from ...priors.units import conversion_factor
from ..render.words import percent, probability, titled
from .marks import Array, density, mark_draws, mark_interval
from .style import (
    BLACK,
    BLUE,
    GREY,
    VERMILLION,
    caption,
    headline,
    log_axis,
    new_figure,
    report_style,
    right_labels,
    rows,
)

__all__ = ["plot_ratio"]

_NODE = "cost_ratio"
_HEIGHT = 0.72
_CAPTION = (
    "Each row adds one item of evidence to those above it; the last has all. White dot: median; thick bar: half of the"
    " draws; thin bar: {ci}; the shape above is the density on the log scale. Diamonds: centre and interval as the post"
    " prints them. Right of the line at 100%, deployment costs more than development."
)


class _Row(NamedTuple):
    text: str
    draws: Array
    color: str


@report_style()
def plot_ratio(
    steps: Sequence[Step],
    titles: Mapping[str, str],
    published: Sequence[tuple[str, PublishedFigure]],
    *,
    ci_prob: float = CI_PROB,
) -> Figure:
    """Show the cost ratio before the evidence and after each item, in order of date.

    Parameters
    ----------
    steps : sequence of Step
        The first is the prior.
    titles : mapping of str to str
        Titles of the items.
    published : sequence of (str, PublishedFigure)
        The post's own ratios with their labels.
    ci_prob : float, optional
        Of the thin bars.

    Notes
    -----
    Read from top to bottom. A row that is like the one above it is an item that says nothing new. The
    right margin gives the probability that the largest viable deployment costs less than development.
    """
    states = [_row(step, titles, last=step is steps[-1]) for step in steps]
    fig = new_figure(0.42 * (len(published) + len(states)) + 1.9)
    ax = fig.subplots()
    for y, (_, figure) in enumerate(published):
        factor = conversion_factor(figure.unit, "dimensionless")
        read = [None if end is None else end * factor for end in (figure.centre, figure.low, figure.high)]
        mark_interval(ax, read, y, color=BLACK, marker="D", filled=False)
    for y, row in enumerate(states, start=len(published)):
        shape = density(row.draws)
        ax.fill_between(shape.x, y, y - _HEIGHT * shape.height / shape.height.max(), color=row.color, alpha=0.3, lw=0)
        mark_draws(ax, row.draws, y, ci_prob=ci_prob, color=row.color)
    _frame(ax, [text for text, _ in published], states)
    headline(fig, _finding(steps))
    caption(fig, _CAPTION.format(ci=percent(ci_prob, error=0)))
    return fig


def _row(step: Step, titles: Mapping[str, str], *, last: bool) -> _Row:
    draws = step.sample(_NODE).values.ravel()
    if step.item == PRIOR:
        return _Row("Before the evidence", draws, GREY)
    date = f" ({step.date:%b %Y})" if step.date else ""
    return _Row(f"{titled(step.item, titles)}{date}", draws, VERMILLION if last else BLUE)


def _finding(steps: Sequence[Step]) -> str:
    first, last = (interval(step.sample(_NODE).values).centre for step in (steps[0], steps[-1]))
    dates = [step.date for step in steps if step.date]
    until = f" up to {max(dates):%B %Y}" if dates else ""
    return (
        f"Evidence{until} moves the largest viable deployment from {percent(first)} to {percent(last)}"
        " of the development cost"
    )


def _frame(ax: Axes, printed: list[str], states: list[_Row]) -> None:
    texts = [*printed, *(row.text for row in states)]
    below = [*("" for _ in printed), *(probability(float(np.mean(row.draws < 1))) for row in states)]
    rows(ax, texts)
    ax.set_ylim(len(texts) - 0.6, -0.7)
    ax.axhline(len(printed) - 0.72, color=BLACK, linewidth=0.6)
    ax.axvline(1, color=BLACK, linestyle="--", linewidth=1)
    log_axis(ax.xaxis, percent)
    ax.set_xlabel("Percent of the development cost (log scale)")
    right_labels(ax, range(len(texts)), below, "P(below\n100%)")
