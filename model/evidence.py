r"""Evidence: each item as an observed random variable with a generative story.

On the item's scale, which is the logit for a share and the log for everything else,

.. math:: y \sim \mathrm{Normal}(\log \theta + \textstyle\sum_d \delta_d,\ s),

where :math:`\theta` is the node that it measures, :math:`\delta` its discounts and :math:`s` its spread.
A share of inference in the cost of inference and development has the log of their ratio as its logit.
"""

from dataclasses import dataclass

import numpy as np
import pymc as pm
import pytensor.tensor as pt
from scipy import special, stats

from ..priors import EvidenceItem, Study, StudyError, split_name
from ..priors.units import conversion_factor
from .nodes import Value
from .stories import GAUSSIAN, SEARCH, SHARE_STORIES, Story, floor
from .wiring import Wiring

__all__ = ["Observation", "observation", "observe", "observed_value", "spread"]


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


def observation(name: str, wiring: Wiring) -> Observation:
    """Tie an item to the node that it measures and to its discounts.

    Parameters
    ----------
    name : str
        The item's name.
    wiring : Wiring
        Where the study and the values of its names are.

    Raises
    ------
    StudyError
        If it measures or is discounted by something unknown, or in another unit.
    """
    study = wiring.study
    item = study.evidence[name]
    try:
        measured = _measured(item, wiring)
        if item.kind == "absence":
            return Observation(SEARCH, (measured,), 0.0)
        value = observed_value(item, wiring.unit(split_name(item.measures)[0]), key=f"evidence.{name}")
        story = _story(item, study, value)
        centre = np.log(measured) + _discounts(name, item, wiring)
        return Observation(story, (centre, _spread(item, wiring), *map(wiring.value, story.needed)), value)
    except StudyError as error:
        if error.key:
            raise
        raise StudyError(error.problem, file=item.file, key=f"evidence.{name}") from None


def _measured(item: EvidenceItem, wiring: Wiring) -> Value:
    base, coordinate = split_name(item.measures)
    value = wiring.value(item.measures)
    coordinates = wiring.coordinates(base)
    if coordinates and coordinate is None:
        allowed = ", ".join(f"{base}[{c}]" for c in coordinates)
        raise StudyError(f"{base!r} has coordinates, of which an item measures one. Allowed: {allowed}")
    return value


def observe(name: str, seen: Observation, included: Value) -> Value:
    """Register an item as an observed variable of the open model.

    Parameters
    ----------
    name : str
        The item's name.
    seen : Observation
        Its story, in tensors.
    included : scalar tensor
        One if it is in; if zero its log-likelihood is exactly zero.
    """

    def dist(*arguments: Value) -> Value:
        *given, _, size = arguments
        return seen.story.dist(*given, size)

    def logp(observed: Value, *arguments: Value) -> Value:
        *given, mask = arguments
        return pt.switch(mask > 0, seen.story.logp(observed, *given), 0.0)

    return pm.CustomDist(name, *seen.parameters, included, dist=dist, logp=logp, observed=seen.value)


def observed_value(item: EvidenceItem, unit: str, *, key: str = "") -> float:
    """Return what an item reports, on its scale and in the node's unit."""
    ends = (item.low, item.high) if item.low is not None and item.high is not None else (item.value,)
    if item.kind == "share":
        return float(np.mean(special.logit(np.array(ends, dtype=float))))
    factor = conversion_factor(item.unit, unit, file=item.file, key=f"{key}.unit")
    return float(np.mean(np.log(np.array(ends, dtype=float) * factor)))


def spread(item: EvidenceItem) -> float | None:
    """Return an item's own spread: as given, or from its range as a 90% interval."""
    if item.low is None or item.high is None:
        return item.sd
    scale = special.logit if item.kind == "share" else np.log
    return float((scale(item.high) - scale(item.low)) / (2 * stats.norm.ppf(0.95)))


def _spread(item: EvidenceItem, wiring: Wiring) -> Value:
    return wiring.value(item.sd_quantity) if item.sd_quantity else spread(item)


def _discounts(name: str, item: EvidenceItem, wiring: Wiring) -> Value:
    total = 0.0
    for discount in item.discounts:
        if wiring.unit(discount) != "dimensionless":
            problem = f"{discount!r} has the unit {wiring.unit(discount)!r}; a discount is a dimensionless log"
            raise StudyError(problem, file=item.file, key=f"evidence.{name}.discounts")
        per_item = name in wiring.coordinates(discount)
        total = total + wiring.value(f"{discount}[{name}]" if per_item else discount)
    return total


def _story(item: EvidenceItem, study: Study, value: float) -> Story:
    if item.kind == "floor":
        return floor(value)
    if item.kind == "share":
        return SHARE_STORIES[study.choices.get("evidence_model", "gaussian")]
    return GAUSSIAN
