r"""Amounts: reports of a number that are normal about what they measure on their scale.

.. math:: y \sim \mathrm{Normal}(\log \theta + \textstyle\sum_d \delta_d,\ s),

where :math:`\theta` is the node that is measured, :math:`\delta` the discounts and :math:`s` a standard deviation.
"""

import numpy as np
from scipy import special

from ..functions import Functions, Value
from .kind import ObservationModel, Report, Rng, Scale, refuse_unless

__all__ = ["AMOUNT", "GAUSSIAN", "LOG", "check_amount", "normal", "standard_deviation"]

AMOUNT = ("value", "low", "high", "sd", "sd_quantity", "discounts")
"""Keys of an item that reports an amount."""

LOG = Scale(np.log, np.exp, np.positive, unit=True, units="log({})")

LOG_ROOT_TWO_PI = 0.5 * np.log(2 * np.pi)

Z90 = float(special.ndtri(0.95))
"""Half the width of a 90% interval in standard deviations."""


def normal(fn: Functions, observed: Value, centre: Value, sd: Value) -> Value:
    """Return the log-density of a normal variable."""
    return -0.5 * ((observed - centre) / sd) ** 2 - (fn.log(sd) + LOG_ROOT_TWO_PI)


def _draw(fn: Functions, rng: Rng, centre: Value, sd: Value) -> Value:
    return rng.normal(centre, sd)


GAUSSIAN = ObservationModel("gaussian", normal, _draw, given_latent=lambda _, sd: (sd**2, 1.0))


def standard_deviation(item: Report, scale: Scale) -> float | None:
    """Return an item's own standard deviation: as given, or else from its range as a 90% interval."""
    if item.sd is not None or item.low is None or item.high is None:
        return None if item.sd is None else float(item.sd)
    return float((scale.to(item.high) - scale.to(item.low)) / (2 * Z90))


def check_amount(item: Report) -> None:
    """Check that an item gives one value or one range, how far to trust it, and no number below zero.

    Raises
    ------
    ValueError
        If it does not.
    """
    given = [name for name in ("value", "low", "high") if getattr(item, name) is not None]
    one = given in (["value"], ["low", "high"])
    refuse_unless(one, f"give either value, or low and high, not {' and '.join(given) or 'nothing'}")
    trusted = given != ["value"] or item.sd is not None or item.sd_quantity is not None
    refuse_unless(trusted, "a value needs sd (on the log or logit scale) or sd_quantity")
    refuse_unless(item.sd is None or item.sd_quantity is None, "give either sd or sd_quantity, not both")
    for name in given:
        refuse_unless(getattr(item, name) > 0, f"{name} {getattr(item, name):g} is not positive")
    if item.low is not None and item.high is not None:
        refuse_unless(item.low < item.high, f"low {item.low:g} is not below high {item.high:g}")
