"""Shifts: how far each item of evidence moves each input."""

from collections.abc import Mapping

import numpy as np
import xarray as xr

from ..render.document import Plot
from ..render.words import signed, titled
from .lettering import SMALL, balanced
from .rows import Rows
from .sheet import WIDTH, Sheet
from .style import report_style

__all__ = ["plot_shifts"]

_INPUTS = 16
_SHOWN = 0.1
_TALLEST, _COLUMN, _CELL = 1.7, 0.34, 0.27
"""Most that the items' titles take above the cells, and the width and the height of a cell, in inches."""
_CAPTION = (
    "Each cell is how far an item, when it comes in after those left of it, moves the mean of an input, in standard"
    f" deviations of that input's prior; blue: up; red: down.{{keys}} Shifts below {_SHOWN} are not written; the items"
    " that move an input most have a column."
)


@report_style()
def plot_shifts(shifts: xr.DataArray, titles: Mapping[str, str], *, width: float = WIDTH) -> Plot:
    """Show the inputs that the evidence moves most.

    Parameters
    ----------
    shifts : xarray.DataArray
        Dims ``item`` and ``input``, in standard deviations of the prior.
    titles : mapping of str to str
        Titles of the items and of the inputs.
    width : float, optional

    Notes
    -----
    Read down a column for what one item teaches, along a row for what teaches about one input.
    """
    order = np.argsort(-abs(shifts).max("item").to_numpy(), kind="stable")[:_INPUTS]
    most, room = abs(shifts).max("input").to_numpy(), int(width * (0.95 if width < WIDTH else 0.6) / _COLUMN)
    least = max(_SHOWN, np.sort(most)[::-1][min(room, most.size) - 1])
    moving = most >= min(least, most.max())
    chosen = shifts.isel(input=order, item=moving).transpose("input", "item")
    inputs, items = ([titled(str(name), titles) for name in chosen[dim].to_numpy()] for dim in ("input", "item"))
    rows = Rows(inputs, width, step=_CELL)
    sheet, limit = Sheet(width, [rows.height]), float(abs(chosen).max()) or 1.0
    (ax,) = sheet.axes
    for y, values in zip(rows.y, chosen.to_numpy(), strict=True):
        edges = np.arange(len(items) + 1) - 0.5
        ends = (y - _CELL / 2, y + _CELL / 2)
        ax.pcolormesh(edges, ends, values[np.newaxis], cmap="RdBu", vmin=-limit, vmax=limit)
        for x, value in enumerate(values):
            if abs(value) >= _SHOWN:
                color = "white" if abs(value) > 0.6 * limit else "black"
                ax.text(x, y, signed(round(value, 1)), ha="center", va="center", fontsize=SMALL, color=color)
    rows.write(ax)
    numbered = rows.above
    shown = [str(i) for i in range(1, len(items) + 1)] if numbered else [balanced(text, _TALLEST) for text in items]
    ax.set_xticks(range(len(items)), shown, rotation=0 if numbered else 90, ha="center", va="bottom")
    ax.tick_params(length=0, top=True, labeltop=True, bottom=False, labelbottom=False)
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    named = "; ".join(f"{i} {text}" for i, text in enumerate(items, start=1))
    data = chosen.to_pandas().rename_axis(columns=None).reset_index()
    return sheet.finish(_finding(shifts, titles), _CAPTION.format(keys=f" Items: {named}." if numbered else ""), data)


def _finding(shifts: xr.DataArray, titles: Mapping[str, str]) -> str:
    size = abs(shifts)
    most = str(size.sum("input").idxmax("item").item())
    quiet, items = int((size.max("input") < _SHOWN).sum()), size.sizes["item"]
    moved = f"by as much as {_SHOWN} prior standard deviations"
    if items == 1:
        return f"“{titled(most, titles)}”, the one item, moves {'no' if quiet else 'an'} input {moved}"
    each = f"{quiet} of {items} items move no input" if quiet else f"each of {items} items moves an input"
    return f"“{titled(most, titles)}” moves the inputs most; {each} {moved}"
