"""Ratio: how each item of evidence moves the cost ratio."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...analyses.evidence import PRIOR, Step
from ...analyses.fit import interval
from ...priors import PublishedFigure
from ...priors.units import conversion_factor
from ..render.words import percent, probability, titled
from .density import Array, density, draw_interval
from .style import BLACK, BLUE, GREY, VERMILLION, caption, headline, log_axis, new_figure, report_style, right_labels

__all__ = ["plot_ratio"]

_NODE = "cost_ratio"
_HEIGHT = 0.72
_CAPTION = (
    "Each row adds one item of evidence to those above it; the last has all. White dot: median; thick bar: 50%; thin"
    " bar: 90%; the shape above is the density on the log scale. Diamonds: centre and interval as the post prints them."
    " Right of the line at 100%, deployment costs more than development."
)


class _Row(NamedTuple):
    text: str
    draws: Array
    color: str


@report_style()
def plot_ratio(
    found: Sequence[Step], titles: Mapping[str, str], published: Sequence[tuple[str, PublishedFigure]]
) -> Figure:
    """Show the cost ratio before the evidence and after each item, in order of date.

    Parameters
    ----------
    found : sequence of Step
        The first is the prior.
    titles : mapping of str to str
        Titles of the items.
    published : sequence of (str, PublishedFigure)
        The post's own ratios with their labels.

    Notes
    -----
    Read from top to bottom. A row that is like the one above it is an item that says nothing new. The
    right margin gives the probability that the largest viable deployment costs less than development.
    """
    rows = [_row(step, titles, last=step is found[-1]) for step in found]
    count = len(published) + len(rows)
    fig = new_figure(0.42 * count + 1.9)
    ax = fig.subplots()
    for y, (_, figure) in enumerate(published):
        _printed(ax, figure, y)
    for y, row in enumerate(rows, start=len(published)):
        _half_eye(ax, row, y)
    _frame(ax, [text for text, _ in published], rows)
    headline(fig, _finding(found))
    caption(fig, _CAPTION)
    return fig


def _row(step: Step, titles: Mapping[str, str], *, last: bool) -> _Row:
    draws = step.draws(_NODE)
    if step.item == PRIOR:
        return _Row("Before the evidence", draws, GREY)
    date = f" ({step.date:%b %Y})" if step.date else ""
    return _Row(f"{titled(step.item, titles)}{date}", draws, VERMILLION if last else BLUE)


def _finding(found: Sequence[Step]) -> str:
    first, last = (interval(step.draws(_NODE)).centre for step in (found[0], found[-1]))
    dates = [step.date for step in found if step.date]
    until = f" up to {max(dates):%B %Y}" if dates else ""
    return (
        f"Evidence{until} moves the largest viable deployment from {percent(first)} to {percent(last)}"
        " of the development cost"
    )


def _half_eye(ax: Axes, row: _Row, y: float) -> None:
    shape = density(row.draws)
    ax.fill_between(shape.x, y, y - _HEIGHT * shape.height / shape.height.max(), color=row.color, alpha=0.3, lw=0)
    draw_interval(ax, row.draws, y, color=row.color)


def _printed(ax: Axes, figure: PublishedFigure, y: float) -> None:
    factor = conversion_factor(figure.unit, "dimensionless")
    if figure.low is not None and figure.high is not None:
        ax.hlines(y, figure.low * factor, figure.high * factor, color=BLACK, linewidth=1.5)
    if figure.centre is not None:
        ax.plot(figure.centre * factor, y, "D", color="white", markeredgecolor=BLACK, markersize=6)


def _frame(ax: Axes, printed: list[str], rows: list[_Row]) -> None:
    texts = [*printed, *(row.text for row in rows)]
    below = [*("" for _ in printed), *(probability(float(np.mean(row.draws < 1))) for row in rows)]
    ax.set_yticks(range(len(texts)), texts)
    ax.set_ylim(len(texts) - 0.6, -0.7)
    ax.axhline(len(printed) - 0.72, color=BLACK, linewidth=0.6)
    ax.axvline(1, color=BLACK, linestyle="--", linewidth=1)
    log_axis(ax.xaxis, percent)
    ax.set_xlabel("Percent of the development cost (log scale)")
    right_labels(ax, range(len(texts)), below, "P(below\n100%)")
