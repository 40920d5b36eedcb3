"""The section on what each item of evidence did: left out, alone, against the others, and scaled."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

from ...analyses.evidence import Influence, influences
from ...analyses.fit import Readout, interval
from ...analyses.sensitivity import SENSITIVE, Power, power_scaling
from ..figures.influence import plot_influence
from ..render.conclusion import Conclusion
from ..render.document import Block, Paragraph, Picture, Table, frame
from ..render.words import listed, probability, titled, titles_of
from ..run.run import Run
from ..run.settings import checked_gate

__all__ = ["Influenced", "compute", "write"]

SEEN = 0.01
"""Nats under which nothing can be seen of what an item says."""

_CAPTION = "The conclusion with all other items but one, and with one alone, for each item of evidence."


class Influenced(NamedTuple):
    """What each item did, and what power-scaling of each prior and item would do."""

    conclusion: Conclusion
    rows: Sequence[Influence]
    power: Sequence[Power]
    before: Readout
    after: Readout
    titles: Mapping[str, str]
    ci_prob: float


def compute(run: Run) -> Influenced:
    """Leave each item out, and take it alone."""
    settings = run.settings
    rows = influences(
        run.fit,
        seed=settings.seed,
        fit_all=run.fit_all,
        headline_all=run.headline_all,
        ci_prob=settings.ci_prob,
    )
    for row in rows:
        checked_gate(row.without.gate, f"{settings.study.name} without {row.item}")
        checked_gate(row.alone.gate, f"{settings.study.name} with {row.item} alone")
    conclusion = Conclusion(run.graph)
    prior, posterior = conclusion.draws(run.fit, "prior"), conclusion.draws(run.fit)
    before, after = (interval(draws, ci_prob=settings.ci_prob) for draws in (prior, posterior))
    power = power_scaling(run.fit, seed=settings.seed)
    return Influenced(conclusion, rows, power, before, after, titles_of(run.graph), settings.ci_prob)


def write(found: Influenced) -> list[Block]:
    """Tell which item the conclusion would miss, and which are quiet or surprising."""
    return [Paragraph(_sentences(found)), *_pictures(found), *_tables(found)]


def _sentences(found: Influenced) -> list[str]:
    if not found.rows:
        return ["No item of evidence enters under this study, so none did anything."]
    return [_most(found), _quiet(found), _conflict(found), _scaled(found)]


def _most(found: Influenced) -> str:
    most = max(found.rows, key=lambda row: row.nats)
    without, after = (found.conclusion.write(read.centre) for read in (most.without.interval, found.after))
    return (
        f"The item that the conclusion would miss most is {_quoted(found, most)}: without it {found.conclusion.name}"
        " would"
        f" be {without} instead of {after}."
    )


def _quiet(found: Influenced) -> str:
    quiet = sum(row.nats < SEEN for row in found.rows)
    alone = max(found.rows, key=lambda row: row.nats_alone)
    return (
        f"{quiet} of {len(found.rows)} items could each be left out unnoticed, since others say the same or the item is"
        f" about something else; alone, {_quoted(found, alone)} would say most, moving {found.conclusion.name}"
        f" from {found.conclusion.write(found.before.centre)} to {found.conclusion.write(alone.alone.median)}."
    )


def _conflict(found: Influenced) -> str:
    outside = [f"{_quoted(found, row)} (chance {probability(row.tail)})" for row in found.rows if row.surprising]
    if outside:
        verb = "lies" if len(outside) == 1 else "lie"
        return f"{listed(outside)} {verb} outside the 99% interval that all other evidence predicts."
    least = min(found.rows, key=lambda row: row.tail)
    return (
        "No item lies outside the 99% interval that all other evidence predicts; the most surprising is"
        f" {_quoted(found, least)}, with a chance of {probability(least.tail)} of a report at least as far out."
    )


def _scaled(found: Influenced) -> str:
    strong = [f"“{titled(row.component, found.titles)}”" for row in found.power if row.sensitivity >= SENSITIVE]
    to = listed(strong) or "none"
    return f"Of all priors and items, sharpened one by one, {found.conclusion.name} responds notably to {to}."


def _quoted(found: Influenced, row: Influence) -> str:
    return f"“{titled(row.item, found.titles)}”"


def _tables(found: Influenced) -> list[Table]:
    header = ["item", "published", "median_without", "cheaper_without", "median_alone", "cheaper_alone"]
    header += ["nats", "nats_alone", "tail_probability", "outside_99"]
    shown = list(header)
    header += [f"mcse_{name}" for name in shown[2:8]]
    rows = [
        (
            row.item,
            row.date,
            *(value for side in (row.without, row.alone) for value in (side.median, side.below)),
            *(row.nats, row.nats_alone, row.tail, row.surprising),
            *(value for side in (row.without, row.alone) for value in (side.mcse_median, side.mcse_below)),
            *(row.mcse_nats, row.mcse_nats_alone),
        )
        for row in found.rows
    ]
    moved = [(row.item, name, shift) for row in found.rows for name, shift in row.moved]
    return [
        Table("items", frame(header, rows), shown),
        Table("moved", frame(("item", "input", "shift"), moved), shown="nowhere"),
        Table("power", frame(Power._fields, found.power), shown="nowhere"),
    ]


def _pictures(found: Influenced) -> list[Picture]:
    if not found.rows:
        return []
    graph, ends = found.conclusion.graph, (found.before, found.after)
    return [Picture("items", partial(plot_influence, graph, found.rows, *ends, ci_prob=found.ci_prob), _CAPTION)]
