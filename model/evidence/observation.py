r"""Evidence: what each item reports, of what, and how far its report may be trusted.

On the item's scale, which is the logit for a share and the log for everything else,

.. math:: y \sim \mathrm{Normal}(\log \theta + \textstyle\sum_d \delta_d,\ s),

where :math:`\theta` is the node that it measures, :math:`\delta` its discounts and :math:`s` its spread.
A share of inference in the cost of inference and development has the log of their ratio as its logit.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from scipy import special

from ...priors import EvidenceItem, Study, StudyError, split_name
from ...priors.study import CUT
from ...priors.units import conversion_factor
from ..language import Evaluator, Names, Value
from .observation_models import FLOOR, GAUSSIAN, SEARCH, SHARE_STORIES, Story

__all__ = ["Observation", "centre", "check_joint", "observation", "observed_value", "spread", "story_of", "terms"]
__all__ += ["value_of"]

Z90 = float(special.ndtri(0.95))
"""Half the width of a 90% interval in standard deviations."""


@dataclass(frozen=True)
class Observation:
    """An item tied to what it measures.

    Attributes
    ----------
    story : Story
        How the report comes about.
    parameters : tuple
        What the story takes: values of the graph's kind.
    value : float
        What was observed, on the item's scale.
    """

    story: Story
    parameters: tuple[Value, ...]
    value: float


def observation(name: str, evaluator: Evaluator) -> Observation:
    """Tie an item to the node that it measures and to its discounts.

    Parameters
    ----------
    name : str
        The item's name.
    evaluator : Evaluator
        Where the study and the values of its names are.

    Raises
    ------
    StudyError
        If it measures or is discounted by something unknown, or in another unit.
    """
    study = evaluator.study
    item = study.evidence[name]
    story, value = story_of(item, study.choices.get("evidence_model", "")), value_of(name, evaluator.names)
    if item.kind == "absence":
        return Observation(story, (centre(name, evaluator),), value)
    with _at(name, item):
        sd = evaluator.value(item.sd_quantity) if item.sd_quantity else spread(item)
    return Observation(story, (centre(name, evaluator), sd, *map(evaluator.value, story.needed)), value)


def terms(name: str, names: Names) -> tuple[str, ...]:
    """Return what an item takes: the node that it measures, its discounts, its spread and its story's parameters."""
    item, study = names.study.evidence[name], names.study
    needed = story_of(item, study.choices.get("evidence_model", "")).needed
    return (item.measures, *_discount_names(name, names), *filter(None, [item.sd_quantity]), *needed)


def story_of(item: EvidenceItem, evidence_model: str) -> Story:
    """Return an item's story under an evidence model; a share that does not enter has the Gaussian one."""
    match item.kind:
        case "absence":
            return SEARCH
        case "floor":
            return FLOOR
        case "share":
            return SHARE_STORIES.get(evidence_model, GAUSSIAN)
    return GAUSSIAN


def check_joint(study: Study) -> None:
    """Refuse a study whose evidence has no joint likelihood, where one is needed.

    Raises
    ------
    StudyError
        If its share reports are cut: see `cut`.
    """
    if study.cut:
        problem = "has no joint likelihood, which is needed here. Allowed: " + ", ".join(map(repr, SHARE_STORIES))
        raise StudyError(f"{CUT!r} {problem}", file=study.file, key="choices.evidence_model")


def value_of(name: str, names: Names) -> float:
    """Return what an item reports, on its scale and in the unit of the node that it measures.

    Raises
    ------
    StudyError
        If it measures something unknown, or in another unit.
    """
    item = names.study.evidence[name]
    if item.kind == "absence":
        return 0.0
    if name not in names.reported:
        with _at(name, item):
            unit = names.unit(split_name(item.measures)[0])
            names.reported[name] = observed_value(item, unit, key=f"evidence.{name}")
    return names.reported[name]


def centre(name: str, evaluator: Evaluator) -> Value:
    """Return where an item's report is centred: what it measures, on its scale, with its discounts added.

    Raises
    ------
    StudyError
        If it measures or is discounted by something unknown.
    """
    item = evaluator.study.evidence[name]
    with _at(name, item):
        _check_coordinate(item, evaluator)
        if item.kind == "absence":
            return evaluator.value(item.measures)
        return sum(_discounts(name, item, evaluator), start=evaluator.log(item.measures))


@contextmanager
def _at(name: str, item: EvidenceItem) -> Iterator[None]:
    """Say which item an error is about, where it does not say so itself."""
    try:
        yield
    except StudyError as error:
        if error.key:
            raise
        raise StudyError(error.problem, file=item.file, key=f"evidence.{name}") from None


def _check_coordinate(item: EvidenceItem, evaluator: Evaluator) -> None:
    base, coordinate = split_name(item.measures)
    coordinates = evaluator.names.coordinates(base)
    if coordinates and coordinate is None:
        allowed = ", ".join(f"{base}[{c}]" for c in coordinates)
        raise StudyError(f"{base!r} has coordinates, of which an item measures one. Allowed: {allowed}")


def _discounts(name: str, item: EvidenceItem, evaluator: Evaluator) -> Iterator[Value]:
    """Yield what is added to the log of what an item measures."""
    for discount in item.discounts:
        unit = evaluator.names.unit(discount)
        if unit != "dimensionless":
            problem = f"{discount!r} has the unit {unit!r}; a discount is a dimensionless log"
            raise StudyError(problem, file=item.file, key=f"evidence.{name}.discounts")
    yield from map(evaluator.value, _discount_names(name, evaluator.names))


def _discount_names(name: str, names: Names) -> Iterator[str]:
    """Yield an item's discounts, of one that differs by item the item's own coordinate."""
    for discount in names.study.evidence[name].discounts:
        yield f"{discount}[{name}]" if name in names.coordinates(discount) else discount


def observed_value(item: EvidenceItem, unit: str, *, key: str = "") -> float:
    """Return what an item reports, on its scale and in the node's unit."""
    ends = (item.low, item.high) if item.low is not None and item.high is not None else (item.value,)
    values = np.array(ends, dtype=float)
    if item.kind == "share":
        return float(np.mean(special.logit(values)))
    return float(np.mean(np.log(values * conversion_factor(item.unit, unit, file=item.file, key=f"{key}.unit"))))


def spread(item: EvidenceItem) -> float | None:
    """Return an item's own spread: as given, or from its range as a 90% interval."""
    if item.low is None or item.high is None:
        return item.sd
    scale = special.logit if item.kind == "share" else np.log
    return float((scale(item.high) - scale(item.low)) / (2 * Z90))
