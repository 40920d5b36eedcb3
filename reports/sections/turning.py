"""Turning: the choices and the inputs that the answer turns on, by one measure, and how they are told."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ..render.words import listed, node_title
from .answer import Answer, condition_of
from .sensitivity import Moving

__all__ = ["Turn", "told", "turns"]


class Turn(NamedTuple):
    """A choice or an input, and how far the median moves with it.

    Attributes
    ----------
    kind : {"choice", "question", "input"}
    name, title : str
    option : str
        Of a choice, the one that moves the conclusion farthest, as a clause.
    before, after : float
        The median under the study's option and under that; or with the input at its low end and at its high one.
    moved : float
        Log of the factor between them; what is added, where one is not positive.
    turned : bool
        Whether they lie on different sides of the threshold.
    """

    kind: str
    name: str
    title: str
    option: str
    before: float
    after: float
    moved: float
    turned: bool


def turns(answer: Answer, moving: Moving | None, count: int) -> list[Turn]:
    """Rank so many choices and so many inputs by how far the median moves with each, the others as in the study."""
    inputs = _inputs(answer, moving) if moving else []
    return _ranked([turn for some in (_choices(answer), inputs) for turn in _ranked(some)[:count]])


def _ranked(rows: Sequence[Turn]) -> list[Turn]:
    return sorted(rows, key=lambda turn: -abs(turn.moved))


def _choices(answer: Answer) -> list[Turn]:
    study, own, rows = answer.conclusion.graph.study, answer.own, {}
    for row in reversed(answer.alone):  # so that of each choice the one that moves it farthest stays
        choice, verdict = study.options[row.choice], row.universe.verdict
        kind, clause = ("choice", "question")[choice.question], condition_of(study, row.choice, row.option)
        ends = (own.median, verdict.median, verdict.moved(own), verdict.above != own.above)
        rows[row.choice] = Turn(kind, row.choice, choice.title, clause, *ends)
    return list(rows.values())


def _inputs(answer: Answer, moving: Moving) -> list[Turn]:
    record, inputs = answer.conclusion.record, moving.now.inputs
    if record.node not in inputs["target"]:
        return []
    held, rows = inputs["held"].sel(target=record.node, state="posterior"), []
    for name in map(str, held["input"].to_numpy()):
        low, high = (float(held.sel(input=name, end=end)) for end in ("low", "high"))
        moved = float(np.log(high / low)) if min(low, high) > 0 else high - low
        apart = (low < record.threshold) != (high < record.threshold)
        rows.append(Turn("input", name, node_title(moving.now.graph, name), "", low, high, moved, apart))
    return rows


def told(answer: Answer, rows: Sequence[Turn]) -> str:
    """Say what the answer turns on, and how that is ranked; nothing of no rows."""
    write, said = answer.conclusion.write, []
    rows = [turn for turn in rows if write(turn.before) != write(turn.after)]
    ends = {turn.name: f"{write(turn.before)} → {write(turn.after)}" for turn in rows}
    choices = [
        f"if {turn.option}, {ends[turn.name]}{' (another question)' * (turn.kind == 'question')}"
        for turn in rows
        if turn.kind != "input"
    ]
    inputs = [f"“{turn.title}”, {ends[turn.name]}" for turn in rows if turn.kind == "input"]
    if choices:
        said.append(f"Of the choices: {listed(choices)}.")
    if inputs:
        said.append(f"Of the inputs, each at its low end and at its high one: {listed(inputs)}.")
    if rows:
        said.append("Ranked by how far each alone moves the median.")
    return " ".join(said)
