"""Replication: reports that are simulated from known inputs, in the place of a study's own or beside them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ...model import Graph
from ...model.arrays import input_names, roots_of_scores, scores_of_roots, walk
from ...model.evidence import check_joint, numbers_of, observation, value_of
from ...priors import EvidenceItem, Study, StudyError, split_name
from ...priors.units import conversion_factor
from ..fit import trusted_draws

__all__ = ["Around", "repeated", "reporting", "reports", "truths"]

Array = NDArray[np.float64]
Around = Literal["prior", "posterior"]
"""Where inputs that are taken for true are drawn: from the prior, whose reports then stand in the place of the study's,
or from the posterior, whose reports come in beside the study's, one more of each."""

AGAIN = "_again"
"""Behind the name of an item: another like it."""
TRUTHS = 2000
"""Draws of the posterior from which those that are taken for true are chosen."""


def repeated(graph: Graph, around: Around) -> Graph:
    """Return the graph in which reports are simulated: the study's, or one with a second report like each of its own.

    Raises
    ------
    StudyError
        If the study has no evidence, or evidence without a joint likelihood.
    """
    study = graph.study
    check_joint(study)
    if not study.items:
        raise StudyError("has no evidence, so that there is nothing to calibrate", file=study.file, key=study.name)
    if around == "prior":
        return graph
    more = {f"{name}{AGAIN}": study.evidence[name] for name in study.items}
    return graph.with_study(replace(study, evidence={**study.evidence, **more}))


def reports(graph: Graph, around: Around) -> tuple[str, ...]:
    """Return the items of a graph from `repeated` that are simulated."""
    return tuple(name for name in graph.study.items if around == "prior" or name.endswith(AGAIN))


def truths(graph: Graph, around: Around, *, refits: int, seed: int) -> Array:
    """Draw the inputs that are taken for true. Shape: (refits, inputs)."""
    if around == "prior":
        return np.random.default_rng(seed).standard_normal((refits, len(input_names(graph))))
    own = set(graph.study.items).difference(reports(graph, around))
    before = graph.with_study(_with(graph.study, {name: {"include": name in own} for name in graph.study.items}))
    roots, _ = trusted_draws(before, seed=seed, draws=TRUTHS).resampled(refits, seed)
    return scores_of_roots(graph, roots)


def reporting(graph: Graph, truth: Array, around: Around, rng: np.random.Generator) -> Graph:
    """Return the graph with reports that are simulated from one point of the inputs.

    Parameters
    ----------
    graph : Graph
        From `repeated`.
    truth : array
        Scores of all inputs. Shape: (inputs,).
    around : {"prior", "posterior"}
    rng : numpy.random.Generator
    """
    evaluator, said = walk(graph, roots_of_scores(graph, truth[np.newaxis])), dict[str, dict[str, object]]()
    for name in reports(graph, around):
        seen = observation(name, evaluator)
        said[name] = _said(graph, name, float(seen.recorded(seen.amounts(rng, 1))[0]))
    return graph.with_study(_with(graph.study, said))


def _with(study: Study, updates: Mapping[str, Mapping[str, object]]) -> Study:
    changed: dict[str, EvidenceItem] = {
        name: study.evidence[name].model_copy(update=update) for name, update in updates.items()
    }
    return replace(study, evidence={**study.evidence, **changed})


def _said(graph: Graph, name: str, report: float) -> dict[str, object]:
    """Return what changes of an item when it reports something else, on its scale.

    What does not reach the level of a bound is known as it is: it is a measurement.
    """
    item = graph.study.evidence[name]
    kind, scale = item.of_kind, item.of_kind.scale
    if kind.model.record and report == value_of(name, graph.known):
        return {}
    unit = graph.known.unit(split_name(item.measures)[0])
    value = float(scale.back(report)) / (conversion_factor(item.unit, unit) if scale.unit else 1.0)
    said: dict[str, object] = {"value": value, "kind": "measurement" if kind.model.record else item.kind}
    if "sd" in kind.takes and not item.sd_quantity:
        said |= {"low": None, "high": None, "sd": numbers_of(name, graph.known)[0]}
    return said | ({"low": None, "high": None} if item.low is not None else {})
