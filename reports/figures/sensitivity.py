"""Sensitivity: what moves the conclusion, one input at a time and by its part of the variance."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from ...analyses.sensitivity import Sensitivity, Target, top_inputs
from ..render.conclusion import Conclusion
from ..render.document import Plot
from ..render.words import dollars, label, node_title, number, percent, unit_words
from .marks import Array, key, z_score
from .rows import Rows
from .sheet import WIDTH, Sheet
from .style import BLACK, BLUE, GREY, LIGHT, report_style
from .ticks import log_axis, probability_axis

__all__ = ["BASES", "plot_groups", "plot_indices", "plot_tornado", "target_title", "target_words"]

BASES = {
    "stated": "Stated in the text",
    "derived": "Derived from the text",
    "reconstructed": "Worked back from results",
    "external": "From other sources",
    "judgement": "Judgement",
    "definition": "By definition",
}
"""Bases of numbers, in words."""

STYLES = {"prior": (GREY, -0.055), "posterior": (BLUE, 0.055)}
"""Colour of each state, and its place above or below the middle of a row, in inches."""

_VISIBLE = 0.01
"""Part of a variance below which a bar has no length to be seen."""
_COUNTS = {2: "Two", 3: "Three"}
_INDICES = {"prior": "sobol_total", "posterior": "shapley"}
_TORNADO = (
    "Each bar runs from where the input is at the low end of its {ci} interval to where it is at the high end (dot),"
    " the other inputs being as likely as they are given that. Grey, upper: before the evidence; blue, lower: after it,"
    " with the interval of that state. The line is the value with nothing held.{still}"
)
_PARTS = (
    "Grey, upper: total Sobol index, the part of the variance before the evidence that an input has a hand in; parts"
    " overlap where inputs act together. Blue, lower: Shapley effect, its share of the variance after the evidence,"
    " where inputs depend on each other; shares sum to 100%. Thin lines: {ci} intervals of the estimates.{still}"
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
def plot_tornado(result: Sensitivity, *, width: float = WIDTH) -> Plot:
    """Show each target with one input at a time held low and high.

    Parameters
    ----------
    result : Sensitivity
    width : float, optional

    Notes
    -----
    The longer a bar, the more the input moves the target; the dot says which way.
    """
    order = _by_swing(result)
    rows = Rows([node_title(result.graph, name) for name in order], width, step=0.27)
    sheet = Sheet(width, [rows.height], columns=[1] * len(result.targets), sharey=True)
    for ax, target in zip(sheet.axes, result.targets, strict=True):
        for state, (color, place) in STYLES.items():
            held = result.inputs["held"].sel(target=target.name, state=state, input=order)
            _bars(ax, held, rows.y + place, color)
            ax.axvline(
                float(result.inputs["centre"].sel(target=target.name, state=state)), color=color, lw=0.8, zorder=1
            )
        rows.write(ax, texts=ax is sheet.axes[0])
        _value_axis(ax, result, target)
    sheet.keys = [*_keys("", "", alpha=1), key("input at its high end", BLACK, marker="o", filled=False)]
    data = result.inputs["held"].sel(input=order).to_dataframe(name="value").reset_index()
    caption = _TORNADO.format(ci=percent(result.ci_prob, error=0), still=_still(result, order))
    return sheet.finish(_swing_finding(result, order[0]), caption, data)


def _by_swing(result: Sensitivity) -> list[str]:
    """Return the inputs by how far they move the first target after the evidence."""
    held = result.inputs["held"].sel(target=result.targets[0].name, state="posterior")
    scaled: xr.DataArray = np.log(held) if result.targets[0].log else held  # type: ignore[assignment]  # stays labelled
    size = abs(scaled.diff("end")).squeeze("end")
    return _visible(result, [str(name) for name in size.sortby(-size)["input"].to_numpy()])


def _visible(result: Sensitivity, names: Sequence[str]) -> list[str]:
    """Leave out inputs that have nothing to do with any target, but for the first."""
    most = result.inputs[["sobol_total", "shapley"]].to_array().max(["variable", "target"])
    return [name for name in names if float(most.sel(input=name)) >= _VISIBLE] or list(names[:1])


def _still(result: Sensitivity, shown: Sequence[str]) -> str:
    count = result.inputs.sizes["input"] - len(shown)
    return (
        f" Not shown: {count} input{'s' * (count > 1)} with less than {percent(_VISIBLE)} of each variance."
        if count
        else ""
    )


def _bars(ax: Axes, held: xr.DataArray, places: Array, color: str) -> None:
    low, high = (held.sel(end=end).to_numpy() for end in ("low", "high"))
    ax.hlines(places, low, high, color=color, linewidth=5, zorder=2)
    ax.plot(high, places, "o", color="white", markeredgecolor=color, markersize=5.5, zorder=3, clip_on=False)


def _value_axis(ax: Axes, result: Sensitivity, target: Target) -> None:
    title = target_title(result, target)
    if target.statement:
        probability_axis(ax.xaxis, f"Probability that the claim holds: {title}")
        return
    unit, write = _written(result, target)
    if target.log:
        log_axis(ax.xaxis, write)
    read = ", ".join(["median", *filter(None, [unit_words(unit)])])
    ax.set_xlabel(f"{title} ({read}{'; log scale' * target.log})")


def _written(result: Sensitivity, target: Target) -> tuple[str, Callable[[float], str]]:
    """Return the unit in which values of a node are written, and how: those of the conclusion as everywhere else."""
    conclusion, node = Conclusion(result.graph), target.nodes[0]
    if node == conclusion.record.node:
        return conclusion.unit, conclusion.tick
    unit = result.graph.units[node.partition("[")[0]]
    return unit, dollars if unit.startswith("usd") else number


def _keys(before: str, after: str, *, alpha: float = 0.45) -> list[Artist]:
    """Return the keys of the two states, and in brackets what is shown of each."""
    return [
        Patch(color=GREY, alpha=alpha, label=f"before the evidence{before}"),
        Patch(color=BLUE, label=f"after it{after}"),
    ]


def _swing_finding(result: Sensitivity, most: str) -> str:
    target = result.targets[0]
    held = result.inputs["held"].sel(target=target.name, state="posterior", input=most)
    write = percent if target.statement else _written(result, target)[1]
    low, high = (write(float(held.sel(end=end))) for end in ("low", "high"))
    return (
        f"“{node_title(result.graph, most)}” moves {target_words(result, target)} most:"
        f" after the evidence, from {low} where it is low to {high} where it is high"
    )


@report_style()
def plot_indices(result: Sensitivity, *, width: float = WIDTH) -> Plot:
    """Show what part of each target's variance each input accounts for, before the evidence and after it.

    Parameters
    ----------
    result : Sensitivity
    width : float, optional

    Notes
    -----
    An input that is long in grey and short in blue is one that the evidence settled, or tied to others.
    """
    order = _visible(result, top_inputs(result.inputs, result.targets[0].name, count=result.inputs.sizes["input"]))
    titles = [node_title(result.graph, name) for name in order]
    panel = (titles, result.inputs.sel(input=order), "")
    return _shares(result, [panel], _parts_finding(result, order[:3]), width, _still(result, order))


@report_style()
def plot_groups(result: Sensitivity, *, width: float = WIDTH) -> Plot:
    """Show how much of each target's variance rests on numbers of each basis and in each part of the argument.

    Parameters
    ----------
    result : Sensitivity
    width : float, optional

    Notes
    -----
    Only inputs that the target is computed from are in a group: what discounts the evidence is not.
    """
    panels = []
    for by, heading in (("basis", "Basis of the numbers"), ("part", "Part of the argument")):
        groups = result.groups[by].sortby(-result.groups[by]["shapley"].sel(target=result.targets[0].name))
        titles = [BASES.get(str(name), str(name).capitalize()) for name in groups["group"].to_numpy()]
        panels.append((titles, groups, heading))
    return _shares(result, panels, _judgement_finding(result), width)


def _shares(
    result: Sensitivity,
    panels: Sequence[tuple[list[str], xr.Dataset, str]],
    finding: str,
    width: float,
    still: str = "",
) -> Plot:
    """Show both indices of inputs or of groups of them, a panel a grouping and a column a target."""
    rows = [Rows(titles, width, step=0.27) for titles, *_ in panels]
    share = {"sharex": "col", "sharey": "row"}
    sheet = Sheet(width, [each.height for each in rows], columns=[1] * len(result.targets), **share)
    data: list[dict[str, Any]] = []
    for axes, own, (titles, indices, heading) in zip(sheet.grid, rows, panels, strict=True):
        for ax, target in zip(axes, result.targets, strict=True):
            data += _indices(ax, own.y, titles, indices.sel(target=target.name), z_score(result.ci_prob))
            own.write(ax, texts=ax is axes[0])
        axes[0].set_title(heading)
    for ax, target in zip(sheet.grid[-1], result.targets, strict=True):
        ax.xaxis.set_major_formatter(lambda value, _: percent(value))
        what = "the claim" if target.statement else "the log" if target.log else "the node"
        ax.set_xlabel(f"Part of the variance of {what}: {target_title(result, target)}")
    sheet.keys = _keys(" (total Sobol index)", " (Shapley effect)")
    return sheet.finish(finding, _PARTS.format(ci=percent(result.ci_prob, error=0), still=still), pd.DataFrame(data))


def _indices(ax: Axes, places: Array, titles: Sequence[str], indices: xr.Dataset, z: float) -> Iterator[dict[str, Any]]:
    """Draw both indices with their errors, and yield them."""
    for state, index in _INDICES.items():
        color, place = STYLES[state]
        sizes, errors = indices[index].to_numpy(), indices[f"{index}_se"].to_numpy()
        ax.barh(places + place, sizes, 0.1, color=color, alpha=0.45 if state == "prior" else 0.9)
        ax.errorbar(sizes, places + place, xerr=z * errors, fmt="none", ecolor=BLACK, elinewidth=1, capsize=2)
        for title, size, error in zip(titles, sizes, errors, strict=True):
            yield {
                "target": str(indices["target"].item()),
                "of": title,
                "index": index,
                "part": size,
                "mcse_part": error,
            }
    ax.axvline(0, color=LIGHT, linewidth=0.8)


def _parts_finding(result: Sensitivity, top: Sequence[str]) -> str:
    effects = result.inputs["shapley"].sel(target=result.targets[0].name, input=list(top))
    most = f"“{node_title(result.graph, top[0])}”, {percent(float(effects[0]))}"
    if len(top) == 1:
        return f"All that is uncertain about {target_words(result, result.targets[0])} comes from {most}"
    return (
        f"{_COUNTS[len(top)]} inputs account for {percent(float(effects.sum()))} of what is uncertain about"
        f" {target_words(result, result.targets[0])} after the evidence; most of all {most}"
    )


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
