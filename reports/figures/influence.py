"""Influence: the conclusion without each item, and with each alone."""

from collections.abc import Sequence

import pandas as pd

from ...analyses.evidence import PREDICTED, Influence
from ...analyses.fit import CI_PROB, Readout
from ...model import Graph
from ..render.conclusion import Conclusion
from ..render.document import Plot
from ..render.words import number, percent, probability, titled, titles_of
from .marks import conclusion_axis, key, mark_interval
from .rows import Rows
from .sheet import WIDTH, Sheet
from .style import BLACK, BLUE, ORANGE, VERMILLION, report_style

__all__ = ["SEEN", "plot_influence"]

SEEN = 0.01
"""Nats under which nothing can be seen of what an item says."""

_OFFSET = 0.06
_CAPTION = (
    "For each item: median and {ci} interval with all other items but it (upper, blue) and with it alone (lower,"
    " orange). Solid line: the median with all items; dotted: with none. Where a blue dot is off the solid line the"
    " item says what no other does. Right: information that it gives about the conclusion{on_top} alone, in nats (after"
    " <, the Monte Carlo error that it lies under), and the chance, given all others, of a report at least as far out;"
    " a star marks one outside its {predicted} interval."
)


@report_style()
def plot_influence(
    graph: Graph,
    influences: Sequence[Influence],
    before: Readout,
    after: Readout,
    *,
    ci_prob: float = CI_PROB,
    width: float = WIDTH,
) -> Plot:
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
    width : float, optional

    Notes
    -----
    An item whose orange bar is far from the dotted line and whose blue dot is on the solid one says much,
    but nothing that others do not say too. Items that say nothing either way share the last row.
    """
    titles, shown = titles_of(graph), [each for each in influences if _says(each)] or list(influences[:1])
    on_top, quiet = any(each.nats >= SEEN for each in shown), len(influences) - len(shown)
    texts = [f"{titled(each.item, titles)} ({each.date:%b %Y})" for each in shown]
    texts += [f"{quiet} {'items that hardly say' if quiet > 1 else 'item that hardly says'} anything"] if quiet else []
    heading = "Nats on top,\nalone; chance" if on_top else "Nats alone;\nchance"
    rows = Rows(texts, width, right=[_margin(each, on_top) for each in shown], heading=heading, step=0.3)
    sheet = Sheet(width, [rows.height])
    (ax,) = sheet.axes
    ax.axvline(after.centre, color=BLACK, linewidth=1)
    ax.axvline(before.centre, color=BLACK, linewidth=1, linestyle=":")
    for y, each in zip(rows.y, shown, strict=False):
        mark_interval(ax, each.without.interval, y - _OFFSET, color=BLUE)
        mark_interval(ax, each.alone.interval, y + _OFFSET, color=ORANGE, marker="D")
    for text, each in zip(rows.write(ax), shown, strict=False):
        text.set_color(VERMILLION if each.surprising else BLACK)
    conclusion_axis(ax.xaxis, Conclusion(graph))
    marks = (("all but it", BLUE, "o"), ("it alone", ORANGE, "D"))
    sheet.keys = [key(text, color, marker=marker, line="-") for text, color, marker in marks]
    said = {"ci": percent(ci_prob, error=0), "predicted": percent(PREDICTED, error=0)}
    caption = _CAPTION.format(**said, on_top=" on top of all others and" if on_top else "")
    return sheet.finish(_finding(graph, influences, after), caption, pd.DataFrame(map(_row, influences)))


def _says(each: Influence) -> bool:
    return each.surprising or max(each.nats, each.nats_alone) >= SEEN


def _row(each: Influence) -> dict[str, object]:
    row: dict[str, object] = {"item": each.item, "published": each.date, "tail_probability": each.tail}
    for state, verdict in (("without", each.without), ("alone", each.alone)):
        row |= {f"{end}_{state}": getattr(verdict, end) for end in ("median", "low", "high")}
    return row | {"nats": each.nats, "nats_alone": each.nats_alone}


def _margin(each: Influence, on_top: bool) -> str:
    nats = [number(each.nats_alone, error=each.mcse_nats_alone)]
    if on_top:
        nats.insert(0, number(each.nats, error=each.mcse_nats))
    return f"{'  '.join(nats)}  {probability(each.tail)}{'*' if each.surprising else ''}"


def _finding(graph: Graph, influences: Sequence[Influence], after: Readout) -> str:
    conclusion = Conclusion(graph)
    most = max(influences, key=lambda each: each.nats)
    outside = sum(each.surprising for each in influences)
    conflict = f"{outside} of {len(influences)}" if outside else "no"
    few = "items conflicts" if outside == 1 else "items conflict"
    without, whole = conclusion.write(most.without.median), conclusion.write(after.centre)
    title, level = f"“{titled(most.item, titles_of(graph))}”", f"at the {percent(PREDICTED, error=0)} level"
    if len(influences) == 1:
        verb = "conflicts" if outside else "does not conflict"
        return f"Without {title} {conclusion.name} is {without}, with it {whole}; it {verb} with the priors {level}"
    return (
        f"On top of all others {title} says most: without it {conclusion.name} is {without}, with it {whole};"
        f" {conflict} {few} with the rest {level}"
    )
