"""Costs: a year of every deployment beside the development of the model."""

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd
import xarray as xr

from ...analyses.fit import CI_PROB, node_draws
from ..render.document import Plot
from ..render.words import dollars, percent, ranged, titled
from .marks import mark_spread, spread
from .rows import Rows
from .sheet import WIDTH, Sheet
from .style import BLACK, BLUE, GREEN, ORANGE, VERMILLION, report_style
from .ticks import log_axis

__all__ = ["plot_costs"]

_CAPTION = (
    "White dot: median; thick bar: half of the draws; thin bar: {ci}. Deployments are compute for one year, development"
    " is compute once. The shaded band is the {ci} interval of the development cost."
)


class _Bar(NamedTuple):
    text: str
    node: str
    color: str


@report_style()
def plot_costs(
    posterior: xr.Dataset, titles: Mapping[str, str], *, ci_prob: float = CI_PROB, width: float = WIDTH
) -> Plot:
    """Show what a year of every deployment costs, beside what the development costs.

    Parameters
    ----------
    posterior : xarray.Dataset
        Draws of the nodes; a constant has none.
    titles : mapping of str to str
        Titles of the scenarios.
    ci_prob : float, optional
        Of the thin bars and the band.
    width : float, optional

    Notes
    -----
    A deployment whose bar lies left of the band costs less than development; one within it, as much.
    """
    bars = _bars(posterior, titles)
    reads = [spread(node_draws(posterior, bar.node), ci_prob) for bar in bars]
    right = [dollars(read["median"]) for read in reads]
    rows = Rows([bar.text for bar in bars], width, right=right, heading="Median", step=0.27)
    sheet, development = Sheet(width, [rows.height]), reads[-1]
    (ax,) = sheet.axes
    for y, bar, read in zip(rows.y, bars, reads, strict=True):
        mark_spread(ax, read, y, color=bar.color, width=1.8)
    rows.write(ax)
    ax.axvspan(development["low"], development["high"], color=VERMILLION, alpha=0.1, linewidth=0)
    ax.axhline(rows.tops[-1], color=BLACK, linewidth=0.6)
    log_axis(ax.xaxis, dollars)
    ax.set_xlabel("US dollars (log scale)")
    largest, whole = (ranged(*(dollars(read[end]) for end in ("median", "low", "high"))) for read in reads[-2:])
    finding = f"A year of the largest viable deployment costs {largest}, developing the model {whole}"
    data = pd.DataFrame(reads).assign(node=[bar.node for bar in bars], title=[bar.text for bar in bars])
    return sheet.finish(finding, _CAPTION.format(ci=percent(ci_prob, error=0)), data)


def _bars(data: xr.Dataset, titles: Mapping[str, str]) -> list[_Bar]:
    ways = (("compute_cost", "own servers", BLUE), ("api_cost", "OpenAI API", ORANGE))
    return [
        *(
            _Bar(f"{titled(scenario, titles)}, {way}", f"{node}[{scenario}]", color)
            for scenario in map(str, data["compute_cost"]["scenario"].to_numpy())
            for node, way, color in ways
        ),
        _Bar("Scenarios combined, own servers", "combined_cost", BLUE),
        _Bar("Largest viable deployment", "largest_viable_cost", GREEN),
        _Bar("Developing the model", "development_cost", VERMILLION),
    ]
