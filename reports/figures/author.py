"""Author: the post's step from 12% to 20%, taken as a posterior."""

from collections.abc import Sequence

import pandas as pd

from ...analyses.fit import CI_PROB
from ...analyses.post import AuthorStep
from ...priors import PublishedFigure
from ...priors.units import conversion_factor
from ..render.document import Plot
from ..render.words import number, percent, probability
from .marks import key, mark_interval
from .rows import Rows
from .sheet import WIDTH, Sheet
from .style import BLACK, BLUE, VERMILLION, report_style
from .ticks import log_axis

__all__ = ["plot_author"]

_COLORS = {"mean": BLUE, "median": VERMILLION}
_CAPTION = (
    "The first row is printed; its interval is his tool's. The others take his two reports as noisy observations with"
    " one common standard deviation (sd, on the log scale), solved so that the centre lands on his; their bars are {ci}"
    " intervals."
)


@report_style()
def plot_author(
    steps: Sequence[AuthorStep], published: PublishedFigure, *, ci_prob: float = CI_PROB, width: float = WIDTH
) -> Plot:
    """Show the author's printed ratio beside the posteriors that would give it.

    Parameters
    ----------
    steps : sequence of AuthorStep
    published : PublishedFigure
        The cost ratio after his step.
    ci_prob : float, optional
        Of the posteriors' intervals.
    width : float, optional

    Notes
    -----
    If his step were an update on the two reports, his interval would look like one of the lower bars. Dots
    are medians, diamonds means; what he printed as a centre is a mean.
    """
    factor = conversion_factor(published.unit, "dimensionless")
    ends = (published.centre, published.low, published.high)
    centre, low, high = (None if end is None else end * factor for end in ends)
    texts = [f"Posterior with his centre as its {step.readout} (sd {number(step.sd)})" for step in steps]
    chances = [probability(step.at_least_68, error=step.mcse_at_least_68) for step in steps] if high is not None else []
    heading = f"P(at least {percent(high)})" if high is not None else ""
    rows = Rows(["As the post prints it", *texts], width, right=["", *chances], heading=heading, step=0.3)
    sheet = Sheet(width, [rows.height])
    (ax,) = sheet.axes
    mark_interval(ax, (centre, low, high), rows.y[0], color=BLACK, marker="D")
    for y, step in zip(rows.y[1:], steps, strict=True):
        color = _COLORS[step.readout]
        mark_interval(ax, (step.mean, step.low, step.high), y, color=color, marker="D")
        mark_interval(ax, (step.median, None, None), y, color=color, filled=False)
    rows.write(ax)
    log_axis(ax.xaxis, percent)
    ax.set_xlabel("Percent of the development cost (log scale)")
    if high is not None:
        ax.axvline(high, color=BLACK, linestyle="--", linewidth=1)
    marks = [key("mean", BLACK, marker="D"), key("median", BLACK, marker="o", filled=False)]
    sheet.keys = [*marks, key("interval", BLACK, line="-")]
    printed = {"readout": "printed", "mean": centre, "low": low, "high": high}
    data = pd.DataFrame([printed, *(step._asdict() for step in steps)])
    return sheet.finish(_finding(steps, low, high), _CAPTION.format(ci=percent(ci_prob, error=0)), data)


def _finding(steps: Sequence[AuthorStep], low: float | None, high: float | None) -> str:
    intervals = " or ".join(_interval(step) for step in steps)
    printed = "what is printed" if low is None or high is None else f"{percent(low)} to {percent(high)}"
    return f"As an update on two reports, the author's step would leave an interval of {intervals}, not {printed}"


def _interval(step: AuthorStep) -> str:
    return f"{percent(step.low, error=step.mcse_low)} to {percent(step.high, error=step.mcse_high)}"
