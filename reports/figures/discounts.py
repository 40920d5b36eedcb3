"""Discounts: how the conclusion moves with the width of each discount's prior."""

from collections.abc import Sequence

import pandas as pd

from ...analyses.evidence import DiscountRow
from ...analyses.fit import Verdict
from ...model import Graph
from ..render.conclusion import Conclusion
from ..render.document import Plot
from ..render.words import probability, titled, titles_of
from .marks import conclusion_axis, key
from .rows import Rows
from .sheet import WIDTH, Sheet
from .style import BLACK, BLUE, LIGHT, VERMILLION, report_style

__all__ = ["plot_discounts"]

_STILL = 0.05
"""Move of the log of the median below which a width moves nothing."""

_CAPTION = (
    "Each row changes the prior of one discount alone; the points are the conclusion's median after the evidence. Solid"
    " line: the study as it is. Dashed line: at {threshold} the median turns over. Right: probability that"
    " {below}, with half the width and with twice it.{quiet}"
)


@report_style()
def plot_discounts(graph: Graph, own: Verdict, discounts: Sequence[DiscountRow], *, width: float = WIDTH) -> Plot:
    """Show the median of the conclusion with each discount's prior half as wide and twice as wide.

    Parameters
    ----------
    graph : Graph
    own : Verdict
        The study as it is.
    discounts : sequence of DiscountRow
        The discount that moves the median most first.
    width : float, optional

    Notes
    -----
    A long row is a judgement that the conclusion rests on; one that could be off by a factor of two unnoticed is only
    counted.
    """
    conclusion, titles = Conclusion(graph), titles_of(graph)
    threshold = conclusion.write(conclusion.record.threshold)
    shown = [row for row in discounts if row.reach(own) >= _STILL] or list(discounts[:1])
    quiet = len(discounts) - len(shown)
    texts = [titled(row.name, titles) for row in shown]
    chances = [f"{probability(row.narrow.below)}, {probability(row.wide.below)}" for row in shown]
    rows = Rows(texts, width, right=chances, heading=f"P(below {threshold})", step=0.25)
    sheet = Sheet(width, [rows.height])
    (ax,) = sheet.axes
    for y, row in zip(rows.y, shown, strict=True):
        narrow, wide = row.narrow.median, row.wide.median
        ax.hlines(y, min(narrow, wide), max(narrow, wide), color=LIGHT, linewidth=5, zorder=2)
        ax.plot(narrow, y, "o", color=BLUE, zorder=3)
        ax.plot(wide, y, "D", color=VERMILLION, zorder=3)
    rows.write(ax)
    ax.axvline(own.median, color=BLACK, linewidth=1, zorder=1)
    conclusion_axis(ax.xaxis, conclusion)
    marks = (("half the width", BLUE, "o"), ("twice the width", VERMILLION, "D"))
    sheet.keys = [key(text, color, marker=marker) for text, color, marker in marks]
    said = _CAPTION.format(
        threshold=threshold,
        below=conclusion.record.below,
        quiet=f" Not shown: {quiet} discount{'s' * (quiet > 1)} whose width moves the median by less than 5%."
        if quiet
        else "",
    )
    return sheet.finish(_finding(graph, own, discounts), said, _data(own, discounts))


def _finding(graph: Graph, own: Verdict, discounts: Sequence[DiscountRow]) -> str:
    conclusion = Conclusion(graph)
    medians = [each.median for row in discounts for each in (row.narrow, row.wide)]
    as_it_is, low, high = map(conclusion.write, (own.median, min(medians), max(medians)))
    return (
        f"Halving or doubling the width of one discount's prior moves {conclusion.name} from {as_it_is} to between"
        f" {low} and {high}; “{titled(discounts[0].name, titles_of(graph))}” matters most"
    )


def _data(own: Verdict, discounts: Sequence[DiscountRow]) -> pd.DataFrame:
    widths = [(row.name, kind, each) for row in discounts for kind, each in (("half", row.narrow), ("twice", row.wide))]
    return pd.DataFrame([{"discount": n, "width": k} | v.numbers for n, k, v in [("", "as it is", own), *widths]])
