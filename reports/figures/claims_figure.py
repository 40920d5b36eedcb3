"""Claims: the probability of each statement, before the evidence and after it."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ...analyses.fit import ClaimRow
from ..render.words import percent, points, probability
from .style import (
    BLUE,
    GREY,
    VERMILLION,
    balanced,
    caption,
    headline,
    legend_above,
    new_figure,
    report_style,
    right_labels,
)

__all__ = ["plot_claims"]

_NOTABLE = 0.1
_LINE = 52
_CAPTION = (
    "Open dot: probability before the evidence; filled dot: after it. Claims are sorted by the change. Blue claims"
    " become more probable, vermillion ones less; grey ones change by less than one point in a hundred."
)


@report_style()
def plot_claims(rows: Sequence[ClaimRow]) -> Figure:
    """Show how the evidence changes the probability of each claim.

    Parameters
    ----------
    rows : sequence of ClaimRow

    Notes
    -----
    Follow each line from its open dot to its filled one. Claims that gain stand at the top, those that
    lose at the bottom; those in the middle the evidence does not speak to.
    """
    rows = sorted(rows, key=lambda row: row.prior - row.posterior)
    fig = new_figure(0.29 * len(rows) + 1.9)
    ax = fig.subplots()
    for y, row in enumerate(rows):
        _dumbbell(ax, row, y)
    _frame(ax, rows)
    legend_above(ax, _legend())
    headline(fig, _finding(rows))
    caption(fig, _CAPTION)
    return fig


def _change(row: ClaimRow) -> float:
    return row.posterior - row.prior


def _finding(rows: Sequence[ClaimRow]) -> str:
    moved = sum(abs(_change(row)) >= _NOTABLE for row in rows)
    most = max(rows, key=lambda row: abs(_change(row)))
    return (
        f"The evidence moves {moved} of {len(rows)} claims by {points(_NOTABLE)} points or more;"
        f" most of all “{most.title}”, from {probability(most.prior)} to {probability(most.posterior)}"
    )


def _color(row: ClaimRow) -> str:
    if abs(_change(row)) < 0.01:
        return GREY
    return BLUE if _change(row) > 0 else VERMILLION


def _dumbbell(ax: Axes, row: ClaimRow, y: float) -> None:
    color = _color(row)
    ax.hlines(y, row.prior, row.posterior, color=color, linewidth=1.6)
    ax.plot(row.posterior, y, "o", color=color, markersize=5.5, clip_on=False, zorder=3)
    ax.plot(row.prior, y, "o", color="white", mec=color, mew=1.2, markersize=4.5, clip_on=False, zorder=4)


def _frame(ax: Axes, rows: Sequence[ClaimRow]) -> None:
    texts = [balanced(row.title, _LINE) for row in rows]
    changes = [f"{probability(row.prior)} → {probability(row.posterior)}" for row in rows]
    ax.set_yticks(range(len(rows)), texts, linespacing=1.0)
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.set_xlim(0, 1)
    ax.xaxis.set_major_formatter(lambda value, _: percent(value, error=0))
    ax.set_xlabel("Probability that the claim holds")
    right_labels(ax, range(len(rows)), changes, "Before → after")


def _legend() -> list[Line2D]:
    before = Line2D([], [], marker="o", color="white", mec=GREY, mew=1.2, linestyle="", label="before")
    after = Line2D([], [], marker="o", color=GREY, linestyle="", label="after")
    more = Line2D([], [], color=BLUE, label="more probable")
    return [before, after, more, Line2D([], [], color=VERMILLION, label="less probable")]
