"""Shifts: how far each item of evidence moves each input."""

from functools import partial
from typing import NamedTuple

import xarray as xr

from ...analyses.evidence import input_shifts
from ...model import Graph
from ..figures.shifts import plot_shifts
from ..render.document import Block, Paragraph, Picture, Table, frame
from ..render.words import number, titled, titles_of
from ..run.run import Run

__all__ = ["Shifts", "compute", "write"]

_CAPTION = "How far each item moves each input, in standard deviations of the input's prior."


class Shifts(NamedTuple):
    """Changes of the inputs' mean normal scores by item."""

    graph: Graph
    shifts: xr.DataArray


def compute(run: Run) -> Shifts:
    """Read the inputs off each step."""
    return Shifts(run.graph, input_shifts(run.graph, run.steps))


def write(result: Shifts) -> list[Block]:
    """Say which input moves most, and show them all."""
    graph, shifts = result
    if not shifts.sizes["item"]:
        return [Paragraph(["No item enters, so no input is moved."])]
    items, inputs = ([str(name) for name in shifts[dim].values] for dim in ("item", "input"))
    titles = titles_of(graph)
    rows = [(name, *shifts.sel(input=name).values.tolist()) for name in inputs]
    return [
        Paragraph(_sentences(result, titles)),
        Picture("shifts", partial(plot_shifts, shifts, titles), _CAPTION),
        Table("shifts", frame(("input", *items), rows), shown="nowhere"),
    ]


def _sentences(result: Shifts, titles: dict[str, str]) -> list[str]:
    """Say which of the argument's own inputs the evidence moves most in all, and by how much."""
    graph, shifts = result
    discounts = {name for item in graph.study.evidence.values() for name in item.discounts}
    inputs = [str(n) for n in shifts["input"].values if str(n).partition("[")[0] not in discounts]
    shares = [name for name in graph.study.items if graph.study.evidence[name].of_kind.scale.part]
    first = ["A report about a ratio cannot say which of its two sides it should move."] if shares else []
    if not inputs:
        return first or ["The argument has no input that is not a discount."]
    moved = shifts.sum("item").sel(input=inputs).values.tolist()
    name, by = max(zip(inputs, moved, strict=True), key=lambda pair: abs(pair[1]))
    return [
        *first,
        f"The input of the argument that the evidence moves most is “{titled(name, titles)}”, by {number(abs(by))} of"
        f" its prior's standard deviations {'up' if by > 0 else 'down'}.",
        "Whoever thinks that reports should inform no more than their own discounts will find such a move too large.",
    ]
