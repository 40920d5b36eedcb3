"""Influence: the conclusion without each item, and with each alone."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ...analyses.evidence import PREDICTED, Influence
from ...analyses.fit import Readout
from ..render.words import number, percent, probability, titled
from .style import (
    BLACK,
    BLUE,
    ORANGE,
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

__all__ = ["Rows", "plot_influence"]

_OFFSET = 0.17
_LINE = 38
_CAPTION = (
    "For each item: median and {ci} interval of the ratio with all other items but it (blue), and with it alone"
    " (orange). Solid line: the median with all items; dotted: with none. Where a blue dot is off the solid line the"
    " item says what no other does. Right: information that it gives about the ratio on top of all others and alone, in"
    " nats (under 0.01 nothing can be seen), and the chance, given all others, of a report at least as far out; a star"
    " marks one outside its 99% interval."
)


class Rows(NamedTuple):
    """What is shown.

    Attributes
    ----------
    found : sequence of Influence
    before, after : Readout
        The ratio with no item and with all.
    titles : dict of str to str
        Of the items.
    ci_prob : float
    """

    found: Sequence[Influence]
    before: Readout
    after: Readout
    titles: Mapping[str, str]
    ci_prob: float


@report_style()
def plot_influence(rows: Rows) -> Figure:
    """Show what each item did to the cost ratio.

    Parameters
    ----------
    rows : Rows
        With at least one item.

    Notes
    -----
    An item whose orange bar is far from the dotted line and whose blue dot is on the solid one says much,
    but nothing that others do not say too.
    """
    fig = new_figure(0.36 * len(rows.found) + 2.2)
    ax = fig.subplots()
    ax.axvline(rows.after.centre, color=BLACK, linewidth=1)
    ax.axvline(rows.before.centre, color=BLACK, linewidth=1, linestyle=":")
    for y, row in enumerate(rows.found):
        _bar(ax, row.without.ratio, y - _OFFSET, BLUE)
        _bar(ax, row.alone.ratio, y + _OFFSET, ORANGE)
    _frame(ax, rows)
    headline(fig, _finding(rows))
    caption(fig, _CAPTION.format(ci=percent(rows.ci_prob, error=0)))
    return fig


def _bar(ax: Axes, read: Readout, y: float, color: str) -> None:
    ax.hlines(y, read.low, read.high, color=color, linewidth=1.5)
    ax.plot(read.centre, y, "o", color=color, markersize=5)


def _frame(ax: Axes, rows: Rows) -> None:
    names = [balanced(f"{titled(r.item, rows.titles)} ({r.date:%b %Y})", _LINE) for r in rows.found]
    ax.set_yticks(range(len(names)), names, fontsize=7.5)
    ax.set_ylim(len(names) - 0.4, -0.6)
    log_axis(ax.xaxis, percent, steps=(1,))
    ax.set_xlabel("Percent of the development cost (log scale)")
    right_labels(ax, range(len(names)), [_margin(row) for row in rows.found], "Nats: on top,\nalone; chance")
    _mark_surprises(ax, rows.found)
    handles = [
        Line2D([], [], color=color, marker="o", label=text)
        for color, text in ((BLUE, "all but it"), (ORANGE, "it alone"))
    ]
    legend_above(ax, handles)


def _margin(row: Influence) -> str:
    star = "*" if row.surprising else ""
    return f"{number(row.nats)}  {number(row.nats_alone)}  {probability(row.tail)}{star}"


def _mark_surprises(ax: Axes, found: Sequence[Influence]) -> None:
    for y, row in enumerate(found):
        if row.surprising:
            ax.get_yticklabels()[y].set_color(VERMILLION)


def _finding(rows: Rows) -> str:
    most = max(rows.found, key=lambda row: row.nats)
    outside = sum(row.surprising for row in rows.found)
    conflict = f"{outside} of {len(rows.found)}" if outside else "no"
    few = "items conflict" if outside != 1 else "item conflicts"
    return (
        f"On top of all others “{titled(most.item, rows.titles)}” says most: without it the ratio is"
        f" {percent(most.without.ratio.centre)}, with it {percent(rows.after.centre)}; {conflict} {few} with the rest"
        f" at the {percent(PREDICTED, error=0)} level"
    )
