"""The section on what each item of evidence did: left out, alone, against the others, and scaled."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import pandas as pd

from ...analyses.evidence import Influence, influences, without_items
from ...analyses.fit import Readout
from ...analyses.sensitivity import SENSITIVE, Power, power_scaling
from ..figures.influence import SEEN, plot_influence
from ..render.conclusion import Conclusion
from ..render.document import Block, Paragraph, Picture, Table, frame
from ..render.words import listed, probability, titled, titles_of
from ..run.run import Run
from ..run.settings import checked_gate

__all__ = ["Influenced", "compute", "write"]

_SHOWN = (
    *("item", "published", "median_without", "below_without", "median_alone", "below_alone"),
    *("nats", "nats_alone", "tail_probability", "outside_99"),
)
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
    left_out = [(row.item,) for row in rows]
    others = without_items(run.graph, left_out, headline_near=run.headline_near, ci_prob=settings.ci_prob)
    rows = [row._replace(without=other.verdict) for row, other in zip(rows, others, strict=True)]  # as in 'reliance'
    for row in rows:
        checked_gate(row.without.gate, f"{settings.study.name} without {row.item}")
        checked_gate(row.alone.gate, f"{settings.study.name} with {row.item} alone")
    conclusion = Conclusion(run.graph)
    prior, posterior = conclusion.sample(run.fit, "prior"), conclusion.sample(run.fit)
    before, after = (sample.interval(settings.ci_prob)[0] for sample in (prior, posterior))
    power = power_scaling(run.fit, seed=settings.seed)
    return Influenced(conclusion, rows, power, before, after, titles_of(run.graph), settings.ci_prob)


def write(told: Influenced) -> list[Block]:
    """Tell which item the conclusion would miss, and which are quiet or surprising."""
    if not told.rows:
        return [Paragraph(["No item of evidence enters under this study, so none did anything."])]
    graph, ends = told.conclusion.graph, (told.before, told.after)
    draw = partial(plot_influence, graph, told.rows, *ends, ci_prob=told.ci_prob)
    quiet = [_quiet(told)] if len(told.rows) > 1 else []  # of one there are no others that could say the same
    said = [_most(told), *quiet, _conflict(told), _scaled(told)]
    moved = [(row.item, name, shift) for row in told.rows for name, shift in row.moved]
    percents = told.conclusion.percents("median_without", "median_alone")
    return [
        Paragraph(said),
        Picture("items", draw, _CAPTION),
        Table("items", pd.DataFrame(map(_row, told.rows)), _SHOWN, percents=percents),
        Table("moved", frame(("item", "input", "shift"), moved), shown="nowhere"),
        Table("power", frame(Power._fields, told.power), shown="nowhere"),
    ]


def _most(told: Influenced) -> str:
    most = max(told.rows, key=lambda row: row.nats)
    without, after = (told.conclusion.write(read.centre) for read in (most.without.interval, told.after))
    return (
        f"The item that the conclusion would miss most is {_quoted(told, most)}: without it {told.conclusion.name}"
        " would"
        f" be {without} instead of {after}."
    )


def _quiet(told: Influenced) -> str:
    quiet = sum(row.nats < SEEN for row in told.rows)
    alone = max(told.rows, key=lambda row: row.nats_alone)
    which, name = f"{quiet or 'None'} of {len(told.rows)} items could", told.conclusion.name
    why = ", since others say the same or the item is about something else" if quiet else ""
    return (
        f"{which} each be left out with hardly a change{why}; alone, {_quoted(told, alone)} would say most, moving"
        f" {name} from {told.conclusion.write(told.before.centre)} to {told.conclusion.write(alone.alone.median)}."
    )


def _conflict(told: Influenced) -> str:
    outside = [f"{_quoted(told, row)} (chance {probability(row.tail)})" for row in told.rows if row.surprising]
    if outside:
        verb = "lies" if len(outside) == 1 else "lie"
        return f"{listed(outside)} {verb} outside the 99% interval that all other evidence predicts."
    least = min(told.rows, key=lambda row: row.tail)
    return (
        "No item lies outside the 99% interval that all other evidence predicts; the most surprising is"
        f" {_quoted(told, least)}, with a chance of {probability(least.tail)} of a report at least as far out."
    )


def _scaled(told: Influenced) -> str:
    strong = [f"“{titled(row.component, told.titles)}”" for row in told.power if row.sensitivity >= SENSITIVE]
    to = listed(strong) or "none"
    return f"Of all priors and items, sharpened one by one, {told.conclusion.name} responds notably to {to}."


def _quoted(told: Influenced, row: Influence) -> str:
    return f"“{titled(row.item, told.titles)}”"


def _row(row: Influence) -> dict[str, Any]:
    read: dict[str, Any] = {"item": row.item, "published": row.date}
    for side, verdict in (("without", row.without), ("alone", row.alone)):
        read |= {f"{name}_{side}": value for name, value in verdict.numbers.items()}
    read |= {"nats": row.nats, "nats_alone": row.nats_alone, "tail_probability": row.tail, "outside_99": row.surprising}
    return read | {"mcse_nats": row.mcse_nats, "mcse_nats_alone": row.mcse_nats_alone}
