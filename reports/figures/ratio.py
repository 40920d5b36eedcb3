"""Ratio: how each item of evidence moves the conclusion."""

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...analyses.evidence import Step
from ...analyses.fit import CI_PROB, interval
from ...model import Graph
from ...priors import PublishedFigure
from ...priors.units import conversion_factor
from ..render.conclusion import Conclusion
from ..render.words import percent, probability, titled, titles_of
from .marks import Array, conclusion_axis, density, mark_draws, mark_interval
from .style import BLACK, BLUE, GREY, VERMILLION, caption, headline, new_figure, report_style, right_labels, rows

__all__ = ["plot_ratio"]

_HEIGHT = 0.72
_CAPTION = (
    "Each row adds one item of evidence to those above it; the last has all. White dot: median; thick bar: half of the"
    " draws; thin bar: {ci}; the shape above is the density.{printed} Right of the dashed line at {threshold}, {above}."
)
_PRINTED = " Diamonds: centre and interval as the post prints them."


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
) -> Figure:
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

    Notes
    -----
    Read from top to bottom. A row that is like the one above it is an item that says nothing new. The
    right margin gives the probability that the conclusion is below its threshold.
    """
    conclusion, record = Conclusion(graph), graph.study.model.conclusion
    states = _states(graph, steps)
    fig = new_figure(0.42 * (len(published) + len(states)) + 1.9)
    ax = fig.subplots()
    for y, (_, figure) in enumerate(published):
        factor = conversion_factor(figure.unit, graph.units[record.node])
        read = [None if end is None else end * factor for end in (figure.centre, figure.low, figure.high)]
        mark_interval(ax, read, y, color=BLACK, marker="D", filled=False)
    for y, state in enumerate(states, start=len(published)):
        shape = density(state.draws)
        ax.fill_between(shape.x, y, y - _HEIGHT * shape.height / shape.height.max(), color=state.color, alpha=0.3, lw=0)
        mark_draws(ax, state.draws, y, ci_prob=ci_prob, color=state.color)
    _frame(ax, conclusion, [text for text, _ in published], states)
    headline(fig, _finding(conclusion, steps, states))
    ends = {"threshold": conclusion.write(record.threshold), "above": record.above}
    caption(fig, _CAPTION.format(ci=percent(ci_prob, error=0), printed=_PRINTED if published else "", **ends))
    return fig


def _states(graph: Graph, steps: Sequence[Step]) -> list[_State]:
    titles, node = titles_of(graph), graph.study.model.conclusion.node
    states = [_State("Before the evidence", steps[0].sample(node).values.ravel(), GREY)]
    for step in steps[1:]:
        date = f" ({step.date:%b %Y})" if step.date else ""
        states.append(_State(f"{titled(step.item, titles)}{date}", step.sample(node).values.ravel(), BLUE))
    return [*states[:-1], states[-1]._replace(color=VERMILLION)] if len(states) > 1 else states


def _finding(conclusion: Conclusion, steps: Sequence[Step], states: Sequence[_State]) -> str:
    first, last = (conclusion.write(interval(state.draws).centre) for state in (states[0], states[-1]))
    dates = [step.date for step in steps if step.date]
    if not dates:
        return f"Without evidence, {conclusion.title} is {first}"
    return f"Evidence up to {max(dates):%B %Y} moves {conclusion.title} from {first} to {last}"


def _frame(ax: Axes, conclusion: Conclusion, printed: Sequence[str], states: Sequence[_State]) -> None:
    texts = [*printed, *(state.text for state in states)]
    rows(ax, texts)
    ax.set_ylim(len(texts) - 0.6, -0.7)
    if printed:
        ax.axhline(len(printed) - 0.72, color=BLACK, linewidth=0.6)
    conclusion_axis(ax.xaxis, conclusion)
    below = [*("" for _ in printed), *(probability(conclusion.chance_below(state.draws)) for state in states)]
    right_labels(ax, range(len(texts)), below, f"P(below\n{conclusion.write(conclusion.record.threshold)})")
