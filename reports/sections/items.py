"""The section on what each item of evidence did: left out, alone, against the others, and scaled."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ...analyses.evidence import NODE, Influence, influences
from ...analyses.fit import Fit, Readout, interval, node_draws
from ...analyses.sensitivity import SENSITIVE, Power, power_scaling
from ..figures.influence import Rows, plot_influence
from ..render.table import Table
from ..render.words import listed, node_title, percent, probability, titled
from ..run.settings import Settings, checked_gate, fit_all, headline_all
from ..run.terminal import Steps
from .section import Picture, Section

__all__ = ["SECTION"]

SEEN = 0.01
"""Nats under which nothing can be seen of what an item says."""

_CAPTION = "The cost ratio with all other items but one, and with one alone, for each item of evidence."


class _Found(NamedTuple):
    rows: Sequence[Influence]
    power: Sequence[Power]
    before: Readout
    after: Readout
    titles: Mapping[str, str]
    ci_prob: float


def _compute(settings: Settings, found: Fit, step: Steps) -> _Found:
    rows = influences(
        found,
        seed=settings.seed,
        fit_all=fit_all(settings, step),
        headline_all=headline_all(settings, step),
        ci_prob=settings.ci_prob,
    )
    for row in rows:
        checked_gate(row.without.gate, f"{settings.study.name} without {row.item}")
        checked_gate(row.alone.gate, f"{settings.study.name} with {row.item} alone")
    before, after = (
        interval(node_draws(found.tree[group].to_dataset(), NODE), ci_prob=settings.ci_prob)
        for group in ("prior", "posterior")
    )
    power = power_scaling(found, seed=settings.seed)
    return _Found(rows, power, before, after, _titles(found), settings.ci_prob)


def _titles(found: Fit) -> dict[str, str]:
    items = {name: item.title for name, item in found.graph.study.evidence.items()}
    return items | {name: node_title(found.graph, name) for name in found.graph.study.quantities}


def _sentences(found: _Found) -> list[str]:
    if not found.rows:
        return ["No item of evidence enters under this study, so none did anything."]
    return [_most(found), _quiet(found), _conflict(found), _scaled(found)]


def _most(found: _Found) -> str:
    most = max(found.rows, key=lambda row: row.nats)
    return (
        f"The item that the conclusion would miss most is {_quoted(found, most)}: without it the largest viable"
        f" deployment would cost {percent(most.without.ratio.centre)} of development instead of"
        f" {percent(found.after.centre)}."
    )


def _quiet(found: _Found) -> str:
    quiet = sum(row.nats < SEEN for row in found.rows)
    alone = max(found.rows, key=lambda row: row.nats_alone)
    return (
        f"{quiet} of {len(found.rows)} items could each be left out unnoticed, since others say the same or the item is"
        f" about something else; alone, {_quoted(found, alone)} would say most, moving the ratio from"
        f" {percent(found.before.centre)} to {percent(alone.alone.ratio.centre)}."
    )


def _conflict(found: _Found) -> str:
    outside = [f"{_quoted(found, row)} (chance {probability(row.tail)})" for row in found.rows if row.surprising]
    if outside:
        verb = "lies" if len(outside) == 1 else "lie"
        return f"{listed(outside)} {verb} outside the 99% interval that all other evidence predicts."
    least = min(found.rows, key=lambda row: row.tail)
    return (
        "No item lies outside the 99% interval that all other evidence predicts; the most surprising is"
        f" {_quoted(found, least)}, with a chance of {probability(least.tail)} of a report at least as far out."
    )


def _scaled(found: _Found) -> str:
    strong = [f"“{titled(row.component, found.titles)}”" for row in found.power if row.sensitivity >= SENSITIVE]
    if strong:
        return f"Of all priors and items, sharpened one by one, the ratio responds notably to {listed(strong)}."
    return "Of all priors and items, sharpened one by one, the ratio responds notably to none."


def _quoted(found: _Found, row: Influence) -> str:
    return f"“{titled(row.item, found.titles)}”"


def _tables(found: _Found) -> dict[str, Table]:
    header = ["item", "published", "median_without", "cheaper_without", "median_alone", "cheaper_alone"]
    header += ["nats", "nats_alone", "tail_probability", "outside_99"]
    rows = [
        (
            row.item,
            row.date.isoformat(),
            *(value for side in (row.without, row.alone) for value in (side.ratio.centre, side.cheaper)),
            *(row.nats, row.nats_alone, row.tail, row.surprising),
        )
        for row in found.rows
    ]
    return {
        "items": Table(header, rows),
        "moved": Table(
            ("item", "input", "shift"), [(r.item, name, shift) for r in found.rows for name, shift in r.moved]
        ),
        "power": Table(Power._fields, [tuple(row) for row in found.power]),
    }


def _pictures(found: _Found) -> dict[str, Picture]:
    if not found.rows:
        return {}
    rows = Rows(found.rows, found.before, found.after, found.titles, found.ci_prob)
    return {"items": Picture(plot_influence(rows), _CAPTION)}


SECTION = Section(
    name="items",
    title="What each item of evidence did",
    compute=_compute,
    sentences=_sentences,
    tables=_tables,
    pictures=_pictures,
)
