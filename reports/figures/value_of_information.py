"""Value of information: what is worth finding out before a claim is asserted."""

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes

from ...analyses.decision import ValueOfInformation, Worth
from ...analyses.fit import CI_PROB
from ..render.document import Plot
from ..render.words import percent, points, probability, titled
from .marks import key, z_score
from .rows import Rows
from .sheet import WIDTH, Sheet
from .style import BLUE, GREEN, GREY, ORANGE, VERMILLION, report_style

__all__ = ["plot_value_of_information", "row_title", "shown", "spared"]

_SHOWN, _SETS = 6, 3
_ROOM, _NARROWEST = 1.04, 1e-3
_PANELS = (
    ("If one input were known", BLUE),
    ("If several inputs were known together", GREEN),
    ("If one more report were seen", ORANGE),
)
_BASES = {
    "stated": "everything that the text states",
    "derived": "everything derived from the text",
    "reconstructed": "everything worked back from results",
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
    " or one more report is seen; what would not change the side asserted has no row. Black lines: {ci}"
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
    width: float = WIDTH,
) -> Plot:
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
    width : float, optional

    Notes
    -----
    Compare the bars with the dashed line: to know everything cannot spare more than the chance of being wrong
    now. Bars do not add up: two inputs known together may be worth more or less than the sum of the two.
    """
    groups = [(group, *look) for group, look in zip(shown(now), _PANELS, strict=True) if group]
    panels = [
        Rows([_label(r, titles) for r in group], width, right=[spared(r) for r in group], heading="Points", step=0.22)
        for group, *_ in groups
    ]
    sheet = Sheet(width, [panel.height for panel in panels] or [0.3], sharex=True)
    for ax, panel, (group, title, color) in zip(sheet.axes, panels, groups, strict=False):
        _bars(ax, panel, group, color, z_score(ci_prob))
        ax.set_title(title)
    if not groups:
        sheet.axes[0].annotate(
            "Nothing would change the side asserted", (0.02, 0.5), xycoords="axes fraction", va="center"
        )
        sheet.axes[0].set_yticks([])
    for ax in sheet.axes:
        ax.axvline(100 * now.everything.gain, color=GREY, linestyle="--", linewidth=1)
    largest = max((row.value.gain for each in (now, later) if each for row in each.rows), default=0.0)
    sheet.axes[0].set_xlim(0, 100 * _ROOM * max(now.everything.gain, largest, _NARROWEST))
    sheet.axes[-1].set_xlabel("Fall in the chance of being wrong, percentage points")
    sheet.keys = [key("everything known", GREY, line="--", width=1)]
    if later and groups and groups[0][1] == _PANELS[0][0]:
        _later(sheet.axes[0], panels[0], groups[0][0], later)
        sheet.keys.append(key(f"with all evidence to {later.as_of.year}", VERMILLION, marker="D", filled=False))
    return sheet.finish(_finding(now, titles), _CAPTION.format(ci=percent(ci_prob, error=0)), _data(groups, titles))


def shown(now: ValueOfInformation) -> tuple[list[Worth], list[Worth], list[Worth]]:
    """Return what is worth most of what could be known alone, known together, and seen once; nothing worth nothing."""
    sets = [*now.ranked("pair")[:_SETS], *now.ranked("group")[:_SETS]]
    panels = (now.ranked("input")[:_SHOWN], sets, now.ranked("later", "left_out", "repeat", "measurement")[:_SHOWN])
    alone, together, seen = (sorted((r for r in p if r.value.gain), key=lambda r: -r.value.gain) for p in panels)
    return alone, together, seen


def _data(groups: Sequence[tuple[list[Worth], str, str]], titles: Mapping[str, str]) -> pd.DataFrame:
    rows = [(title, row.kind, row_title(row, titles), *row.value) for group, title, _ in groups for row in group]
    return pd.DataFrame(rows, columns=["panel", "kind", "title", "gain", "mcse_gain"])


def _bars(ax: Axes, rows: Rows, worths: Sequence[Worth], color: str, z: float) -> None:
    gains, errors = ([100 * x for x in values] for values in zip(*(row.value for row in worths), strict=True))
    ax.barh(rows.y, gains, 0.14, xerr=[z * each for each in errors], color=color, error_kw={"linewidth": 1.0})
    rows.write(ax)


def _label(row: Worth, titles: Mapping[str, str]) -> str:
    if row.kind == "pair":  # the first of a pair is the input at the top of the panel above
        return f"The first input above, and “{titled(row.names[1], titles)}”"
    return row_title(row, titles)


def _later(ax: Axes, rows: Rows, worths: Sequence[Worth], later: ValueOfInformation) -> None:
    gains = {row.names: 100 * row.value.gain for row in later.rows}
    kept = [(gains[row.names], y) for row, y in zip(worths, rows.y, strict=True) if row.names in gains]
    if kept:
        ax.plot(*zip(*kept, strict=True), "D", color=VERMILLION, markersize=5, markerfacecolor="white", clip_on=False)


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
