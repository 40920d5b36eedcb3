"""Timeline: the cost ratio over time under each prior for the room, with the evidence that moved it."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from itertools import cycle
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...analyses.evidence import State
from ...analyses.fit import CI_PROB
from ...model import Graph
from ...priors.records import Event
from ..render.conclusion import Conclusion
from ..render.words import percent, titled, titles_of
from .marks import conclusion_axis, key
from .style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    VERMILLION,
    balanced,
    caption,
    headline,
    legend_above,
    new_figure,
    report_style,
)

__all__ = ["plot_timeline"]

_OTHERS = (GREEN, ORANGE, PURPLE, VERMILLION, GREY)
_LEAD, _TAIL = dt.timedelta(days=300), dt.timedelta(days=150)
_ROW = 0.155
_ABOVE_EVENTS = 2.0
"""Height of the legend above the panel, in lines: the names of the dates are between them."""
_CAPTION = (
    "Top: the median under each option of “{question}”; band: {ci} interval under the study's own, “{own}”. Middle:"
    " probability that {below}. Lines step where an item is published; bottom: a dot for each item at its date. Above"
    " the dashed line at the top, and below the one in the middle, it is likelier that {above}."
)


class _Line(NamedTuple):
    option: str
    title: str
    color: str
    width: float


@report_style()
def plot_timeline(
    graph: Graph,
    states: Mapping[str, Sequence[State]],
    events: Sequence[Event] = (),
    *,
    ci_prob: float = CI_PROB,
) -> Figure:
    """Show the conclusion, the probability that it is below its threshold, and the items, over time.

    Parameters
    ----------
    graph : Graph
    states : dict of str to list of State
        By option of the choice whose options are shown; the first state of each is the prior, and at least one
        item follows.
    events : sequence of Event, optional
        Marked by vertical lines, where they are not before or after all that is shown.
    ci_prob : float, optional
        Of the band.

    Notes
    -----
    Read the study's own option along the thick line; where the thin lines cross the dashed one at another
    date, the conclusion is a matter of the choice.
    """
    lines = _lines(graph, states)
    own = states[lines[-1].option]
    count = sum(len(state.items) for state in own)
    fig = new_figure(5.6 + _ROW * count)
    value, chance, items = fig.subplots(3, 1, sharex=True, height_ratios=[2.6, 1.4, 0.5 + _ROW * count])
    _values(value, Conclusion(graph), states, lines)
    _chances(chance, Conclusion(graph), states, lines)
    _items(items, own, titles_of(graph))
    low, high = value.get_xlim()
    seen = [event for event in events if low < event.date.toordinal() < high]
    for ax in (value, chance, items):
        for event in seen:
            ax.axvline(event.date.toordinal(), color=GREY, linewidth=1, linestyle=":", zorder=0.5)
    _name_events(value, seen)
    legend_above(value, [key(e.title, e.color, line="-", width=e.width) for e in reversed(lines)], lift=_ABOVE_EVENTS)
    headline(fig, _finding(Conclusion(graph), states, own))
    caption(fig, _caption(graph, lines[-1].title, ci_prob))
    return fig


def _lines(graph: Graph, options: Iterable[str]) -> list[_Line]:
    """Return options with their titles, colours and widths, the study's own last and on top."""
    study, panels = graph.study, graph.study.model.panels
    choice, own = study.options.get(panels), study.choices.get(panels, "")
    titles = {name: option.title.partition(":")[0] for name, option in choice.options.items()} if choice else {}
    titles.setdefault(own, "this study")
    others = [option for option in options if option != own]
    thin = [_Line(name, titles[name], color, 1.0) for name, color in zip(others, cycle(_OTHERS), strict=False)]
    return [*thin, _Line(own, titles[own], BLUE, 2.2)]


def _caption(graph: Graph, own: str, ci_prob: float) -> str:
    study, record = graph.study, graph.study.model.conclusion
    question = study.options[study.model.panels].title if study.model.panels else study.model.title
    return _CAPTION.format(
        ci=percent(ci_prob, error=0), own=own, question=question, below=record.below, above=record.above
    )


def _values(ax: Axes, conclusion: Conclusion, states: Mapping[str, Sequence[State]], lines: Sequence[_Line]) -> None:
    own = states[lines[-1].option]
    low, high = _held([state.verdict.low for state in own]), _held([state.verdict.high for state in own])
    ax.fill_between(_days(own), low, high, step="post", color=BLUE, alpha=0.18, lw=0)
    for each in lines:
        medians = _held([state.verdict.median for state in states[each.option]])
        ax.step(_days(own), medians, where="post", color=each.color, lw=each.width)
    conclusion_axis(ax.yaxis, conclusion, width=36)
    ax.grid(visible=True, axis="y")


def _chances(ax: Axes, conclusion: Conclusion, states: Mapping[str, Sequence[State]], lines: Sequence[_Line]) -> None:
    for each in lines:
        chances = _held([state.verdict.below for state in states[each.option]])
        ax.step(_days(states[each.option]), chances, where="post", color=each.color, lw=each.width)
    ax.axhline(0.5, color=BLACK, linestyle="--", linewidth=1)
    ax.set_ylim(0, 1)
    ax.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0%", "25%", "50%", "75%", "100%"])
    ax.grid(visible=True, axis="y")
    ax.set_ylabel(balanced(f"P({conclusion.record.below})", 18))


def _days(states: Sequence[State]) -> list[int]:
    """Return where each state begins, and where the last ends."""
    dates = [state.date for state in states if state.date]
    return [day.toordinal() for day in (dates[0] - _LEAD, *dates, dates[-1] + _TAIL)]


def _held(values: Sequence[float]) -> list[float]:
    """Let the last value hold to the end."""
    return [*values, values[-1]]


def _items(ax: Axes, states: Sequence[State], titles: Mapping[str, str]) -> None:
    days = _days(states)
    rows = [(state.date.toordinal(), item) for state in states if state.date for item in state.items]
    for y, (day, item) in enumerate(rows):
        left = day - days[0] > days[-1] - day
        ax.plot(day, y, "o", color=BLACK, markersize=3)
        ax.annotate(
            titled(item, titles),
            (day, y),
            (-6 if left else 6, 0),
            textcoords="offset points",
            ha="right" if left else "left",
            va="center",
            fontsize=7,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
        )
    ax.set_ylim(len(rows) - 0.3, -0.7)
    ax.set_yticks([])
    ax.set_xlim(days[0], days[-1])
    years = range(*(dt.date.fromordinal(end).year + 1 for end in (days[0], days[-1])))
    ax.set_xticks([dt.date(year, 1, 1).toordinal() for year in years], [str(year) for year in years])
    ax.set_xlabel("Year")
    ax.set_ylabel("Items, by date\nof publication")


def _name_events(ax: Axes, events: Sequence[Event]) -> None:
    """Name the lines above the panel, the earlier to its left and the later to its right."""
    for event, (side, x) in zip(events, (("right", -3), ("left", 3)), strict=False):
        text = f"{event.title}, {event.date:%b %Y}"
        ax.annotate(
            text,
            (event.date.toordinal(), 1),
            (x, 3),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            ha=side,
            fontsize=7.5,
            color=GREY,
        )


def _finding(conclusion: Conclusion, states: Mapping[str, Sequence[State]], own: Sequence[State]) -> str:
    first, last = (conclusion.write(state.verdict.median) for state in (own[0], own[-1]))
    dear = sum(each[-1].verdict.above for each in states.values())
    title = conclusion.title[:1].upper() + conclusion.title[1:]
    return (
        f"{title} goes from {first} before any evidence to {last} by {own[-1].date:%B %Y}; then, under {dear} of"
        f" {len(states)} options, {conclusion.record.above}"
    )
