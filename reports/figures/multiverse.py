"""Multiverse: the conclusion under every specification, and which choices it takes."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import NDArray

from ...analyses.fit import CI_PROB
from ...analyses.structure import EffectRow, FlipRow, Multiverse, Universe
from ...priors import PublishedFigure
from ...priors.units import conversion_factor
from ..render.words import percent, times
from .style import BLACK, BLUE, GREY, LIGHT, VERMILLION, caption, headline, log_axis, new_figure, report_style

__all__ = ["plot_multiverse"]

_COLUMNS = 72
"""Columns of the choices' panel at most: more specifications share one."""

_ROW, _GAP = 0.175, 1.25
_SHADES = LinearSegmentedColormap.from_list("shades", ["white", GREY])
_CAPTION = (
    "Above: each specification's median (line) and {interval} interval (band), from the lowest median to the highest;"
    " the axis is logarithmic. Below, under the same order: how many of the specifications there take each option,"
    " from none (white) to all (grey); a row whose shade stays the same is of an option that does not matter."
    " Right: the ratio under each option over that under the study's own (bold), all else equal; and what part of the"
    " pairs that differ in that choice alone flip, which is to say that only one of the two has deployment cheaper."
)

Array = NDArray[np.float64]


@report_style()
def plot_multiverse(
    found: Multiverse,
    flips: Sequence[FlipRow],
    effects: Sequence[EffectRow],
    published: PublishedFigure | None,
    *,
    ci_prob: float = CI_PROB,
) -> Figure:
    """Show a specification curve.

    Parameters
    ----------
    found : Multiverse
    flips : sequence of FlipRow
    effects : sequence of EffectRow
    published : PublishedFigure
        The post's own ratio.
    ci_prob : float, optional
        Probability of the band.

    Notes
    -----
    Where the curve crosses the line at 100% the conclusion turns over; the shades below that place say
    which options lie on which side of it. Specifications that have not converged are crosses at the left.
    """
    order = sorted(found.converged, key=lambda universe: universe.median)
    rows = [row for choice in found.varied for row in effects if row.choice == choice]
    heights = _positions(rows)
    below = _ROW * (heights[-1] + 1.5) if rows else 0.4
    fig = new_figure(3.1 + below + 1.3)
    top, bottom = fig.subplots(2, sharex=True, height_ratios=(3.1, below))
    _curve(top, order, ci_prob)
    _marks(top, found, order, published)
    _choices(bottom, order, rows, heights)
    _labels(bottom, found, rows, heights, flips)
    headline(fig, _finding(found, flips))
    caption(fig, _CAPTION.format(interval=percent(ci_prob, error=0)))
    return fig


def _finding(found: Multiverse, flips: Sequence[FlipRow]) -> str:
    medians = np.array([universe.median for universe in found.converged])
    text = f"Deployment is the cheaper in {percent(float(np.mean(medians < 1)))} of {medians.size:,} specifications"
    first = next((row for row in flips if row.flipped), None)
    if first is None:
        return f"{text}, and no choice alone turns that over"
    return f"{text}; “{first.title}” turns the conclusion over most often"


def _curve(ax: Axes, order: Sequence[Universe], ci_prob: float) -> None:
    reads = np.array([universe.interval(ci_prob) for universe in order]).reshape(-1, 3)
    places = np.arange(len(order))
    for cheaper, color in ((True, BLUE), (False, VERMILLION)):
        side = (reads[:, 0] < 1) == cheaper
        ax.fill_between(places, reads[:, 1], reads[:, 2], where=side, step="mid", color=color, alpha=0.25, lw=0)
        ax.plot(places[side], reads[side, 0], color=color, linewidth=2, solid_capstyle="butt")
    log_axis(ax.yaxis, percent, steps=(1,))
    ax.set_ylabel("Percent of the development\ncost (log scale)")
    ax.margins(x=0.01)


def _marks(ax: Axes, found: Multiverse, order: Sequence[Universe], published: PublishedFigure | None) -> None:
    """Draw the line at equal cost, the post's figure, the study's own specification and what has not converged."""
    ax.axhline(1, color=BLACK, linestyle="--", linewidth=1)
    handles = [
        Patch(color=BLUE, alpha=0.6, label="Deployment cheaper"),
        Patch(color=VERMILLION, alpha=0.6, label="Deployment dearer"),
        Line2D([], [], color=BLACK, linestyle="--", label="Equal"),
    ]
    if published and published.centre is not None:
        printed = published.centre * conversion_factor(published.unit, "dimensionless")
        label = f"The post: {percent(printed)}"
        handles.append(ax.axhline(printed, color=BLACK, linestyle=":", linewidth=1.2, label=label))
    own = found.universes[0]
    if own.converged:
        style: dict[str, Any] = {"marker": "D", "color": "white", "markeredgecolor": BLACK, "linestyle": "none"}
        ax.plot(order.index(own), own.median, markersize=6, zorder=5, **style)
        handles.append(Line2D([], [], label="This study", **style))
    failed = len(found.universes) - len(order)
    if failed:
        ax.plot(np.zeros(failed) - 1 - np.arange(failed), np.ones(failed), "x", color=GREY, markersize=4)
        handles.append(Line2D([], [], marker="x", color=GREY, linestyle="none", label="Not converged"))
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
    ax.set_xlabel(f"{len(order):,} specifications, in order of their median ratio")
    ax.tick_params(length=0)
    ax.set_xticks([])
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)


def _labels(
    ax: Axes, found: Multiverse, rows: Sequence[EffectRow], heights: Sequence[float], flips: Sequence[FlipRow]
) -> None:
    """Write each option's title at the left and what it does at the right, under its choice's title."""
    ax.set_yticks(heights, [row.title.partition(":")[0] for row in rows], fontsize=7)
    by_choice = {row.choice: row for row in flips}
    own = [row.option == found.study.choices[row.choice] for row in rows]
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
