"""Multiverse: the conclusion under every specification, and which choices it takes."""

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from numpy.typing import NDArray

from ...analyses.fit import CI_PROB
from ...analyses.structure import EffectRow, FlipRow, Multiverse, Universe
from ...model import Graph
from ...priors import PublishedFigure
from ...priors.units import conversion_factor
from ..render.conclusion import Conclusion
from ..render.words import percent, times
from .marks import conclusion_axis, key, mark_interval
from .style import BLACK, BLUE, GREY, LIGHT, VERMILLION, caption, headline, new_figure, report_style

__all__ = ["plot_multiverse"]

_COLUMNS = 72
"""Columns of the choices' panel at most: more specifications share one."""

_ROW, _GAP = 0.175, 1.25
_SHADES = LinearSegmentedColormap.from_list("shades", ["white", GREY])
_CAPTION = (
    "Above: each specification's median (line) and {interval} interval (band), from the lowest median to the highest;"
    " the axis is logarithmic. Below, under the same order: how many of the specifications there take each option,"
    " from none (white) to all (grey); a row whose shade stays the same is of an option that does not matter."
    " Right: the median under each option over that under the study's own (bold), all else equal; and what part of the"
    " pairs that differ in that choice alone flip, which is to say that under only one of the two {below}."
)

Array = NDArray[np.float64]


@report_style()
def plot_multiverse(
    graph: Graph,
    multiverse: Multiverse,
    flips: Sequence[FlipRow],
    effects: Sequence[EffectRow],
    published: PublishedFigure | None = None,
    *,
    ci_prob: float = CI_PROB,
) -> Figure:
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

    Notes
    -----
    Where the curve crosses the dashed line the conclusion turns over; the shades below that place say
    which options lie on which side of it. Specifications that have not converged are crosses at the left.
    """
    conclusion = Conclusion(graph)
    order = sorted(multiverse.converged, key=lambda universe: universe.verdict.median)
    rows = [row for choice in multiverse.varied for row in effects if row.choice == choice]
    heights = _positions(rows)
    below = _ROW * (heights[-1] + 1.5) if rows else 0.4
    fig = new_figure(3.1 + below + 1.3)
    top, bottom = fig.subplots(2, sharex=True, height_ratios=(3.1, below))
    _curve(top, conclusion, order, ci_prob)
    _marks(top, conclusion, multiverse, order, published)
    _choices(bottom, order, rows, heights)
    _labels(bottom, multiverse, rows, heights, flips)
    headline(fig, _finding(conclusion, multiverse, flips))
    caption(fig, _CAPTION.format(interval=percent(ci_prob, error=0), below=conclusion.record.below))
    return fig


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
    conclusion_axis(ax.yaxis, conclusion, width=36)
    ax.margins(x=0.01)


def _marks(
    ax: Axes,
    conclusion: Conclusion,
    multiverse: Multiverse,
    order: Sequence[Universe],
    published: PublishedFigure | None,
) -> None:
    """Draw the post's figure, the study's own specification and what has not converged, and say what is what."""
    record = conclusion.record
    sides = ((record.below, BLUE), (record.above, VERMILLION))
    handles: list[Artist] = [Patch(color=color, alpha=0.6, label=text) for text, color in sides]
    if published and published.centre is not None:
        printed = published.centre * conversion_factor(published.unit, conclusion.graph.units[record.node])
        label = f"the post: {conclusion.write(printed)}"
        handles.append(ax.axhline(printed, color=BLACK, linestyle=":", linewidth=1.2, label=label))
    own = multiverse.universes[0]
    if own.converged:
        mark_interval(ax, (order.index(own), None, None), own.verdict.median, color=BLACK, marker="D", filled=False)
        handles.append(key("this study", BLACK, marker="D", filled=False))
    failed = len(multiverse.universes) - len(order)
    if failed:
        ax.plot(-1 - np.arange(failed), np.full(failed, record.threshold), "x", color=GREY, markersize=4)
        handles.append(key("not converged", GREY, marker="x"))
    ax.legend(handles=handles, loc="upper left", ncols=2, fontsize=8, columnspacing=1.2, handletextpad=0.6)


def _positions(rows: Sequence[EffectRow]) -> list[float]:
    """Return the heights of the options' rows, with room for a title above each choice's."""
    heights: list[float] = []
    for before, row in zip([None, *rows], rows, strict=False):
        apart = before is None or before.choice != row.choice
        heights.append((heights[-1] if heights else -1.0) + 1 + (_GAP if apart else 0))
    return heights


def _choices(ax: Axes, order: Sequence[Universe], rows: Sequence[EffectRow], heights: Sequence[float]) -> None:
    columns = max(min(_COLUMNS, len(order)), 1)
    edges = np.linspace(0, len(order), columns + 1)
    bins = np.minimum((np.arange(len(order)) * columns) // max(len(order), 1), columns - 1)
    counts = np.maximum(np.bincount(bins, minlength=columns), 1)
    for row, height in zip(rows, heights, strict=True):
        taken = np.array([universe.options[row.choice] == row.option for universe in order], dtype=float)
        part = np.bincount(bins, weights=taken, minlength=columns) / counts
        ax.pcolormesh(edges - 0.5, [height - 0.42, height + 0.42], part[np.newaxis], cmap=_SHADES, vmin=0, vmax=1)
        ax.hlines(height + 0.5, -0.5, len(order) - 0.5, color=LIGHT, linewidth=0.4)
    ax.set_ylim((heights[-1] if heights else 0) + 0.7, -0.6)
    ax.set_xlabel(f"{len(order):,} specifications, in order of their medians")
    ax.tick_params(length=0)
    ax.set_xticks([])
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)


def _labels(
    ax: Axes, multiverse: Multiverse, rows: Sequence[EffectRow], heights: Sequence[float], flips: Sequence[FlipRow]
) -> None:
    """Write each option's title at the left and what it does at the right, under its choice's title."""
    ax.set_yticks(heights, [row.title.partition(":")[0] for row in rows], fontsize=7)
    by_choice = {row.choice: row for row in flips}
    own = [row.option == multiverse.study.choices[row.choice] for row in rows]
    for tick, bold in zip(ax.get_yticklabels(), own, strict=True):
        tick.set_fontweight("bold" if bold else "normal")
    side = ax.secondary_yaxis("right")
    side.set_yticks(list(heights), [times(row.matched) for row in rows], fontsize=7)
    side.tick_params(length=0)
    side.spines["right"].set_visible(False)
    for position, (row, height) in enumerate(zip(rows, heights, strict=True)):
        if position and rows[position - 1].choice == row.choice:
            continue
        flip = by_choice[row.choice]
        share = "no pairs" if math.isnan(flip.share) else f"flips {percent(flip.share)}"
        ax.text(0, height - 0.98, flip.title, fontsize=7.5, transform=ax.get_yaxis_transform(), va="center")
        ax.annotate(
            share, (1, height - 0.98), (7, 0), ax.get_yaxis_transform(), "offset points", va="center", fontsize=7.5
        )
