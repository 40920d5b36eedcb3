"""Comparison: how much of the move from one study to another each difference explains."""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ...analyses.change import BELOW, Comparison
from ...analyses.fit import CI_PROB
from ...model import Graph
from ..render.conclusion import Conclusion
from ..render.document import Plot
from ..render.words import percent, signed, times
from .lettering import SMALL
from .marks import Array, z_score
from .rows import Rows
from .sheet import WIDTH, Sheet
from .style import BLACK, BLUE, VERMILLION, report_style
from .ticks import log_axis

__all__ = ["plot_comparison"]

_SHOWN, _STILL = 12, 0.005
"""Most differences that are shown, and the part of the log of the median below which one moves nothing."""

_CAPTION = (
    "Left: the factor by which each difference multiplies the conclusion's median, averaged over all orders of making"
    " the differences; the factors multiply to the whole move."
    " Right: the points that it adds to the probability that {below}. Blue: up; vermillion: down. Black"
    " lines, where orders were sampled: {ci} Monte Carlo intervals.{still}"
)


@report_style()
def plot_comparison(
    graph: Graph,
    result: Comparison,
    titles: Mapping[str, str],
    names: tuple[str, str],
    *,
    ci_prob: float = CI_PROB,
    width: float = WIDTH,
) -> Plot:
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
    width : float, optional

    Notes
    -----
    Differences without consequence for the conclusion, however large they look on paper, are only counted.
    """
    factors, points = (result.moves.sel(target=target) for target in (result.conclusion.node, BELOW))
    size = abs(factors["part"].to_numpy())
    order = [i for i in np.argsort(-size, kind="stable") if size[i] >= _STILL][:_SHOWN] or [int(size.argmax())]
    groups = [str(name) for name in factors["group"].to_numpy()[order]]
    rows = Rows([titles[name] for name in groups], width, step=0.25)
    sheet = Sheet(width, [rows.height], columns=(1.6, 1), sharey=True)
    data, z = pd.DataFrame({"difference": groups, "title": [titles[name] for name in groups]}), z_score(ci_prob)
    for name, moves in (("log_factor", factors), ("below", points)):
        for column, label in (("part", ""), ("mcse", "mcse_")):
            data[f"{label}{name}"] = moves[column].to_numpy()[order]
    left, right = sheet.axes
    part, error = data["log_factor"].to_numpy(), z * data["mcse_log_factor"].to_numpy()
    _bars(left, rows.y, np.exp([part, part - error, part + error]), 1.0, times)
    part, error = 100 * data["below"].to_numpy(), 100 * z * data["mcse_below"].to_numpy()
    _bars(right, rows.y, np.array([part, part - error, part + error]), 0.0, signed)
    rows.write(left)
    rows.write(right, texts=False)
    _axes(left, right, result.conclusion.below)
    still = len(size) - len(groups)
    less = "differences that move less" if still > 1 else "difference that moves less"
    said = {"still": f" Not shown: {still} {less}." if still else ""}
    caption = _CAPTION.format(below=result.conclusion.below, ci=percent(ci_prob, error=0), **said)
    return sheet.finish(_finding(Conclusion(graph), result, titles, names), caption, data)


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


def _axes(factors: Axes, points: Axes, below: str) -> None:
    """Label both panels, with room beside the bars for their texts."""
    log_axis(factors.xaxis, times)
    low, high = factors.get_xlim()
    factors.set_xlim(min(low, 1 / 1.1) / (high / low) ** 0.25, max(high, 1.1) * (high / low) ** 0.3)
    factors.set_xlabel("Factor on the median (log scale)")
    low, high = points.get_xlim()
    points.set_xlim(low - 0.25 * (high - low), high + 0.25 * (high - low))
    points.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
    points.xaxis.set_major_formatter(FuncFormatter(lambda value, _: signed(value)))
    points.set_xlabel(f"Points of P({below})")


def _bars(ax: Axes, places: Array, ends: Array, origin: float, write: Callable[[float], str]) -> None:
    """Draw bars from an origin with what their Monte Carlo errors leave, and write each beside its end."""
    for y, (value, low, high) in zip(places, ends.T, strict=True):
        up = value > origin
        ax.barh(y, value - origin, 0.15, left=origin, color=BLUE if up else VERMILLION)
        if high > low:
            ax.hlines(y, low, high, color=BLACK, linewidth=1.2)
        end = max(value, high) if up else min(value, low)
        side, shift = ("left", 3) if up else ("right", -3)
        ax.annotate(write(value), (end, y), (shift, 0), "data", "offset points", ha=side, va="center", fontsize=SMALL)
    ax.axvline(origin, color=BLACK, linewidth=0.8)
    ax.grid(visible=False)
