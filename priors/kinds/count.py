r"""Counts: a counted number is Poisson about what it measures, over an exposure.

.. math:: y \sim \mathrm{Poisson}(\theta\, e \exp \textstyle\sum_d \delta_d),

where :math:`\theta` is the node that is measured, in the unit of the item, :math:`e` the exposure and :math:`\delta`
the discounts.
"""

import numpy as np

from ..functions import Functions, Value
from .kind import Kind, ObservationModel, Report, Rng, Scale, refuse_unless

__all__ = ["COUNT"]


def _log_density(fn: Functions, observed: Value, centre: Value, exposure: Value) -> Value:
    log_mean = centre + fn.log(exposure)
    return observed * log_mean - fn.exp(log_mean) - fn.gammaln(observed + 1)


def _draw(fn: Functions, rng: Rng, centre: Value, exposure: Value) -> Value:
    return rng.poisson(exposure * fn.exp(centre))


def _check(item: Report) -> None:
    value, exposure = item.value, item.exposure
    whole = value is not None and value >= 0 and value == round(value)
    refuse_unless(whole, f"value {value} is not a count. Allowed: a whole number, zero or more")
    refuse_unless(exposure is None or exposure > 0, f"exposure {exposure} is not positive")


COUNT = Kind(
    "count",
    Scale(np.positive, np.positive, lambda count: count + 0.5),
    ObservationModel("poisson", _log_density, _draw),
    ("value", "exposure", "discounts"),
    _check,
    lambda item, factor: ((item.exposure or 1.0) / factor,),
)
