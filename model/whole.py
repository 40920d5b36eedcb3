"""Whole servers: whether their count lies between the inputs and the evidence.

The number of whole servers is a step function of the inputs. Weighted draws take it exactly. Chains cannot:
a sampler that follows gradients sees none. Nor can the search for a posterior's mode, which is made with
fractions of servers instead: the inputs are the same, and weights put right what that is off by.
"""

from dataclasses import replace

from ..priors import Study, StudyError, split_name
from .graph import Graph

__all__ = ["check_gradient", "on_whole_servers", "with_fractions"]

CHOICE, WHOLE, FRACTIONAL = "node_count", "whole", "fractional"
"""The structural choice, and its options."""
COUNT = "nodes"
"""The node that counts servers."""


def on_whole_servers(graph: Graph) -> tuple[str, ...]:
    """Return the items that are in and measure something with a count of whole servers behind it."""
    study = graph.study
    if study.choices.get(CHOICE) != WHOLE or COUNT not in graph.parents:
        return ()
    measured = {name: graph.ancestors(split_name(study.evidence[name].measures)[0]) for name in study.items}
    return tuple(name for name, behind in measured.items() if COUNT in behind)


def with_fractions(study: Study) -> Study:
    """Return a study that counts fractions of servers, and is otherwise the same."""
    return replace(study, choices={**study.choices, CHOICE: FRACTIONAL})


def check_gradient(graph: Graph) -> None:
    """Refuse a graph whose evidence gives a sampler no gradient to follow.

    Raises
    ------
    StudyError
        If an item measures something with a count of whole servers behind it.
    """
    for name in on_whole_servers(graph):
        item = graph.study.evidence[name]
        problem = (
            f"{item.measures!r} counts whole servers, so that no gradient leads from it to the inputs and chains cannot"
            f" be run. Allowed: method 'reweighting', or the choice {CHOICE} = {FRACTIONAL!r}"
        )
        raise StudyError(problem, file=item.file, key=f"evidence.{name}.measures")
