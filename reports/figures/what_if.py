"""What if: nodes and claims before something is supposed and after it."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...analyses.change import ClaimMove, Move, WhatIf
from ...analyses.fit import CI_PROB
from ...model import Graph
from ..render.conclusion import Conclusion
from ..render.words import amount, percent, probability, times, titled, titles_of
from .marks import key, mark_interval
from .style import (
    BLUE,
    GREY,
    LIGHT,
    VERMILLION,
    caption,
    headline,
    legend_above,
    log_axis,
    new_figure,
    report_style,
    right_labels,
    rows,
)

__all__ = ["plot_what_if"]

_INPUTS, _CLAIMS = 6, 8
"""Most inputs and claims that are drawn."""
_APART = 0.17
_CAPTION = (
    "Above: median and {ci} interval of each quantity before (grey, upper) and after (blue, lower), as multiples of its"
    " own median before; quantities that may be negative are left to the table. Below: claims that move."
)


@report_style()
def plot_what_if(graph: Graph, result: WhatIf, *, ci_prob: float = CI_PROB) -> Figure:
    """Show the headline nodes, the inputs that move most and the claims that move, before and after.

    Parameters
    ----------
    graph : Graph
    result : WhatIf
    ci_prob : float, optional
        Of the intervals.

    Notes
    -----
    A pair of points on top of each other is a quantity to which what is supposed makes no difference.
    """
    moves = [move for move in (*result.headlines, *result.inputs[:_INPUTS]) if _positive(move)]
    claims = result.claims[:_CLAIMS]
    fig = new_figure(0.44 * len(moves) + 0.4 * len(claims) + 2.6)
    panels = fig.subplots(1 + bool(claims), squeeze=False, height_ratios=[len(moves), len(claims)][: 1 + bool(claims)])
    _nodes(panels[0, 0], moves, titles_of(graph))
    if claims:
        _claims(panels[1, 0], claims)
    headline(fig, _finding(Conclusion(graph), result))
    caption(fig, _CAPTION.format(ci=percent(ci_prob, error=0)))
    return fig


def _positive(move: Move) -> bool:
    return min(move.before.low, move.after.low) > 0


def _finding(conclusion: Conclusion, result: WhatIf) -> str:
    supposed = result.changes.summary[:1].upper() + result.changes.summary[1:]
    own = next((move for move in result.headlines if move.name == conclusion.record.node), None)
    if own is None:
        return f"{supposed}: {len(result.inputs)} inputs and {len(result.claims)} claims move"
    before, after = (conclusion.write(read.centre) for read in (own.before, own.after))
    chances = " to ".join(probability(each.value, error=each.mcse) for each in result.below or ())
    return (
        f"{supposed}: {conclusion.name} goes from {before} to {after}, and the probability that"
        f" {conclusion.record.below} from {chances}"
    )


def _nodes(ax: Axes, moves: Sequence[Move], titles: Mapping[str, str]) -> None:
    for y, move in enumerate(moves):
        for read, place, color in ((move.before, y - _APART, GREY), (move.after, y + _APART, BLUE)):
            mark_interval(ax, [end / move.before.centre for end in read], place, color=color)
    rows(ax, [titled(move.name, titles) for move in moves])
    ax.axvline(1, color=GREY, linewidth=0.8, zorder=1)
    ends = [value / m.before.centre for m in moves for read in (m.before, m.after) for value in read]
    ax.set_xlim(min(ends) / 1.2, max(ends) * 1.2)
    wide = max(ends) > 30 * min(ends)
    log_axis(ax.xaxis, times, steps=(1.0,) if wide else (1.0, 2.0, 5.0))
    ax.set_xlabel("Times its own median before (log scale)")
    right_labels(ax, range(len(moves)), [_change(move) for move in moves], "median\nbefore → after")
    legend_above(ax, [key(text, color, marker="o", line="-") for text, color in (("before", GREY), ("after", BLUE))])


def _change(move: Move) -> str:
    before, after = (amount(value, move.unit) for value in (move.before.centre, move.after.centre))
    return f"{before.partition(' ')[0]} → {after.partition(' ')[0]}"


def _claims(ax: Axes, claims: Sequence[ClaimMove]) -> None:
    for y, claim in enumerate(claims):
        ax.hlines(y, 0, 1, color=LIGHT, linewidth=1, zorder=1)
        ax.annotate("", (claim.after, y), (claim.before, y), arrowprops={"arrowstyle": "->", "color": VERMILLION})
        ax.plot(claim.before, y, "o", color=GREY, markersize=5)
        ax.plot(claim.after, y, "o", color=BLUE, markersize=5)
    rows(ax, [claim.title for claim in claims], line=52)
    ax.set_xlim(-0.03, 1.03)
    ax.xaxis.set_major_formatter(lambda value, _: percent(value))
    ax.set_xlabel("Probability that the claim holds")
    right_labels(
        ax, range(len(claims)), [f"{probability(c.before)} → {probability(c.after)}" for c in claims], "before → after"
    )
    ax.grid(visible=False, axis="y")
