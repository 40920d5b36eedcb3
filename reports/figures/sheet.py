"""Sheet: a figure of a given width, whose height follows from what it holds."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from ..render.document import Plot
from .lettering import LINE, SMALL, balanced, width_of, wrapped
from .style import GREY

__all__ = ["HALF", "NARROW", "WIDTH", "Sheet", "is_narrow"]

WIDTH, HALF, NARROW = 7.0, 4.5, 3.5
"""Widths of a page's column, of one of two figures on it, and of a journal's column or a phone, in inches."""

_EDGE, _GAP = 0.06, 0.1
"""White around a figure, and between its parts, in inches."""

_ROUNDS = 4
"""Most rounds of giving the panels their places."""

_KEYS: dict[str, Any] = {
    **{"loc": "upper left", "fontsize": SMALL, "columnspacing": 1.2, "handletextpad": 0.5, "handlelength": 1.8},
    **{"borderpad": 0, "borderaxespad": 0, "labelspacing": 0.25},
}


def is_narrow(width: float) -> bool:
    """Return whether a figure of a width, in inches, has no room for texts beside its panels."""
    return width < (WIDTH + NARROW) / 2


class Sheet:
    """A figure as it is drawn.

    Parameters
    ----------
    width : float
        In inches.
    heights : sequence of float
        Of the panels, from the top down, in inches.
    columns : sequence of float, optional
        Relative widths of panels beside each other.
    share : optional
        Axes that panels share, as for `matplotlib.figure.Figure.subplots`.
    """

    def __init__(
        self, width: float, heights: Sequence[float], *, columns: Sequence[float] = (1,), **share: Any
    ) -> None:
        self.width, self.heights, self.columns = width, heights, np.array(columns) / sum(columns)
        self.figure = Figure(figsize=(width, sum(heights) + 2))
        self.grid = self.figure.subplots(len(heights), len(columns), squeeze=False, **share)
        self.keys: list[Artist] = []

    @property
    def axes(self) -> tuple[Axes, ...]:
        """The panels, row by row."""
        return tuple(self.grid.ravel())

    def finish(self, finding: str, caption: str, data: pd.DataFrame) -> Plot:
        """Put the finding and the keys above the panels and how to read them below, and give each its place."""
        room = self.width - 2 * _EDGE
        size = 9.5 if is_narrow(self.width) else 11.0
        title, below = wrapped(finding, room - 0.1, size, "bold"), wrapped(caption, room - 0.1, SMALL)
        head = (title.count("\n") + 1) * size * LINE + 0.06
        columns = self._columns_of_keys(room)
        rows = -(-len(self.keys) // columns)
        foot = (below.count("\n") + 1) * SMALL * LINE * 1.05 + 0.04
        over = head + rows * SMALL * LINE * 1.12 + (0.05 if rows else 0)
        margins = self._place(over, foot)
        for turn in range(1, _ROUNDS):  # until the labels, which follow from the panels' sizes, leave these as they are
            # A tick that comes and goes with the room that it takes keeps it.
            before, margins = margins, self._place(over, foot, least=margins if turn > 1 else 0.0)
            if abs(margins - before).max() < _GAP / 4:
                break
        across, up = 1 / self.width, 1 / self.figure.get_figheight()
        self.figure.suptitle(
            title, x=_EDGE * across, y=1 - _EDGE * up, ha="left", va="top", fontsize=size, linespacing=1.15
        )
        self.figure.supxlabel(
            below, x=_EDGE * across, y=_EDGE * up, ha="left", va="bottom", color=GREY, fontsize=SMALL, linespacing=1.25
        )
        if self.keys:
            self.figure.legend(
                handles=self.keys,
                bbox_to_anchor=(_EDGE * across, 1 - (_EDGE + head) * up),
                ncols=columns,
                **_KEYS,
            )
        return Plot(self.figure, self.axes, data, finding)

    def _columns_of_keys(self, room: float) -> int:
        """Return in how many columns the keys fit above the panels."""
        widths = [width_of(str(key.get_label()), SMALL) + 0.42 for key in self.keys]
        for count in range(len(widths), 1, -1):
            if sum(float(part.max()) for part in np.array_split(widths, count)) <= room:
                return count
        return 1

    def _place(self, head: float, foot: float, least: NDArray[np.float64] | float = 0.0) -> NDArray[np.float64]:
        """Give every panel its height, and what its labels need around it, which is returned."""
        self._break_labels()
        rows, columns = self.grid.shape
        margins = np.maximum(self._margins(), least)
        left, right, top, bottom = np.split(margins, np.cumsum([columns, columns, rows]))
        gaps = right[:-1] + left[1:] + _GAP
        free = self.width - 2 * _EDGE - left[0] - right[-1] - gaps.sum()
        widths = free * self.columns
        starts = _EDGE + left[0] + np.concatenate([[0], np.cumsum(widths[:-1] + gaps)])
        heights = np.array(self.heights)
        whole = 2 * _EDGE + head + foot + float((top + heights + bottom).sum()) + _GAP * len(heights)
        self.figure.set_size_inches(self.width, whole)
        y = whole - _EDGE - head
        for row, tall, over, under in zip(self.grid, heights, top, bottom, strict=True):
            y -= over + tall
            for ax, x, wide in zip(row, starts, widths, strict=True):
                ax.set_position((x / self.width, y / whole, wide / self.width, tall / whole))
            y -= under + _GAP
        return margins

    def _margins(self) -> NDArray[np.float64]:
        """Return what sticks out of the panels: left and right by column, above and below by row, in inches."""
        out = np.zeros((*self.grid.shape, 4))
        for place, ax in np.ndenumerate(self.grid):
            own, all_of_it = ax.get_window_extent(), ax.get_tightbbox()
            ends = (own.x0 - all_of_it.x0, all_of_it.x1 - own.x1, all_of_it.y1 - own.y1, own.y0 - all_of_it.y0)
            out[place] = np.maximum(ends, 0) / self.figure.dpi
        left, right, top, bottom = np.moveaxis(out, 2, 0)
        return np.concatenate([left.max(0), right.max(0), top.max(1), bottom.max(1)])

    def _break_labels(self) -> None:
        """Break the panels' titles and their axes' labels into lines as their sizes ask for."""
        size = self.figure.get_size_inches()
        for ax in self.axes:
            box = ax.get_position()
            wide = self.width - 0.3 if len(self.columns) == 1 else box.width * size[0]
            for text, room in ((ax.xaxis.label, wide), (ax.yaxis.label, box.height * size[1] + 0.2)):
                text.set_text(balanced(" ".join(text.get_text().split()), room))
            beside = (1 - box.x0) * self.width - 0.1 if len(self.columns) == 1 else wide
            ax.set_title(wrapped(ax.get_title(loc="left"), beside, 8.5, "bold"), loc="left")
