"""Shifts: how far each item of evidence moves each input."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..render.words import signed, titled
from .style import WIDTH, balanced, caption, headline, new_figure, report_style

__all__ = ["plot_shifts"]

_INPUTS = 16
_SHOWN = 0.1
_LINE, _COLUMN_LINE = 40, 24
_LABELS, _CELL = 2.75, 0.44
"""Width of the inputs' titles and of an item's column, in inches."""
_CAPTION = (
    "Each cell is how far an item, when it comes in after those left of it, moves the mean of an input, in standard"
    f" deviations of that input's prior. Blue: up; red: down. Shifts below {_SHOWN} are not written, and an item that"
    " moves no input by as much has no column."
)


@report_style()
def plot_shifts(shifts: xr.DataArray, titles: Mapping[str, str]) -> Figure:
    """Show the inputs that the evidence moves most.

    Parameters
    ----------
    shifts : xarray.DataArray
        Dims ``item`` and ``input``, in standard deviations of the prior.
    titles : mapping of str to str
        Titles of the items and of the inputs.

    Notes
    -----
    Read down a column for what one item teaches, along a row for what teaches about one input.
    """
    order = np.argsort(-abs(shifts).max("item").to_numpy(), kind="stable")[:_INPUTS]
    moving = (abs(shifts).max("input") >= _SHOWN).to_numpy()
    chosen = shifts.isel(input=order, item=moving if moving.any() else slice(1)).transpose("input", "item")
    width = max(WIDTH, _LABELS + _CELL * chosen.sizes["item"])
    fig = new_figure(0.4 * chosen.sizes["input"] + 3.2, width=width)
    ax = fig.subplots()
    limit = float(abs(chosen).max()) or 1.0
    image = ax.imshow(chosen, cmap="RdBu", vmin=-limit, vmax=limit, aspect="auto")
    _numbers(ax, chosen.to_numpy(), limit)
    _frame(ax, chosen, titles)
    bar = fig.colorbar(image, ax=ax, location="bottom", aspect=40, shrink=0.7, pad=0.01)
    bar.set_label("Shift, in standard deviations of the prior")
    headline(fig, _finding(shifts, titles))
    caption(fig, _CAPTION)
    return fig


def _finding(shifts: xr.DataArray, titles: Mapping[str, str]) -> str:
    size = abs(shifts)
    most = str(size.sum("input").idxmax("item").item())
    quiet = int((size.max("input") < _SHOWN).sum())
    return (
        f"“{titled(most, titles)}” moves the inputs most; {quiet} of {size.sizes['item']} items move no input"
        f" by as much as {_SHOWN} prior standard deviations"
    )


def _numbers(ax: Axes, values: np.ndarray, limit: float) -> None:
    for (y, x), value in np.ndenumerate(values):
        if abs(value) >= _SHOWN:
            color = "white" if abs(value) > 0.6 * limit else "black"
            ax.text(x, y, signed(value), ha="center", va="center", fontsize=7.5, color=color)


def _frame(ax: Axes, chosen: xr.DataArray, titles: Mapping[str, str]) -> None:
    inputs = [balanced(titled(str(n), titles), _LINE) for n in chosen["input"].to_numpy()]
    items = [balanced(titled(str(n), titles), _COLUMN_LINE) for n in chosen["item"].to_numpy()]
    ax.set_yticks(range(len(inputs)), inputs)
    ax.set_xticks(range(len(items)), items, rotation=90, ha="center", va="bottom", fontsize=7.5)
    ax.tick_params(length=0, top=True, labeltop=True, bottom=False, labelbottom=False)
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
