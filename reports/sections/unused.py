"""The section on evidence that the author did not use, or turned by hand into a number."""

from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

from ...analyses.evidence import Use, unused
from ...analyses.fit import Readout
from ...model import build
from ...priors import load_study
from ..figures.unused import plot_unused
from ..render.document import Block, Paragraph, Picture, Table, frame
from ..render.words import amount, listed, titled, titles_of
from ..run.run import Run
from ..run.settings import checked_gate

__all__ = ["Unused", "compute", "write"]

LITTLE = 0.05
"""Nats below which an item says next to nothing: a normal shifted by less than a third of its width."""

_STATES = ("post", "before", "alone", "together")
_CAPTION = (
    "Evidence that the author turned by hand into a number, or left out: what each item says of the quantity that it"
    " bears on, first as the only evidence and then with all other items."
)


class Unused(NamedTuple):
    """The rows, with the titles of their nodes."""

    rows: list[Use]
    titles: Mapping[str, str]
    ci_prob: float


def compute(run: Run) -> Unused:
    """Let each item update the quantity that it bears on, alone and with all others."""
    settings = run.settings
    rows = unused(
        run.fit,
        build(load_study("published")),
        fit_all=run.fit_all,
        seed=settings.seed,
        draws=settings.draws,
        ci_prob=settings.ci_prob,
    )
    for row in rows:
        checked_gate(row.gate, f"{settings.study.name} with {row.item!r} alone")
    titles = titles_of(run.graph)
    return Unused(rows, {row.node: titled(row.node, titles) for row in rows}, settings.ci_prob)


def write(result: Unused) -> list[Block]:
    """Tell what the author did not use, and what it says."""
    draw = partial(plot_unused, result.rows, result.titles, ci_prob=result.ci_prob)
    picture = Picture("nodes", draw, _CAPTION)
    return [Paragraph(_sentences(result)), *([picture] if result.rows else []), *_tables(result)]


def _sentences(result: Unused) -> list[str]:
    rows, titles, _ = result
    if not rows:
        return ["No item that this study sees is told to bear on an uncertain quantity of the post's argument."]
    used = {row.item: row.used for row in rows}
    most = max(rows, key=lambda row: row.nats_alone)
    others = [row for row in rows if row.node != most.node] or rows
    farthest = max(others, key=lambda row: row.nats_together)
    quiet = {row.title for row in rows if row.nats_alone < LITTLE}
    return [
        f"Of {len(used)} observations the post turns {sum(used.values())} by hand into a bound or a number and leaves"
        f" {len(used) - sum(used.values())} out; here each updates the quantity that it bears on.",
        f"“{most.title}” says most: alone it moves “{titles[most.node]}” from"
        f" {_moved(most.before, most.alone, most.unit)}.",
        f"{_quiet(quiet)}; of the other quantities all the evidence together moves “{titles[farthest.node]}” most, from"
        f" {_moved(farthest.before, farthest.together, farthest.unit)}.",
    ]


def _quiet(titles: set[str]) -> str:
    if not titles:
        return "None of them alone says next to nothing"
    return f"Next to nothing is said by {listed([f'“{title}”' for title in sorted(titles)])}, each by itself"


def _moved(before: Readout, after: Readout, unit: str) -> str:
    """Write two medians, the unit behind the second."""
    return f"{amount(before.centre, unit).split()[0]} to {amount(after.centre, unit)}"


def _tables(result: Unused) -> list[Table]:
    shown = ("item", "node", "unit", *_STATES, "nats_alone", "nats_together")
    header = (*shown, "mcse_alone", "mcse_together", "mcse_nats_alone", "mcse_nats_together")
    medians = [
        (
            row.item,
            row.node,
            row.unit,
            *(read and read.centre for read in _reads(row)),
            row.nats_alone,
            row.nats_together,
            *(row.mcse_alone.centre, row.mcse_together.centre, row.mcse_nats_alone, row.mcse_nats_together),
        )
        for row in result.rows
    ]
    intervals = [
        (row.item, row.node, state, *read)
        for row in result.rows
        for state, read in zip(_STATES, _reads(row), strict=True)
        if read
    ]
    did = {row.item: row.author_did for row in result.rows}
    return [
        Table("medians", frame(header, medians), shown),
        Table("intervals", frame(("item", "node", "state", "median", "low", "high"), intervals), shown="nowhere"),
        Table("author", frame(("item", "author_did"), did.items()), shown="nowhere"),
    ]


def _reads(row: Use) -> tuple[Readout | None, ...]:
    return row.post, row.before, row.alone, row.together
