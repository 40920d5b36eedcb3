"""Reversal: what new evidence, missed evidence and room each contribute to the author's change of mind."""

import math
from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from ...analyses.evidence import CAUSES, Cause, Reversal
from ..render.words import percent, probability, times
from .style import (
    BLACK,
    BLUE,
    GREEN,
    LIGHT,
    ORANGE,
    balanced,
    caption,
    headline,
    legend_above,
    log_axis,
    new_figure,
    report_style,
    right_labels,
)

__all__ = ["CAUSE_TITLES", "plot_reversal"]

CAUSE_TITLES = dict(zip(CAUSES, ("new evidence", "evidence he had missed", "room beyond the scenarios"), strict=True))
"""How each cause reads."""

_COLORS = dict(zip(CAUSES, (BLUE, ORANGE, GREEN), strict=True))
_HEIGHT = 0.24
_CAPTION = (
    "Each row goes from the author's state when he posted (what he knew then, and no room; black line) to the state at"
    " his edit with all evidence up to it and one prior for the room (white dot). Each bar is what one cause"
    " contributes, averaged over all orders in which the causes may come in. Right of the dashed line at 100%,"
    " deployment more probably costs more than development."
)


@report_style()
def plot_reversal(moves: Sequence[Reversal], titles: Mapping[str, str]) -> Figure:
    """Show the move under each prior for the room as a waterfall.

    Parameters
    ----------
    moves : sequence of Reversal
    titles : mapping of str to str
        Titles of the rooms.

    Notes
    -----
    A bar's length is a factor on the median ratio. The right margin gives the probability that deployment
    costs less than development, before and after.
    """
    fig = new_figure(0.85 * len(moves) + 2.0)
    ax = fig.subplots()
    for y, each in enumerate(moves):
        _waterfall(ax, each, y)
    _frame(ax, moves, titles)
    headline(fig, _finding(moves))
    caption(fig, _CAPTION)
    return fig


def _waterfall(ax: Axes, each: Reversal, y: float) -> None:
    """Draw the causes one below the other, each from where the one above it ends."""
    at = each.before.median
    for row, cause in enumerate(each.causes):
        top = y + (row - 1) * _HEIGHT
        to = at * math.exp(cause.moved)
        ax.barh(top, to - at, left=at, height=_HEIGHT * 0.9, color=_COLORS[cause.name])
        ax.vlines(to, top, top + _HEIGHT, color=BLACK, linewidth=0.6)
        ax.annotate(_factor(cause), (max(at, to), top), (4, 0), textcoords="offset points", va="center", fontsize=7.5)
        at = to
    ax.plot(each.after.median, y + 1.75 * _HEIGHT, "o", color="white", markeredgecolor=BLACK, markersize=6)
    ax.vlines(each.before.median, y - 0.4, y + 0.45, color=BLACK, linewidth=1.2)


def _factor(cause: Cause) -> str:
    return times(math.exp(cause.moved))


def _frame(ax: Axes, moves: Sequence[Reversal], titles: Mapping[str, str]) -> None:
    ax.set_yticks(range(len(moves)), [balanced(titles[each.option], 26) for each in moves])
    ax.set_ylim(len(moves) - 0.4, -0.55)
    ax.axvline(1, color=BLACK, linestyle="--", linewidth=1)
    log_axis(ax.xaxis, percent, steps=(1, 2, 5))
    low, high = (edge([m for each in moves for m in _medians(each)]) for edge in (min, max))
    ax.set_xlim(low / 1.15, high * 1.35)
    ax.set_xlabel("Median cost of the largest viable deployment, percent of the development cost (log scale)")
    chances = [f"{probability(each.before.below)} → {probability(each.after.below)}" for each in moves]
    right_labels(ax, range(len(moves)), chances, "P(below\n100%)")
    ax.spines["left"].set_color(LIGHT)
    legend_above(ax, [Patch(color=_COLORS[name], label=title) for name, title in CAUSE_TITLES.items()])


def _medians(each: Reversal) -> list[float]:
    medians, at = [each.before.median, each.after.median], each.before.median
    for cause in each.causes:
        at *= math.exp(cause.moved)
        medians.append(at)
    return medians


def _finding(moves: Sequence[Reversal]) -> str:
    most = {max(each.causes, key=lambda cause: cause.moved).name for each in moves}
    who = " or ".join(CAUSE_TITLES[name] for name in CAUSES if name in most)
    turned = sum(each.after.below < 0.5 for each in moves)
    return (
        f"The author's reversal comes out of the graph under {turned} of {len(moves)} priors for the room;"
        f" what contributes most is {who}"
    )
