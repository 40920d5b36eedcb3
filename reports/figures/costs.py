"""Costs: a year of every deployment beside the development of the model."""

from collections.abc import Mapping
from typing import NamedTuple

import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...analyses.fit import interval, node_draws
from ..render.words import dollars, titled
from .density import Array, draw_interval
from .style import BLUE, GREEN, ORANGE, VERMILLION, caption, headline, log_axis, new_figure, report_style, right_labels

__all__ = ["plot_costs"]

_CAPTION = (
    "White dot: median; thick bar: 50%; thin bar: 90%. Deployments are compute for one year, development is compute"
    " once. The shaded band is the 90% of the development cost."
)


class _Bar(NamedTuple):
    text: str
    draws: Array
    color: str


@report_style()
def plot_costs(posterior: xr.Dataset, titles: Mapping[str, str]) -> Figure:
    """Show what a year of every deployment costs, beside what the development costs.

    Parameters
    ----------
    posterior : xarray.Dataset
        Draws of the nodes.
    titles : mapping of str to str
        Titles of the scenarios.

    Notes
    -----
    A deployment whose bar lies left of the band costs less than development; one within it, as much.
    """
    bars = _bars(posterior, titles)
    fig = new_figure(0.36 * len(bars) + 1.7)
    ax = fig.subplots()
    for y, bar in enumerate(bars):
        draw_interval(ax, bar.draws, y, color=bar.color, width=1.8)
    _rows(ax, bars)
    log_axis(ax.xaxis, dollars, steps=(1, 3))
    ax.set_xlabel("US dollars (log scale)")
    headline(fig, _finding(bars[-2].draws, bars[-1].draws))
    caption(fig, _CAPTION)
    return fig


def _bars(data: xr.Dataset, titles: Mapping[str, str]) -> list[_Bar]:
    bars = []
    for scenario in data["compute_cost"]["scenario"].to_numpy():
        text = titled(str(scenario), titles)
        bars.append(_Bar(f"{text}, own servers", node_draws(data, f"compute_cost[{scenario}]"), BLUE))
        bars.append(_Bar(f"{text}, OpenAI API", node_draws(data, f"api_cost[{scenario}]"), ORANGE))
    return [
        *bars,
        _Bar("Scenarios combined, own servers", node_draws(data, "combined_cost"), BLUE),
        _Bar("Largest viable deployment", node_draws(data, "largest_viable_cost"), GREEN),
        _Bar("Developing the model", node_draws(data, "development_cost"), VERMILLION),
    ]


def _finding(largest: Array, development: Array) -> str:
    a, b = interval(largest), interval(development)
    return (
        f"A year of the largest viable deployment costs {dollars(a.centre)} ({dollars(a.low)} to {dollars(a.high)}),"
        f" developing the model {dollars(b.centre)} ({dollars(b.low)} to {dollars(b.high)})"
    )


def _rows(ax: Axes, bars: list[_Bar]) -> None:
    found = [interval(bar.draws) for bar in bars]
    ax.axvspan(found[-1].low, found[-1].high, color=VERMILLION, alpha=0.1, linewidth=0)
    ax.axhline(len(bars) - 1.5, color="black", linewidth=0.6)
    ax.set_yticks(range(len(bars)), [bar.text for bar in bars])
    ax.set_ylim(len(bars) - 0.5, -0.5)
    right_labels(ax, range(len(bars)), [dollars(r.centre) for r in found], "Median")
