"""Timeline: the cost ratio over time under each prior for the room, with the evidence that moved it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ...analyses.evidence import State, dearer
from ...priors.records import Event
from ..render.words import percent, titled
from .style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    VERMILLION,
    caption,
    headline,
    legend_above,
    log_axis,
    new_figure,
    report_style,
)

__all__ = ["Shown", "plot_timeline"]

_OTHERS = (GREEN, ORANGE, PURPLE, VERMILLION, GREY)
_LEAD, _TAIL = dt.timedelta(days=300), dt.timedelta(days=150)
_ROW = 0.155
_ABOVE_EVENTS = 2.0
"""Height of the legend above the panel, in lines: the names of the dates are between them."""
_CAPTION = (
    "Top: median of the ratio under each prior for the room beyond the two scenarios; band: {ci} interval under the"
    " study's own, “{own}”. Middle: probability that deployment costs less than development. Lines step where an item"
    " is published; bottom: a dot for each item at its date. Above the dashed line at the top, and below the one in the"
    " middle, deployment more probably costs more than development."
)


class Shown(NamedTuple):
    """What the timeline shows.

    Attributes
    ----------
    states : dict of str to list of State
        By room; the first state of each is the prior.
    own : str
        The study's own room.
    rooms, items : dict of str to str
        Titles of the rooms and of the items.
    events : sequence of Event
        Marked by vertical lines.
    ci_prob : float
    """

    states: Mapping[str, Sequence[State]]
    own: str
    rooms: Mapping[str, str]
    items: Mapping[str, str]
    events: Sequence[Event]
    ci_prob: float


@report_style()
def plot_timeline(shown: Shown) -> Figure:
    """Show the ratio, the probability that deployment is the cheaper, and the items, over time.

    Parameters
    ----------
    shown : Shown
        With at least one item.

    Notes
    -----
    Read the study's own room along the thick line; where the thin lines cross the dashed one at another
    date, the conclusion is a matter of the room.
    """
    own = shown.states[shown.own]
    count = sum(len(state.items) for state in own)
    fig = new_figure(5.6 + _ROW * count)
    ratio, chance, items = fig.subplots(3, 1, sharex=True, height_ratios=[2.6, 1.4, 0.5 + _ROW * count])
    _ratio(ratio, shown)
    _chance(chance, shown)
    _items(items, own, shown.items)
    for ax in (ratio, chance, items):
        _events(ax, shown.events)
    _name_events(ratio, shown.events)
    _legend(ratio, shown)
    headline(fig, _finding(shown))
    caption(fig, _CAPTION.format(ci=percent(shown.ci_prob, error=0), own=_room(shown, shown.own)))
    return fig


def _ratio(ax: Axes, shown: Shown) -> None:
    states = shown.states[shown.own]
    days = _days(states)
    low, high = _held([state.low for state in states]), _held([state.high for state in states])
    ax.fill_between(days, low, high, step="post", color=BLUE, alpha=0.18, lw=0)
    for room, color, width in _lines(shown):
        ax.step(days, _held([state.median for state in shown.states[room]]), where="post", color=color, lw=width)
    ax.axhline(1, color=BLACK, linestyle="--", linewidth=1)
    log_axis(ax.yaxis, percent, steps=(1,))
    ax.grid(visible=True, axis="y")
    ax.set_ylabel("Percent of the\ndevelopment cost (log)")


def _chance(ax: Axes, shown: Shown) -> None:
    days = _days(shown.states[shown.own])
    for room, color, width in _lines(shown):
        ax.step(days, _held([state.cheaper for state in shown.states[room]]), where="post", color=color, lw=width)
    ax.axhline(0.5, color=BLACK, linestyle="--", linewidth=1)
    ax.set_ylim(0, 1)
    ax.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0%", "25%", "50%", "75%", "100%"])
    ax.grid(visible=True, axis="y")
    ax.set_ylabel("P(deployment\ncosts less)")


def _lines(shown: Shown) -> list[tuple[str, str, float]]:
    """Return rooms with their colours and widths, the study's own last and on top."""
    others = [room for room in shown.states if room != shown.own]
    return [*((room, color, 1.0) for room, color in zip(others, _OTHERS, strict=False)), (shown.own, BLUE, 2.2)]


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


def _events(ax: Axes, events: Sequence[Event]) -> None:
    for event in events:
        ax.axvline(event.date.toordinal(), color=GREY, linewidth=1, linestyle=":", zorder=0.5)


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


def _legend(ax: Axes, shown: Shown) -> None:
    lines = reversed(_lines(shown))
    handles = [Line2D([], [], color=color, lw=width, label=_room(shown, room)) for room, color, width in lines]
    legend_above(ax, handles, lift=_ABOVE_EVENTS)


def _room(shown: Shown, room: str) -> str:
    return shown.rooms[room].partition(":")[0]


def _finding(shown: Shown) -> str:
    own = shown.states[shown.own]
    first, last = own[0], own[-1]
    dear = sum(dearer(states[-1]) for states in shown.states.values())
    return (
        f"The largest viable deployment goes from {percent(first.median)} of the development cost before any"
        f" evidence to {percent(last.median)} by {last.date:%B %Y}; it then costs more than development under"
        f" {dear} of {len(shown.states)} priors for the room"
    )
