"""Author: the post's step from 12% to 20%, taken as a posterior."""

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ...analyses.post import AuthorStep
from ...priors import PublishedFigure
from ...priors.units import conversion_factor
from ..render.words import number, percent, probability
from .style import (
    BLACK,
    BLUE,
    VERMILLION,
    caption,
    headline,
    legend_above,
    log_axis,
    new_figure,
    report_style,
    right_labels,
)

__all__ = ["plot_author"]

_CAPTION = (
    "The first row is printed; its interval is his tool's, not one of 5% to 95%. The others take his two reports as"
    " noisy observations with one common spread (on the log scale), solved so that the centre lands on his. Bars: 90%."
)


class _Row(NamedTuple):
    text: str
    mean: float | None
    median: float | None
    low: float | None
    high: float | None
    probability: float | None
    color: str


@report_style()
def plot_author(author_steps: Sequence[AuthorStep], published: PublishedFigure) -> Figure:
    """Show the author's printed ratio beside the posteriors that would give it.

    Parameters
    ----------
    author_steps : sequence of AuthorStep
    published : PublishedFigure
        The cost ratio after his step.

    Notes
    -----
    If his step were an update on the two reports, his interval would look like one of the lower bars. Dots
    are medians, diamonds means; what he printed as a centre is a mean.
    """
    factor = conversion_factor(published.unit, "dimensionless")
    printed = [None if v is None else v * factor for v in (published.centre, published.low, published.high)]
    centre, low, high = printed
    rows = [_Row("As the post prints it", centre, None, low, high, None, BLACK)]
    rows += [_solved(step) for step in author_steps]
    fig = new_figure(0.5 * len(rows) + 2.1)
    ax = fig.subplots()
    for y, row in enumerate(rows):
        _draw(ax, row, y)
    _frame(ax, rows, high)
    legend_above(ax, _legend())
    headline(fig, _finding(author_steps, low, high))
    caption(fig, _CAPTION)
    return fig


def _solved(step: AuthorStep) -> _Row:
    text = f"Posterior with his centre\nas its {step.readout} (spread {number(step.sd)})"
    color = BLUE if step.readout == "mean" else VERMILLION
    return _Row(text, step.mean, step.median, step.low, step.high, step.at_least_68, color)


def _finding(steps: Sequence[AuthorStep], low: float | None, high: float | None) -> str:
    found = " or ".join(f"{percent(s.low)} to {percent(s.high)}" for s in steps)
    printed = (
        f"not {percent(low)} to {percent(high)}" if low is not None and high is not None else "not what is printed"
    )
    return f"As an update on two reports, the author's step would leave an interval of {found}, {printed}"


def _draw(ax: Axes, row: _Row, y: float) -> None:
    if row.low is not None and row.high is not None:
        ax.hlines(y, row.low, row.high, color=row.color, linewidth=2)
    if row.median is not None:
        ax.plot(row.median, y, "o", color="white", mec=row.color, markersize=7, mew=1.4)
    if row.mean is not None:
        ax.plot(row.mean, y, "D", color=row.color, mec=row.color, markersize=6)


def _frame(ax: Axes, rows: list[_Row], threshold: float | None) -> None:
    ax.set_yticks(range(len(rows)), [row.text for row in rows])
    ax.set_ylim(len(rows) - 0.4, -0.6)
    log_axis(ax.xaxis, percent, steps=(1, 2, 5))
    ax.set_xlabel("Percent of the development cost (log scale)")
    chances = ["" if row.probability is None else probability(row.probability) for row in rows]
    if threshold is not None:
        ax.axvline(threshold, color=BLACK, linestyle="--", linewidth=1)
        right_labels(ax, range(len(rows)), chances, f"P(at least\n{percent(threshold)})")


def _legend() -> list[Line2D]:
    median = Line2D([], [], marker="o", color="white", mec=BLACK, mew=1.4, markersize=7, linestyle="", label="median")
    mean = Line2D([], [], marker="D", color=BLACK, markersize=6, linestyle="", label="mean")
    return [mean, median, Line2D([], [], color=BLACK, linewidth=2, label="interval")]
