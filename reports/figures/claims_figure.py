"""Claims: the probability of each statement, before the evidence and after it."""

from collections.abc import Sequence

import pandas as pd

from ...analyses.fit import ClaimRow
from ..render.document import Plot
from ..render.words import chances, points
from .marks import key, mark_move
from .rows import Rows
from .sheet import WIDTH, Sheet
from .style import BLUE, GREY, VERMILLION, report_style
from .ticks import probability_axis

__all__ = ["MOST", "plot_claims"]

MOST = 12
"""Claims that are shown unless more are asked for."""

_NOTABLE, _VISIBLE = 0.1, 0.01
_CAPTION = (
    "Open dot: probability before the evidence; filled dot: after it. {shown}, sorted by their changes: the claims at"
    " the top become more probable (blue), those at the bottom less (vermillion)."
)


@report_style()
def plot_claims(claims: Sequence[ClaimRow], *, most: int | None = MOST, width: float = WIDTH) -> Plot:
    """Show how the evidence changes the probability of each claim.

    Parameters
    ----------
    claims : sequence of ClaimRow
    most : int or None, optional
        Claims that are shown, those that change most; None for all.
    width : float, optional

    Notes
    -----
    Follow each line from its open dot to its filled one. Claims that gain stand at the top, those that
    lose at the bottom; those in the middle the evidence does not speak to.
    """
    shown = sorted(claims, key=lambda claim: -abs(_change(claim)))[:most]
    shown.sort(key=lambda claim: -_change(claim))
    rows = Rows(
        [c.title for c in shown], width, right=[" → ".join(chances(c)) for c in shown], heading="Before → after"
    )
    sheet = Sheet(width, [rows.height])
    (ax,) = sheet.axes
    for y, claim in zip(rows.y, shown, strict=True):
        mark_move(ax, claim.prior, claim.posterior, y, color=_color(claim))
    rows.write(ax)
    probability_axis(ax.xaxis, "Probability that the claim holds")
    states = [key("before", GREY, marker="o", filled=False), key("after", GREY, marker="o")]
    sheet.keys = [*states, key("more probable", BLUE, line="-"), key("less probable", VERMILLION, line="-")]
    which = "All claims" if len(shown) == len(claims) else f"The {len(shown)} of {len(claims)} claims that change most"
    data = pd.DataFrame(shown).drop(columns="quote").rename(columns={"id": "claim"})
    return sheet.finish(_finding(claims), _CAPTION.format(shown=which), data)


def _change(claim: ClaimRow) -> float:
    return claim.posterior - claim.prior


def _color(claim: ClaimRow) -> str:
    if abs(_change(claim)) < _VISIBLE:
        return GREY
    return BLUE if _change(claim) > 0 else VERMILLION


def _finding(claims: Sequence[ClaimRow]) -> str:
    moved = sum(abs(_change(claim)) >= _NOTABLE for claim in claims)
    most = max(claims, key=lambda claim: abs(_change(claim)))
    return (
        f"The evidence moves {moved} of {len(claims)} claims by {points(_NOTABLE)} points or more; most of all"
        f" “{most.title}”, from {' to '.join(chances(most))}"
    )
