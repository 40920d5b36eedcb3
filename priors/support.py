"""Support: whether a prior stays where its quantity can be, and among the numbers that a computer holds."""

import math

import numpy as np

from .families import make_prior
from .prior import Parameters, Prior

__all__ = ["check_finite", "check_support", "finite_prior"]

NEVER = 1e-6
"""Probability of less than nothing that a prior may have: no draw of ten thousand is likely to be one."""

RARELY = 1e-4
"""Probability of more than the whole that a share may have: the prior of some has a thin tail that is."""

WHOLE = {"dimensionless": 1.0, "percent": 100.0}
"""The whole of which a share is a part, in each unit that a share may have."""

BISECTIONS = 40


def finite_prior(family: str, parameters: Parameters, *, factor: float = 1.0) -> Prior:
    """Make a prior as `make_prior` does, and check that it is one of numbers.

    Raises
    ------
    ValueError
        If a parameter is not allowed, or what comes of it is beyond the numbers of a computer.
    """
    try:
        with np.errstate(all="ignore"):
            prior = make_prior(family, parameters, factor=factor)
    except ArithmeticError:
        raise ValueError(f"{family} of these numbers is beyond what a computer holds") from None
    check_finite(prior)
    return prior


def check_finite(prior: Prior) -> None:
    """Check that a prior has a width unless it is a constant, and that all but its far tails are numbers.

    Raises
    ------
    ValueError
        If it does not.
    """
    with np.errstate(all="ignore"):
        low, middle, high = (float(value) for value in prior.quantile([0.01, 0.5, 0.99]))
    if not (math.isfinite(low) and math.isfinite(middle) and math.isfinite(high)):
        raise ValueError(f"{prior.family} goes from {low:.3g} to {high:.3g}, which no computer holds")
    if not prior.constant and not low < high:
        raise ValueError(f"{prior.family} has no width. Allowed: a constant, or a ci_prob further from 0 and 1")


def check_support(prior: Prior, unit: str, *, share: bool, positive: bool = False) -> None:
    """Check that a prior is of amounts where its unit is one of amounts, and of parts of a whole where it is a share's.

    Parameters
    ----------
    prior : Prior
    unit : str
        A quantity of any unit but 'dimensionless' is an amount, which is not less than nothing.
    share : bool
        Whether it is a part of a whole, so that it is not less than nothing, nor more than all.
    positive : bool, optional
        Whether it is known to be an amount although it is a pure number.

    Raises
    ------
    ValueError
        If it reaches where it cannot be, with the probability.
    """
    if share and unit not in WHOLE:
        raise ValueError(f"a share is in {' or '.join(map(repr, WHOLE))}, and not in {unit!r}")
    least, low, high = (float(value) for value in prior.quantile([0.0, NEVER, 1 - RARELY]))
    low = least if math.isfinite(least) else low  # a bound is meant, however little lies beyond it
    whole = WHOLE[unit] if share else math.inf
    amount = "" if unit == "dimensionless" else f" {unit}"
    if low < 0 and (unit != "dimensionless" or share or positive):
        if prior.constant:
            raise ValueError(f"value {low:g} is negative. Allowed: zero or more{amount}")
        reached = f"a prior of{amount or ' an amount'} reaches below zero with probability {_below(prior, 0.0):.2g}"
        raise ValueError(f"{reached}. Allowed: a family that is positive, such as lognormal, or uniform from 0")
    if high > whole:
        if prior.constant:
            raise ValueError(f"value {high:g} is more than the whole. Allowed: at most {whole:g}{amount}")
        reached = f"the prior of a share is more than the whole with probability {1 - _below(prior, whole):.2g}"
        raise ValueError(f"{reached}. Allowed: at most {whole:g}{amount}, as of a logitnormal")


def _below(prior: Prior, value: float) -> float:
    """Return the probability of less than a value, by bisection of the quantiles."""
    low, high = 0.0, 1.0
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        low, high = (middle, high) if float(prior.quantile(middle)) < value else (low, middle)
    return (low + high) / 2
