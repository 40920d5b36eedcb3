"""Ticks: a logarithmic axis with as many labels as have room."""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from matplotlib.axis import Axis
from matplotlib.ticker import FuncFormatter, Locator, LogLocator, NullFormatter

from ..render.words import percent
from .lettering import SMALL, width_of

__all__ = ["Decades", "log_axis", "probability_axis"]


class Decades(Locator):
    """Ticks of a logarithmic axis: as many round values as have room for their labels.

    Parameters
    ----------
    text : callable
        Writes a tick's label.
    """

    _STEPS = ((1, 1.5, 2, 3, 5, 7), (1, 2, 5), (1, 3), (1,))
    _MOST = 9

    def __init__(self, text: Callable[[float], str]) -> None:
        self.text = text

    def __call__(self) -> list[float]:
        """Return the ticks of the axis as it stands."""
        return self.tick_values(*self.axis.get_view_interval())  # type: ignore[union-attr]  # set by the axis

    def tick_values(self, vmin: float, vmax: float) -> list[float]:
        """Return the ticks between two ends."""
        low, high = sorted((vmin, vmax))
        if low <= 0:
            return []
        decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
        kinds = [(steps, 1) for steps in self._STEPS] + [((1,), apart) for apart in range(2, len(decades) + 2)]
        for steps, apart in kinds:
            ticks = [step * 10.0**e for e in decades if e % apart == 0 for step in steps]
            ticks = [tick for tick in ticks if low <= tick <= high]
            if len(ticks) <= self._MOST and self._fits(ticks, low, high):
                return ticks
        return []

    def _fits(self, ticks: Sequence[float], low: float, high: float) -> bool:
        axis: Any = self.axis
        across = axis is axis.axes.xaxis
        box = axis.axes.get_window_extent()
        inches = (box.width if across else box.height) / axis.axes.figure.dpi / math.log10(high / low)
        sizes = [(tick, width_of(self.text(tick), SMALL) + 0.1 if across else 0.2) for tick in ticks]
        return all(math.log10(b / a) * inches > (p + q) / 2 for (a, p), (b, q) in pairwise(sizes))


def log_axis(axis: Axis, text: Callable[[float], str]) -> None:
    """Make an axis logarithmic, with as many labels, which the function writes, as have room."""
    axis.axes.set_xscale("log") if axis is axis.axes.xaxis else axis.axes.set_yscale("log")
    axis.set_major_locator(Decades(text))
    axis.set_major_formatter(FuncFormatter(lambda value, _: text(value)))
    axis.set_minor_locator(LogLocator(subs=tuple(range(2, 10)), numticks=50))
    axis.set_minor_formatter(NullFormatter())


def probability_axis(axis: Axis, label: str) -> None:
    """Make an axis one of probabilities, from none to certainty."""
    axis.set_view_interval(-0.02, 1.02, ignore=True)
    axis.set_major_formatter(FuncFormatter(lambda value, _: percent(value)))
    axis.set_label_text(label)
