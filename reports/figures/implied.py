"""Implied: the posterior's centre along a discount, and the observation that the author's step implies."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from ...analyses.evidence import Curve
from ...analyses.fit import CI_PROB
from ...analyses.post import Coherence
from ..render.document import Plot
from ..render.words import number, percent, times
from .lettering import SMALL
from .marks import ends_of, key, mark_interval
from .rows import Rows
from .sheet import WIDTH, Sheet
from .style import BLACK, BLUE, GREEN, GREY, VERMILLION, report_style
from .ticks import log_axis

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
    "sd": "Standard deviation of each report (logs of the ratio)",
    "overstatement": "Reports overstate the ratio by a factor of",
    "reliability": "Probability that a report is reliable",
    "weight": "Weight of the reports in the additive rule",
}
_LABEL = 0.3
"""Part of a panel's width over which the name of the target is written."""
_HEIGHT, _LOW = 1.5, 0.95
"""Of a panel, in inches."""
_TICKS = (0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999)
_CAPTION = (
    "Everything else is as in the study. A line is the centre of the posterior under one way in which the reports may"
    " enter; a dot is where it meets the target (dashed), and the value there is written above the panel. A gap in a"
    " line is where the draws cannot be trusted."
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
def plot_implied(
    sweeps: Sequence[Sequence[Curve]], readouts: Sequence[str], target: float, finding: str, *, width: float = WIDTH
) -> Plot:
    """Show the centre of the posterior along each discount.

    Parameters
    ----------
    sweeps : sequence of sequence of Curve
        A row a discount, a line an evidence model.
    readouts : sequence of {"mean", "median"}
        A column each, where the figure is wide enough; one that has no value anywhere is left out.
    target : float
        The ratio to land on.
    finding : str
        The title.
    width : float, optional
    """
    readouts = [each for each in readouts if _drawn(sweeps, each)] or readouts  # no panel without a line
    panels = [(curves, readout) for curves in sweeps for readout in readouts]
    beside = len(readouts) if width >= WIDTH else 1
    sheet = Sheet(width, [_HEIGHT if width >= WIDTH else _LOW] * (len(panels) // beside), columns=[1] * beside)
    for ax, (curves, readout) in zip(sheet.axes, panels, strict=True):
        _panel(ax, curves, readout, target)
        _heights(ax, curves, readouts, target)
        ax.set_ylabel(f"Deployment over development (study {curves[0].study})")
        if beside == 1 and readout != readouts[-1]:  # the panel below has the same axis
            ax.set_xlabel("")
    data = [
        {
            "study": c.study,
            "discount": c.discount,
            c.choice: c.evidence_model,
            "readout": r,
            "value": v,
            "centre": y,
        }
        for curves, r in panels
        for c in curves
        for v, y in zip(c.values, c.centres[r], strict=True)
    ]
    return sheet.finish(finding, _CAPTION, pd.DataFrame(data))


def _drawn(sweeps: Sequence[Sequence[Curve]], readout: str) -> bool:
    return any(np.isfinite(curve.centres[readout]).any() for curves in sweeps for curve in curves)


def _panel(ax: Axes, curves: Sequence[Curve], readout: str, target: float) -> None:
    for curve in curves:
        color, at = _COLORS[curve.evidence_model], _shown(curve, curve.values)
        ax.plot(at, curve.centres[readout], _STYLES[curve.evidence_model], color=color)
        met = np.array([crossing.value for crossing in curve.crossings(readout, target)])
        ax.plot(_shown(curve, met), [target] * len(met), "o", color=color, zorder=3)
    ax.axhline(target, color=BLACK, linestyle="--", linewidth=1)
    ax.grid(axis="both")
    _across(ax, curves[0])
    _name_target(ax, curves, readout, target)
    handles = [
        Line2D([], [], color=_COLORS[c.evidence_model], ls=_STYLES[c.evidence_model], label=_answer(c, readout, target))
        for c in curves
    ]
    ax.legend(
        title=_READOUTS[readout],
        alignment="left",
        title_fontproperties={"weight": "bold", "size": 8.5},
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(0, 1),
        borderpad=0.2,
        labelspacing=0.25,
        borderaxespad=0,
    )


def _name_target(ax: Axes, curves: Sequence[Curve], readout: str, target: float) -> None:
    """Name the target's line where the curves are farthest from it, and on the side that they are not on."""
    gaps = {side: _gaps(ax, curves, readout, target, right=side == "right") for side in ("left", "right")}
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
        fontsize=SMALL,
    )


def _gaps(ax: Axes, curves: Sequence[Curve], readout: str, target: float, *, right: bool) -> NDArray[np.float64]:
    """Return how far curves are above the target at one end of a panel, on the log scale, where they are known."""
    across = ax.transScale + ax.transLimits
    gaps = list[NDArray[np.float64]]()
    for curve in curves:
        values = _shown(curve, curve.values)
        at = across.transform(np.column_stack([values, np.ones(values.size)]))[:, 0]
        near = at >= 1 - _LABEL if right else at <= _LABEL
        gaps.append(np.log(curve.centres[readout][near] / target))
    found = np.concatenate(gaps)
    return found[np.isfinite(found)]


def _heights(ax: Axes, curves: Sequence[Curve], readouts: Sequence[str], target: float) -> None:
    """Fit a panel's heights to the lines of its row and the target."""
    ends = np.array([curve.reach(readout) for curve in curves for readout in readouts])
    log_axis(ax.yaxis, percent)
    ax.set_ylim(np.nanmin([*ends.ravel(), target / 1.3]) / 1.25, np.nanmax([*ends.ravel(), target]) * 1.25)


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
        values = _shown(curve, curve.values)  # which give the axis its ends where no centre along it can be trusted
        ax.set_xlim(values.min() / 1.1, values.max() * 1.1)
        log_axis(ax.xaxis, number)
    ax.set_xlabel(f"{_AXES[curve.kind.name]} ({curve.discount})")


def _answer(curve: Curve, readout: str, target: float) -> str:
    name, met = MODELS[curve.evidence_model], curve.crossings(readout, target)
    if np.isnan(curve.reach(readout)[0]):
        return f"{name}: no {readout} to be had"
    if not met:
        return f"{name}: no value suffices" if curve.trusted.all() else f"{name}: none, but for the gap"
    return f"{name}: {' or '.join(_value(curve, crossing.value) for crossing in met)}"


def _value(curve: Curve, value: float) -> str:
    if curve.kind.name == "overstatement":
        return times(float(np.exp(value)))
    return percent(value) if _rises(curve) else number(value)


@report_style()
def plot_coherence(readings: Sequence[Coherence], *, ci_prob: float = CI_PROB, width: float = WIDTH) -> Plot:
    """Show what is printed before and after the author's step, the observation that links them, and his reports.

    Parameters
    ----------
    readings : sequence of Coherence
        One for each reading of the printed figures.
    ci_prob : float, optional
        Of the bars.
    width : float, optional
    """
    rows, tail, data = Rows(_COHERENCE_ROWS, width, step=0.36), (1 - ci_prob) / 2, []
    sheet = Sheet(width, [rows.height])
    (ax,) = sheet.axes
    for place, each in enumerate(readings):
        shift = 0.1 * (place / max(len(readings) - 1, 1) - 0.5)
        color, marker = ((BLUE, "o"), (VERMILLION, "D"))[place % 2]
        for y, text, normal in zip(rows.y, _COHERENCE_ROWS, (each.before, each.after, each.observation), strict=False):
            read = [normal.quantile(p) for p in (0.5, tail, 1 - tail)]
            mark_interval(ax, read, y + shift, color=color, marker=marker, filled=False)
            data.append({"row": text, "readout": each.readout} | ends_of(*read))
        sheet.keys.append(key(_KEYS[each.readout], color, marker=marker, line="-", filled=False))
    data.append({"row": _COHERENCE_ROWS[-1], "readout": ""} | _reports(ax, readings[0], rows.y[-1]))
    rows.write(ax)
    log_axis(ax.xaxis, percent)
    ax.set_xlabel("Percent of the development cost (log scale)")
    return sheet.finish(_finding(readings), _COHERENCE_CAPTION.format(ci=percent(ci_prob, error=0)), pd.DataFrame(data))


_KEYS = {"guesstimate": "as a card of his tool", "interval": "as median and interval"}


def _reports(ax: Axes, each: Coherence, y: float) -> dict[str, float | None]:
    """Draw his reports and how far the observation is from them."""
    low, high = np.exp([each.reported_low, each.reported_high])
    ax.hlines(y, low, high, color=BLACK, linewidth=4)
    gap = f"a factor of {number(float(np.exp(each.distance)))} away"
    ax.annotate("", (low, y), (each.ratio, y), arrowprops={"arrowstyle": "<->", "color": GREY})
    middle = float(np.exp(each.reported - each.distance / 2))
    ax.annotate(gap, (middle, y), (0, -3), "data", "offset points", ha="center", va="top", color=GREY, fontsize=SMALL)
    return ends_of(None, low, high)


def _finding(readings: Sequence[Coherence]) -> str:
    ratios, sds = sorted({percent(each.ratio) for each in readings}), min(each.distance_sds for each in readings)
    return (
        f"The one observation that would do what the author did is a ratio of {' or '.join(ratios)},"
        f" {number(sds)} of its standard deviations below his reports"
    )
