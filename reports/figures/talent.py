"""Talent: how many people could run BLOOM on their own."""

from collections.abc import Sequence

import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...analyses.fit import CI_PROB, interval, node_draws
from ...priors import PublishedFigure
from ..render.words import exact, number, percent
from .marks import Array, density, mark_draws, mark_interval
from .style import BLACK, BLUE, GREY, VERMILLION, caption, headline, log_axis, new_figure, report_style

__all__ = ["plot_talent"]

_PANELS = {
    "talent_pool": "Computer Science graduates with the talent to run BLOOM on their own",
    "capable_people": "Everybody with that talent",
}
_POSTERIOR, _AUTHOR = -0.13, -0.3
_CAPTION = (
    "Density on a log scale: outline before the evidence, filled after it. White dot: median; thick bar: half of the"
    " draws; thin bar: {ci}. Diamond: the author's own estimate with his interval, which he set by hand from the two"
    " dashed marks."
)


@report_style()
def plot_talent(
    prior: xr.Dataset,
    posterior: xr.Dataset,
    floor: float | None,
    downloads: float | None,
    published: PublishedFigure,
    *,
    ci_prob: float = CI_PROB,
) -> Figure:
    """Show the talent pool and all capable people, before the evidence and after it.

    Parameters
    ----------
    prior, posterior : xarray.Dataset
        Draws of the nodes.
    floor : float or None
        Engineers that case studies count, a lower bound.
    downloads : float or None
        Downloads of BLOOM, which bound the people from above only if each is a person.
    published : PublishedFigure
        The author's own talent pool.
    ci_prob : float, optional
        Of the thin bars.

    Notes
    -----
    Read each panel from left to right on the log axis: the filled shape is what is believed after the
    evidence. Where it covers the outline, the evidence says little.
    """
    draws = {name: (node_draws(prior, name), node_draws(posterior, name)) for name in _PANELS}
    fig = new_figure(5.0)
    panels: Sequence[Axes] = fig.subplots(2, sharex=True)
    for ax, (name, title) in zip(panels, _PANELS.items(), strict=True):
        _panel(ax, *draws[name], ci_prob)
        ax.set_title(title)
        for value, text in ((floor, "engineers in case studies"), (downloads, "downloads")):
            if value is not None:
                _bound(ax, value, text)
    panels[0].legend(loc="upper left", bbox_to_anchor=(0.075, 0.86))
    _author(panels[0], published)
    log_axis(panels[1].xaxis, number)
    panels[1].set_xlabel("People (log scale)")
    headline(fig, _finding(*draws["talent_pool"], ci_prob))
    caption(fig, _CAPTION.format(ci=percent(ci_prob, error=0)))
    return fig


def _finding(before: Array, after: Array, ci_prob: float) -> str:
    centre, low, high = map(number, interval(after, ci_prob=ci_prob))
    return (
        f"About {centre} graduates have the talent to run BLOOM ({low} to {high}); before the evidence,"
        f" {number(interval(before).centre)}"
    )


def _panel(ax: Axes, before: Array, after: Array, ci_prob: float) -> None:
    outline, filled = density(before), density(after)
    ax.fill_between(filled.x, filled.height, color=BLUE, alpha=0.35, linewidth=0, label="after")
    ax.plot(outline.x, outline.height, color=BLACK, linewidth=1.2, label="before")
    top = max(filled.height.max(), outline.height.max())
    mark_draws(ax, after, _POSTERIOR * top, ci_prob=ci_prob, color=BLUE)
    ax.set_ylim(2 * _POSTERIOR * top, 1.3 * top)
    ax.set_yticks([])
    ax.set_ylabel("Density per decade")
    ax.spines["left"].set_visible(False)


def _bound(ax: Axes, value: float, text: str) -> None:
    ax.axvline(value, color=VERMILLION, linestyle="--", linewidth=1)
    where = ("data", "axes fraction")
    ax.annotate(f"{exact(value)} {text}", (value, 1), (3, -2), where, "offset points", va="top", color=VERMILLION)


def _author(ax: Axes, published: PublishedFigure) -> None:
    bottom, top = ax.get_ylim()
    y = _AUTHOR / 1.3 * top
    mark_interval(ax, (published.centre, published.low, published.high), y, color=GREY, marker="D", filled=False)
    end = published.high or published.centre
    if end is not None:
        ax.annotate("the author, by hand", (end, y), (6, 0), "data", "offset points", va="center", color=GREY)
    ax.set_ylim(min(bottom, 1.4 * y), top)
