"""Graph picture: the whole argument as boxes and arrows, part by part."""

import textwrap
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Patch
from matplotlib.path import Path

from ...model import Graph
from ...priors import EvidenceItem, split_name
from ...priors.families import FAMILIES, mass_of, short
from ..render.document import Plot
from ..render.words import exact, label, percent
from .graph_layout import BOX, EVIDENCE, Box, Panel, Picture, discounts_of, lay_out
from .marks import key
from .style import BLACK, BLUE, GREEN, GREY, ORANGE, VERMILLION, report_style

__all__ = ["graph_finding", "panel_title", "plot_map"]

_EVIDENCE = "Evidence, and below it its discounts"
_UNUSED = "Discounts of evidence, none of which this study takes in"
_LINE = 0.15

PAGE = "../index.html"
"""Where the entries are that boxes lead to, from where a report has its figures."""


class _Look(NamedTuple):
    text: str
    face: str
    edge: str
    width: float


_LOOKS = {
    "input": _Look("input with a prior", "#FDF0D5", ORANGE, 1.2),
    "constant": _Look("fixed input", "#FFFFFF", "#A6A6A6", 0.7),
    "computed": _Look("computed node", "#DCEBF5", BLUE, 1.2),
    "item": _Look("item of evidence", "#FBE3D6", VERMILLION, 1.6),
    "unseen": _Look("item that this study leaves out", "#FFFFFF", VERMILLION, 0.7),
}


_GOAL = _Look("the conclusion", GREEN, BLACK, 2.5)


class _Arrow(NamedTuple):
    source: Box
    target: Box
    color: str
    alpha: float
    width: float
    dashed: bool


@report_style()
def plot_map(graph: Graph) -> Plot:
    """Show every quantity, computed node and item of evidence of a study, and what depends on what.

    Parameters
    ----------
    graph : Graph

    Notes
    -----
    Its size is that of what it holds. Each panel is a part of the argument: inputs on its left, what is computed from
    them on its right. The argument runs from left to right; the dark arrows are the path to the conclusion. Below, each
    item of evidence points with a dashed arrow at the node that it measures.
    """
    picture = lay_out(graph)
    fig = Figure(figsize=(picture.width, picture.height))
    ax = fig.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, picture.width), ylim=(0, picture.height))
    ax.set_axis_off()
    for panel in picture.panels:
        _panel(ax, panel, panel_title(graph, panel.part))
    for arrow in _arrows(graph, picture):
        _draw_arrow(ax, arrow)
    for box in picture.boxes.values():
        _draw_box(ax, box, _look(graph, box.name), _lines(graph, box.name))
    _heading(ax, graph, picture)
    names = [(box.name, box.part, _kind(graph, box.name)) for box in picture.boxes.values()]
    return Plot(fig, (ax,), pd.DataFrame(names, columns=["name", "part", "kind"]), graph_finding(graph))


def _kind(graph: Graph, name: str) -> str:
    if name in graph.study.evidence:
        return "item" if name in graph.study.items else "unseen"
    if graph.parents.get(name):
        return "computed"
    return "input" if graph.uncertain(name) else "constant"


def _lines(graph: Graph, name: str) -> list[str]:
    """Return the text of a box: name, unit with dims, and prior or date."""
    if name in graph.study.evidence:
        item = graph.study.evidence[name]
        return [name, _report_text(item), f"{item.published:%d %b %Y}"]
    unit = "" if graph.units[name] == "dimensionless" else graph.units[name]
    dims = ", ".join(f"by {dim}" for dim in graph.dims[name])
    about = " ".join(text for text in (unit, dims) if text) or "pure number"
    return [name, about] if graph.parents.get(name) else [name, about, _prior_text(graph, name)]


def _report_text(item: EvidenceItem) -> str:
    """Write what an item reports: its kind, its value or range, and its unit."""
    ends = [item.value] if item.low is None else [item.low, item.high]
    value = "–".join(exact(end) for end in ends if end is not None)
    unit = "" if item.unit == "dimensionless" else item.unit
    return " ".join(text for text in (item.kind, value, unit) if text)


def _prior_text(graph: Graph, name: str) -> str:
    """Write a quantity's priors in short, one after the other where coordinates differ."""
    study = graph.study
    coordinates = [c for dim in graph.dims[name] for c in study.coordinates(dim)]
    priors = [study.quantity(f"{name}[{c}]" if coordinates else name).prior for c in coordinates or [""]]
    title = FAMILIES[priors[0].family].title
    texts = list(dict.fromkeys(short(prior.parameters, exact) for prior in priors))
    mass = {mass_of(prior.parameters) for prior in priors if "low" in prior.parameters}
    end = "".join(f" ({percent(m, error=0)})" for m in sorted(mass))
    return f"{title} {' | '.join(texts)}{end}"


def panel_title(graph: Graph, part: str) -> str:
    """Return the title of a part of the argument, or of the evidence."""
    if part == EVIDENCE:
        return _EVIDENCE if graph.items else _UNUSED
    parts = graph.study.model.parts
    return parts[part].title if part in parts else label(part)


def _panel(ax: Axes, panel: Panel, title: str) -> None:
    style = "round,pad=0,rounding_size=0.12"
    ax.add_patch(
        FancyBboxPatch(
            (panel.x, panel.y), panel.width, panel.height, boxstyle=style, fc="#F5F5F5", ec="#D9D9D9", lw=1, zorder=0
        )
    )
    behind = {"facecolor": "#F5F5F5", "edgecolor": "none", "pad": 1}
    y = panel.y + panel.height - 0.13
    ax.text(panel.x + 0.2, y, title, fontsize=13, weight="bold", va="top", zorder=5, bbox=behind)


def _look(graph: Graph, name: str) -> _Look:
    return _GOAL if name == graph.study.model.conclusion.node else _LOOKS[_kind(graph, name)]


def _draw_box(ax: Axes, box: Box, look: _Look, lines: Sequence[str]) -> None:
    corner = (box.x - BOX[0] / 2, box.y - BOX[1] / 2)
    style = "round,pad=0,rounding_size=0.08"
    dash = "--" if look == _LOOKS["unseen"] else "-"
    face, edge, width = look.face, look.edge, look.width
    url = f"{PAGE}#{'evidence' if look in (_LOOKS['item'], _LOOKS['unseen']) else 'entries'}-{box.name}"
    ax.add_patch(FancyBboxPatch(corner, *BOX, boxstyle=style, fc=face, ec=edge, lw=width, ls=dash, zorder=3))
    for place, line in enumerate(lines):
        y = box.y + _LINE * ((len(lines) - 1) / 2 - place)
        weight = "bold" if place == 0 else "normal"
        color = "white" if look == _GOAL else BLACK
        ax.text(box.x, y, line, fontsize=8, weight=weight, color=color, ha="center", va="center", zorder=4, url=url)


def _arrows(graph: Graph, picture: Picture) -> Iterator[_Arrow]:
    """Yield every arrow: those of the formulas, then those of the evidence."""
    goal = graph.study.model.conclusion.node
    path = {name for name in graph.ancestors(goal) if graph.parents.get(name)} if goal in graph.names else set()
    boxes = picture.boxes
    for name in (name for name in graph.names if graph.parents.get(name)):
        for parent in dict.fromkeys(split_name(parent)[0] for parent in graph.parents[name]):
            if parent in boxes and parent != name:
                yield _formula_arrow(boxes[parent], boxes[name], _kind(graph, parent), {parent, name} <= path)
    for item in graph.items:
        measures = split_name(graph.study.evidence[item].measures)[0]
        seen = 0.9 if item in graph.study.items else 0.3
        for discount in sorted(discounts_of(graph, item)):
            yield _Arrow(boxes[discount], boxes[item], ORANGE, 0.8 * seen, 1.0, False)
        yield _Arrow(boxes[item], boxes[measures], VERMILLION, seen, 1.4, True)


def _formula_arrow(source: Box, target: Box, kind: str, on_path: bool) -> _Arrow:
    if on_path:
        return _Arrow(source, target, BLACK, 0.8, 2.0, False)
    if source.part == target.part:
        return _Arrow(source, target, GREY, 0.3 if kind == "constant" else 0.6, 0.9, False)
    return _Arrow(source, target, GREY if kind == "constant" else BLUE, 0.25 if kind == "constant" else 0.5, 1.0, False)


def _draw_arrow(ax: Axes, arrow: _Arrow) -> None:
    line = "--" if arrow.dashed else "-"
    style = "-|>,head_length=0.55,head_width=0.22"
    patch = FancyArrowPatch(
        path=_route(arrow.source, arrow.target),
        arrowstyle=style,
        mutation_scale=10,
        color=arrow.color,
        alpha=arrow.alpha,
        linewidth=arrow.width,
        linestyle=line,
        fill=True,
        zorder=2 if arrow.alpha > 0.7 else 1,
    )
    ax.add_patch(patch)


def _route(source: Box, target: Box) -> Path:
    """Return a curve that leaves and enters the boxes at their nearer sides."""
    half, tall = BOX[0] / 2, BOX[1] / 2
    if source.part == EVIDENCE and target.part == EVIDENCE:
        points = _upright(source.x, source.y + tall, target.x, target.y - tall)
    elif source.part == EVIDENCE:
        side = 1 if source.x > target.x else -1
        end = target.x + side * half
        points = [(source.x, source.y + tall), (source.x, target.y), (end + side * 0.4, target.y), (end, target.y)]
    elif abs(source.x - target.x) < half:
        x, bulge = source.x + half, source.x + half + 0.3
        points = [(x, source.y), (bulge, source.y), (bulge, target.y), (target.x + half, target.y)]
    else:
        side = 1 if target.x > source.x else -1
        points = _level(source.x + side * half, source.y, target.x - side * half, target.y)
    return Path(points, [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4])


def _level(x: float, y: float, end_x: float, end_y: float) -> list[tuple[float, float]]:
    bend = 0.5 * (end_x - x)
    return [(x, y), (x + bend, y), (end_x - bend, end_y), (end_x, end_y)]


def _upright(x: float, y: float, end_x: float, end_y: float) -> list[tuple[float, float]]:
    bend = 0.5 * (end_y - y)
    return [(x, y), (x, y + bend), (end_x, end_y - bend), (end_x, end_y)]


def _heading(ax: Axes, graph: Graph, picture: Picture) -> None:
    """Write what the graph holds above it, and the legend below that; both in a type that has room for them."""
    size = min(max(1.2 * picture.width, 11.0), 24.0)
    text = textwrap.fill(graph_finding(graph), int(picture.width * 115 / size))
    top = picture.height - 0.25
    ax.text(0.3, top, text, fontsize=size, weight="bold", va="top", linespacing=1.1)
    handles = _legend_entries(graph, picture)
    below = top - (1 + text.count("\n")) * size / 56 - 0.1
    ax.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(0.3 / picture.width, below / picture.height),
        ncols=min(len(handles), max(int(8.2 * picture.width / size), 1)),
        fontsize=0.58 * size,
        borderaxespad=0,
    )


def graph_finding(graph: Graph) -> str:
    """Say how many quantities of which kind there are, and how much evidence."""
    computed = sum(bool(graph.parents.get(name)) for name in graph.names)
    uncertain = sum(_kind(graph, name) == "input" for name in graph.names)
    fixed, study = len(graph.names) - computed - uncertain, graph.study
    kinds = f"{computed} computed, {uncertain} with a prior, {fixed} fixed"
    text = f"One graph of {len(graph.names)} quantities: {kinds}"
    return f"{text}; {len(study.items)} of {len(study.evidence)} items of evidence are in" if study.evidence else text


def _legend_entries(graph: Graph, picture: Picture) -> list[Patch | Line2D]:
    kinds = {_kind(graph, name) for name in picture.boxes}
    handles: list[Patch | Line2D] = [
        Patch(fc=look.face, ec=look.edge, lw=1.5, ls="--" if kind == "unseen" else "-", label=look.text)
        for kind, look in _LOOKS.items()
        if kind in kinds
    ]
    handles += [key("path to the conclusion", BLACK, line="-"), key("from another part", BLUE, line="-")]
    evidence = [key("discount", ORANGE, line="-"), key("measures", VERMILLION, line="--")]
    return [*handles, *evidence] if graph.items else handles
