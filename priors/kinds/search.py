"""Searches: what is measured is the probability that a search finds something; the report is whether it did."""

import numpy as np

from ..functions import Functions, Value
from .kind import Kind, ObservationModel, Report, Rng, Scale, refuse_unless

__all__ = ["SEARCH"]


def _log_density(fn: Functions, observed: Value, probability: Value) -> Value:
    return fn.log(observed * probability + (1 - observed) * (1 - probability))


def _draw(fn: Functions, rng: Rng, probability: Value) -> Value:
    return rng.binomial(1, probability)


def _check(item: Report) -> None:
    refuse_unless(item.value in (None, 0, 1), f"value {item.value} is no outcome of a search. Allowed: 0 or 1")


SEARCH = Kind(
    "search",
    Scale(np.positive, np.positive, None),
    ObservationModel("search", _log_density, _draw),
    ("value",),
    _check,
    lambda item, factor: (),
    logged=False,
    sides=1,
    outcome=lambda found: "something found" if found else "nothing found",
)
