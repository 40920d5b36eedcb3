"""Answer: a few states of the conclusion, one below the other, beside its threshold."""

from typing import Any

import pandas as pd

from ...analyses.fit import CI_PROB
from ...model import Graph
from ..render.conclusion import Conclusion
from ..render.document import Plot
from ..render.words import listed, percent
from .marks import conclusion_axis, mark_interval
from .rows import Rows
from .sheet import WIDTH, Sheet
from .style import BLUE, GREY, VERMILLION, report_style

__all__ = ["plot_answer"]

_CAPTION = "Dot: median, also at the right; line: {ci} interval. Right of the dashed line, {above}."


@report_style()
def plot_answer(graph: Graph, states: pd.DataFrame, *, ci_prob: float = CI_PROB, width: float = WIDTH) -> Plot:
    """Show states of the conclusion.

    Parameters
    ----------
    graph : Graph
    states : pandas.DataFrame
        The ``name`` and ``title`` of each, and its ``median``, ``low`` and ``high``; the one that is called ``post`` is
        not of the graph's own study.
    ci_prob : float, optional
        Of the lines.
    width : float, optional

    Notes
    -----
    The conclusion survives where all dots lie on the same side of the dashed line.
    """
    conclusion, medians = Conclusion(graph), states["median"]
    rows = Rows(list(states["title"]), width, right=[conclusion.write(value) for value in medians], heading="Median")
    sheet = Sheet(width, [rows.height])
    (ax,) = sheet.axes
    for y, (_, state) in zip(rows.y, states.iterrows(), strict=True):
        side = BLUE if state["median"] < conclusion.record.threshold else VERMILLION
        mark_interval(ax, list(state[["median", "low", "high"]]), y, color=GREY if state["name"] == "post" else side)
    rows.write(ax)
    conclusion_axis(ax.xaxis, conclusion)
    said = _CAPTION.format(ci=percent(ci_prob, error=0), above=conclusion.record.above)
    return sheet.finish(_finding(conclusion, states), said, states)


def _finding(conclusion: Conclusion, states: pd.DataFrame) -> str:
    sides: dict[str, list[Any]] = {}
    for title, median in zip(states["title"], states["median"], strict=True):
        sides.setdefault(conclusion.side(median), []).append(f"“{title}”")
    first, *others = sides
    said = f"{first[0].upper()}{first[1:]}"
    return f"{said} in each case" if not others else f"{said} under {listed(sides[first])}, and {others[0]} otherwise"
