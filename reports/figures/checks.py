"""Checks: each report beside what the graph expected of it."""

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes

from ...analyses.evidence import PREDICTED, CheckRow
from ...priors.kinds import KINDS
from ..render.document import Plot
from ..render.words import percent, probability, times, titled
from .marks import key
from .rows import Rows
from .sheet import WIDTH, Sheet
from .style import BLACK, BLUE, GREY, VERMILLION, report_style
from .ticks import log_axis

__all__ = ["plot_checks"]

_MARKERS = {"at least ": ">", "at most ": "<"}
_STATES = {"before": ("before the evidence (upper)", GREY, -0.06), "after": ("after it (lower)", BLUE, 0.06)}
_CAPTION = (
    f"Each bar holds {percent(PREDICTED, error=0)} of the reports that the graph expects, as a multiple of what was"
    " reported (of the odds, for a share); a dot is the median. The line at ×1 is the report. An arrow marks a bound,"
    " with which anything on the side that it points to agrees. Right: the probability, after the evidence, of a"
    " report as far out."
)


@report_style()
def plot_checks(checks: Sequence[CheckRow], titles: Mapping[str, str], *, width: float = WIDTH) -> Plot:
    """Show what the graph expects of each item beside what was reported.

    Parameters
    ----------
    checks : sequence of CheckRow
        In order of date.
    titles : mapping of str to str
        Titles of the items.
    width : float, optional

    Notes
    -----
    A bar that is left of the line says that the graph expected less than was reported. After the evidence, which holds
    the report itself, a report that is still outside contradicts the others.
    """
    right = [probability(check.after.tail) for check in checks]
    rows = Rows([titled(check.item, titles) for check in checks], width, right=right, heading="P(as far out)", step=0.3)
    sheet = Sheet(width, [rows.height])
    (ax,) = sheet.axes
    data = pd.DataFrame([row for check in checks for row in _expected(check)])
    for y, check in zip(rows.y, checks, strict=True):
        if check.outcome:
            text = f"{check.outcome}: {probability(check.after.tail)} of searches"
            ax.annotate(text, (1, y), (4, 0), "data", "offset points", va="center", fontsize=8, color=BLUE)
        elif marker := _MARKERS.get(KINDS[check.kind].bound):
            ax.plot(1, y, marker, color=BLACK, markersize=6, zorder=4)
        _bars(ax, data[data["item"] == check.item], y)
    rows.write(ax)
    ax.axvline(1, color=BLACK, linewidth=1, zorder=1)
    log_axis(ax.xaxis, times)
    ax.set_xlabel("Expected report over the report that was made (log scale)")
    sheet.keys = [key(text, color, line="-", width=3.5) for text, color, _ in _STATES.values()]
    if not all(data["inside"]):
        sheet.keys.append(key("report outside", VERMILLION, line="-", width=3.5))
    return sheet.finish(_finding(checks), _CAPTION, data)


def _expected(check: CheckRow) -> list[dict[str, object]]:
    """Return what was expected before and after over what was reported: of the odds, for a share."""
    rows: list[dict[str, object]] = []
    for state in _STATES:
        expected = getattr(check, state)
        row = {"item": check.item, "state": state, "tail": expected.tail, "inside": expected.inside}
        if size := None if check.outcome else KINDS[check.kind].scale.size:
            row |= {
                end: float(size(getattr(expected, end)) / size(check.reported)) for end in ("median", "low", "high")
            }
        rows.append(row)
    return rows


def _bars(ax: Axes, expected: pd.DataFrame, y: float) -> None:
    for row in expected.dropna().itertuples():
        _, own, place = _STATES[row.state]
        color = own if row.inside else VERMILLION
        alpha = 0.45 if color == GREY else 0.85
        ax.hlines(y + place, row.low, row.high, color=color, linewidth=3.5, alpha=alpha)
        ax.plot(row.median, y + place, "o", color="white", markeredgecolor=color, markersize=4)


def _finding(checks: Sequence[CheckRow]) -> str:
    before, after = (sum(getattr(check, when).inside for check in checks) for when in _STATES)
    return (
        f"{before} of {len(checks)} reports lie within what the graph expected before it saw them, and"
        f" {'all' if after == len(checks) else after} within what it expects after"
    )
