"""Reversal: what new evidence, missed evidence and room each contribute to the author's change of mind."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from ...analyses.evidence import CAUSES, Reversal
from ..render.document import Plot
from ..render.words import percent, probability, times
from .lettering import SMALL
from .rows import Rows
from .sheet import WIDTH, Sheet
from .style import BLACK, BLUE, GREEN, ORANGE, report_style
from .ticks import log_axis

__all__ = ["CAUSE_TITLES", "plot_reversal"]

CAUSE_TITLES = dict(zip(CAUSES, ("new evidence", "evidence he had missed", "room beyond the scenarios"), strict=True))
"""How each cause reads."""

_LOOKS = dict(zip(CAUSES, ((BLUE, ""), (ORANGE, "////"), (GREEN, r"\\\\")), strict=True))
_HEIGHT = 0.18
_CAPTION = (
    "Each row goes from the author's state when he posted (what he knew then, and no room; black line) to the state at"
    " his edit with all evidence up to it and one prior for the room (white dot). Each bar is what one cause"
    " contributes, averaged over all orders in which the causes may come in."
)
_LINE = " Right of the dashed line at 100%, deployment more probably costs more than development."


@report_style()
def plot_reversal(moves: Sequence[Reversal], titles: Mapping[str, str], *, width: float = WIDTH) -> Plot:
    """Show the move under each prior for the room as a waterfall.

    Parameters
    ----------
    moves : sequence of Reversal
    titles : mapping of str to str
        Titles of the rooms.
    width : float, optional

    Notes
    -----
    A bar's length is a factor on the median ratio. The right margin gives the probability that deployment
    costs less than development, before and after.
    """
    chances = [f"{probability(each.before.below)} → {probability(each.after.below)}" for each in moves]
    texts = [titles[each.option] for each in moves]
    rows = Rows(texts, width, right=chances, heading="P(below 100%)", step=5 * _HEIGHT)
    sheet, data = Sheet(width, [rows.height]), pd.DataFrame([row for each in moves for row in _waterfall(each)])
    (ax,) = sheet.axes
    for y, each in zip(rows.y, moves, strict=True):
        _draw(ax, data[data["option"] == each.option], y, each.after.median)
    rows.write(ax)
    ax.axvline(1, color=BLACK, linestyle="--", linewidth=1)
    log_axis(ax.xaxis, percent)
    ends = pd.concat([data["start"], data["end"]])
    low, high = ends.min() / 1.15, ends.max() * 1.6
    ax.set_xlim(low, high)
    ax.set_xlabel("Median cost of the largest viable deployment, percent of the development cost (log scale)")
    sheet.keys = [
        Patch(fc=_LOOKS[c][0], hatch=_LOOKS[c][1], ec="white", label=text) for c, text in CAUSE_TITLES.items()
    ]
    return sheet.finish(_finding(moves), _CAPTION + (_LINE if low < 1 < high else ""), data)


def _waterfall(move: Reversal) -> list[dict[str, Any]]:
    """Return each cause's bar, which begins where the one before it ends."""
    rows, at = [], move.before.median
    for cause in move.causes:
        end = at * math.exp(cause.moved)
        rows.append({"option": move.option, "cause": cause.name, "start": at, "end": end, "factor": end / at})
        at = end
    return rows


def _draw(ax: Axes, bars: pd.DataFrame, y: float, after: float) -> None:
    """Draw the causes one below the other, and where all of them lead."""
    for place, bar in enumerate(bars.itertuples(), start=-2):
        top, (color, hatch) = y + (place + 0.5) * _HEIGHT, _LOOKS[bar.cause]
        size = 0.9 * _HEIGHT
        ax.barh(
            top, bar.end - bar.start, left=bar.start, height=size, color=color, hatch=hatch, edgecolor="white", lw=0
        )
        ax.vlines(bar.end, top, top + _HEIGHT, color=BLACK, linewidth=0.6)
        right = (max(bar.start, bar.end), top)
        ax.annotate(times(bar.factor), right, (4, 0), textcoords="offset points", va="center", fontsize=SMALL)
    ax.plot(after, y + 1.5 * _HEIGHT, "o", color="white", markeredgecolor=BLACK, markersize=6)
    ax.vlines(bars["start"].iloc[0], y - 2 * _HEIGHT, y + 2 * _HEIGHT, color=BLACK, linewidth=1.2)


def _finding(moves: Sequence[Reversal]) -> str:
    most = {max(each.causes, key=lambda cause: cause.moved).name for each in moves}
    who = " or ".join(CAUSE_TITLES[name] for name in CAUSES if name in most)
    turned = sum(each.after.below < 0.5 for each in moves)
    return (
        f"The author's reversal comes out of the graph under {turned} of {len(moves)} priors for the room;"
        f" what contributes most is {who}"
    )
