"""Audit: the figures that the post prints, as the graph of its own arithmetic gives them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ...analyses.post import PREDICTION, AuditRow, distinct, totals
from ..render.words import amount, label, number
from .style import BLUE, GREY, LIGHT, VERMILLION, caption, headline, legend_above, log_axis, new_figure, report_style

__all__ = ["plot_audit"]

_SHOWN = {
    "fitted": "Fitted: an input was reconstructed from it",
    "arithmetic": "Arithmetic: it follows from these, and cannot fail",
    PREDICTION: "Prediction: the graph may be wrong",
}
_PARTS = {"centre": ("o", 0.0), "low": ("<", -0.24), "high": (">", 0.24)}
_LEFT = 0.1
_CAPTION = (
    "One row a distinct figure of the post; figures that are inputs of the graph are left out. Graph over print: at 1"
    " the two agree. Grey bars are the tolerance: half a unit of the last printed digit and two standard errors of the"
    " author's tool."
)


class _Point(NamedTuple):
    part: str
    ratio: float
    low: float
    high: float


@report_style()
def plot_audit(rows: Sequence[AuditRow], coordinates: Mapping[str, str]) -> Figure:
    """Show the graph's figures over those that the post prints.

    Parameters
    ----------
    rows : sequence of AuditRow
    coordinates : mapping of str to str
        Titles of the scenarios.

    Notes
    -----
    A point on the line at 1 is a figure that the graph gives exactly. Dots are centres, triangles the ends
    of intervals, each over its own printed end. A filled blue point is reproduced; an open vermillion one
    belongs to a figure that is not, because one of its points misses its tolerance.
    """
    groups = {role: [row for row in distinct(rows) if row.role == role] for role in _SHOWN}
    fig = new_figure(0.26 * sum(map(len, groups.values())) + 2.6)
    panels = fig.subplots(len(groups), sharex=True, height_ratios=[len(g) + 0.5 for g in groups.values()])
    for ax, (role, group) in zip(panels, groups.items(), strict=True):
        _panel(ax, group, [_text(row, coordinates) for row in group])
        ax.set_title(_SHOWN[role])
    log_axis(panels[-1].xaxis, number, steps=(1, 2, 5))
    panels[-1].set_xlabel("Graph over print (log scale)")
    legend_above(panels[0], _legend(), lift=2.4)
    headline(fig, _finding(rows))
    caption(fig, _CAPTION)
    return fig


def _finding(rows: Sequence[AuditRow]) -> str:
    (count,) = (total for total in totals(rows) if total.role == PREDICTION)
    return f"Of {count.figures} figures of the post that its inputs do not fix, its arithmetic gives {count.reproduced}"


def _points(row: AuditRow) -> Iterator[_Point]:
    for part in _PARTS:
        printed = getattr(row.published, part)
        if printed:
            model, tolerance = getattr(row.model, part), getattr(row.tolerance, part)
            yield _Point(part, model / printed, 1 - tolerance / printed, 1 + tolerance / printed)


def _panel(ax: Axes, rows: list[AuditRow], texts: list[str]) -> None:
    ax.axvline(1, color=GREY, linewidth=0.8)
    for y, row in enumerate(rows):
        for point in _points(row):
            _draw(ax, point, y, row.reproduced)
    ax.set_yticks(range(len(rows)), texts, fontsize=7.5)
    ax.set_ylim(len(rows) - 0.4, -0.6)


def _draw(ax: Axes, point: _Point, y: float, reproduced: bool) -> None:
    marker, shift = _PARTS[point.part]
    color = BLUE if reproduced else VERMILLION
    ax.hlines(y + shift, max(point.low, _LEFT), point.high, color=LIGHT, linewidth=3)
    ax.plot(point.ratio, y + shift, marker, color=color if reproduced else "white", mec=color, ms=4.5, mew=1.2)


def _text(row: AuditRow, coordinates: Mapping[str, str]) -> str:
    texts = ["…" if value is None else amount(value, row.unit, error=0) for value in row.published]
    centre, low, high = (text.partition(" ")[0] for text in texts)
    unit = max(texts, key=len).partition(" ")[2]
    ends = "" if low == high == "…" else f"{low} to {high}"
    figure = ends if centre == "…" else f"{centre} ({ends})" if ends else centre
    return f"{label(row.node, coordinates)}: {figure} {unit}".strip()


def _legend() -> list[Line2D]:
    kinds = {"o": "centre", "<": "low end", ">": "high end"}
    shapes = [Line2D([], [], marker=m, color=GREY, linestyle="", ms=5, label=text) for m, text in kinds.items()]
    yes = Line2D([], [], marker="o", color=BLUE, linestyle="", ms=5, label="reproduced")
    no = Line2D([], [], marker="o", color="white", mec=VERMILLION, mew=1.2, linestyle="", ms=5, label="not reproduced")
    return [*shapes, yes, no, Line2D([], [], color=LIGHT, linewidth=3, label="tolerance")]
