"""Value of information: what is worth finding out before a claim is asserted."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...analyses.decision import ValueOfInformation, Worth
from ...analyses.fit import CI_PROB
from ..render.words import percent, points, probability, titled
from .marks import key, z_score
from .style import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    VERMILLION,
    caption,
    headline,
    new_figure,
    report_style,
    right_labels,
    rows,
)

__all__ = ["plot_value_of_information", "row_title", "shown", "spared"]

_SHOWN, _SETS = 6, 3
_ROOM, _NARROWEST = 1.04, 1e-3
_PANELS = (
    ("If one input were known", BLUE),
    ("If several inputs were known together", GREEN),
    ("If one more report were seen", ORANGE),
)
_BASES = {
    "stated": "everything that the post states",
    "derived": "everything derived from the post's text",
    "reconstructed": "everything reconstructed from the post's results",
    "external": "everything from outside sources",
    "judgement": "everything that rests on judgement",
    "definition": "everything set by definition",
}
_SEEN = {
    "later": "“{}”, published later",
    "left_out": "“{}”, left out by the study",
    "repeat": "Another report like “{}”",
    "measurement": "A rough measurement of “{}”",
}
_CAPTION = (
    "Bars: how far the chance of asserting the wrong side of the claim falls, on average, if something is known exactly"
    " or one more report is seen; a bar has no length where that would not change the side asserted. Black lines: {ci}"
    " Monte Carlo intervals. A rough measurement has an error as large as the input's own uncertainty."
)


def spared(row: Worth) -> str:
    """Write by how many percentage points the chance of being wrong falls."""
    return points(row.value.gain, error=row.value.mcse)


def row_title(row: Worth, titles: Mapping[str, str]) -> str:
    """Say what is known or seen, by the titles of inputs and items."""
    names = [titled(name, titles) for name in row.names]
    if row.kind == "group":
        text = _BASES[row.names[0]]
        return text[0].upper() + text[1:]
    if row.kind == "pair":
        return f"“{names[0]}” and “{names[1]}”"
    return _SEEN.get(row.kind, "{}").format(names[0])


@report_style()
def plot_value_of_information(
    now: ValueOfInformation,
    later: ValueOfInformation | None,
    titles: Mapping[str, str],
    *,
    ci_prob: float = CI_PROB,
) -> Figure:
    """Rank what is worth knowing, and what is worth seeing once.

    Parameters
    ----------
    now : ValueOfInformation
    later : ValueOfInformation or None
        The same claim with all evidence to date, if there is more of it; only its inputs are read.
    titles : mapping of str to str
        Titles of the inputs and the items.
    ci_prob : float, optional
        Of the Monte Carlo intervals.

    Notes
    -----
    Compare the bars with the dashed line: to know everything cannot spare more than the chance of being wrong
    now. Bars do not add up: two inputs known together may be worth more or less than the sum of the two.
    """
    panels = shown(now)
    heights = [max(len(rows), 1) + 1.2 for rows in panels]
    fig = new_figure(0.38 * sum(heights) + 1.9)
    axes = fig.subplots(len(panels), sharex=True, height_ratios=heights)
    for ax, group, (title, color) in zip(axes, panels, _PANELS, strict=True):
        _bars(ax, group, titles, color, z_score(ci_prob))
        ax.axvline(100 * now.everything.gain, color=GREY, linestyle="--", linewidth=1)
        ax.set_title(title)
    axes[0].set_xlim(0, 100 * _ROOM * max(now.everything.gain, _largest(now, later), _NARROWEST))
    if later:
        _later(axes[0], panels[0], later)
    _legend(axes[0], later)
    axes[-1].set_xlabel("Fall in the chance of being wrong, percentage points")
    headline(fig, _finding(now, titles))
    caption(fig, _CAPTION.format(ci=percent(ci_prob, error=0)))
    return fig


def shown(now: ValueOfInformation) -> tuple[list[Worth], list[Worth], list[Worth]]:
    """Return what is worth most of what could be known alone, known together, and seen once; nothing worth nothing."""
    sets = [*now.ranked("pair")[:_SETS], *now.ranked("group")[:_SETS]]
    panels = (now.ranked("input")[:_SHOWN], sets, now.ranked("later", "left_out", "repeat", "measurement")[:_SHOWN])
    alone, together, seen = (sorted((r for r in p if r.value.gain), key=lambda r: -r.value.gain) for p in panels)
    return alone, together, seen


def _largest(now: ValueOfInformation, later: ValueOfInformation | None) -> float:
    values = [row.value.gain for v in (now, later) if v for row in v.rows]
    return max(values, default=0.0)


def _bars(ax: Axes, worths: Sequence[Worth], titles: Mapping[str, str], color: str, z: float) -> None:
    gains = [100 * row.value.gain for row in worths]
    errors = [100 * z * row.value.mcse for row in worths]
    ax.barh(range(len(worths)), gains, xerr=errors, color=color, height=0.62, error_kw={"linewidth": 1.0})
    rows(ax, [_label(row, titles) for row in worths], line=46)
    if not worths:
        ax.annotate("Nothing would change the side asserted", (0.02, 0.5), xycoords="axes fraction", va="center")
    right_labels(ax, range(len(worths)), [spared(row) for row in worths], "points")


def _label(row: Worth, titles: Mapping[str, str]) -> str:
    if row.kind == "pair":  # the first of a pair is the input at the top of the panel above
        return f"The first input above, and “{titled(row.names[1], titles)}”"
    return row_title(row, titles)


def _later(ax: Axes, rows: Sequence[Worth], later: ValueOfInformation) -> None:
    gains = {row.names: 100 * row.value.gain for row in later.rows}
    kept = [(gains[row.names], y) for y, row in enumerate(rows) if row.names in gains]
    ax.tick_params(axis="y", pad=8)
    if kept:
        ax.plot(*zip(*kept, strict=True), "D", color=VERMILLION, markersize=5, markerfacecolor="white", clip_on=False)


def _legend(ax: Axes, later: ValueOfInformation | None) -> None:
    handles = [key("Everything known", GREY, line="--", width=1)]
    if later:
        handles.append(key(f"With all evidence to {later.as_of.year}", VERMILLION, marker="D", filled=False))
    ax.legend(handles=handles, loc="lower right", bbox_to_anchor=(0.94, 0))


def _finding(now: ValueOfInformation, titles: Mapping[str, str]) -> str:
    chance = probability(now.everything.gain)
    best = now.best("input")
    if now.settled:
        return (
            f"Settled under this study, not in general: asserting the likelier side is wrong with a chance of {chance}"
        )
    if best is None:
        return f"Asserting the likelier side is wrong with a chance of {chance}; no input alone would change the side"
    return (
        f"Asserting the likelier side is wrong with a chance of {chance}; to know “{titled(best.names[0], titles)}”"
        f" would spare {spared(best)} points of it"
    )
