"""Unused: what evidence says that the author did not use, or turned by hand into a number."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ...analyses.evidence import Use
from ...analyses.fit import CI_PROB
from ..render.document import Plot
from ..render.words import number, percent, unit_words
from .lettering import SMALL
from .marks import mark_interval
from .sheet import WIDTH, Sheet
from .style import BLACK, BLUE, GREY, VERMILLION, report_style
from .ticks import log_axis

__all__ = ["plot_unused"]

_STATES = {
    "post": ("the post", VERMILLION, "D"),
    "before": ("before evidence", GREY, "o"),
    "alone": ("this alone", BLUE, "o"),
    "together": ("all", BLACK, "s"),
}
_MARGIN = 1.35
_CAPTION = (
    "One panel for each quantity and the item that bears on it, on a log axis of its own: median and {ci} interval as"
    " the post has it (diamond), before any evidence, with this item as the only evidence, and with all the evidence"
    " (square)."
)


@report_style()
def plot_unused(
    uses: Sequence[Use], titles: Mapping[str, str], *, ci_prob: float = CI_PROB, width: float = WIDTH
) -> Plot:
    """Show each node before the evidence, with one item alone and with all.

    Parameters
    ----------
    uses : sequence of Use
    titles : mapping of str to str
        Titles of the nodes.
    ci_prob : float, optional
        Of the intervals.
    width : float, optional

    Notes
    -----
    Compare the third row of a panel with the second: that is what the item says. The fourth holds
    everything else that bears on the quantity as well.
    """
    data = pd.DataFrame([row for use in uses for row in _reads(use)])
    sheet = Sheet(width, [0.165 * len(_STATES)] * len(uses))
    for ax, use in zip(sheet.axes, uses, strict=True):
        shown = data[(data["item"] == use.item) & (data["node"] == use.node)]
        for y, read in enumerate(shown.itertuples()):
            _, color, marker = _STATES[read.state]
            mark_interval(ax, (read.median, read.low, read.high), y, color=color, marker=marker)
            ax.annotate(number(read.median), (1, y), (6, 0), ("axes fraction", "data"), **_RIGHT)
        ax.set_yticks(range(len(shown)), [_STATES[state][0] for state in shown["state"]])
        ax.tick_params(axis="y", length=0)
        ax.set_ylim(len(shown) - 0.5, -0.5)
        ax.set_title(f"{titles[use.node]}: {use.title}")
        ax.set_xlim(shown["low"].min() / _MARGIN, shown["high"].max() * _MARGIN)
        log_axis(ax.xaxis, number)
        ax.set_xlabel(unit_words(use.unit), labelpad=1)
    return sheet.finish(_finding(uses), _CAPTION.format(ci=percent(ci_prob, error=0)), data)


_RIGHT: dict[str, Any] = {"textcoords": "offset points", "va": "center", "fontsize": SMALL}


def _reads(use: Use) -> list[dict[str, object]]:
    reads = {state: getattr(use, state) for state in _STATES if getattr(use, state) is not None}
    what = {"item": use.item, "node": use.node, "unit": use.unit}
    return [what | {"state": state, "median": r.centre, "low": r.low, "high": r.high} for state, r in reads.items()]


def _finding(uses: Sequence[Use]) -> str:
    best = max(uses, key=lambda use: use.nats_alone)
    left_out = len({use.item for use in uses if not use.used})
    return (
        f"What the post left out ({left_out} items) or set by hand, used as evidence: “{best.title}” says most of what"
        f" it bears on, {number(best.nats_alone, error=best.mcse_nats_alone)} nats"
    )
