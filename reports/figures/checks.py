"""Checks: each report beside what the graph expected of it."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ...analyses.evidence import CheckRow, Predicted
from ...priors.kinds import KINDS
from ..render.words import probability, times, titled
from .style import (
    BLACK,
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

__all__ = ["plot_checks"]

_LINE = 38
_MARKERS = {"at least ": ">", "at most ": "<"}
_BEFORE, _AFTER = -0.16, 0.16
_CAPTION = (
    "Each bar holds 99% of the reports that the graph expects, as a multiple of what was reported (of the odds, for a"
    " share); a dot is the median. The line at ×1 is the report. An arrow marks a bound, with which anything on the"
    " side that it points to agrees. The right margin is the probability, after the evidence, of a report as far out."
)


@report_style()
def plot_checks(rows: Sequence[CheckRow], titles: Mapping[str, str]) -> Figure:
    """Show what the graph expects of each item beside what was reported.

    Parameters
    ----------
    rows : sequence of CheckRow
        In order of date.
    titles : mapping of str to str
        Titles of the items.

    Notes
    -----
    A bar that is left of the line says that the graph expected less than was reported. After the evidence, which holds
    the report itself, a report that is still outside contradicts the others.
    """
    fig = new_figure(0.42 * len(rows) + 2.3)
    ax = fig.subplots()
    for y, row in enumerate(rows):
        if row.outcome:
            text = f"{row.outcome}: {probability(row.after.tail)} of searches"
            ax.text(1.15, y, text, va="center", fontsize=8, color=BLUE)
            continue
        _bar(ax, row, row.before, y + _BEFORE, GREY)
        _bar(ax, row, row.after, y + _AFTER, BLUE)
        if marker := _MARKERS.get(KINDS[row.kind].bound):
            ax.plot(1, y, marker, color=BLACK, markersize=6, zorder=4)
    _frame(ax, rows, titles)
    headline(fig, _finding(rows))
    caption(fig, _CAPTION)
    return fig


def _multiple(row: CheckRow, value: float) -> float:
    """Return an expected report over the one that was made: of the odds, for a share."""
    size = KINDS[row.kind].scale.size
    assert size
    return float(size(value) / size(row.reported))


def _bar(ax: Axes, row: CheckRow, expected: Predicted, y: float, color: str) -> None:
    shown = color if expected.inside else VERMILLION
    low, median, high = (_multiple(row, v) for v in (expected.low, expected.median, expected.high))
    ax.hlines(y, low, high, color=shown, linewidth=3.5, alpha=0.45 if color == GREY and expected.inside else 0.85)
    ax.plot(median, y, "o", color="white", markeredgecolor=shown, markersize=4)


def _finding(rows: Sequence[CheckRow]) -> str:
    before, after = (
        sum(not p.inside for p in found) for found in zip(*((r.before, r.after) for r in rows), strict=True)
    )
    first = f"{len(rows) - before} of {len(rows)} reports lie within what the graph expected before it saw them"
    return f"{first}, and {'all' if not after else len(rows) - after} within what it expects after"


def _frame(ax: Axes, rows: Sequence[CheckRow], titles: Mapping[str, str]) -> None:
    ax.set_yticks(range(len(rows)), [balanced(titled(row.item, titles), _LINE) for row in rows])
    ax.set_ylim(len(rows) - 0.4, -0.6)
    for y in np.arange(0.5, len(rows) - 1):
        ax.axhline(y, color=LIGHT, linewidth=0.5, zorder=0)
    ax.grid(visible=False, axis="y")
    ax.axvline(1, color=BLACK, linewidth=1, zorder=1)
    log_axis(ax.xaxis, times)
    ax.set_xlabel("Expected report over the report that was made (log scale)")
    right_labels(ax, range(len(rows)), [probability(row.after.tail) for row in rows], "P(as\nfar out)")
    kinds = [("before the evidence", GREY), ("after it", BLUE)]
    if not all(expected.inside for row in rows for expected in (row.before, row.after)):
        kinds.append(("report outside", VERMILLION))
    legend_above(ax, [Line2D([], [], color=color, linewidth=3.5, label=text) for text, color in kinds])
