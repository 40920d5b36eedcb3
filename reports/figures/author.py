"""Author: the post's step from 12% to 20%, taken as a posterior."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...analyses.fit import CI_PROB
from ...analyses.post import AuthorStep
from ...priors import PublishedFigure
from ...priors.units import conversion_factor
from ..render.words import number, percent, probability
from .marks import key, mark_interval
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
    rows,
)

__all__ = ["plot_author"]

_COLORS = {"mean": BLUE, "median": VERMILLION}
_CAPTION = (
    "The first row is printed; its interval is his tool's. The others take his two reports as noisy observations with"
    " one common spread (on the log scale), solved so that the centre lands on his; their bars are {ci} intervals."
)


@report_style()
def plot_author(steps: Sequence[AuthorStep], published: PublishedFigure, *, ci_prob: float = CI_PROB) -> Figure:
    """Show the author's printed ratio beside the posteriors that would give it.

    Parameters
    ----------
    steps : sequence of AuthorStep
    published : PublishedFigure
        The cost ratio after his step.
    ci_prob : float, optional
        Of the posteriors' intervals.

    Notes
    -----
    If his step were an update on the two reports, his interval would look like one of the lower bars. Dots
    are medians, diamonds means; what he printed as a centre is a mean.
    """
    factor = conversion_factor(published.unit, "dimensionless")
    ends = (published.centre, published.low, published.high)
    printed = [None if end is None else end * factor for end in ends]
    fig = new_figure(0.5 * (1 + len(steps)) + 2.1)
    ax = fig.subplots()
    mark_interval(ax, printed, 0, color=BLACK, marker="D")
    for y, step in enumerate(steps, start=1):
        color = _COLORS[step.readout]
        mark_interval(ax, (step.mean, step.low, step.high), y, color=color, marker="D")
        mark_interval(ax, (step.median, None, None), y, color=color, filled=False)
    _frame(ax, steps, printed[2])
    headline(fig, _finding(steps, *printed[1:]))
    caption(fig, _CAPTION.format(ci=percent(ci_prob, error=0)))
    return fig


def _finding(steps: Sequence[AuthorStep], low: float | None, high: float | None) -> str:
    intervals = " or ".join(_interval(step) for step in steps)
    printed = "what is printed" if low is None or high is None else f"{percent(low)} to {percent(high)}"
    return f"As an update on two reports, the author's step would leave an interval of {intervals}, not {printed}"


def _interval(step: AuthorStep) -> str:
    return f"{percent(step.low, error=step.mcse_low)} to {percent(step.high, error=step.mcse_high)}"


def _frame(ax: Axes, steps: Sequence[AuthorStep], threshold: float | None) -> None:
    texts = [f"Posterior with his centre as its {step.readout} (spread {number(step.sd)})" for step in steps]
    rows(ax, ["As the post prints it", *texts], line=28)
    log_axis(ax.xaxis, percent, steps=(1, 2, 5))
    ax.set_xlabel("Percent of the development cost (log scale)")
    if threshold is not None:
        ax.axvline(threshold, color=BLACK, linestyle="--", linewidth=1)
        chances = [probability(step.at_least_68, error=step.mcse_at_least_68) for step in steps]
        right_labels(ax, range(1 + len(steps)), ["", *chances], f"P(at least\n{percent(threshold)})")
    marks = [key("mean", BLACK, marker="D"), key("median", BLACK, marker="o", filled=False)]
    legend_above(ax, [*marks, key("interval", BLACK, line="-")])
