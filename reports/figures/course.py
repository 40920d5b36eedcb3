"""Course: the conclusion over time in a small figure, with the steps that moved it most."""

import datetime as dt
import math
from collections.abc import Sequence

import pandas as pd

from ...analyses.evidence import State
from ...model import Graph
from ..render.conclusion import Conclusion
from ..render.document import Plot
from .marks import conclusion_axis
from .sheet import WIDTH, Sheet, is_narrow
from .style import BLUE, VERMILLION, report_style

__all__ = ["plot_course"]

_LEAD, _TAIL = 300, 150
"""Days that are shown before the first item and after the last."""

_HEIGHT, _YEARS = 1.55, {True: 6, False: 12}


@report_style()
def plot_course(
    graph: Graph, states: Sequence[State], steps: Sequence[dt.date], caption: str = "", *, width: float = WIDTH
) -> Plot:
    """Show the median as of each date, with its interval, and number the steps.

    Parameters
    ----------
    graph : Graph
    states : sequence of State
        The first is the prior, and at least one item follows.
    steps : sequence of datetime.date
        Dates that are numbered, in order.
    caption : str, optional
        What the numbers stand for.
    width : float, optional

    Notes
    -----
    Where the line crosses the dashed one, the likelier side changes.
    """
    conclusion, sheet = Conclusion(graph), Sheet(width, [_HEIGHT])
    (ax,) = sheet.axes
    dates = [state.date for state in states if state.date]
    days = [dates[0].toordinal() - _LEAD, *(date.toordinal() for date in dates), dates[-1].toordinal() + _TAIL]
    low, median, high = ([getattr(state.verdict, end) for state in states] for end in ("low", "median", "high"))
    ax.fill_between(days, [*low, low[-1]], [*high, high[-1]], step="post", color=BLUE, alpha=0.18, lw=0)
    ax.step(days, [*median, median[-1]], where="post", color=BLUE, lw=2)
    conclusion_axis(ax.yaxis, conclusion)
    ax.grid(visible=True, axis="y")
    for number, date in enumerate(steps, 1):
        value = next(state.verdict.median for state in states if state.date == date)
        ax.plot(date.toordinal(), value, "o", color=VERMILLION, markersize=4)
        ax.annotate(
            str(number), (date.toordinal(), value), (-4, 5), textcoords="offset points", ha="right", weight="bold"
        )
    ax.set_xlim(days[0], days[-1])
    years = range(dates[0].year, dates[-1].year + 1)
    shown = years[:: math.ceil(len(years) / _YEARS[is_narrow(width)])]
    ax.set_xticks([dt.date(year, 1, 1).toordinal() for year in shown], list(map(str, shown)))
    ends = [conclusion.write(value) for value in (median[0], median[-1])]
    finding = f"From {ends[0]} before any evidence to {ends[1]} by {dates[-1]:%B %Y}"
    data = pd.DataFrame([{"date": state.date} | state.verdict.numbers for state in states])
    return sheet.finish(finding, caption, data)
