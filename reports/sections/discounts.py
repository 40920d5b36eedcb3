"""Discounts: whether the headline rests on how wide one discount's prior is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp

from ...analyses.evidence import DiscountRow, Level, discount_rows, reach
from ...analyses.fit import Fit, interval
from ..figures.discounts import plot_discounts
from ..render.table import Table
from ..render.words import listed, node_title, percent
from ..run.settings import Settings, checked_gate, headline_all
from ..run.terminal import Steps
from .section import Picture, Section, own_ratio

__all__ = ["SECTION", "Widths"]

NOTICED = 1.05
"""Multiple of the median below which a move is not told apart from the noise of the draws."""


@dataclass(frozen=True)
class Widths:
    """The headline under each width of each discount's prior.

    Attributes
    ----------
    level : Level
        The study as it is.
    rows : sequence of DiscountRow
        Both of whose fits have converged, the one that moves the median most first.
    refused : sequence of str
        Discounts of which one has not.
    titles : mapping of str to str
    """

    level: Level
    rows: Sequence[DiscountRow]
    refused: Sequence[str]
    titles: Mapping[str, str]


def _compute(settings: Settings, found: Fit, step: Steps) -> Widths:
    level, rows = discount_rows(found.graph, headline_all=headline_all(settings, step), ci_prob=settings.ci_prob)
    checked_gate(level.gate, settings.study.name)
    draws = own_ratio(found)
    level = level._replace(ratio=interval(draws, ci_prob=settings.ci_prob), cheaper=float((draws < 1).mean()))
    good = [row for row in rows if row.narrow.gate.passed and row.wide.gate.passed]
    titles = {row.name: node_title(found.graph, row.name) for row in rows}
    return Widths(level, good, [row.name for row in rows if row not in good], titles)


def _sentences(result: Widths) -> list[str]:
    if not result.rows:
        return [*_refused(result), "No discount with a prior bears on the evidence of this study."]
    said = [_most(result), _turned(result), _quiet(result), *_refused(result)]
    return [sentence for sentence in said if sentence]


def _most(result: Widths) -> str:
    first = result.rows[0]
    return (
        f"It rests most on “{result.titles[first.name]}”: with that prior half as wide the median ratio is"
        f" {percent(first.narrow.ratio.centre)}, and twice as wide {percent(first.wide.ratio.centre)}, against"
        f" {percent(result.level.ratio.centre)} as the study is."
    )


def _turned(result: Widths) -> str:
    """Say which single widths put the median on the other side of one."""
    below = result.level.ratio.centre < 1
    levels = [(row, text, each) for row in result.rows for text, each in _named(row)]
    turned = [f"{text} of {_its(result, row)}" for row, text, each in levels if (each.ratio.centre < 1) != below]
    if turned:
        return f"Deployment turns likelier {'dearer' if below else 'cheaper'} under {listed(turned)} alone."
    return f"Under each single change deployment stays more likely than not to be {'cheaper' if below else 'dearer'}."


def _its(result: Widths, row: DiscountRow) -> str:
    """Name a discount, but for the first, which has just been named."""
    return "that prior" if row is result.rows[0] else f"“{result.titles[row.name]}”"


def _named(row: DiscountRow) -> tuple[tuple[str, Level], tuple[str, Level]]:
    return ("half the width", row.narrow), ("twice the width", row.wide)


def _quiet(result: Widths) -> str:
    quiet = [row for row in result.rows if exp(reach(row, result.level)) < NOTICED]
    if not quiet:
        return ""
    total, least = len(result.rows), f"{NOTICED - 1:.0%}"
    return f"The width of {len(quiet)} of the {total} discounts moves the median by less than {least}."


def _refused(result: Widths) -> list[str]:
    names = ", ".join(f"“{result.titles[name]}”" for name in result.refused)
    return [f"Not shown, since a fit has not converged: {names}."] if names else []


def _tables(result: Widths) -> dict[str, Table]:
    return {"medians": _short(result), "widths": _long(result)}


def _short(result: Widths) -> Table:
    """Return a row a discount."""
    header = ("discount", "median_half", "median_as_it_is", "median_twice", "cheaper_half", "cheaper_twice")
    own = result.level.ratio.centre
    return Table(
        header,
        [
            (
                result.titles[row.name],
                *(row.narrow.ratio.centre, own, row.wide.ratio.centre),
                *(row.narrow.cheaper, row.wide.cheaper),
            )
            for row in result.rows
        ],
    )


def _long(result: Widths) -> Table:
    """Return a row a width of a discount."""
    header = ["discount", "title", "items", "width", "median", "low", "high", "probability_cheaper", "times_default"]
    rows = [
        (row.name, result.titles[row.name], ", ".join(row.items), text, *each.ratio, each.cheaper, _times(result, each))
        for row in result.rows
        for text, each in _named(row)
    ]
    own = ("", "The study as it is", "", "as it is", *result.level.ratio, result.level.cheaper, 1.0)
    return Table(header, [own, *rows])


def _times(result: Widths, level: Level) -> float:
    return level.ratio.centre / result.level.ratio.centre


def _pictures(result: Widths) -> dict[str, Picture]:
    if not result.rows:
        return {}
    text = "The median cost ratio with the prior of each discount half as wide and twice as wide."
    return {"widths": Picture(plot_discounts(result.level, result.rows, result.titles), text)}


SECTION = Section(
    name="discounts",
    title="Does the headline rest on one discount?",
    compute=_compute,
    sentences=_sentences,
    tables=_tables,
    pictures=_pictures,
)
