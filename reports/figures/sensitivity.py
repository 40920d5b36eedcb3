"""Sensitivity: what moves the conclusion, one input at a time and by its part of the variance."""

from collections.abc import Callable, Sequence

import numpy as np
import xarray as xr
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from ...analyses.sensitivity import Sensitivity, Target, top_inputs
from ..render.words import dollars, label, node_title, number, percent, unit_words
from .marks import key, z_score
from .style import (
    BLACK,
    BLUE,
    GREY,
    LIGHT,
    balanced,
    caption,
    headline,
    legend_above,
    log_axis,
    new_figure,
    report_style,
    rows,
)

__all__ = ["BASES", "plot_groups", "plot_indices", "plot_tornado", "target_title", "target_words"]

BASES = {
    "stated": "Stated in the post",
    "derived": "Derived from the post's text",
    "reconstructed": "Reconstructed from its results",
    "external": "From other sources",
    "judgement": "Judgement",
    "definition": "By definition",
}
"""Bases of numbers, in words."""

STYLES = {"prior": (GREY, -0.19), "posterior": (BLUE, 0.19)}
"""Colour of each state, and its place beside the middle of a row."""

_VISIBLE = 0.005
"""Index below which a bar has no length to be seen."""
_COUNTS = {2: "Two", 3: "Three"}
_NAMES = (" (total Sobol index)", " (Shapley effect)")
_TORNADO = (
    "Each bar runs from where the input is at the low end of its {ci} interval to where it is at the high end (dot),"
    " the other inputs being as likely as they are given that. Grey: before the evidence; blue: after it, with the"
    " interval of that state. The line is the value with nothing held."
)
_INDICES = (
    "Grey: total Sobol index, the part of the variance before the evidence that an input has a hand in; parts overlap"
    " where inputs act together. Blue: Shapley effect, its share of the variance after the evidence, where inputs"
    " depend on each other; shares sum to 100%. Thin lines: {ci} intervals of the estimates."
)


def target_title(result: Sensitivity, target: Target) -> str:
    """Return a node's title, or a claim's."""
    claim = result.graph.study.claims.get(target.name) if target.statement else None
    return claim.title if claim else node_title(result.graph, target.name)


def target_words(result: Sensitivity, target: Target) -> str:
    """Write a target in the middle of a sentence: "the cost ratio", or "whether" and the claim's title in quotes."""
    if target.statement:
        return f"whether “{target_title(result, target)}” holds"
    words = label(target.name)
    return f"the {words if words[:2].isupper() else words[0].lower() + words[1:]}"


@report_style()
def plot_tornado(result: Sensitivity) -> Figure:
    """Show each target with one input at a time held low and high.

    Parameters
    ----------
    result : Sensitivity

    Notes
    -----
    The longer a bar, the more the input moves the target; the dot says which way.
    """
    order = _by_swing(result)
    fig = new_figure(0.44 * len(order) + 2.6)
    axes = fig.subplots(1, len(result.targets), sharey=True, squeeze=False)[0]
    for ax, target in zip(axes, result.targets, strict=True):
        for state, (color, place) in STYLES.items():
            held = result.inputs["held"].sel(target=target.name, state=state, input=order)
            _bars(ax, held, float(result.inputs["centre"].sel(target=target.name, state=state)), color, place)
        _value_axis(ax, result, target)
    rows(axes[0], [node_title(result.graph, name) for name in order], line=34)
    _legend(axes, [*_patches("", "", alpha=1), key("input at its high end", BLACK, marker="o", filled=False)])
    headline(fig, _swing_finding(result, order[0]))
    caption(fig, _TORNADO.format(ci=percent(result.ci_prob, error=0)))
    return fig


def _by_swing(result: Sensitivity) -> list[str]:
    """Return the inputs by how far they move the first target after the evidence."""
    held = result.inputs["held"].sel(target=result.targets[0].name, state="posterior")
    size = abs(_scaled(result.targets[0])(held).diff("end")).squeeze("end")
    return _visible(result, [str(name) for name in size.sortby(-size)["input"].to_numpy()])


def _visible(result: Sensitivity, names: Sequence[str]) -> list[str]:
    """Leave out inputs that have nothing to do with any target, but for the first."""
    most = result.inputs[["sobol_total", "shapley"]].to_array().max(["variable", "target"])
    return [name for name in names if float(most.sel(input=name)) >= _VISIBLE] or list(names[:1])


def _scaled(target: Target) -> Callable[[xr.DataArray], xr.DataArray]:
    return np.log if target.log else lambda values: values


def _bars(ax: Axes, held: xr.DataArray, centre: float, color: str, place: float) -> None:
    low, high = (held.sel(end=end).to_numpy() for end in ("low", "high"))
    rows = np.arange(low.size) + place
    ax.axvline(centre, color=color, linewidth=0.8, zorder=1)
    ax.hlines(rows, low, high, color=color, linewidth=5, zorder=2)
    ax.plot(high, rows, "o", color="white", markeredgecolor=color, markersize=5.5, zorder=3, clip_on=False)


def _value_axis(ax: Axes, result: Sensitivity, target: Target) -> None:
    title = balanced(target_title(result, target), 44)
    if target.statement:
        ax.set_xlim(0, 1)
        ax.xaxis.set_major_formatter(lambda value, _: percent(value))
        ax.set_xlabel(f"Probability that the claim holds:\n{title}")
        return
    unit = result.graph.units[target.nodes[0].partition("[")[0]]
    if target.log:
        log_axis(ax.xaxis, _writer(unit), steps=(1, 3))
    read = ", ".join(["median", *filter(None, [unit_words(unit)])])
    ax.set_xlabel(f"{title}\n({read}{'; log scale' * target.log})")


def _writer(unit: str) -> Callable[[float], str]:
    return dollars if unit.startswith("usd") else number


def _legend(axes: Sequence[Axes], handles: Sequence[Artist], *, heading: str = "") -> None:
    """Put a legend above a row of panels, which is wider than the last of them, and a heading below it."""
    axes[0].set_title(f"\n{heading}" if heading else " ")
    legend_above(axes[-1], handles, lift=2.2 if heading else 0.3)
    if legend := axes[-1].get_legend():
        legend.set_in_layout(False)


def _patches(before: str, after: str, *, alpha: float = 0.45) -> list[Artist]:
    """Return handles of a legend: the two states, and in brackets what is shown of each."""
    return [
        Patch(color=GREY, alpha=alpha, label=f"before the evidence{before}"),
        Patch(color=BLUE, label=f"after it{after}"),
    ]


def _swing_finding(result: Sensitivity, most: str) -> str:
    target = result.targets[0]
    low, high = (
        float(result.inputs["held"].sel(target=target.name, state="posterior", input=most, end=end))
        for end in ("low", "high")
    )
    write = percent if target.statement else _writer(result.graph.units[target.nodes[0].partition("[")[0]])
    return (
        f"“{node_title(result.graph, most)}” moves {target_words(result, target)} most:"
        f" after the evidence, from {write(low)} where it is low to {write(high)} where it is high"
    )


@report_style()
def plot_indices(result: Sensitivity) -> Figure:
    """Show what part of each target's variance each input accounts for, before the evidence and after it.

    Parameters
    ----------
    result : Sensitivity

    Notes
    -----
    An input that is long in grey and short in blue is one that the evidence settled, or tied to others.
    """
    order = _visible(result, top_inputs(result.inputs, result.targets[0].name, count=result.inputs.sizes["input"]))
    titles = [node_title(result.graph, name) for name in order]
    fig = new_figure(0.42 * len(order) + 2.7)
    axes = fig.subplots(1, len(result.targets), sharey=True, squeeze=False)[0]
    for ax, target in zip(axes, result.targets, strict=True):
        _parts(ax, result.inputs.sel(target=target.name, input=order), result, target, z_score(result.ci_prob))
    rows(axes[0], titles, line=34)
    _legend(axes, _patches(*_NAMES))
    headline(fig, _parts_finding(result, order[:3]))
    caption(fig, _INDICES.format(ci=percent(result.ci_prob, error=0)))
    return fig


def _parts(ax: Axes, indices: xr.Dataset, result: Sensitivity, target: Target, z: float) -> None:
    for state, index in (("prior", "sobol_total"), ("posterior", "shapley")):
        color, place = STYLES[state]
        sizes, errors = indices[index].to_numpy(), z * indices[f"{index}_se"].to_numpy()
        rows = np.arange(sizes.size) + place
        ax.barh(rows, sizes, 0.36, color=color, alpha=0.45 if state == "prior" else 0.9)
        ax.errorbar(sizes, rows, xerr=errors, fmt="none", ecolor=BLACK, elinewidth=1, capsize=2)
    ax.axvline(0, color=LIGHT, linewidth=0.8)
    ax.xaxis.set_major_formatter(lambda value, _: percent(value))
    what = "the claim" if target.statement else "the log" if target.log else "the node"
    ax.set_xlabel(f"Part of the variance of {what}:\n{balanced(target_title(result, target), 44)}")


def _parts_finding(result: Sensitivity, top: Sequence[str]) -> str:
    effects = result.inputs["shapley"].sel(target=result.targets[0].name, input=list(top))
    most = f"“{node_title(result.graph, top[0])}”, {percent(float(effects[0]))}"
    if len(top) == 1:
        return f"All that is uncertain about {target_words(result, result.targets[0])} comes from {most}"
    return (
        f"{_COUNTS[len(top)]} inputs account for {percent(float(effects.sum()))} of what is uncertain about"
        f" {target_words(result, result.targets[0])} after the evidence; most of all {most}"
    )


@report_style()
def plot_groups(result: Sensitivity) -> Figure:
    """Show how much of each target's variance rests on numbers of each basis and in each part of the argument.

    Parameters
    ----------
    result : Sensitivity

    Notes
    -----
    Only inputs that the target is computed from are in a group: what discounts the evidence is not.
    """
    heights = [result.groups[by].sizes["group"] for by in ("basis", "part")]
    fig = new_figure(0.42 * sum(heights) + 3.1)
    grid = fig.subplots(2, len(result.targets), sharex="col", sharey="row", squeeze=False, height_ratios=heights)
    for row, (by, heading) in zip(
        grid, {"basis": "Basis of the numbers", "part": "Part of the argument"}.items(), strict=True
    ):
        groups = result.groups[by].sortby(-result.groups[by]["shapley"].sel(target=result.targets[0].name))
        for ax, target in zip(row, result.targets, strict=True):
            _parts(ax, groups.sel(target=target.name), result, target, z_score(result.ci_prob))
        rows(row[0], [BASES.get(str(name), str(name).capitalize()) for name in groups["group"].to_numpy()])
        row[0].set_title(heading)
    for ax in grid[0]:
        ax.set_xlabel("")
    _legend(grid[0], _patches(*_NAMES), heading="Basis of the numbers")
    headline(fig, _judgement_finding(result))
    caption(fig, _INDICES.format(ci=percent(result.ci_prob, error=0)))
    return fig


def _judgement_finding(result: Sensitivity) -> str:
    parts = result.groups["basis"]["shapley"].sel(target=result.targets[0].name)
    most, largest = str(parts.idxmax("group").item()), percent(float(parts.max()))
    share = float(parts.sel(group="judgement")) if "judgement" in parts["group"] else 0.0
    said = (
        f"Judgement accounts for {percent(share)} of what is uncertain about {target_words(result, result.targets[0])}"
        " after the evidence"
    )
    if most == "judgement":
        return f"{said}, more than any other basis"
    return f"{said}, numbers {BASES[most][0].lower() + BASES[most][1:]} for {largest}"
