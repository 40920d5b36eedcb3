"""Talent: how many people could run BLOOM on their own."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from ...analyses.fit import CI_PROB, node_draws
from ...priors import PublishedFigure
from ..render.document import Plot
from ..render.words import exact, number, percent
from .lettering import SMALL
from .marks import Array, density, key, mark_interval, mark_spread, spread
from .sheet import WIDTH, Sheet
from .style import BLACK, BLUE, GREY, VERMILLION, report_style
from .ticks import log_axis

__all__ = ["PANELS", "plot_talent"]

PANELS = {
    "talent_pool": "Computer Science graduates with the talent to run BLOOM on their own",
    "capable_people": "Everybody with that talent",
}
"""Nodes that are shown, with their titles."""

_HEIGHT, _POSTERIOR, _AUTHOR = 1.5, -0.16, -0.36
"""Height of a panel, in inches; and places of the bars below the densities, as parts of their height."""

_TOP = 1.3
"""Top of a panel, with room for a line of text above the densities."""

_ABOVE: dict[str, Any] = {"textcoords": "offset points", "va": "top", "color": VERMILLION, "fontsize": SMALL}
_CAPTION = (
    "Density on a log scale: outline before the evidence, filled after it. White dot: median; thick bar: half of the"
    " draws; thin bar: {ci}. Diamond: the author's own estimate with his interval, which he set by hand from the two"
    " dashed marks."
)


@report_style()
def plot_talent(
    prior: xr.Dataset,
    posterior: xr.Dataset,
    marks: Mapping[str, float | None],
    published: PublishedFigure,
    *,
    ci_prob: float = CI_PROB,
    width: float = WIDTH,
) -> Plot:
    """Show the talent pool and all capable people, before the evidence and after it.

    Parameters
    ----------
    prior, posterior : xarray.Dataset
        Draws of the nodes.
    marks : mapping of str to float or None
        What the author set his bounds by: engineers that case studies count, and downloads of BLOOM, which bound the
        people only if each is a person.
    published : PublishedFigure
        The author's own talent pool.
    ci_prob : float, optional
        Of the thin bars.
    width : float, optional

    Notes
    -----
    Read each panel from left to right on the log axis: the filled shape is what is believed after the
    evidence. Where it covers the outline, the evidence says little.
    """
    sheet = Sheet(width, [_HEIGHT, _HEIGHT], sharex=True)
    read: list[dict[str, Any]] = []
    for ax, (name, title) in zip(sheet.axes, PANELS.items(), strict=True):
        draws = [node_draws(group, name) for group in (prior, posterior)]
        read += [
            {"node": name, "state": state} | spread(each, ci_prob)
            for state, each in zip(("before", "after"), draws, strict=True)
        ]
        _panel(ax, draws[0], draws[1], read[-1])
        ax.set_title(title)
        for text, value in marks.items():
            if value is not None:
                ax.axvline(value, color=VERMILLION, linestyle="--", linewidth=1)
                ax.annotate(f"{exact(value)} {text}", (value, _TOP), (3, -1), **_ABOVE)
    ends = (published.centre, published.low, published.high)
    mark_interval(sheet.axes[0], ends, _AUTHOR, color=GREY, marker="D", filled=False)
    log_axis(sheet.axes[1].xaxis, number)
    sheet.axes[1].set_xlabel("People (log scale)")
    sheet.keys = [key("before the evidence", BLACK, line="-"), Patch(color=BLUE, alpha=0.35, label="after it")]
    sheet.keys.append(key("the author, by hand", GREY, marker="D", line="-", filled=False))
    return sheet.finish(_finding(read), _CAPTION.format(ci=percent(ci_prob, error=0)), pd.DataFrame(read))


def _finding(read: Sequence[Mapping[str, Any]]) -> str:
    before, after = read[:2]
    centre, low, high = (number(after[end]) for end in ("median", "low", "high"))
    return (
        f"About {centre} graduates have the talent to run BLOOM ({low} to {high}); before the evidence,"
        f" {number(before['median'])}"
    )


def _panel(ax: Axes, before: Array, after: Array, read: Mapping[str, float]) -> None:
    outline, filled = density(before), density(after)
    top = max(filled.height.max(), outline.height.max())
    ax.fill_between(filled.x, filled.height / top, color=BLUE, alpha=0.35, linewidth=0)
    ax.plot(outline.x, outline.height / top, color=BLACK, linewidth=1.2)
    mark_spread(ax, read, _POSTERIOR, color=BLUE)
    ax.set_ylim(1.4 * _AUTHOR, _TOP)
    ax.set_yticks([])
    ax.set_ylabel("Density per decade")
    ax.spines["left"].set_visible(False)
