"""Comparison: how much of the move from one study to another each difference explains."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ...analyses.change import BELOW, Comparison
from ...analyses.fit import CI_PROB
from ...model import Graph
from ..render.conclusion import Conclusion
from ..render.words import percent, signed, times
from .marks import z_score
from .style import (
    BLACK,
    BLUE,
    VERMILLION,
    balanced,
    caption,
    headline,
    log_axis,
    new_figure,
    report_style,
    right_labels,
    rows,
)

__all__ = ["plot_comparison"]

_SHOWN = 12
_CAPTION = (
    "Left: the factor by which each difference multiplies the conclusion's median, averaged over all orders of making"
    " the differences; the factors multiply to the whole move."
    " Right: the points that it adds to the probability that {below}. Blue: up; red: down. Black"
    " lines, where orders were sampled: {ci} Monte Carlo intervals."
)


@report_style()
def plot_comparison(
    graph: Graph,
    result: Comparison,
    titles: Mapping[str, str],
    names: tuple[str, str],
    *,
    ci_prob: float = CI_PROB,
) -> Figure:
    """Show what each group of differences does to the conclusion.

    Parameters
    ----------
    graph : Graph
    result : Comparison
        Of two studies that differ.
    titles : mapping of str to str
        Titles of the groups.
    names : tuple of str
        What the two studies are called.
    ci_prob : float, optional
        Of the error bars, which there are where the orders were sampled.

    Notes
    -----
    A bar at one is a difference without consequence for the conclusion, however large it looks on paper.
    """
    parts = result.moves["part"].sel(target=result.conclusion.node).to_numpy()
    order = np.argsort(-abs(parts), kind="stable")[:_SHOWN]
    moves = result.moves.isel(group=order)
    fig = new_figure(0.42 * order.size + 2.6)
    left, right = fig.subplots(1, 2, sharey=True, width_ratios=[1.6, 1])
    _factors(left, moves.sel(target=result.conclusion.node), z_score(ci_prob))
    _points(right, moves.sel(target=BELOW), z_score(ci_prob))
    right.set_xlabel(balanced(f"Points of P({result.conclusion.below})", 34))
    rows(left, [titles[str(n)] for n in moves["group"].to_numpy()], line=34)
    headline(fig, _finding(Conclusion(graph), result, titles, names))
    caption(fig, _CAPTION.format(below=result.conclusion.below, ci=percent(ci_prob, error=0)))
    return fig


def _finding(conclusion: Conclusion, result: Comparison, titles: Mapping[str, str], names: tuple[str, str]) -> str:
    ends = (each.interval(result.conclusion.node).centre for each in (result.first, result.second))
    first, second = map(conclusion.write, ends)
    parts = result.moves["part"].sel(target=result.conclusion.node)
    most = str(abs(parts).idxmax("group").item())
    factor = times(float(np.exp(parts.sel(group=most))))
    return (
        f"From “{names[0]}” to “{names[1]}” {conclusion.name} goes from {first} to {second}; “{titles[most]}” explains"
        f" most of it ({factor})"
    )


def _factors(ax: Axes, moves: xr.Dataset, z: float) -> None:
    parts, errors = moves["part"].to_numpy(), moves["mcse"].to_numpy()
    _bars(ax, np.exp(parts) - 1, 1.0, parts)
    _errors(ax, np.exp(parts - z * errors), np.exp(parts + z * errors), errors)
    reach = max(1.1, float(np.exp(abs(parts) + z * errors).max()))
    low = float(np.exp(np.minimum(parts, 0)).min())
    log_axis(ax.xaxis, times, steps=(1.0, 1.5, 2.0, 3.0, 5.0) if reach < 30 else (1.0,))
    ax.set_xlim(min(1 / 1.1, low / 1.15), reach * 1.15)
    ax.set_xlabel("Factor on the median (log scale)")
    right_labels(ax, range(parts.size), [times(factor) for factor in np.exp(parts)], "")


def _points(ax: Axes, moves: xr.Dataset, z: float) -> None:
    parts, errors = 100 * moves["part"].to_numpy(), 100 * moves["mcse"].to_numpy()
    _bars(ax, parts, 0.0, parts)
    _errors(ax, parts - z * errors, parts + z * errors, errors)
    ax.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: signed(value)))
    right_labels(ax, range(parts.size), [signed(part) for part in parts], "")


def _bars(ax: Axes, widths: np.ndarray, origin: float, parts: np.ndarray) -> None:
    colors = [BLUE if part > 0 else VERMILLION for part in parts]
    ax.barh(range(parts.size), widths, left=origin, color=colors, height=0.6)
    ax.axvline(origin, color=BLACK, linewidth=0.8)
    ax.grid(visible=False, axis="y")


def _errors(ax: Axes, low: np.ndarray, high: np.ndarray, errors: np.ndarray) -> None:
    if errors.any():
        ax.hlines(range(errors.size), low, high, color=BLACK, linewidth=1.2)
