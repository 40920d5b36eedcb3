"""Steps: whether a step function lies between the inputs and the evidence.

The number of whole servers is a step function of the inputs, and so is a mixture that picks one scenario.
Weighted draws take them exactly. Chains cannot: a sampler that follows gradients sees none there. Nor can the
search for a posterior's mode, which is made with fractions of servers instead: the inputs are the same, and
weights put right what that is off by.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from ...priors import Study, StudyError, split_name
from ..graph import Graph

__all__ = ["check_gradient", "on_steps", "on_whole_servers", "with_fractions"]


class _Step(NamedTuple):
    """A node through which the inputs act by steps, the choice and option that make it so, and others that do not."""

    node: str
    choice: str
    option: str
    others: tuple[str, ...]
    problem: str


_WHOLE = _Step("nodes", "node_count", "whole", ("fractional",), "counts whole servers")
_PICK = _Step("scenario_pick", "blend", "mixture", ("weighted_sum", "maximum"), "picks one scenario at a time")


def on_whole_servers(graph: Graph) -> tuple[str, ...]:
    """Return the items that are in and measure something with a count of whole servers behind it."""
    return tuple(_on(_WHOLE, graph))


def on_steps(graph: Graph) -> bool:
    """Whether any item that is in measures something that the inputs reach by a step."""
    return any(True for step in (_WHOLE, _PICK) for _ in _on(step, graph))


def _on(step: _Step, graph: Graph) -> Iterator[str]:
    study = graph.study
    if study.choices.get(step.choice) == step.option and step.node in graph.names:
        for name in study.items:
            if step.node in graph.ancestors(split_name(study.evidence[name].measures)[0]):
                yield name


def with_fractions(study: Study) -> Study:
    """Return a study that counts fractions of servers, and is otherwise the same."""
    return replace(study, choices={**study.choices, _WHOLE.choice: _WHOLE.others[0]})


def check_gradient(graph: Graph) -> None:
    """Refuse a graph whose evidence gives a sampler no gradient to follow.

    Raises
    ------
    StudyError
        If an item measures something that the inputs reach by a step.
    """
    for step in (_WHOLE, _PICK):
        for name in _on(step, graph):
            item = graph.study.evidence[name]
            allowed = " or ".join(map(repr, step.others))
            problem = (
                f"{item.measures!r} {step.problem}, so that no gradient leads from it to the inputs and chains cannot"
                f" be run. Allowed: method 'reweighting', or the choice {step.choice} = {allowed}"
            )
            raise StudyError(problem, file=item.file, key=f"evidence.{name}.measures")
