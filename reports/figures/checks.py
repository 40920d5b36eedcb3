"""Checks: each report beside what the graph expected of it."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...analyses.evidence import PREDICTED, CheckRow, Predicted
from ...priors.kinds import KINDS
from ..render.words import percent, probability, times, titled
from .marks import key
from .style import (
    BLACK,
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

__all__ = ["plot_checks"]

_MARKERS = {"at least ": ">", "at most ": "<"}
_BEFORE, _AFTER = -0.16, 0.16
_CAPTION = (
    f"Each bar holds {percent(PREDICTED, error=0)} of the reports that the graph expects, as a multiple of what was"
    " reported (of the odds, for a share); a dot is the median. The line at ×1 is the report. An arrow marks a bound,"
    " with which anything on the side that it points to agrees. The right margin is the probability, after the"
    " evidence, of a report as far out."
)


@report_style()
def plot_checks(checks: Sequence[CheckRow], titles: Mapping[str, str]) -> Figure:
    """Show what the graph expects of each item beside what was reported.

    Parameters
    ----------
    checks : sequence of CheckRow
        In order of date.
    titles : mapping of str to str
        Titles of the items.

    Notes
    -----
    A bar that is left of the line says that the graph expected less than was reported. After the evidence, which holds
    the report itself, a report that is still outside contradicts the others.
    """
    fig = new_figure(0.42 * len(checks) + 2.3)
    ax = fig.subplots()
    for y, check in enumerate(checks):
        if check.outcome:
            text = f"{check.outcome}: {probability(check.after.tail)} of searches"
            ax.text(1.15, y, text, va="center", fontsize=8, color=BLUE)
            continue
        _bar(ax, check, check.before, y + _BEFORE, GREY)
        _bar(ax, check, check.after, y + _AFTER, BLUE)
        if marker := _MARKERS.get(KINDS[check.kind].bound):
            ax.plot(1, y, marker, color=BLACK, markersize=6, zorder=4)
    _frame(ax, checks, titles)
    headline(fig, _finding(checks))
    caption(fig, _CAPTION)
    return fig


def _multiple(check: CheckRow, value: float) -> float:
    """Return an expected report over the one that was made: of the odds, for a share."""
    size = KINDS[check.kind].scale.size
    assert size
    return float(size(value) / size(check.reported))


def _bar(ax: Axes, check: CheckRow, expected: Predicted, y: float, color: str) -> None:
    shown = color if expected.inside else VERMILLION
    low, median, high = (_multiple(check, v) for v in (expected.low, expected.median, expected.high))
    ax.hlines(y, low, high, color=shown, linewidth=3.5, alpha=0.45 if color == GREY and expected.inside else 0.85)
    ax.plot(median, y, "o", color="white", markeredgecolor=shown, markersize=4)


def _finding(checks: Sequence[CheckRow]) -> str:
    before, after = (sum(getattr(check, when).inside for check in checks) for when in ("before", "after"))
    return (
        f"{before} of {len(checks)} reports lie within what the graph expected before it saw them, and"
        f" {'all' if after == len(checks) else after} within what it expects after"
    )


def _frame(ax: Axes, checks: Sequence[CheckRow], titles: Mapping[str, str]) -> None:
    rows(ax, [titled(check.item, titles) for check in checks])
    for y in np.arange(0.5, len(checks) - 1):
        ax.axhline(y, color=LIGHT, linewidth=0.5, zorder=0)
    ax.grid(visible=False, axis="y")
    ax.axvline(1, color=BLACK, linewidth=1, zorder=1)
    log_axis(ax.xaxis, times)
    ax.set_xlabel("Expected report over the report that was made (log scale)")
    right_labels(ax, range(len(checks)), [probability(check.after.tail) for check in checks], "P(as\nfar out)")
    kinds = [("before the evidence", GREY), ("after it", BLUE)]
    if not all(expected.inside for check in checks for expected in (check.before, check.after)):
        kinds.append(("report outside", VERMILLION))
    legend_above(ax, [key(text, color, line="-", width=3.5) for text, color in kinds])
