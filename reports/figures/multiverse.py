"""Multiverse: the conclusion under every specification, and which choices it takes."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Patch

from ...analyses.fit import CI_PROB
from ...analyses.structure import EffectRow, FlipRow, Multiverse, Universe
from ...model import Graph
from ...priors import PublishedFigure
from ...priors.units import conversion_factor
from ..render.conclusion import Conclusion
from ..render.document import Plot
from ..render.words import listed, percent, times
from .lettering import SMALL, balanced, wrapped
from .marks import conclusion_axis, key, mark_interval
from .sheet import WIDTH, Sheet
from .style import BLACK, BLUE, GREY, LIGHT, VERMILLION, report_style

__all__ = ["plot_multiverse"]

_COLUMNS = 72
"""Columns of the choices' panel at most: more specifications share one."""

_CURVE, _ROW, _LABELS = 2.6, 0.165, 0.36
"""Heights of the curve and of an option's line of text, in inches; and the part of the width that options take."""

_SHADES = LinearSegmentedColormap.from_list("shades", ["white", GREY])
_CAPTION = (
    "Above: each specification's median (line) and {interval} interval (band), from the lowest median to the highest;"
    " the axis is logarithmic. Below, under the same order: how many of the specifications there take each option,"
    " from none (white) to all (grey); a row whose shade stays the same is of an option that does not matter."
    " Right: the median under each option over that under the study's own (bold), all else equal. A pair, which differs"
    " in one choice alone, flips if under only one of the two {below}.{idle}"
)


@report_style()
def plot_multiverse(
    graph: Graph,
    multiverse: Multiverse,
    flips: Sequence[FlipRow],
    effects: Sequence[EffectRow],
    published: PublishedFigure | None = None,
    *,
    ci_prob: float = CI_PROB,
    width: float = WIDTH,
) -> Plot:
    """Show a specification curve.

    Parameters
    ----------
    graph : Graph
    multiverse : Multiverse
    flips : sequence of FlipRow
    effects : sequence of EffectRow
    published : PublishedFigure, optional
        The post's own.
    ci_prob : float, optional
        Probability of the band.
    width : float, optional

    Notes
    -----
    Where the curve crosses the dashed line the conclusion turns over; the shades below that place say
    which options lie on which side of it. Specifications that have not converged are crosses at the left.
    """
    conclusion = Conclusion(graph)
    order = sorted(multiverse.converged, key=lambda universe: universe.verdict.median)
    by_choice = {row.choice: row for row in flips}
    idle = [choice for choice in multiverse.varied if by_choice[choice].share == 0]
    shown = [choice for choice in multiverse.varied if choice not in idle] or idle
    rows = [row for choice in shown for row in effects if row.choice == choice]
    lines = _lines(rows, by_choice, width)
    sheet = Sheet(width, [_CURVE, sum(line.height for line in lines) + 0.1], sharex=True)
    top, bottom = sheet.axes
    _curve(top, conclusion, order, ci_prob)
    sheet.keys = _marks(top, conclusion, multiverse, order, published)
    _choices(bottom, order, lines, multiverse.study.choices, width)
    data = pd.DataFrame([dict(each.options) | each.verdict.numbers for each in order])
    quiet = listed([f"“{by_choice[choice].title}”" for choice in idle if choice not in shown])
    said = _CAPTION.format(
        interval=percent(ci_prob, error=0),
        below=conclusion.record.below,
        idle=f" Not shown, since they flip no pair: {quiet}." if quiet else "",
    )
    return sheet.finish(_finding(conclusion, multiverse, flips), said, data)


def _finding(conclusion: Conclusion, multiverse: Multiverse, flips: Sequence[FlipRow]) -> str:
    medians = np.array([universe.verdict.median for universe in multiverse.converged])
    share, below = percent(conclusion.chance_below(medians)), conclusion.record.below
    text = f"{below[:1].upper()}{below[1:]} in {share} of {medians.size:,} specifications"
    first = next((row for row in flips if row.flipped), None)
    if first is None:
        return f"{text}, and no choice alone turns that over"
    return f"{text}; “{first.title}” turns the conclusion over most often"


def _curve(ax: Axes, conclusion: Conclusion, order: Sequence[Universe], ci_prob: float) -> None:
    reads = np.array([universe.interval(ci_prob) for universe in order]).reshape(-1, 3)
    places = np.arange(len(order))
    for below, color in ((True, BLUE), (False, VERMILLION)):
        side = (reads[:, 0] < conclusion.record.threshold) == below
        ax.fill_between(places, reads[:, 1], reads[:, 2], where=side, step="mid", color=color, alpha=0.25, lw=0)
        ax.plot(places[side], reads[side, 0], color=color, linewidth=2, solid_capstyle="butt")
    conclusion_axis(ax.yaxis, conclusion)
    ax.margins(x=0.01)


def _marks(
    ax: Axes,
    conclusion: Conclusion,
    multiverse: Multiverse,
    order: Sequence[Universe],
    published: PublishedFigure | None,
) -> list[Any]:
    """Draw the post's figure, the study's own specification and what has not converged, and return the keys."""
    record = conclusion.record
    sides = ((record.below, BLUE), (record.above, VERMILLION))
    keys: list[Any] = [Patch(color=color, alpha=0.6, label=text) for text, color in sides]
    if published and published.centre is not None:
        printed = published.centre * conversion_factor(published.unit, conclusion.graph.units[record.node])
        label = f"the post: {conclusion.write(printed)}"
        keys.append(ax.axhline(printed, color=BLACK, linestyle=":", linewidth=1.2, label=label))
    own = multiverse.universes[0]
    if own.converged:
        mark_interval(ax, (order.index(own), None, None), own.verdict.median, color=BLACK, marker="D", filled=False)
        keys.append(key("this study", BLACK, marker="D", filled=False))
    failed = len(multiverse.universes) - len(order)
    if failed:
        ax.plot(-1 - np.arange(failed), np.full(failed, record.threshold), "x", color=GREY, markersize=4)
        keys.append(key("not converged", GREY, marker="x"))
    return keys


class _Line(NamedTuple):
    """A choice's title, or an option with what it does, in the panel below the curve."""

    choice: str
    option: str | None
    text: str
    effect: str
    height: float


def _lines(rows: Sequence[EffectRow], flips: Mapping[str, FlipRow], width: float) -> list[_Line]:
    """Return each choice and its options, from the top down."""
    lines: list[_Line] = []
    for before, row in zip([None, *rows], rows, strict=False):
        if before is None or before.choice != row.choice:
            share = flips[row.choice].share
            title = flips[row.choice].title + ("" if math.isnan(share) else f" Flips {percent(share)} of pairs.")
            text = wrapped(title, 0.9 * width, SMALL)
            lines.append(_Line(row.choice, None, text, "", (text.count("\n") + 1.5) * _ROW))
        text = balanced(row.title.partition(":")[0], _LABELS * width, SMALL)
        effect = "" if math.isnan(row.matched) else times(row.matched)
        lines.append(_Line(row.choice, row.option, text, effect, (text.count("\n") + 1) * _ROW))
    return lines


def _choices(ax: Axes, order: Sequence[Universe], lines: Sequence[_Line], own: Mapping[str, str], width: float) -> None:
    """Draw a row of shades for each option, under its choice's title, with what it does at the right."""
    columns = max(min(_COLUMNS, len(order)), 1)
    edges = np.linspace(0, len(order), columns + 1) - 0.5
    bins = np.minimum((np.arange(len(order)) * columns) // max(len(order), 1), columns - 1)
    counts = np.maximum(np.bincount(bins, minlength=columns), 1)
    bottom, left = 0.0, ax.get_yaxis_transform()
    look: dict[str, Any] = {"va": "center", "fontsize": SMALL, "textcoords": "offset points"}
    for line in lines:
        y, bottom = bottom + line.height / 2, bottom + line.height
        if line.option is None:
            ax.annotate(line.text, (0, y + 0.2 * _ROW), (-72 * _LABELS * width, 0), left, ha="left", **look)
            continue
        taken = np.array([universe.options[line.choice] == line.option for universe in order], dtype=float)
        part = np.bincount(bins, weights=taken, minlength=columns) / counts
        ends = [y - 0.42 * _ROW, y + 0.42 * _ROW]
        ax.pcolormesh(edges, ends, part[np.newaxis], cmap=_SHADES, vmin=0, vmax=1, rasterized=True)
        ax.hlines(y + 0.5 * _ROW, -0.5, len(order) - 0.5, color=LIGHT, linewidth=0.4)
        weight = "bold" if line.option == own[line.choice] else "normal"
        ax.annotate(line.text, (0, y), (-4, 0), left, ha="right", weight=weight, **look)
        ax.annotate(line.effect, (1, y), (6, 0), left, ha="left", **look)
    ax.set_ylim(bottom + 0.05, 0)
    ax.set_xlabel(f"{len(order):,} specifications, in order of their medians")
    ax.tick_params(length=0)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
