r"""Bounds: reports that what they measure is reached, or is not exceeded.

What lies behind such a report is an amount :math:`a` like a measurement's; what is recorded of it is only
:math:`\min(a, \ell)` for a floor and :math:`\max(a, \ell)` for a ceiling, :math:`\ell` being the level that is
reported. So the level has a probability and what lies on its open side a density (a censored normal).
"""

import numpy as np

from ..functions import Functions, Value
from .amounts import AMOUNT, GAUSSIAN, LOG, check_amount, normal, standard_deviation
from .kind import Kind, ObservationModel

__all__ = ["CEILING", "FLOOR"]


def _censored(side: int) -> ObservationModel:
    """Return the observation model of a bound: of amounts above the level, 1, or below it, -1, only it is recorded."""

    def log_density(fn: Functions, observed: Value, centre: Value, sd: Value, level: Value) -> Value:
        distance = side * (observed - level)
        beyond = fn.log_ndtr(side * (centre - level) / sd)
        return fn.where(distance < 0, normal(fn, observed, centre, sd), fn.where(distance > 0, -np.inf, beyond))

    def record(fn: Functions, amount: Value, level: Value) -> Value:
        return fn.minimum(amount, level) if side > 0 else fn.maximum(amount, level)

    return ObservationModel("floor" if side > 0 else "ceiling", log_density, GAUSSIAN.draw, record)


def _bound(side: int, words: str) -> Kind:
    model = _censored(side)
    return Kind(
        model.name,
        LOG,
        model,
        AMOUNT,
        check_amount,
        lambda item, _: (standard_deviation(item, LOG),),
        sides=1,
        bound=words,
    )


FLOOR = _bound(1, "at least ")
CEILING = _bound(-1, "at most ")
