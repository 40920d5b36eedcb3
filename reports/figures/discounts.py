"""Discounts: how the cost ratio moves with the width of each discount's prior."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ...analyses.evidence import DiscountRow, Level
from ..render.words import percent, probability, titled
from .style import (
    BLACK,
    BLUE,
    LIGHT,
    VERMILLION,
    balanced,
    caption,
    headline,
    legend_above,
    log_axis,
    new_figure,
    report_style,
    right_labels,
)

__all__ = ["plot_discounts"]

_LINE = 44
_CAPTION = (
    "Each row changes the prior of one discount alone; the points are the median cost of the largest viable deployment"
    " over the cost of development after the evidence. Solid line: the study as it is. Dashed line: at 100% the median"
    " turns over. Right margin: probability that deployment is cheaper, with half the width and with twice it."
)


@report_style()
def plot_discounts(level: Level, rows: Sequence[DiscountRow], titles: Mapping[str, str]) -> Figure:
    """Show the median cost ratio with each discount's prior half as wide and twice as wide.

    Parameters
    ----------
    level : Level
        The study as it is.
    rows : sequence of DiscountRow
        The discount that moves the median most first.
    titles : mapping of str to str
        Titles of the discounts.

    Notes
    -----
    A long row is a judgement that the conclusion rests on; a short one could be off by a factor of two unnoticed.
    """
    fig = new_figure(0.4 * len(rows) + 2.4)
    ax = fig.subplots()
    for y, row in enumerate(rows):
        narrow, wide = row.narrow.ratio.centre, row.wide.ratio.centre
        ax.hlines(y, min(narrow, wide), max(narrow, wide), color=LIGHT, linewidth=5, zorder=2)
        ax.plot(narrow, y, "o", color=BLUE, zorder=3)
        ax.plot(wide, y, "D", color=VERMILLION, zorder=3)
    _frame(ax, level, rows, titles)
    headline(fig, _finding(level, rows, titles))
    caption(fig, _CAPTION)
    return fig


def _finding(level: Level, rows: Sequence[DiscountRow], titles: Mapping[str, str]) -> str:
    first, medians = rows[0], [each.ratio.centre for row in rows for each in (row.narrow, row.wide)]
    return (
        f"Halving or doubling the width of one discount's prior moves the ratio from {percent(level.ratio.centre)} to"
        f" between {percent(min(medians))} and {percent(max(medians))}; “{titled(first.name, titles)}” matters most"
    )


def _frame(ax: Axes, level: Level, rows: Sequence[DiscountRow], titles: Mapping[str, str]) -> None:
    ax.set_yticks(range(len(rows)), [balanced(titled(row.name, titles), _LINE) for row in rows])
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.axvline(level.ratio.centre, color=BLACK, linewidth=1, zorder=1)
    ax.axvline(1, color=BLACK, linewidth=1, linestyle="--", zorder=1)
    log_axis(ax.xaxis, percent, steps=(1, 2, 3, 5, 7))
    medians = [1.0, level.ratio.centre, *(each.ratio.centre for row in rows for each in (row.narrow, row.wide))]
    ax.set_xlim(min(medians) / 1.12, max(medians) * 1.12)
    ax.set_xlabel("Median, percent of the development cost (log scale)")
    cheaper = [f"{probability(row.narrow.cheaper)}, {probability(row.wide.cheaper)}" for row in rows]
    right_labels(ax, range(len(rows)), cheaper, "P(below 100%)")
    marks = (("o", BLUE, "half the width"), ("D", VERMILLION, "twice the width"))
    legend_above(ax, [Line2D([], [], color=c, marker=m, linestyle="", label=text) for m, c, text in marks])
