"""What if: nodes and claims before something is supposed and after it."""

from collections.abc import Sequence
from functools import partial

import pandas as pd
from matplotlib.axes import Axes

from ...analyses.change import ClaimMove, Move, WhatIf
from ...analyses.fit import CI_PROB
from ...model import Graph
from ..render.conclusion import Conclusion
from ..render.document import Plot
from ..render.words import amount, percent, probability, times, titled, titles_of
from .marks import key, mark_interval, mark_move
from .rows import Rows
from .sheet import WIDTH, Sheet
from .style import BLUE, GREY, VERMILLION, report_style
from .ticks import log_axis, probability_axis

__all__ = ["plot_what_if"]

_INPUTS, _CLAIMS = 6, 8
"""Most inputs and claims that are drawn."""

_APART, _STILL = 0.06, 0.01
"""How far the two states are from the middle of a row, in inches; and the move of a quantity that moves nothing."""

_CAPTION = (
    "Above: median and {ci} interval of each quantity before (grey, upper) and after (blue, lower), as multiples of its"
    " own median before; quantities that may be negative are left to the table.{still}{claims}"
)


@report_style()
def plot_what_if(graph: Graph, result: WhatIf, *, ci_prob: float = CI_PROB, width: float = WIDTH) -> Plot:
    """Show the headline nodes, the inputs that move most and the claims that move, before and after.

    Parameters
    ----------
    graph : Graph
    result : WhatIf
    ci_prob : float, optional
        Of the intervals.
    width : float, optional

    Notes
    -----
    Quantities to which what is supposed makes no difference are only counted.
    """
    drawn = [move for move in (*result.headlines, *result.inputs[:_INPUTS]) if min(move.before.low, move.after.low) > 0]
    moves = [move for move in drawn if move.moved >= _STILL] or drawn[:1]
    claims, titles = result.claims[:_CLAIMS], titles_of(graph)
    panels = [
        Rows(
            [titled(m.name, titles) for m in moves],
            width,
            right=[_change(Conclusion(graph), m) for m in moves],
            heading=_HEADING,
            step=0.3,
        ),
        Rows([c.title for c in claims], width, right=[_chances(c) for c in claims], heading=_HEADING, step=0.25),
    ][: 1 + bool(claims)]
    sheet = Sheet(width, [panel.height for panel in panels])
    _nodes(sheet.axes[0], panels[0], moves)
    if claims:
        _claims(sheet.axes[1], panels[1], claims)
    sheet.keys = [key("before", GREY, marker="o", line="-", filled=False), key("after", BLUE, marker="o", line="-")]
    still = len(drawn) - len(moves)
    said = {
        "still": f" Not shown: {still} {'quantities that do' if still > 1 else 'quantity that does'} not move."
        if still
        else "",
        "claims": " Below: claims that become more probable (blue) or less (vermillion)." if claims else "",
    }
    caption = _CAPTION.format(ci=percent(ci_prob, error=0), **said)
    return sheet.finish(_finding(Conclusion(graph), result), caption, _data(drawn, claims))


_HEADING = "Before → after"


def _data(moves: Sequence[Move], claims: Sequence[ClaimMove]) -> pd.DataFrame:
    rows = [
        {
            "name": move.name,
            "unit": move.unit,
            "state": state,
            "median": read.centre,
            "low": read.low,
            "high": read.high,
        }
        for move in moves
        for state, read in (("before", move.before), ("after", move.after))
    ]
    chances = [(c.id, state, p) for c in claims for state, p in (("before", c.before), ("after", c.after))]
    return pd.DataFrame([*rows, *({"name": n, "unit": "probability", "state": s, "median": p} for n, s, p in chances)])


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


def _nodes(ax: Axes, rows: Rows, moves: Sequence[Move]) -> None:
    for y, move in zip(rows.y, moves, strict=True):
        for read, place, color in ((move.before, y - _APART, GREY), (move.after, y + _APART, BLUE)):
            mark_interval(ax, [end / move.before.centre for end in read], place, color=color, filled=color == BLUE)
    rows.write(ax)
    ax.axvline(1, color=GREY, linewidth=0.8, zorder=1)
    log_axis(ax.xaxis, times)
    ax.set_xlabel("Times its own median before (log scale)")


def _change(conclusion: Conclusion, move: Move) -> str:
    of = conclusion.write if move.name == conclusion.record.node else partial(amount, unit=move.unit)
    before, after = (of(value) for value in (move.before.centre, move.after.centre))
    return f"{before.partition(' ')[0]} → {after.partition(' ')[0]}"


def _chances(claim: ClaimMove) -> str:
    return f"{probability(claim.before)} → {probability(claim.after)}"


def _claims(ax: Axes, rows: Rows, claims: Sequence[ClaimMove]) -> None:
    for y, claim in zip(rows.y, claims, strict=True):
        mark_move(ax, claim.before, claim.after, y, color=BLUE if claim.after > claim.before else VERMILLION)
    rows.write(ax)
    probability_axis(ax.xaxis, "Probability that the claim holds")
