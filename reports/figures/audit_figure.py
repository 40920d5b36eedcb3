"""Audit: the figures that the post prints, as the graph of its own arithmetic gives them."""

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from ...analyses.post import PREDICTION, AuditRow, distinct, totals
from ..render.document import Plot
from ..render.words import amount, label, number
from .marks import key
from .rows import Rows
from .sheet import WIDTH, Sheet
from .style import BLUE, GREY, LIGHT, VERMILLION, report_style
from .ticks import log_axis

__all__ = ["plot_audit"]

_SHOWN = {
    "fitted": "Fitted: an input was reconstructed from it",
    "arithmetic": "Arithmetic: it follows from these, and cannot fail",
    PREDICTION: "Prediction: the graph may be wrong",
}
_PARTS = {"centre": ("o", 0.0), "low": ("<", -0.065), "high": (">", 0.065)}
_LEFT = 0.1
_CAPTION = (
    "One row a distinct figure of the post, but for those that come out and could not have failed; inputs are left"
    " out. Graph over print: at 1"
    " the two agree. Dots are centres, triangles the ends of intervals. Grey bars are the tolerance: half a unit of"
    " the last printed digit and two standard errors of the author's tool."
)


@report_style()
def plot_audit(rows: Sequence[AuditRow], coordinates: Mapping[str, str], *, width: float = WIDTH) -> Plot:
    """Show the graph's figures over those that the post prints.

    Parameters
    ----------
    rows : sequence of AuditRow
    coordinates : mapping of str to str
        Titles of the scenarios.
    width : float, optional

    Notes
    -----
    A point on the line at 1 is a figure that the graph gives exactly. A filled blue point is reproduced; an open
    vermillion one belongs to a figure that is not, because one of its points misses its tolerance.
    """
    groups = [(role, _merged([row for row in distinct(rows) if row.role == role])) for role in _SHOWN]
    panels = [Rows([_texts(each, coordinates) for each in group], width, step=0.26) for _, group in groups]
    sheet = Sheet(width, [panel.height for panel in panels], sharex=True)
    points = []
    for ax, panel, (role, group) in zip(sheet.axes, panels, groups, strict=True):
        ax.axvline(1, color=GREY, linewidth=0.8)
        for y, each in zip(panel.y, group, strict=True):
            points += [_point(ax, row, part, y) for row in each for part in _PARTS if getattr(row.published, part)]
        panel.write(ax)
        ax.set_title(_SHOWN[role])
    log_axis(sheet.axes[-1].xaxis, number)
    sheet.axes[-1].set_xlabel("Graph over print (log scale)")
    sheet.keys = _keys()
    return sheet.finish(_finding(rows), _CAPTION, pd.DataFrame(points))


def _finding(rows: Sequence[AuditRow]) -> str:
    (predicted,) = (total for total in totals(rows) if total.role == PREDICTION)
    figures, reproduced = predicted.figures, predicted.reproduced
    return f"Of {figures} figures of the post that its inputs do not fix, its arithmetic gives {reproduced}"


def _merged(rows: list[AuditRow]) -> list[list[AuditRow]]:
    """Return what shares a row: all figures that come out and could not have failed."""
    sure = [row for row in rows if row.reproduced and row.role != PREDICTION]
    return [[row] for row in rows if row not in sure] + [sure] * bool(sure)


def _texts(rows: list[AuditRow], coordinates: Mapping[str, str]) -> str:
    return _text(rows[0], coordinates) if len(rows) == 1 else f"{len(rows)} figures, all of which come out"


def _point(ax: Axes, row: AuditRow, part: str, y: float) -> dict[str, object]:
    """Draw one end or the centre of a figure over what is printed, and return it."""
    marker, shift = _PARTS[part]
    printed, graph, tolerance = (getattr(each, part) for each in (row.published, row.model, row.tolerance))
    low, high = 1 - tolerance / printed, 1 + tolerance / printed
    ax.hlines(y + shift, max(low, _LEFT), high, color=LIGHT, linewidth=3, zorder=1)
    color, face = (BLUE, BLUE) if row.reproduced else (VERMILLION, "white")
    ax.plot(graph / printed, y + shift, marker, color=face, mec=color, ms=4.5, mew=1.2, zorder=3)
    what = {"figure": row.id, "role": row.role, "node": row.node, "part": part, "reproduced": row.reproduced}
    return what | {"printed": printed, "graph": graph, "over_print": graph / printed, "low": low, "high": high}


def _text(row: AuditRow, coordinates: Mapping[str, str]) -> str:
    texts = ["…" if value is None else amount(value, row.unit, error=0) for value in row.published]
    centre, low, high = (text.partition(" ")[0] for text in texts)
    unit = max(texts, key=len).partition(" ")[2]
    ends = "" if low == high == "…" else f"{low} to {high}"
    figure = ends if centre == "…" else f"{centre} ({ends})" if ends else centre
    return f"{label(row.node, coordinates)}: {figure} {unit}".strip()


def _keys() -> list[Artist]:
    kinds = {"o": "centre", "<": "low end", ">": "high end"}
    shapes = [key(text, GREY, marker=marker) for marker, text in kinds.items()]
    yes, no = key("reproduced", BLUE, marker="o"), key("not reproduced", VERMILLION, marker="o", filled=False)
    return [*shapes, yes, no, key("tolerance", LIGHT, line="-", width=3)]
