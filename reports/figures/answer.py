"""Answer: the conclusion's few states on one line, beside its threshold."""

from collections.abc import Sequence
from typing import Protocol

from matplotlib.figure import Figure

from ...analyses.fit import CI_PROB
from ...model import Graph
from ..render.conclusion import Conclusion
from ..render.words import listed, percent
from .marks import conclusion_axis, mark_interval
from .style import BLUE, GREY, VERMILLION, caption, headline, new_figure, report_style, right_labels, rows

__all__ = ["plot_answer"]

_CAPTION = "Dot: median; line: {ci} interval. Right of the dashed line, {above}."


class _State(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def median(self) -> float: ...
    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...


@report_style()
def plot_answer(graph: Graph, states: Sequence[_State], *, ci_prob: float = CI_PROB) -> Figure:
    """Show states of the conclusion as bars, one below the other; the one called ``post`` is not the graph's own."""
    conclusion = Conclusion(graph)
    record = conclusion.record
    fig = new_figure(0.42 * len(states) + 1.3)
    ax = fig.subplots()
    for y, state in enumerate(states):
        color = BLUE if state.median < record.threshold else VERMILLION
        mark_interval(ax, (state.median, state.low, state.high), y, color=GREY if state.name == "post" else color)
    rows(ax, [state.title for state in states])
    conclusion_axis(ax.xaxis, conclusion)
    right_labels(ax, range(len(states)), [conclusion.write(state.median) for state in states], "Median")
    headline(fig, _finding(conclusion, states))
    caption(fig, _CAPTION.format(ci=percent(ci_prob, error=0), above=record.above))
    return fig


def _finding(conclusion: Conclusion, states: Sequence[_State]) -> str:
    sides = [conclusion.side(state.median) for state in states]
    first, *others = dict.fromkeys(sides)
    if not others:
        return f"{first[0].upper()}{first[1:]} in each of them"
    apart = listed([f"“{state.title}”" for state, side in zip(states, sides, strict=True) if side != first])
    return f"{first[0].upper()}{first[1:]}, but not under {apart}"
