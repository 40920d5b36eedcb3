"""Claims: the probability of each statement, before the evidence and after it."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...analyses.fit import ClaimRow
from ..render.words import percent, points, probability
from .marks import key, mark_move
from .style import (
    BLUE,
    GREY,
    VERMILLION,
    caption,
    headline,
    legend_above,
    new_figure,
    report_style,
    right_labels,
    rows,
)

__all__ = ["plot_claims"]

_NOTABLE, _VISIBLE = 0.1, 0.01
_CAPTION = (
    "Open dot: probability before the evidence; filled dot: after it. Claims are sorted by the change. Blue claims"
    " become more probable, vermillion ones less; grey ones change by less than one point in a hundred."
)


@report_style()
def plot_claims(claims: Sequence[ClaimRow]) -> Figure:
    """Show how the evidence changes the probability of each claim.

    Parameters
    ----------
    claims : sequence of ClaimRow

    Notes
    -----
    Follow each line from its open dot to its filled one. Claims that gain stand at the top, those that
    lose at the bottom; those in the middle the evidence does not speak to.
    """
    claims = sorted(claims, key=lambda claim: claim.prior - claim.posterior)
    fig = new_figure(0.29 * len(claims) + 1.9)
    ax = fig.subplots()
    for y, claim in enumerate(claims):
        mark_move(ax, claim.prior, claim.posterior, y, color=_color(claim))
    _frame(ax, claims)
    headline(fig, _finding(claims))
    caption(fig, _CAPTION)
    return fig


def _color(claim: ClaimRow) -> str:
    if abs(claim.posterior - claim.prior) < _VISIBLE:
        return GREY
    return BLUE if claim.posterior > claim.prior else VERMILLION


def _finding(claims: Sequence[ClaimRow]) -> str:
    changes = [abs(claim.posterior - claim.prior) for claim in claims]
    moved = sum(change >= _NOTABLE for change in changes)
    most = claims[changes.index(max(changes))]
    return (
        f"The evidence moves {moved} of {len(claims)} claims by {points(_NOTABLE)} points or more; most of all"
        f" “{most.title}”, from {' to '.join(_ends(most))}"
    )


def _ends(claim: ClaimRow) -> tuple[str, str]:
    return probability(claim.prior, error=claim.mcse_prior), probability(claim.posterior, error=claim.mcse_posterior)


def _frame(ax: Axes, claims: Sequence[ClaimRow]) -> None:
    rows(ax, [claim.title for claim in claims], line=52)
    ax.set_xlim(0, 1)
    ax.xaxis.set_major_formatter(lambda value, _: percent(value))
    ax.set_xlabel("Probability that the claim holds")
    changes = [" → ".join(_ends(claim)) for claim in claims]
    right_labels(ax, range(len(claims)), changes, "Before → after")
    states = [key("before", GREY, marker="o", filled=False), key("after", GREY, marker="o")]
    legend_above(ax, [*states, key("more probable", BLUE, line="-"), key("less probable", VERMILLION, line="-")])
