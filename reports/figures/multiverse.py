"""Multiverse: the conclusion under every specification, and which choices it takes."""

import math
from collections.abc import Sequence
from typing import Any

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
from ..render.words import percent, times
from .lettering import SMALL, balanced
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
    " Right: the median under each option over that under the study's own (bold), all else equal; and what part of the"
    " pairs that differ in that choice alone flip, which is to say that under only one of the two {below}."
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
    rows = [row for choice in multiverse.varied for row in effects if row.choice == choice]
    lines = _lines(rows, {row.choice: row for row in flips}, width)
    sheet = Sheet(width, [_CURVE, sum(tall for *_, tall in lines) + 0.1], sharex=True)
    top, bottom = sheet.axes
    _curve(top, conclusion, order, ci_prob)
    sheet.keys = _marks(top, conclusion, multiverse, order, published)
    _choices(bottom, order, lines, multiverse)
    data = pd.DataFrame([dict(each.options) | each.verdict.numbers for each in order])
    said = _CAPTION.format(interval=percent(ci_prob, error=0), below=conclusion.record.below)
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


def _lines(
    rows: Sequence[EffectRow], flips: dict[str, FlipRow], width: float
) -> list[tuple[EffectRow | FlipRow, str, str, float]]:
    """Return the choices with their options: each a row, what stands left and right of it, and its height."""
    lines: list[tuple[EffectRow | FlipRow, str, str, float]] = []
    for before, row in zip([None, *rows], rows, strict=False):
        if before is None or before.choice != row.choice:
            flip = flips[row.choice]
            share = "no pairs" if math.isnan(flip.share) else f"flips {percent(flip.share)}"
            title = balanced(flip.title, 0.8 * width, SMALL)
            lines.append((flip, title, share, (title.count("\n") + 1.5) * _ROW))
        text = balanced(row.title.partition(":")[0], _LABELS * width, SMALL)
        lines.append((row, text, times(row.matched), (text.count("\n") + 1) * _ROW))
    return lines


def _choices(
    ax: Axes,
    order: Sequence[Universe],
    lines: Sequence[tuple[EffectRow | FlipRow, str, str, float]],
    multiverse: Multiverse,
) -> None:
    """Draw a row of shades for each option, under its choice's title, with what it does at the right."""
    columns = max(min(_COLUMNS, len(order)), 1)
    edges = np.linspace(0, len(order), columns + 1)
    bins = np.minimum((np.arange(len(order)) * columns) // max(len(order), 1), columns - 1)
    counts = np.maximum(np.bincount(bins, minlength=columns), 1)
    bottom, left = 0.0, ax.get_yaxis_transform()
    for row, text, effect, tall in lines:
        y, bottom = bottom + tall / 2, bottom + tall
        option = getattr(row, "option", None)
        if option is None:
            y += 0.2 * _ROW
        else:
            taken = np.array([universe.options[row.choice] == option for universe in order], dtype=float)
            part = np.bincount(bins, weights=taken, minlength=columns) / counts
            ends = [y - 0.42 * _ROW, y + 0.42 * _ROW]
            ax.pcolormesh(edges - 0.5, ends, part[np.newaxis], cmap=_SHADES, vmin=0, vmax=1)
            ax.hlines(y + 0.5 * _ROW, -0.5, len(order) - 0.5, color=LIGHT, linewidth=0.4)
        weight = "bold" if option == multiverse.study.choices[row.choice] else "normal"
        look: dict[str, Any] = {"va": "center", "fontsize": SMALL, "textcoords": "offset points"}
        side, shift = ("left", 0) if option is None else ("right", -4)
        ax.annotate(text, (0, y), (shift, 0), left, ha=side, weight=weight, **look)
        ax.annotate(effect, (1, y), (6, 0), left, ha="left", **look)
    ax.set_ylim(bottom + 0.05, 0)
    ax.set_xlabel(f"{len(order):,} specifications, in order of their medians")
    ax.tick_params(length=0)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
