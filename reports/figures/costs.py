"""Costs: a year of every deployment beside the development of the model."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...analyses.fit import CI_PROB, Readout, interval, node_draws
from ..render.words import dollars, percent, ranged, titled
from .marks import Array, mark_draws
from .style import (
    BLACK,
    BLUE,
    GREEN,
    ORANGE,
    VERMILLION,
    caption,
    headline,
    log_axis,
    new_figure,
    report_style,
    right_labels,
    rows,
)

__all__ = ["plot_costs"]

_CAPTION = (
    "White dot: median; thick bar: half of the draws; thin bar: {ci}. Deployments are compute for one year, development"
    " is compute once. The shaded band is the {ci} interval of the development cost."
)


class _Bar(NamedTuple):
    text: str
    draws: Array
    color: str


@report_style()
def plot_costs(posterior: xr.Dataset, titles: Mapping[str, str], *, ci_prob: float = CI_PROB) -> Figure:
    """Show what a year of every deployment costs, beside what the development costs.

    Parameters
    ----------
    posterior : xarray.Dataset
        Draws of the nodes.
    titles : mapping of str to str
        Titles of the scenarios.
    ci_prob : float, optional
        Of the thin bars and the band.

    Notes
    -----
    A deployment whose bar lies left of the band costs less than development; one within it, as much.
    """
    bars = _bars(posterior, titles)
    reads = [interval(bar.draws, ci_prob=ci_prob) for bar in bars]
    fig = new_figure(0.36 * len(bars) + 1.7)
    ax = fig.subplots()
    for y, bar in enumerate(bars):
        mark_draws(ax, bar.draws, y, ci_prob=ci_prob, color=bar.color, width=1.8)
    _frame(ax, [bar.text for bar in bars], reads)
    headline(fig, _finding(*reads[-2:]))
    caption(fig, _CAPTION.format(ci=percent(ci_prob, error=0)))
    return fig


def _bars(data: xr.Dataset, titles: Mapping[str, str]) -> list[_Bar]:
    bars = []
    for scenario in map(str, data["compute_cost"]["scenario"].to_numpy()):
        text = titled(scenario, titles)
        bars.append(_Bar(f"{text}, own servers", node_draws(data, f"compute_cost[{scenario}]"), BLUE))
        bars.append(_Bar(f"{text}, OpenAI API", node_draws(data, f"api_cost[{scenario}]"), ORANGE))
    return [
        *bars,
        _Bar("Scenarios combined, own servers", node_draws(data, "combined_cost"), BLUE),
        _Bar("Largest viable deployment", node_draws(data, "largest_viable_cost"), GREEN),
        _Bar("Developing the model", node_draws(data, "development_cost"), VERMILLION),
    ]


def _finding(largest: Readout, development: Readout) -> str:
    first, second = (ranged(*map(dollars, read)) for read in (largest, development))
    return f"A year of the largest viable deployment costs {first}, developing the model {second}"


def _frame(ax: Axes, texts: Sequence[str], reads: Sequence[Readout]) -> None:
    development = reads[-1]
    ax.axvspan(development.low, development.high, color=VERMILLION, alpha=0.1, linewidth=0)
    ax.axhline(len(texts) - 1.5, color=BLACK, linewidth=0.6)
    rows(ax, texts)
    right_labels(ax, range(len(texts)), [dollars(read.centre) for read in reads], "Median")
    log_axis(ax.xaxis, dollars, steps=(1, 3))
    ax.set_xlabel("US dollars (log scale)")
