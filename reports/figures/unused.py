"""Unused: what evidence says that the author did not use, or turned by hand into a number."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...analyses.evidence import Use
from ...analyses.fit import Readout
from ..render.words import number, unit_words
from .style import BLACK, BLUE, GREY, VERMILLION, caption, headline, log_axis, new_figure, report_style, right_labels

__all__ = ["plot_unused"]

_ROWS = (("the post", VERMILLION, "D"), ("before evidence", GREY, "o"), ("this alone", BLUE, "o"), ("all", BLACK, "o"))
_MARGIN = 1.35
_CAPTION = (
    "One panel for each quantity and the item that bears on it, on a log axis of its own: median and 90% interval as"
    " the post has it (diamond), before any evidence, with this item as the only evidence, and with all the evidence."
)


@report_style()
def plot_unused(rows: Sequence[Use], titles: Mapping[str, str]) -> Figure:
    """Show each node before the evidence, with one item alone and with all.

    Parameters
    ----------
    rows : sequence of Use
    titles : mapping of str to str
        Titles of the nodes.

    Notes
    -----
    Compare the third row of a panel with the second: that is what the item says. The fourth holds
    everything else that bears on the quantity as well.
    """
    fig = new_figure(1.12 * len(rows) + 1.5)
    panels = fig.subplots(len(rows), squeeze=False)[:, 0]
    for ax, row in zip(panels, rows, strict=True):
        _panel(ax, row, titles[row.node])
    headline(fig, _finding(rows))
    caption(fig, _CAPTION)
    return fig


def _finding(rows: Sequence[Use]) -> str:
    best = max(rows, key=lambda row: row.nats_alone)
    left_out = len({row.item for row in rows if not row.used})
    return (
        f"What the post left out ({left_out} items) or set by hand, used as evidence: “{best.title}” says most of what"
        f" it bears on, {number(best.nats_alone)} nats"
    )


def _panel(ax: Axes, row: Use, title: str) -> None:
    reads = (row.post, row.before, row.alone, row.together)
    for y, (read, (_, color, marker)) in enumerate(zip(reads, _ROWS, strict=True)):
        if read is not None:
            _mark(ax, read, -y, color, marker)
    ax.set_title(title, loc="left", fontsize=8.5, pad=15)
    ax.annotate(row.title, (0, 1), (0, 4), "axes fraction", "offset points", va="bottom", fontsize=8, color=BLUE)
    ax.set_yticks([-y for y in range(len(_ROWS))], [name for name, *_ in _ROWS])
    ax.set_ylim(-len(_ROWS) + 0.4, 0.6)
    _axis(ax, [read for read in reads if read is not None], row.unit)
    texts = ["" if read is None else number(read.centre) for read in reads]
    right_labels(ax, [-y for y in range(len(_ROWS))], texts, "median")


def _mark(ax: Axes, read: Readout, y: float, color: str, marker: str) -> None:
    ax.hlines(y, read.low, read.high, color=color, linewidth=1.8)
    ax.plot(read.centre, y, marker, color=color, markersize=5)


def _axis(ax: Axes, reads: Sequence[Readout], unit: str) -> None:
    low, high = min(read.low for read in reads), max(read.high for read in reads)
    ax.set_xlim(low / _MARGIN, high * _MARGIN)
    log_axis(ax.xaxis, number, steps=(1.0,) if high > 100 * low else (1.0, 2.0, 5.0))
    ax.set_xlabel(unit_words(unit), labelpad=1)
    ax.grid(visible=False, axis="y")
