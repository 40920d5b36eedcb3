"""Calibration: how far ranks are from even, a line a quantity."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from ...analyses.calibration import calibration, ecdf_band
from ..render.document import Plot
from .marks import key
from .sheet import WIDTH, Sheet
from .style import BLUE, GREY, LIGHT, VERMILLION, report_style

__all__ = ["plot_calibration"]

_HEIGHT = 1.7
_POINTS = 20
"""Of each line that is one of many, since hundreds of them are a page's largest part; the band is theirs at each."""
_WORST: Final = "--"
_CAPTION = (
    "Across: the rank of what reports were simulated from among the draws of the refit, from nought to one. Up: the"
    " part of ranks up to it, less what it is if ranks are even. A hill: truths are lower than the refits say; a"
    " valley: higher; a hill and then a valley: intervals are too narrow. Grey: the band in which the whole"
    " line of a quantity that is fitted right lies with a probability of 95%; some of so many leave it by chance."
)


@report_style()
def plot_calibration(ranks: Mapping[str, Mapping[str, NDArray[np.int_]]], kept: int, *, width: float = WIDTH) -> Plot:
    """Draw the difference of each quantity's ranks from even ones.

    Parameters
    ----------
    ranks : dict of dict of str to array of int
        By what reports are simulated from, and by quantity.
    kept : int
        Draws that each truth was ranked among.
    width : float, optional
    """
    sheet = Sheet(width, [_HEIGHT] * len(ranks), sharex=True)
    data = pd.concat([_panel(ax, title, own, kept) for ax, (title, own) in zip(sheet.axes, ranks.items(), strict=True)])
    sheet.axes[-1].set_xlabel("Rank, as a part of all")
    sheet.keys = [
        key("every quantity", GREY, line="-", width=0.7),
        key("log-likelihood of all reports", BLUE, line="-"),
        key("farthest from even", VERMILLION, line=_WORST),
    ]
    outside = [calibration(own, kept).outside for own in ranks.values()]
    total = sum(map(len, ranks.values()))
    finding = f"{sum(outside)} of {total} curves of ranks leave their 95% band; {total / 20:.0f} would by chance"
    return sheet.finish(finding, _CAPTION, data)


def _panel(ax: Axes, title: str, ranks: Mapping[str, NDArray[np.int_]], kept: int) -> pd.DataFrame:
    refits, even = len(next(iter(ranks.values()))), np.arange(1, kept + 1) / (kept + 1)
    low, high = ecdf_band(refits, kept)
    ax.fill_between(even, low, high, color=LIGHT, linewidth=0)
    gaps = {name: np.bincount(own, minlength=kept + 1).cumsum()[:-1] / refits - even for name, own in ranks.items()}
    worst = calibration(ranks, kept).curves[0].name
    few = slice(None, None, max(1, kept // _POINTS))
    for gap in gaps.values():
        ax.plot(even[few], gap[few], color=GREY, linewidth=0.3, alpha=0.5)
    for name, color, line in (("log_likelihood", BLUE, "-"), (worst, VERMILLION, _WORST)):
        if name in gaps:
            ax.plot(even, gaps[name], color=color, linestyle=line, linewidth=1.4)
    ax.set_title(f"Reports simulated {title}: {refits} refits", loc="left")
    ax.set_ylabel("Difference from even")
    columns = {"reports": title, "rank": even[few], "band_low": low[few], "band_high": high[few]}
    return pd.concat([pd.DataFrame(columns | {"quantity": name, "difference": gap[few]}) for name, gap in gaps.items()])
