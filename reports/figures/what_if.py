"""What if: nodes and claims before something is supposed and after it."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ...analyses.change import ClaimMove, Move, WhatIf
from ...analyses.fit import CI_PROB, Readout
from ..render.words import amount, percent, probability, times, titled
from .style import (
    BLUE,
    GREY,
    LIGHT,
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

__all__ = ["plot_what_if"]

_INPUTS, _CLAIMS = 6, 8
"""Most inputs and claims that are drawn."""
_LINE, _CLAIM_LINE = 38, 52
_APART = 0.17
_CAPTION = (
    "Above: median and {ci} interval of each quantity before (grey, upper) and after (blue, lower), as multiples of its"
    " own median before; quantities that may be negative are left to the table. Below: claims that move."
)


@report_style()
def plot_what_if(result: WhatIf, titles: Mapping[str, str], *, ci_prob: float = CI_PROB) -> Figure:
    """Show the headline nodes, the inputs that move most and the claims that move, before and after.

    Parameters
    ----------
    result : WhatIf
    titles : mapping of str to str
        Titles of the nodes.
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
    _nodes(panels[0, 0], moves, titles)
    if claims:
        _claims(panels[1, 0], claims)
    headline(fig, _finding(result))
    caption(fig, _CAPTION.format(ci=percent(ci_prob, error=0)))
    return fig


def _positive(move: Move) -> bool:
    return min(move.before.low, move.after.low) > 0


def _finding(result: WhatIf) -> str:
    supposed = result.changes.summary
    ratio = next((move for move in result.headlines if move.name == "cost_ratio"), None)
    if ratio is None:
        return f"Supposing {supposed}: {len(result.inputs)} inputs and {len(result.claims)} claims move"
    before, after = result.cheaper
    return (
        f"Supposing {supposed}, deployment goes from {percent(ratio.before.centre)} to {percent(ratio.after.centre)} of"
        f" the development cost, and from {probability(before)} to {probability(after)} likely to be the cheaper"
    )


def _nodes(ax: Axes, moves: Sequence[Move], titles: Mapping[str, str]) -> None:
    for y, move in enumerate(moves):
        _interval(ax, move.before, move.before.centre, y - _APART, GREY)
        _interval(ax, move.after, move.before.centre, y + _APART, BLUE)
    ax.set_yticks(range(len(moves)), [balanced(titled(move.name, titles), _LINE) for move in moves])
    ax.set_ylim(len(moves) - 0.4, -0.6)
    ax.axvline(1, color=GREY, linewidth=0.8, zorder=1)
    ends = [value / m.before.centre for m in moves for read in (m.before, m.after) for value in read]
    ax.set_xlim(min(ends) / 1.2, max(ends) * 1.2)
    wide = max(ends) > 30 * min(ends)
    log_axis(ax.xaxis, times, steps=(1.0,) if wide else (1.0, 2.0, 5.0))
    ax.set_xlabel("Times its own median before (log scale)")
    right_labels(ax, range(len(moves)), [_change(move) for move in moves], "median\nbefore → after")
    marks = ((GREY, "before"), (BLUE, "after"))
    legend_above(ax, [Line2D([], [], color=color, marker="o", label=text) for color, text in marks])


def _interval(ax: Axes, read: Readout, unit: float, y: float, color: str) -> None:
    ax.hlines(y, read.low / unit, read.high / unit, color=color, linewidth=2)
    ax.plot(read.centre / unit, y, "o", color=color, markersize=5)


def _change(move: Move) -> str:
    before, after = (amount(value, move.unit) for value in (move.before.centre, move.after.centre))
    return f"{before.partition(' ')[0]} → {after.partition(' ')[0]}"


def _claims(ax: Axes, claims: Sequence[ClaimMove]) -> None:
    for y, claim in enumerate(claims):
        ax.hlines(y, 0, 1, color=LIGHT, linewidth=1, zorder=1)
        ax.annotate("", (claim.after, y), (claim.before, y), arrowprops={"arrowstyle": "->", "color": VERMILLION})
        ax.plot(claim.before, y, "o", color=GREY, markersize=5)
        ax.plot(claim.after, y, "o", color=BLUE, markersize=5)
    ax.set_yticks(range(len(claims)), [balanced(claim.title, _CLAIM_LINE) for claim in claims])
    ax.set_ylim(len(claims) - 0.4, -0.6)
    ax.set_xlim(-0.03, 1.03)
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0%", "25%", "50%", "75%", "100%"])
    ax.set_xlabel("Probability that the claim holds")
    right_labels(
        ax, range(len(claims)), [f"{probability(c.before)} → {probability(c.after)}" for c in claims], "before → after"
    )
    ax.grid(visible=False, axis="y")
