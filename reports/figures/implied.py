"""Implied: the posterior's centre along a discount, and the observation that the author's step implies."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from ...analyses.evidence import Curve
from ...analyses.fit import CI_PROB
from ...analyses.post import Coherence
from ..render.words import number, percent, times
from .marks import key, mark_interval
from .style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    VERMILLION,
    caption,
    headline,
    legend_above,
    log_axis,
    new_figure,
    report_style,
    rows,
)

__all__ = ["MODELS", "plot_coherence", "plot_implied"]

MODELS = {
    "gaussian": "Gaussian",
    "student_t": "Student-t",
    "reliability_mixture": "reliable or not",
    "additive": "additive rule",
}
"""Evidence models in a few words."""

_COLORS = {"gaussian": BLUE, "student_t": VERMILLION, "reliability_mixture": GREEN, "additive": BLACK}
_STYLES: dict[str, Literal["-", "--", "-."]] = {
    "gaussian": "-",
    "student_t": "--",
    "reliability_mixture": "-.",
    "additive": "-",
}
_READOUTS = {"mean": "Mean, as the author's tool prints", "median": "Median"}
_AXES = {
    "spread": "Spread of each report (logs of the ratio)",
    "overstatement": "Reports overstate the ratio by a factor of",
    "reliability": "Probability that a report is reliable",
    "weight": "Weight of the reports in the additive rule",
}
_LABEL_POINTS = 6
"""Points of a curve over which the name of the target is written."""
_TICKS = (0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999)
_CAPTION = (
    "Everything else is as in the study. A line is the centre of the posterior under one way in which the reports may"
    " enter; a dot is where it meets the target (dashed), and the value there is written in the panel. A gap in a line"
    " is where the draws cannot be trusted."
)
_COHERENCE_ROWS = (
    "Printed before the step",
    "Printed after the step",
    "The observation that would lead from one to the other",
    "The reports that he cites",
)
_COHERENCE_CAPTION = (
    "Bars: {ci} intervals; dots: medians. What is printed is read in two ways, as a median with its interval and as"
    " what the author's tool shows of a log-normal. The observation is the only Gaussian one on the log of the ratio"
    " that would take the first row to the second."
)


@report_style()
def plot_implied(sweeps: Sequence[Sequence[Curve]], readouts: Sequence[str], target: float, finding: str) -> Figure:
    """Show the centre of the posterior along each discount.

    Parameters
    ----------
    sweeps : sequence of sequence of Curve
        A row a discount, a line an evidence model.
    readouts : sequence of {"mean", "median"}
        A column each.
    target : float
        The ratio to land on.
    finding : str
        The title.
    """
    fig = new_figure(2.45 * len(sweeps) + 1.5)
    grid = fig.subplots(len(sweeps), len(readouts), squeeze=False, sharey="row")
    for row, curves in zip(grid, sweeps, strict=True):
        for ax, readout in zip(row, readouts, strict=True):
            _panel(ax, curves, readout, target)
        _heights(row[0], curves, readouts, target)
        row[0].set_ylabel(f"Deployment over development\n(study {curves[0].study})")
    for ax, readout in zip(grid[0], readouts, strict=True):
        ax.set_title(_READOUTS[readout])
    headline(fig, finding)
    caption(fig, _CAPTION)
    return fig


def _panel(ax: Axes, curves: Sequence[Curve], readout: str, target: float) -> None:
    for curve in curves:
        color, at = _COLORS[curve.evidence_model], _shown(curve, curve.values)
        ax.plot(at, curve.centres[readout], _STYLES[curve.evidence_model], color=color)
        crossings = [crossing.value for crossing in curve.crossings(readout, target)]
        ax.plot(_shown(curve, np.array(crossings)), [target] * len(crossings), "o", color=color, zorder=3)
    ax.axhline(target, color=BLACK, linestyle="--", linewidth=1)
    _name_target(ax, curves, readout, target)
    ax.grid(axis="both")
    _across(ax, curves[0])
    _answers(ax, curves, readout, target)


def _name_target(ax: Axes, curves: Sequence[Curve], readout: str, target: float) -> None:
    """Name the target's line where the curves are farthest from it, and on the side that they are not on."""
    ends = {"left": slice(None, _LABEL_POINTS), "right": slice(-_LABEL_POINTS, None)}
    gaps = {side: _gaps(curves, readout, target, part) for side, part in ends.items()}
    side = max(gaps, key=lambda at: np.abs(gaps[at]).min(initial=np.inf))
    below = bool(gaps[side].size and gaps[side][np.abs(gaps[side]).argmin()] > 0)
    ax.annotate(
        f"target {percent(target)}",
        (float(side == "right"), target),
        (-3 if side == "right" else 4, -2 if below else 2),
        ("axes fraction", "data"),
        "offset points",
        ha="right" if side == "right" else "left",
        va="top" if below else "bottom",
        fontsize=7.5,
    )


def _gaps(curves: Sequence[Curve], readout: str, target: float, part: slice) -> NDArray[np.float64]:
    """Return how far curves are above the target, on the log scale, where they are known."""
    gaps = np.log(np.concatenate([curve.centres[readout][part] for curve in curves]) / target)
    return gaps[np.isfinite(gaps)]


def _heights(ax: Axes, curves: Sequence[Curve], readouts: Sequence[str], target: float) -> None:
    """Fit a row's heights to its lines and the target, with room above them for the answers."""
    ends = np.array([curve.reach(readout) for curve in curves for readout in readouts])
    low, high = np.nanmin([*ends.ravel(), target]) / 1.25, np.nanmax([*ends.ravel(), target]) * 1.25
    steps = (1.0,) if high > 30 * low else (1.0, 3.0)
    log_axis(ax.yaxis, lambda tick: percent(tick) if tick <= high else "", steps=steps)
    ax.set_ylim(low, high * (high / low) ** (0.12 + 0.11 * len(curves)))


def _shown(curve: Curve, values: np.ndarray) -> np.ndarray:
    """Return values as they are drawn: an overstatement as a factor."""
    return np.exp(values) if curve.kind.name == "overstatement" else values


def _rises(curve: Curve) -> bool:
    """Whether more of the discount lends the reports more weight, as a probability does."""
    return curve.kind.name in ("reliability", "weight")


def _across(ax: Axes, curve: Curve) -> None:
    if _rises(curve):
        ax.set_xscale("logit")
        ax.set_xticks(_TICKS, [percent(tick, error=0) for tick in _TICKS])
        ax.minorticks_off()
    else:
        log_axis(ax.xaxis, number, steps=(1.0,) if curve.kind.name == "overstatement" else (1.0, 3.0))
    ax.set_xlabel(f"{_AXES[curve.kind.name]}\n({curve.discount})")


def _answers(ax: Axes, curves: Sequence[Curve], readout: str, target: float) -> None:
    """Write where each line meets the target, in the corner that its lines leave free."""
    handles = [
        Line2D(
            [],
            [],
            color=_COLORS[curve.evidence_model],
            linestyle=_STYLES[curve.evidence_model],
            label=_answer(curve, readout, target),
        )
        for curve in curves
    ]
    corner: Literal["upper left", "upper right"] = "upper left" if _rises(curves[0]) else "upper right"
    ax.legend(handles=handles, loc=corner, labelcolor="linecolor", borderpad=0.1)


def _answer(curve: Curve, readout: str, target: float) -> str:
    name, crossings = MODELS[curve.evidence_model], curve.crossings(readout, target)
    if np.isnan(curve.reach(readout)[0]):
        return f"{name}: no {readout} to be had"
    if not crossings:
        return f"{name}: no value suffices" if curve.trusted.all() else f"{name}: none, but for the gap"
    return f"{name}: {' or '.join(_value(curve, crossing.value) for crossing in crossings)}"


def _value(curve: Curve, value: float) -> str:
    if curve.kind.name == "overstatement":
        return times(float(np.exp(value)))
    return percent(value) if _rises(curve) else number(value)


@report_style()
def plot_coherence(readings: Sequence[Coherence], *, ci_prob: float = CI_PROB) -> Figure:
    """Show what is printed before and after the author's step, the observation that links them, and his reports.

    Parameters
    ----------
    readings : sequence of Coherence
        One for each reading of the printed figures.
    ci_prob : float, optional
        Of the bars.
    """
    fig = new_figure(3.1)
    ax = fig.subplots()
    tail = (1 - ci_prob) / 2
    for place, each in enumerate(readings):
        shift = 0.26 * (place / max(len(readings) - 1, 1) - 0.5)
        color = (BLUE, VERMILLION)[place % 2]
        for y, normal in enumerate((each.before, each.after, each.observation)):
            read = [normal.quantile(p) for p in (0.5, tail, 1 - tail)]
            mark_interval(ax, read, y + shift, color=color, filled=False)
    _reports(ax, readings[0], len(_COHERENCE_ROWS) - 1)
    rows(ax, _COHERENCE_ROWS, line=28)
    log_axis(ax.xaxis, percent, steps=(1.0, 3.0))
    ax.set_xlabel("Percent of the development cost (log scale)")
    legend_above(ax, [_key(each.readout, color) for each, color in zip(readings, (BLUE, VERMILLION), strict=False)])
    headline(fig, _finding(readings))
    caption(fig, _COHERENCE_CAPTION.format(ci=percent(ci_prob, error=0)))
    return fig


def _reports(ax: Axes, each: Coherence, y: float) -> None:
    ends = np.exp([each.reported_low, each.reported_high])
    ax.hlines(y, *ends, color=BLACK, linewidth=4)
    gap = f"a factor of {number(float(np.exp(each.distance)))} away"
    middle = float(np.exp(each.reported - each.distance / 2))
    ax.annotate("", (float(ends[0]), y - 0.5), (each.ratio, y - 0.5), arrowprops={"arrowstyle": "<->", "color": GREY})
    ax.text(middle, y - 0.42, gap, ha="center", va="top", color=GREY)


def _key(readout: str, color: str) -> Line2D:
    text = {"guesstimate": "as a card of his tool", "interval": "as median and interval"}[readout]
    return key(text, color, line="-")


def _finding(readings: Sequence[Coherence]) -> str:
    ratios, sds = sorted({percent(each.ratio) for each in readings}), min(each.distance_sds for each in readings)
    return (
        f"The one observation that would do what the author did is a ratio of {' or '.join(ratios)},"
        f" {number(sds)} of its standard deviations below his reports"
    )
