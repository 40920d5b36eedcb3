"""Graph by parts: the whole argument folded into its parts, and how much passes from each to each."""

from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from ...model import Graph
from ...priors import split_name
from ..render.document import Plot
from ..render.words import counted
from .graph_layout import EVIDENCE, discounts_of, members_of
from .graph_picture import graph_finding, panel_title
from .lettering import LINE, SMALL, wrapped
from .sheet import WIDTH, Sheet
from .style import BLACK, BLUE, GREEN, GREY, VERMILLION, report_style

__all__ = ["plot_graph"]

_BETWEEN, _APART, _PAD = 0.14, 0.36, 0.07
"""Between boxes of a row, between rows, and around a text, in inches."""

_Box = tuple[float, float, float, float, list[str]]
"""Left and top, width and height of a box, in inches, and its texts."""

_CAPTION = (
    "Boxes are parts of the argument, which runs from the top down to the conclusion (green); an arrow is as thick as"
    " there are quantities that one part takes from another. Dashed: how many items of evidence measure something in a"
    " part. The page of a report has a map of all quantities."
)


@report_style()
def plot_graph(graph: Graph, *, width: float = WIDTH) -> Plot:
    """Show the parts of a study's argument, and what depends on what.

    Parameters
    ----------
    graph : Graph
    width : float, optional

    Notes
    -----
    Read from the top down. A part without an arrow into it holds inputs alone, or what is computed from its own.
    """
    members, passed = members_of(graph), _passed(graph)
    texts = _texts(graph, members)
    rows = _rows(graph, members)
    room = [(width - 0.2 - _BETWEEN * (len(row) - 1)) / len(row) for row in rows]
    boxes, y = {}, 0.0
    for row, wide in zip(rows, room, strict=True):
        lines = {part: _broken(texts[part], wide - 2 * _PAD) for part in row}
        tall = max(sum(text.count("\n") + 1 for text in lines[part]) for part in row) * SMALL * LINE + 2 * _PAD
        for place, part in enumerate(row):
            boxes[part] = (place * (wide + _BETWEEN), y, wide, tall, lines[part])
        y += tall + _APART
    sheet = Sheet(width, [y - _APART])
    (ax,) = sheet.axes
    ax.set(xlim=(-0.02, width - 0.18), ylim=(y - _APART + 0.02, -0.02))
    ax.set_axis_off()
    for (source, target), count in passed.items():
        _arrow(ax, boxes[source], boxes[target], count, dashed=source == EVIDENCE)
    looks = {EVIDENCE: ("#FBE3D6", VERMILLION), _goal(graph, members): (GREEN, BLACK)}
    for part, box in boxes.items():
        _box(ax, box, looks.get(part, ("#DCEBF5", BLUE)))
    data = pd.DataFrame([(*pair, count) for pair, count in passed.items()], columns=["source", "target", "quantities"])
    return sheet.finish(graph_finding(graph), _CAPTION, data)


def _goal(graph: Graph, members: Mapping[str, Sequence[str]]) -> str:
    goal = graph.study.model.conclusion.node
    return next((part for part, names in members.items() if goal in names), "")


def _passed(graph: Graph) -> Counter[tuple[str, str]]:
    """Count the quantities that a part takes from another, and the items that measure something in it."""
    part = {name: part for part, names in members_of(graph).items() for name in names}
    taken = {
        (split_name(parent)[0], part[name])
        for name in graph.names
        for parent in graph.parents.get(name, ())
        if split_name(parent)[0] in part
    }
    passed = Counter((part[source], target) for source, target in sorted(taken) if part[source] != target)
    measured = (part[split_name(graph.study.evidence[item].measures)[0]] for item in graph.study.items)
    return passed + Counter((EVIDENCE, target) for target in measured if target != EVIDENCE)


def _texts(graph: Graph, members: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, str]]:
    """Return what stands in each box: its title and what it holds."""
    texts = {}
    for part, names in members.items():
        computed = sum(bool(graph.parents.get(name)) for name in names)
        inputs = sum(graph.uncertain(name) for name in names if not graph.parents.get(name))
        said = f"{computed} computed, {inputs} with a prior, {len(names) - computed - inputs} fixed"
        if part == EVIDENCE:
            used = {name for item in graph.study.items for name in discounts_of(graph, item)}
            said = f"{counted(len(graph.study.items), 'item')}, {len(used)} discounts and spreads"
        texts[part] = ("Evidence" if part == EVIDENCE else panel_title(graph, part), said)
    return texts


def _broken(texts: tuple[str, str], room: float) -> list[str]:
    """Break a box's bold title and what it holds into lines."""
    return [wrapped(text, room, SMALL, weight) for text, weight in zip(texts, ("bold", "normal"), strict=True)]


def _rows(graph: Graph, members: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Return the parts in rows, those of one column of the map beside each other, and the evidence last."""
    parts = graph.study.model.parts
    last = max((part.column for part in parts.values()), default=0)
    column = {part: parts[part].column if part in parts else last + (part == EVIDENCE) for part in members}
    return [[part for part in members if column[part] == each] for each in sorted(set(column.values()))]


def _box(ax: Axes, box: _Box, look: tuple[str, str]) -> None:
    (x, y, wide, tall, lines), (face, edge) = box, look
    style = "round,pad=0,rounding_size=0.05"
    ax.add_patch(FancyBboxPatch((x, y), wide, tall, boxstyle=style, fc=face, ec=edge, lw=1, zorder=3))
    color, top = ("white" if face == GREEN else BLACK), y + _PAD
    for text, weight in zip(lines, ("bold", "normal"), strict=True):
        ax.text(x + _PAD, top, text, color=color, weight=weight, va="top", fontsize=SMALL, linespacing=1.2, zorder=4)
        top += (text.count("\n") + 1) * SMALL * LINE


def _arrow(ax: Axes, source: _Box, target: _Box, count: int, *, dashed: bool) -> None:
    """Draw an arrow from the side of a box that faces another to that one."""
    (x, y, wide, tall, _), (to_x, to_y, to_wide, to_tall, _) = source, target
    aside, rows = to_x + to_wide / 2 - x - wide / 2, (to_y - y) / (tall + _APART)
    if y == to_y:
        right = aside > 0
        ends = ((x + wide * right, y + tall / 2), (to_x + to_wide * (not right), to_y + to_tall / 2))
    else:  # towards each other, and apart from arrows to other rows
        shift = min(max(0.25 * aside + 0.12 * rows, -0.4 * wide), 0.4 * wide)
        down = rows > 0
        ends = ((x + wide / 2 + shift, y + tall * down), (to_x + to_wide / 2 - shift, to_y + to_tall * (not down)))
    ax.add_patch(
        FancyArrowPatch(
            *ends,
            arrowstyle="-|>",
            mutation_scale=8,
            linewidth=0.6 + 0.25 * count,
            linestyle=(0, (3, 1.5)) if dashed else "-",
            color=VERMILLION if dashed else GREY,
            alpha=0.75,
            shrinkA=0,
            shrinkB=0,
            zorder=2,
        )
    )
