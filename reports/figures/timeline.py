"""Timeline: the conclusion over time under each option of a choice, with the evidence that moved it."""

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import cycle
from typing import Any, Literal, NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from ...analyses.evidence import State
from ...analyses.fit import CI_PROB
from ...model import Graph
from ...priors.records import Event
from ..render.conclusion import Conclusion
from ..render.document import Plot
from ..render.words import percent, titled, titles_of
from .lettering import LINE, SMALL, balanced
from .marks import Line, conclusion_axis, name_lines
from .sheet import WIDTH, Sheet
from .style import BLACK, BLUE, GREEN, GREY, ORANGE, PURPLE, VERMILLION, report_style

__all__ = ["plot_timeline"]

_OTHERS: tuple[tuple[str, Line], ...] = ((GREEN, "--"), (ORANGE, "-."), (PURPLE, ":"), (VERMILLION, "--"), (GREY, "-."))
_LEAD, _TAIL = dt.timedelta(days=300), dt.timedelta(days=150)
_VALUES, _CHANCES, _NAMES = 1.9, 1.1, 0.2
"""Heights of the panels, and the part of the width that the names of the lines take."""

_AXIS, _YEAR = 0.9, 0.42
"""What the axes left of the panels take, and a year's label, in inches."""

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
    style: Line


@report_style()
def plot_timeline(
    graph: Graph,
    states: Mapping[str, Sequence[State]],
    events: Sequence[Event] = (),
    *,
    ci_prob: float = CI_PROB,
    width: float = WIDTH,
) -> Plot:
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
    width : float, optional

    Notes
    -----
    Read the study's own option along the thick line; where the thin lines cross the dashed one at another
    date, the conclusion is a matter of the choice.
    """
    lines, conclusion = _lines(graph, states), Conclusion(graph)
    own = states[lines[-1].option]
    items = _placed(own, titles_of(graph), width)
    sheet = Sheet(width, [_VALUES, _CHANCES, sum(item.height for item in items) + 0.1], sharex=True)
    value, chance, dots = sheet.axes
    _values(value, conclusion, states, lines, width)
    _chances(chance, conclusion, states, lines)
    days = _days(own)
    value.set_xlim(days[0], days[-1])
    _items(dots, items, days, width)
    seen = [event for event in events if days[0] < event.date.toordinal() < days[-1]]
    for ax in sheet.axes:
        for event in seen:
            ax.axvline(event.date.toordinal(), color=GREY, linewidth=1, linestyle=":", zorder=0.5)
    _name_events(value, seen, width)
    data = pd.DataFrame([_row(option, state) for option, each in states.items() for state in each])
    return sheet.finish(_finding(conclusion, states, own), _caption(graph, lines[-1].title, ci_prob), data)


def _row(option: str, state: State) -> dict[str, Any]:
    return {"option": option, "date": state.date, "items": " ".join(state.items)} | state.verdict.numbers


def _lines(graph: Graph, options: Iterable[str]) -> list[_Line]:
    """Return options with their titles and looks, the study's own last and on top."""
    study, panels = graph.study, graph.study.model.panels
    choice, own = study.options.get(panels), study.choices.get(panels, "")
    titles = {name: option.title.partition(":")[0] for name, option in choice.options.items()} if choice else {}
    titles.setdefault(own, "this study")
    others = [option for option in options if option != own]
    thin = [_Line(n, titles[n], c, 1.1, s) for n, (c, s) in zip(others, cycle(_OTHERS), strict=False)]
    return [*thin, _Line(own, titles[own], BLUE, 2.2, "-")]


def _caption(graph: Graph, own: str, ci_prob: float) -> str:
    study, record = graph.study, graph.study.model.conclusion
    question = study.options[study.model.panels].title if study.model.panels else study.model.title
    said = {"question": question, "below": record.below, "above": record.above}
    return _CAPTION.format(ci=percent(ci_prob, error=0), own=own, **said)


def _values(
    ax: Axes, conclusion: Conclusion, states: Mapping[str, Sequence[State]], lines: Sequence[_Line], width: float
) -> None:
    own = states[lines[-1].option]
    low, high = _held([state.verdict.low for state in own]), _held([state.verdict.high for state in own])
    ax.fill_between(_days(own), low, high, step="post", color=BLUE, alpha=0.18, lw=0)
    for each in lines:
        medians = _held([state.verdict.median for state in states[each.option]])
        ax.step(_days(own), medians, where="post", color=each.color, lw=each.width, ls=each.style)
    conclusion_axis(ax.yaxis, conclusion)
    ax.set_ylim(*ax.get_ylim())
    ends = [(states[each.option][-1].verdict.median, each.title, each.color) for each in lines]
    name_lines(ax, ends, _VALUES, _names(width) - 0.2)
    ax.grid(visible=True, axis="y")


def _chances(ax: Axes, conclusion: Conclusion, states: Mapping[str, Sequence[State]], lines: Sequence[_Line]) -> None:
    for each in lines:
        chances = _held([state.verdict.below for state in states[each.option]])
        ax.step(_days(states[each.option]), chances, where="post", color=each.color, lw=each.width, ls=each.style)
    ax.axhline(0.5, color=BLACK, linestyle="--", linewidth=1)
    ax.set_ylim(0, 1)
    ax.set_yticks([0, 0.5, 1], ["0%", "50%", "100%"])
    ax.grid(visible=True, axis="y")
    ax.set_ylabel(f"P({conclusion.record.below})")


def _days(states: Sequence[State]) -> list[int]:
    """Return where each state begins, and where the last ends."""
    dates = [state.date for state in states if state.date]
    return [day.toordinal() for day in (dates[0] - _LEAD, *dates, dates[-1] + _TAIL)]


def _held(values: Sequence[float]) -> list[float]:
    """Let the last value hold to the end."""
    return [*values, values[-1]]


class _Item(NamedTuple):
    day: int
    text: str
    side: Literal["left", "right"]

    @property
    def height(self) -> float:
        return (self.text.count("\n") + 1.25) * SMALL * LINE


def _placed(states: Sequence[State], titles: Mapping[str, str], width: float) -> list[_Item]:
    """Return the items with their texts, on the side of the dot that has more room and broken into lines that fit."""
    days, beside = _days(states), _names(width)
    across, items = width - _AXIS - beside, []
    for day, item in ((state.date.toordinal(), item) for state in states if state.date for item in state.items):
        left = across * (day - days[0]) / (days[-1] - days[0])
        right = across - left + beside
        side: Literal["left", "right"] = "right" if left >= right else "left"
        items.append(_Item(day, balanced(titled(item, titles), max(left, right) - 0.1, SMALL), side))
    return items


def _names(width: float) -> float:
    """Return the inches right of the panels that the names of the lines may take."""
    return max(_NAMES * width, 0.9)


def _items(ax: Axes, items: Sequence[_Item], days: Sequence[int], width: float) -> None:
    """Write each item beside its dot, from the top down."""
    box, top = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}, 0.05
    look: dict[str, Any] = {"textcoords": "offset points", "va": "center", "fontsize": SMALL, "bbox": box}
    for item in items:
        y, top = top + item.height / 2, top + item.height
        ax.plot(item.day, y, "o", color=BLACK, markersize=3)
        ax.annotate(item.text, (item.day, y), (6 if item.side == "left" else -6, 0), ha=item.side, **look)
    ax.set_ylim(top + 0.05, 0)
    ax.set_yticks([])
    years = range(*(dt.date.fromordinal(end).year + 1 for end in (days[0], days[-1])))
    apart = math.ceil(len(years) * _YEAR / (width - _AXIS - _names(width)))
    ax.set_xticks([dt.date(year, 1, 1).toordinal() for year in years[::apart]], list(map(str, years[::apart])))
    ax.set_xlabel("Year")
    ax.set_ylabel("Items, by date of publication")


def _name_events(ax: Axes, events: Sequence[Event], width: float) -> None:
    """Name the lines above the panel, the earlier to its left and the later to its right."""
    for event, (side, x) in zip(events, (("right", -3), ("left", 3)), strict=False):
        text = balanced(f"{event.title}, {event.date:%b %Y}", 0.3 * width, SMALL)
        where: Any = ("data", "axes fraction")
        ax.annotate(
            text, (event.date.toordinal(), 1), (x, 3), where, "offset points", ha=side, fontsize=SMALL, color=GREY
        )


def _finding(conclusion: Conclusion, states: Mapping[str, Sequence[State]], own: Sequence[State]) -> str:
    first, last = (conclusion.write(state.verdict.median) for state in (own[0], own[-1]))
    dear = sum(each[-1].verdict.above for each in states.values())
    title = conclusion.title[:1].upper() + conclusion.title[1:]
    return (
        f"{title} goes from {first} before any evidence to {last} by {own[-1].date:%B %Y}; then, under {dear} of"
        f" {len(states)} options, {conclusion.record.above}"
    )
