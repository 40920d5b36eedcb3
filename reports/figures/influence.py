"""Influence: the conclusion without each item, and with each alone."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...analyses.evidence import PREDICTED, Influence
from ...analyses.fit import CI_PROB, Readout
from ...model import Graph
from ..render.conclusion import Conclusion
from ..render.words import number, percent, probability, titled, titles_of
from .marks import conclusion_axis, key, mark_interval
from .style import (
    BLACK,
    BLUE,
    ORANGE,
    VERMILLION,
    caption,
    headline,
    legend_above,
    new_figure,
    report_style,
    right_labels,
    rows,
)

__all__ = ["plot_influence"]

_OFFSET = 0.17
_CAPTION = (
    "For each item: median and {ci} interval with all other items but it (blue), and with it alone (orange). Solid"
    " line: the median with all items; dotted: with none. Where a blue dot is off the solid line the item says what no"
    " other does. Right: information that it gives about the conclusion on top of all others and alone, in nats (after"
    " <, the Monte Carlo error that it lies under), and the chance, given all others, of a report at least as far out;"
    " a star marks one outside its {predicted} interval."
)


@report_style()
def plot_influence(
    graph: Graph, influences: Sequence[Influence], before: Readout, after: Readout, *, ci_prob: float = CI_PROB
) -> Figure:
    """Show what each item did to the conclusion.

    Parameters
    ----------
    graph : Graph
    influences : sequence of Influence
        Of at least one item.
    before, after : Readout
        The conclusion with no item and with all.
    ci_prob : float, optional
        Of the bars.

    Notes
    -----
    An item whose orange bar is far from the dotted line and whose blue dot is on the solid one says much,
    but nothing that others do not say too.
    """
    fig = new_figure(0.36 * len(influences) + 2.2)
    ax = fig.subplots()
    ax.axvline(after.centre, color=BLACK, linewidth=1)
    ax.axvline(before.centre, color=BLACK, linewidth=1, linestyle=":")
    for y, each in enumerate(influences):
        mark_interval(ax, each.without.interval, y - _OFFSET, color=BLUE)
        mark_interval(ax, each.alone.interval, y + _OFFSET, color=ORANGE)
    _frame(ax, graph, influences)
    headline(fig, _finding(graph, influences, after))
    caption(fig, _CAPTION.format(ci=percent(ci_prob, error=0), predicted=percent(PREDICTED, error=0)))
    return fig


def _frame(ax: Axes, graph: Graph, influences: Sequence[Influence]) -> None:
    titles = titles_of(graph)
    rows(ax, [f"{titled(each.item, titles)} ({each.date:%b %Y})" for each in influences], size=7.5)
    conclusion_axis(ax.xaxis, Conclusion(graph))
    right_labels(ax, range(len(influences)), [_margin(each) for each in influences], "Nats: on top,\nalone; chance")
    for text, each in zip(ax.get_yticklabels(), influences, strict=True):
        text.set_color(VERMILLION if each.surprising else BLACK)
    marks = (("all but it", BLUE), ("it alone", ORANGE))
    legend_above(ax, [key(text, color, marker="o", line="-") for text, color in marks])


def _margin(each: Influence) -> str:
    nats = (number(each.nats, error=each.mcse_nats), number(each.nats_alone, error=each.mcse_nats_alone))
    return f"{'  '.join(nats)}  {probability(each.tail)}{'*' if each.surprising else ''}"


def _finding(graph: Graph, influences: Sequence[Influence], after: Readout) -> str:
    conclusion = Conclusion(graph)
    most = max(influences, key=lambda each: each.nats)
    outside = sum(each.surprising for each in influences)
    conflict = f"{outside} of {len(influences)}" if outside else "no"
    few = "item conflicts" if outside == 1 else "items conflict"
    return (
        f"On top of all others “{titled(most.item, titles_of(graph))}” says most: without it {conclusion.name} is"
        f" {conclusion.write(most.without.median)}, with it {conclusion.write(after.centre)}; {conflict} {few}"
        f" with the rest at the {percent(PREDICTED, error=0)} level"
    )
