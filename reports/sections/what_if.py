"""What if: a node fixed or observed, an item dropped or taken in, another option: before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import pandas as pd

from ...analyses.change import CLAIM_VISIBLE, Changes, ClaimMove, Move, WhatIf, read_changes, supposed, what_if
from ...analyses.fit import checked_graph
from ...model import build
from ...priors import Study, split_name
from ..explorer.link import read_link
from ..render.conclusion import Conclusion
from ..render.document import Block, Paragraph, Picture, Plot, Table
from ..render.words import amount, counted, percent, probability, titled, titles_of
from ..run.run import Run
from ..run.settings import Settings, checked_gate
from ..run.terminal import say
from . import bearing
from .catalogue import LATER
from .slips import far_out

__all__ = ["Supposed", "check", "compute", "write"]

_CAPTION = "The conclusion, the inputs that move and the claims that move, before and after what is supposed."


class Supposed(NamedTuple):
    """What changes do, and how it is told.

    Attributes
    ----------
    result : WhatIf
    conclusion : Conclusion
    titles : mapping of str to str
        Of the nodes.
    computed : sequence of str
        Nodes that are fixed and that the study computes from others.
    claims : int
        How many claims there are.
    ci_prob : float
    bearing : sequence of str
        What evidence of other studies does to what this one replaces.
    """

    result: WhatIf
    conclusion: Conclusion
    titles: Mapping[str, str]
    computed: Sequence[str]
    claims: int
    ci_prob: float
    bearing: Sequence[str] = ()


def check(settings: Settings, from_link: str = "", **options: Sequence[str]) -> None:
    """Refuse changes that cannot be made, and warn of values that are far out and of a link of other assumptions."""
    study, layer = _linked(settings.study, from_link)
    changes, graph = _changes(study, layer, **options), checked_graph(study)
    _, fixed = supposed(graph, changes)
    for warning in far_out(fixed, graph):
        say(warning)


def _linked(study: Study, link: str) -> tuple[Study, Mapping[str, Any]]:
    """Return the study of the position that a link starts from, and what it changes; the study itself without one."""
    if not link:
        return study, {}
    view = read_link(link, study)
    if view.digest and not build(study).digest().startswith(view.digest):
        say("the link was made from another version of this study: what it changes it from may differ")
    return view.position.study, view.layer


def _changes(
    study: Study,
    layer: Mapping[str, Any],
    *,
    change: Sequence[str] = (),
    without: Sequence[str] = (),
    taken: Sequence[str] = (),
    choose: Sequence[str] = (),
) -> Changes:
    names = [name for each in taken for name in (_later(study) if each == LATER else [each])]
    return read_changes(change, without=without, taken=list(dict.fromkeys(names)), choose=choose, layer=layer)


def _later(study: Study) -> list[str]:
    """Return the items that are published after a study's date and come in with it, if reports enter at all."""
    if study.taken_on_evidence.likelihood == "none":
        return []
    return [name for name, item in study.evidence.items() if item.include and item.published > study.as_of]


def compute(
    run: Run,
    *,
    change: Sequence[str] = (),
    without: Sequence[str] = (),
    taken: Sequence[str] = (),
    choose: Sequence[str] = (),
    from_link: str = "",
) -> Supposed | None:
    """Make the changes; None if there is nothing to change."""
    study, layer = _linked(run.study, from_link)
    run = run.of(study) if from_link else run
    graph = run.graph
    if not (from_link or change or without or choose or [name for name in taken if name != LATER] or _later(study)):
        return None
    changes = _changes(study, layer, change=change, without=without, taken=taken, choose=choose)
    asked = run.of(replace(study, name=changes.summary))
    result = what_if(run.fit, changes, fit_all=asked.fit_all, ci_prob=run.settings.ci_prob)
    checked_gate(result.fit.gate, f"{study.name} with {changes.summary}")
    computed = [each.name for each in changes.fixed if graph.parents.get(split_name(each.name)[0])]
    told = (len(study.claims), run.settings.ci_prob, bearing.told(run))
    return Supposed(result, Conclusion(graph), titles_of(graph), computed, *told)


def write(told: Supposed | None) -> list[Block]:
    """Tell what moves."""
    if told is None:
        return [
            Paragraph(
                ["The study knows of no item that is published after its date, so that there is none to take in."]
            )
        ]
    picture = Picture("before_after", partial(_draw, told), _CAPTION)
    said = [_conclusion(told), _inputs(told), _claims(told), _fixed(told), *told.bearing]
    return [Paragraph(list(filter(None, said))), picture, *_tables(told)]


def _draw(told: Supposed, **looks: Any) -> Plot:
    from ..figures.what_if import plot_what_if  # here, since most answers are read and not drawn

    return plot_what_if(told.conclusion.graph, told.result, ci_prob=told.ci_prob, **looks)


def _conclusion(told: Supposed) -> str:
    conclusion, supposed = told.conclusion, told.result.changes.summary
    move = next(move for move in told.result.headlines if move.name == conclusion.record.node)
    after, before = (
        conclusion.read(read) if read.low < read.high else conclusion.write(read.centre)
        for read in (move.after, move.before)
    )
    chances = (probability(each.value, error=each.mcse) for each in told.result.below or ())
    start = f"W{supposed[1:]}" if supposed.startswith("with") else f"Supposing {supposed}"
    return (
        f"{start}, {conclusion.name} is {after}, where it was {before}; the probability that"
        f" {conclusion.record.below} {_goes(*chances)}."
    )


def _goes(before: str, after: str) -> str:
    return f"goes from {before} to {after}" if before != after else f"stays {after}"


def _inputs(told: Supposed) -> str:
    moves = told.result.inputs
    if not moves:
        return "No other input moves."
    first, others = moves[0], moves[1:3]
    more = ", followed by " + " and ".join(_titled(told, move) for move in others) if others else ""
    before, after = (amount(read.centre, first.unit) for read in (first.before, first.after))
    return f"Of the inputs {_titled(told, first)} moves most, its median from {before} to {after}{more}."


def _titled(told: Supposed, move: Move) -> str:
    return f"“{titled(move.name, told.titles)}”"


def _claims(told: Supposed) -> str:
    moves, least = told.result.claims, f"by {percent(CLAIM_VISIBLE)} or more"
    if not moves:
        return f"No claim of {told.claims} changes its probability {least}."
    first = moves[0]
    ends = f"“{first.title}”, from {probability(first.before)} to {probability(first.after)}."
    if len(moves) == 1:
        return f"Of {counted(told.claims, 'claim')} one changes its probability {least}: {ends}"
    return f"{len(moves)} of the {told.claims} claims change their probability {least}, most of all {ends}"


def _fixed(told: Supposed) -> str:
    if not told.computed:
        return ""
    names = " and ".join(told.computed)
    return (
        f"What {names} is computed from learns nothing from a value that is set, and stays as the evidence has it; to"
        " learn from the value as from a measurement, write ~ and an error."
    )


_SHOWN = ("kind", "title", "unit", "before", "after")
SHORT = 8
"""Inputs and claims in the table for the page: those that move most."""


def _tables(told: Supposed) -> list[Table]:
    result, headline = told.result, told.result.fit.graph.study.model.headline
    nodes = [("conclusion" if move.name in headline else "supposed", move) for move in result.headlines]
    nodes += [("input", move) for move in result.inputs]
    rows = pd.DataFrame([*(_row(told, *pair) for pair in nodes), *map(_claim_row, result.claims)])
    short = pd.concat(
        [
            rows[rows["kind"].isin(["conclusion", "supposed"])],
            *(rows[rows["kind"] == kind][:SHORT] for kind in ("input", "claim")),
        ]
    )
    percents, of = told.conclusion.percents("before", "after"), told.conclusion.record.node
    moves = Table("moves", short, _SHOWN, percents=percents, percents_of=of)
    return [moves, Table("before_after", rows, shown="nowhere")]


def _row(told: Supposed, kind: str, move: Move) -> dict[str, Any]:
    what = {"kind": kind, "name": move.name, "title": titled(move.name, told.titles), "unit": move.unit}
    ends = ("{}", "low_{}", "high_{}", "mcse_{}", "mcse_low_{}", "mcse_high_{}")
    reads = {"before": (*move.before, *move.mcse_before), "after": (*move.after, *move.mcse_after)}
    return what | {end.format(when): v for when, read in reads.items() for end, v in zip(ends, read, strict=True)}


def _claim_row(move: ClaimMove) -> dict[str, Any]:
    read = {name: value for name, value in move._asdict().items() if name not in ("id", "title")}
    return {"kind": "claim", "name": move.id, "title": move.title, "unit": "dimensionless"} | read
