"""Evidence: what each item reports, of what, and how far its report may be trusted.

How a report of a kind comes about is its observation model (`priors.kinds`). Here an item's is given the values
that it takes: the node that is measured, with the item's discounts added to its log, the item's own numbers, and
the quantities that the model needs.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ...priors import EvidenceItem, Study, StudyError, split_name
from ...priors.functions import ARRAYS, Functions
from ...priors.kinds import Kind, ObservationModel
from ...priors.units import conversion_factor
from ..language import Evaluator, Names, Value

__all__ = ["Observation", "check_joint", "numbers_of", "observation", "observation_model"]
__all__ += ["observed_value", "terms", "value_of"]


@dataclass(frozen=True)
class Observation:
    """An item tied to what it measures.

    Attributes
    ----------
    kind : Kind
    model : ObservationModel
        How the report comes about.
    parameters : tuple
        What the observation model takes, the centre first: values of the graph's kind.
    value : float
        What was observed, on the item's scale.
    """

    kind: Kind
    model: ObservationModel
    parameters: tuple[Value, ...]
    value: Value

    @property
    def standard_deviation(self) -> Value:
        """Of the report about its centre, where its kind has one; else one."""
        return self.parameters[1] if "sd" in self.kind.takes else 1.0

    def log_density(self, functions: Functions = ARRAYS) -> Value:
        """Return the log-density of the report."""
        level = (self.value,) if self.model.record else ()
        return self.model.log_density(functions, self.value, *self.parameters, *level)

    def amounts(self, rng: np.random.Generator, draws: int) -> Value:
        """Simulate what lies behind so many reports, at arrays of the parameters."""
        return self.model.draw(ARRAYS, rng, *(np.broadcast_to(each, draws) for each in self.parameters))

    def recorded(self, amounts: Value) -> Value:
        """Return what is recorded of simulated amounts: no more than that the reported level is reached, of a floor."""
        return self.model.record(ARRAYS, amounts, self.value) if self.model.record else amounts


def observation(name: str, evaluator: Evaluator) -> Observation:
    """Tie an item to the node that it measures and to its discounts.

    Parameters
    ----------
    name : str
        The item's name.
    evaluator : Evaluator
        Where the study and the values of its names are.

    Notes
    -----
    That the names and units of an item fit is checked where a graph is built: see `graph.checks`.
    """
    names = evaluator.names
    if name not in names.ties:
        names.ties[name] = _Tie.of(name, names)
    tie: _Tie = names.ties[name]
    numbers: tuple[Value, ...] = tie.numbers
    if tie.item.sd_quantity:
        numbers = (evaluator.value(tie.item.sd_quantity), *numbers[1:])
    if tie.item.of_kind.logged:
        centre = evaluator.log(tie.item.measures)
        for discount in tie.discounts:
            centre = centre + evaluator.value(discount)
    else:
        centre = evaluator.value(tie.item.measures)
    needed = map(evaluator.value, tie.model.needed)
    return Observation(tie.item.of_kind, tie.model, (centre, *numbers, *needed), tie.value)


class _Tie(NamedTuple):
    """What an observation has that is the same for all values of the names."""

    item: EvidenceItem
    model: ObservationModel
    numbers: tuple[float | None, ...]
    discounts: tuple[str, ...]
    value: float

    @classmethod
    def of(cls, name: str, names: Names) -> "_Tie":
        model, discounts = observation_model(names.study, name), tuple(_discount_names(name, names))
        return cls(names.study.evidence[name], model, numbers_of(name, names), discounts, value_of(name, names))


def terms(name: str, names: Names) -> tuple[str, ...]:
    """Return what an item takes: the node that it measures, its discounts, and what its observation model needs."""
    item, needed = names.study.evidence[name], observation_model(names.study, name).needed
    return (item.measures, *_discount_names(name, names), *filter(None, [item.sd_quantity]), *needed)


def observation_model(study: Study, name: str) -> ObservationModel:
    """Return an item's observation model: its kind's, or the one that the study takes for items of the kind."""
    return study.evidence[name].of_kind.observation_model(study.taken_on_evidence.observation_model)


def check_joint(study: Study) -> None:
    """Refuse a study whose evidence has no joint likelihood, where one is needed.

    Raises
    ------
    StudyError
        If its share reports are cut: see `cut`.
    """
    if study.cut:
        choice, allowed = study.choice_on_evidence, ", ".join(map(repr, study.joint_options))
        problem = f"has no joint likelihood, which is needed here. Allowed: {allowed}"
        raise StudyError(f"{study.choices[choice]!r} {problem}", file=study.file, key=f"choices.{choice}")


def value_of(name: str, names: Names) -> float:
    """Return what an item reports, on its scale and in the unit of the node that it measures."""
    if name not in names.reported:
        item = names.study.evidence[name]
        names.reported[name] = observed_value(item, names.unit(split_name(item.measures)[0]))
    return names.reported[name]


def numbers_of(name: str, names: Names) -> tuple[float | None, ...]:
    """Return the numbers that an item gives its observation model; see `Kind.numbers`."""
    item = names.study.evidence[name]
    return item.of_kind.numbers(item, conversion_factor(item.unit, names.unit(split_name(item.measures)[0])))


def observed_value(item: EvidenceItem, unit: str, *, key: str = "") -> float:
    """Return what an item reports, on its scale and in the node's unit.

    Raises
    ------
    StudyError
        If its own is another kind of unit.
    """
    return item.of_kind.reported(item, conversion_factor(item.unit, unit, file=item.file, key=f"{key}.unit"))


def _discount_names(name: str, names: Names) -> Iterator[str]:
    """Yield an item's discounts, of one that differs by item the item's own coordinate."""
    for discount in names.study.evidence[name].discounts:
        yield f"{discount}[{name}]" if name in names.coordinates(discount) else discount
