"""Ratio: how each item of evidence moves the conclusion."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd

from ...analyses.evidence import Step
from ...analyses.fit import CI_PROB, interval
from ...model import Graph
from ...priors import PublishedFigure
from ...priors.units import conversion_factor
from ..render.conclusion import Conclusion
from ..render.document import Plot
from ..render.words import percent, probability, titled, titles_of
from .marks import Array, conclusion_axis, density, mark_interval, mark_spread, spread
from .rows import Rows
from .sheet import WIDTH, Sheet
from .style import BLACK, BLUE, GREY, VERMILLION, report_style

__all__ = ["plot_ratio"]

_HEIGHT, _BELOW = 0.26, 0.1
"""Height of a density, and how far the bar is below the middle of its row, in inches."""

_STILL = 0.1
"""Move of the median, as a part of the middle half, below which an item hardly moves the conclusion."""

_CAPTION = (
    "Each row adds one item of evidence to those above it; the last has all. White dot: median; thick bar: half of the"
    " draws; thin bar: {ci}; the shape above is the density.{printed} Right of the dashed line at {threshold}, {above}."
)
_PRINTED = " Diamonds: the post's own numbers, read in the same way."


class _State(NamedTuple):
    text: str
    draws: Array
    color: str


@report_style()
def plot_ratio(
    graph: Graph,
    steps: Sequence[Step],
    published: Sequence[tuple[str, PublishedFigure]] = (),
    *,
    ci_prob: float = CI_PROB,
    width: float = WIDTH,
) -> Plot:
    """Show the conclusion before the evidence and after each item, in order of date.

    Parameters
    ----------
    graph : Graph
    steps : sequence of Step
        The first is the prior.
    published : sequence of (str, PublishedFigure), optional
        The post's own ratios with their labels.
    ci_prob : float, optional
        Of the thin bars.
    width : float, optional

    Notes
    -----
    Read from top to bottom. Items one after the other that hardly move it share a row. The right margin gives the
    probability that the conclusion is below its threshold.
    """
    conclusion, record = Conclusion(graph), graph.study.model.conclusion
    states, threshold = _states(graph, steps), conclusion.write(record.threshold)
    chances = ["" for _ in published] + [probability(conclusion.chance_below(state.draws)) for state in states]
    texts = [*(text for text, _ in published), *(state.text for state in states)]
    rows = Rows(texts, width, right=chances, heading=f"P(below {threshold})", step=0.44)
    sheet, first = Sheet(width, [rows.height]), len(published)
    (ax,) = sheet.axes
    read: list[dict[str, Any]] = []
    for y, (_, figure) in zip(rows.y, published, strict=False):
        factor = conversion_factor(figure.unit, graph.units[record.node])
        printed = [None if end is None else end * factor for end in (figure.centre, figure.low, figure.high)]
        mark_interval(ax, printed, y, color=BLACK, marker="D", filled=False)
        read.append(dict(zip(("median", "low", "high"), printed, strict=True)))
    for y, state in zip(rows.y[first:], states, strict=True):
        shape, low = density(state.draws), y + _BELOW
        ax.fill_between(
            shape.x, low, low - _HEIGHT * shape.height / shape.height.max(), color=state.color, alpha=0.3, lw=0
        )
        read.append(spread(state.draws, ci_prob))
        mark_spread(ax, read[-1], low, color=state.color)
    rows.write(ax)
    if published:
        ax.axhline(rows.tops[first], color=BLACK, linewidth=0.6)
    conclusion_axis(ax.xaxis, conclusion)
    data = pd.DataFrame(read).assign(
        state=texts, below=[None] * first + [conclusion.chance_below(s.draws) for s in states]
    )
    said = _CAPTION.format(
        ci=percent(ci_prob, error=0), printed=_PRINTED if published else "", threshold=threshold, above=record.above
    )
    return sheet.finish(_finding(conclusion, steps, states), said, data)


def _states(graph: Graph, steps: Sequence[Step]) -> list[_State]:
    """Return the prior and the state after each item; of items in a row that hardly move it, after the last of them."""
    titles, node = titles_of(graph), graph.study.model.conclusion.node
    states, still = [_State("Before the evidence", steps[0].sample(node).values.ravel(), GREY)], 0
    for step in steps[1:]:
        draws = step.sample(node).values.ravel()
        still = still + 1 if _hardly(states[-1 - (still > 0)].draws, draws) else 0
        date = f" ({step.date:%b %Y})" if step.date else ""
        text = (
            f"{still} items that hardly move it{date.replace('(', '(to ')}"
            if still > 1
            else titled(step.item, titles) + date
        )
        states[len(states) - (still > 1) :] = [_State(text, draws, BLUE)]
    return [*states[:-1], states[-1]._replace(color=VERMILLION)] if len(states) > 1 else states


def _hardly(before: Array, after: Array) -> bool:
    """Return whether the median moves by next to nothing of the middle half."""
    half, to = interval(before, ci_prob=0.5), interval(after).centre
    return abs(to - half.centre) < _STILL * (half.high - half.low)


def _finding(conclusion: Conclusion, steps: Sequence[Step], states: Sequence[_State]) -> str:
    first, last = (conclusion.write(interval(state.draws).centre) for state in (states[0], states[-1]))
    dates = [step.date for step in steps if step.date]
    if not dates:
        return f"Without evidence, {conclusion.title} is {first}"
    moved = (
        f"leaves {conclusion.title} at {last}" if first == last else f"moves {conclusion.title} from {first} to {last}"
    )
    return f"Evidence up to {max(dates):%B %Y} {moved}"
