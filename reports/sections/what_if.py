"""What if: a node fixed or observed, an item dropped or taken in, another option: before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from ...analyses.change import CLAIM_VISIBLE, Changes, ClaimMove, Move, WhatIf, read_changes, supposed, what_if
from ...analyses.fit import Fit, Readout, checked_graph
from ...priors import Study, split_name
from ...priors.study import NO_LIKELIHOOD
from ..figures.what_if import plot_what_if
from ..render.table import Table
from ..render.words import amount, node_title, percent, probability, ranged, titled
from ..run.settings import Settings, checked_gate, fit_all
from ..run.terminal import Steps
from .section import Picture, Section

__all__ = ["SECTION", "Found"]

_CAPTION = "The conclusion, the inputs that move and the claims that move, before and after what is supposed."
_RATIO = "cost_ratio"

LATER = "later"
"""Stands for all items that are published after the study's date."""


class Found(NamedTuple):
    """What changes do, and how it is told.

    Attributes
    ----------
    result : WhatIf
    titles : mapping of str to str
        Of the nodes.
    computed : sequence of str
        Nodes that are fixed and that the study computes from others.
    claims : int
        How many claims there are.
    """

    result: WhatIf
    titles: Mapping[str, str]
    computed: Sequence[str]
    claims: int


def _check(settings: Settings, **options: Sequence[str]) -> None:
    changes = _changes(settings.study, **options)
    supposed(checked_graph(settings.study), changes)


def _changes(
    study: Study,
    *,
    change: Sequence[str] = (),
    without: Sequence[str] = (),
    taken: Sequence[str] = (),
    choose: Sequence[str] = (),
) -> Changes:
    names = [name for each in taken for name in (_later(study) if each == LATER else [each])]
    return read_changes(change, without=without, taken=list(dict.fromkeys(names)), choose=choose)


def _later(study: Study) -> list[str]:
    """Return the items that are published after a study's date and come in with it, if reports enter at all."""
    if study.choices.get("evidence_model") in NO_LIKELIHOOD:
        return []
    return [name for name, item in study.evidence.items() if item.include and item.published > study.as_of]


def _compute(
    settings: Settings,
    found: Fit,
    step: Steps,
    *,
    change: Sequence[str] = (),
    without: Sequence[str] = (),
    taken: Sequence[str] = (),
    choose: Sequence[str] = (),
) -> Found | None:
    if not (change or without or choose or [name for name in taken if name != LATER] or _later(settings.study)):
        return None
    changes = _changes(settings.study, change=change, without=without, taken=taken, choose=choose)
    asked = replace(settings, study=replace(settings.study, name=changes.summary))
    result = what_if(found, changes, fit_all=fit_all(asked, step), ci_prob=settings.ci_prob)
    checked_gate(result.fit.gate, f"{settings.study.name} with {asked.study.name}")
    graph = found.graph
    bases = {split_name(move.name)[0] for move in (*result.headlines, *result.inputs)}
    computed = [each.name for each in changes.fixed if graph.parents.get(split_name(each.name)[0])]
    return Found(result, {base: node_title(graph, base) for base in bases}, computed, len(graph.study.claims))


def _sentences(found: Found | None) -> list[str]:
    if found is None:
        return ["No item of evidence is published later that could come in."]
    said = [_conclusion(found), _inputs(found), _claims(found), _fixed(found)]
    return [sentence for sentence in said if sentence]


def _conclusion(found: Found) -> str:
    ratio = next((move for move in found.result.headlines if move.name == _RATIO), None)
    supposed = found.result.changes.summary
    if ratio is None:
        return f"Supposing {supposed}: the study has no {_RATIO}."
    before, after = found.result.cheaper
    return (
        f"Supposing {supposed}, the largest viable deployment costs {_percents(ratio.after)} of the development cost,"
        f" where it was {_percents(ratio.before)}; the probability that it is cheaper than development"
        f" {_goes(probability(before), probability(after))}."
    )


def _goes(before: str, after: str) -> str:
    return f"goes from {before} to {after}" if before != after else f"stays {after}"


def _percents(read: Readout) -> str:
    return ranged(*map(percent, read)) if read.low < read.high else percent(read.centre)


def _inputs(found: Found) -> str:
    moves = found.result.inputs
    if not moves:
        return "No other input moves."
    first, others = moves[0], moves[1:3]
    more = ", followed by " + " and ".join(_titled(found, move) for move in others) if others else ""
    return f"Of the inputs {_titled(found, first)} moves most, its median from {_medians(first)}{more}."


def _titled(found: Found, move: Move) -> str:
    return f"“{titled(move.name, found.titles)}”"


def _medians(move: Move) -> str:
    return f"{amount(move.before.centre, move.unit)} to {amount(move.after.centre, move.unit)}"


def _claims(found: Found) -> str:
    moves = found.result.claims
    if not moves:
        return f"None of the {found.claims} claims changes its probability by {percent(CLAIM_VISIBLE)} or more."
    first = moves[0]
    return (
        f"{len(moves)} of the {found.claims} claims change their probability by {percent(CLAIM_VISIBLE)} or more, most"
        f" of all “{first.title}”, from {probability(first.before)} to {probability(first.after)}."
    )


def _fixed(found: Found) -> str:
    if not found.computed:
        return ""
    names = " and ".join(found.computed)
    return (
        f"What {names} is computed from learns nothing from a value that is set, and stays as the evidence has it; to"
        " learn from the value as from a measurement, write ~ and an error."
    )


_HEADER = ["kind", "name", "title", "unit", "before", "low", "high", "after", "low_after", "high_after"]
_SHORT_HEADER = ["kind", "title", "unit", "before", "after"]
SHORT = 8
"""Inputs and claims in the table for the page: those that move most."""


def _tables(found: Found | None) -> dict[str, Table]:
    if found is None:
        return {"moves": Table(_SHORT_HEADER, [])}
    result = found.result
    headlines = [_row(found, "conclusion", move) for move in result.headlines]
    inputs = [_row(found, "input", move) for move in result.inputs]
    claims = [_claim_row(move) for move in result.claims]
    columns = [_HEADER.index(name) for name in _SHORT_HEADER]
    short = [tuple(row[i] for i in columns) for row in (*headlines, *inputs[:SHORT], *claims[:SHORT])]
    return {"moves": Table(_SHORT_HEADER, short), "before_after": Table(_HEADER, [*headlines, *inputs, *claims])}


def _row(found: Found, what: str, move: Move) -> tuple[object, ...]:
    return (what, move.name, titled(move.name, found.titles), move.unit, *move.before, *move.after)


def _claim_row(move: ClaimMove) -> tuple[object, ...]:
    return ("claim", move.id, move.title, "probability", move.before, None, None, move.after, None, None)


def _pictures(found: Found | None) -> dict[str, Picture]:
    if found is None:
        return {}
    return {"before_after": Picture(plot_what_if(found.result, found.titles), _CAPTION)}


SECTION = Section(
    name="what_if",
    title="What if all later evidence were in?",
    compute=_compute,
    sentences=_sentences,
    tables=_tables,
    pictures=_pictures,
    options={"taken": (LATER,)},
    check=_check,
)
