"""Discounts: how the conclusion moves with the width of each discount's prior."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...analyses.evidence import DiscountRow
from ...analyses.fit import Verdict
from ...model import Graph
from ..render.conclusion import Conclusion
from ..render.words import probability, titled, titles_of
from .marks import conclusion_axis, key
from .style import (
    BLACK,
    BLUE,
    LIGHT,
    VERMILLION,
    caption,
    headline,
    legend_above,
    new_figure,
    report_style,
    right_labels,
    rows,
)

__all__ = ["plot_discounts"]

_CAPTION = (
    "Each row changes the prior of one discount alone; the points are the conclusion's median after the evidence. Solid"
    " line: the study as it is. Dashed line: at {threshold} the median turns over. Right margin: probability that"
    " {below}, with half the width and with twice it."
)


@report_style()
def plot_discounts(graph: Graph, own: Verdict, discounts: Sequence[DiscountRow]) -> Figure:
    """Show the median of the conclusion with each discount's prior half as wide and twice as wide.

    Parameters
    ----------
    graph : Graph
    own : Verdict
        The study as it is.
    discounts : sequence of DiscountRow
        The discount that moves the median most first.

    Notes
    -----
    A long row is a judgement that the conclusion rests on; a short one could be off by a factor of two unnoticed.
    """
    fig = new_figure(0.4 * len(discounts) + 2.4)
    ax = fig.subplots()
    for y, row in enumerate(discounts):
        narrow, wide = row.narrow.median, row.wide.median
        ax.hlines(y, min(narrow, wide), max(narrow, wide), color=LIGHT, linewidth=5, zorder=2)
        ax.plot(narrow, y, "o", color=BLUE, zorder=3)
        ax.plot(wide, y, "D", color=VERMILLION, zorder=3)
    _frame(ax, graph, own, discounts)
    headline(fig, _finding(graph, own, discounts))
    conclusion = Conclusion(graph)
    threshold = conclusion.write(conclusion.record.threshold)
    caption(fig, _CAPTION.format(threshold=threshold, below=conclusion.record.below))
    return fig


def _finding(graph: Graph, own: Verdict, discounts: Sequence[DiscountRow]) -> str:
    conclusion = Conclusion(graph)
    medians = [each.median for row in discounts for each in (row.narrow, row.wide)]
    as_it_is, low, high = map(conclusion.write, (own.median, min(medians), max(medians)))
    return (
        f"Halving or doubling the width of one discount's prior moves {conclusion.name} from {as_it_is} to between"
        f" {low} and {high}; “{titled(discounts[0].name, titles_of(graph))}” matters most"
    )


def _frame(ax: Axes, graph: Graph, own: Verdict, discounts: Sequence[DiscountRow]) -> None:
    conclusion, titles = Conclusion(graph), titles_of(graph)
    rows(ax, [titled(row.name, titles) for row in discounts], line=44)
    ax.axvline(own.median, color=BLACK, linewidth=1, zorder=1)
    conclusion_axis(ax.xaxis, conclusion, steps=(1, 2, 3, 5, 7))
    chances = [f"{probability(row.narrow.below)}, {probability(row.wide.below)}" for row in discounts]
    heading = f"P(below {conclusion.write(conclusion.record.threshold)})"
    right_labels(ax, range(len(discounts)), chances, heading)
    marks = (("half the width", BLUE, "o"), ("twice the width", VERMILLION, "D"))
    legend_above(ax, [key(text, color, marker=marker) for text, color, marker in marks])
