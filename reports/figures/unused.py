"""Unused: what evidence says that the author did not use, or turned by hand into a number."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...analyses.evidence import Use
from ...analyses.fit import CI_PROB, Readout
from ..render.words import number, percent, unit_words
from .marks import mark_interval
from .style import (
    BLACK,
    BLUE,
    GREY,
    VERMILLION,
    caption,
    headline,
    log_axis,
    new_figure,
    report_style,
    right_labels,
    rows,
)

__all__ = ["plot_unused"]

_ROWS = (("the post", VERMILLION, "D"), ("before evidence", GREY, "o"), ("this alone", BLUE, "o"), ("all", BLACK, "o"))
_MARGIN = 1.35
_CAPTION = (
    "One panel for each quantity and the item that bears on it, on a log axis of its own: median and {ci} interval as"
    " the post has it (diamond), before any evidence, with this item as the only evidence, and with all the evidence."
)


@report_style()
def plot_unused(uses: Sequence[Use], titles: Mapping[str, str], *, ci_prob: float = CI_PROB) -> Figure:
    """Show each node before the evidence, with one item alone and with all.

    Parameters
    ----------
    uses : sequence of Use
    titles : mapping of str to str
        Titles of the nodes.
    ci_prob : float, optional
        Of the intervals.

    Notes
    -----
    Compare the third row of a panel with the second: that is what the item says. The fourth holds
    everything else that bears on the quantity as well.
    """
    fig = new_figure(1.32 * len(uses) + 1.5)
    panels = fig.subplots(len(uses), squeeze=False)[:, 0]
    for ax, use in zip(panels, uses, strict=True):
        _panel(ax, use, titles[use.node])
    headline(fig, _finding(uses))
    caption(fig, _CAPTION.format(ci=percent(ci_prob, error=0)))
    return fig


def _finding(uses: Sequence[Use]) -> str:
    best = max(uses, key=lambda use: use.nats_alone)
    left_out = len({use.item for use in uses if not use.used})
    return (
        f"What the post left out ({left_out} items) or set by hand, used as evidence: “{best.title}” says most of what"
        f" it bears on, {number(best.nats_alone, error=best.mcse_nats_alone)} nats"
    )


def _panel(ax: Axes, use: Use, title: str) -> None:
    reads = (use.post, use.before, use.alone, use.together)
    for y, (read, (_, color, marker)) in enumerate(zip(reads, _ROWS, strict=True)):
        if read is not None:
            mark_interval(ax, read, y, color=color, marker=marker)
    ax.set_title(title, loc="left", fontsize=8.5, pad=15)
    ax.annotate(use.title, (0, 1), (0, 4), "axes fraction", "offset points", va="bottom", fontsize=8, color=BLUE)
    rows(ax, [name for name, *_ in _ROWS], size=7.5)
    right_labels(ax, range(len(reads)), ["" if read is None else number(read.centre) for read in reads], "median")
    _axis(ax, [read for read in reads if read is not None], use.unit)


def _axis(ax: Axes, reads: Sequence[Readout], unit: str) -> None:
    low, high = min(read.low for read in reads), max(read.high for read in reads)
    ax.set_xlim(low / _MARGIN, high * _MARGIN)
    log_axis(ax.xaxis, number, steps=(1.0,) if high > 100 * low else (1.0, 2.0, 5.0))
    ax.set_xlabel(unit_words(unit), labelpad=1)
    ax.grid(visible=False, axis="y")
