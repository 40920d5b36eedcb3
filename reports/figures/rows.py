"""Rows: texts with marks beside them, or below them where a figure is narrow."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from .lettering import LINE, SIZE, SMALL, balanced, width_of
from .sheet import is_narrow

__all__ = ["Rows"]

_LABELS, _MARGIN = 0.36, 0.32
"""Part of a figure's width that texts beside rows may take, and inches that a narrow one's edges take."""

_LOOK: dict[str, Any] = {"textcoords": "offset points", "annotation_clip": False, "zorder": 5}
_BEHIND = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}


class Rows:
    """Rows of a panel from the top down, a text each; the panel's heights are inches from its top.

    In a narrow figure a text stands above its row's mark, so that the marks have the whole width.

    Parameters
    ----------
    texts : sequence of str
    width : float
        Of the figure, in inches.
    right : sequence of str, optional
        What stands at the right end of each row.
    heading : str, optional
        What stands above them.
    step : float, optional
        Height of a row's mark.

    Attributes
    ----------
    y : numpy.ndarray
        Where the marks are.
    tops : numpy.ndarray
        Where the rows begin.
    height : float
        Of all.
    """

    def __init__(
        self, texts: Sequence[str], width: float, *, right: Sequence[str] = (), heading: str = "", step: float = 0.27
    ) -> None:
        self.above, self.right, self.heading = is_narrow(width), right, heading
        beside = max((width_of(text, SMALL) for text in right), default=0.0)
        room = width - _MARGIN - beside if self.above else _LABELS * width
        self.texts = [balanced(text, room) for text in texts]
        tall = np.array([(text.count("\n") + 1) * SIZE * LINE for text in self.texts])
        heights = tall + step if self.above else np.maximum(tall + 0.06, step)
        ends = np.cumsum(heights)
        self.tops, self.height = ends - heights, float(heights.sum()) or 0.3
        self.y = ends - (step if self.above else heights) / 2

    def write(self, ax: Axes, *, texts: bool = True) -> list[Any]:
        """Write what stands right of the rows, and their texts unless a panel beside has them; return the texts."""
        ax.set_ylim(self.height, 0)
        ax.set_yticks([] if self.above else self.y, None if self.above else self.texts)
        ax.tick_params(axis="y", length=0, labelsize=8)
        where: Any = ("axes fraction", "data")
        look = _LOOK | {"fontsize": SMALL, "ha": "right" if self.above else "left"}
        shift = 0 if self.above else 6
        for y, text in zip(self.tops if self.above else self.y, self.right, strict=False):
            if self.above:
                ax.annotate(text, (1, y), (0, -2), where, va="top", bbox=_BEHIND, **look)
            else:
                ax.annotate(text, (1, y), (6, 0), where, va="center", **look)
        ax.annotate(self.heading, (1, 1), (shift, 3), "axes fraction", va="bottom", **look)
        if not self.above:
            return list(ax.get_yticklabels())
        ax.spines["left"].set_visible(False)
        place, pairs = ax.get_subplotspec(), zip(self.texts, self.tops, strict=True) if texts else ()
        if place and place.get_gridspec().ncols > 1:  # over the panels beside it, which the texts may cross
            ax.set_zorder(texts)
            look["in_layout"] = False
        look |= {"ha": "left", "fontsize": SIZE, "va": "top", "bbox": _BEHIND}
        return [ax.annotate(text, (0, y), (0, -2), where, **look) for text, y in pairs]
