"""Families of priors: one file each, with all that is particular to it, and a line in the registry.

What turns the parameters of a data file into a `Prior` belongs here. It imports `prior`, `functions` and `errors`.
"""

from collections.abc import Mapping

import numpy as np

from ..errors import unknown_name
from ..prior import Parameters, Prior
from . import (
    beta,
    constant,
    exp_exponential,
    exp_half_student_t,
    half_normal,
    logitnormal,
    lognormal,
    lognormal_mixture,
    normal,
    two_piece_lognormal,
    uniform,
)
from .family import CI_PROB, Family, check, mass_of, short

__all__ = ["CI_PROB", "FAMILIES", "Family", "make_prior", "mass_of", "short", "widened"]

_ALL = (
    constant.FAMILY,
    normal.FAMILY,
    lognormal.FAMILY,
    two_piece_lognormal.FAMILY,
    lognormal_mixture.FAMILY,
    logitnormal.FAMILY,
    beta.FAMILY,
    uniform.FAMILY,
    half_normal.FAMILY,
    half_normal.EXPONENTIAL,
    exp_half_student_t.FAMILY,
    exp_exponential.FAMILY,
)
FAMILIES: Mapping[str, Family] = {family.name: family for family in _ALL}
"""By name."""


def make_prior(family: str, parameters: Parameters, *, factor: float = 1.0) -> Prior:
    """Build a prior from what a data file says.

    Parameters
    ----------
    family : str
        A name in `FAMILIES`.
    parameters : dict
        One of the family's parameter sets. ``low`` and ``high`` are the ends of an equal-tailed
        interval of probability ``ci_prob`` (0.9 unless given); ``lower`` and ``upper`` are hard bounds.
    factor : float, optional
        What turns the parameters into the quantity's unit.

    Raises
    ------
    ValueError
        If the family, a parameter or a value is not allowed; the message says what is.
    """
    if family not in FAMILIES:
        raise ValueError(unknown_name(family, FAMILIES, what="family"))
    known = FAMILIES[family]
    check_keys(known, set(parameters))
    _check_numbers(known, parameters)
    in_units = known.in_units & parameters.keys()
    check(bool(in_units) or factor == 1, f"{family} is a pure number, so it cannot be given in another unit")
    scaled = {**parameters}
    for key in in_units:
        value = parameters[key]
        scaled[key] = tuple(number * factor for number in value) if isinstance(value, tuple) else value * factor
    form, numbers = known.build(scaled)
    return Prior(family, scaled, form, np.array(numbers, dtype=float), known.heavy(scaled))


def check_keys(family: Family, given: set[str]) -> None:
    """Check that a family takes these parameters.

    Raises
    ------
    ValueError
        If it does not; the message says what it takes.
    """
    for key in sorted(given - family.keys):
        raise ValueError(unknown_name(key, family.keys, what=f"parameter of {family.name}"))
    if (given - {"ci_prob"}) not in family.sets:
        wanted = " or ".join(" and ".join(sorted(s)) for s in family.sets)
        raise ValueError(f"{family.name} takes {wanted}, not {' and '.join(sorted(given)) or 'nothing'}")


def _check_numbers(family: Family, parameters: Parameters) -> None:
    """Check that parameters are finite numbers, or lists of one length where the family takes lists."""
    lengths: dict[str, int] = {}
    for key, value in parameters.items():
        listed = family.lists and key != "ci_prob"
        check(
            isinstance(value, tuple) is listed, f"{key} is {value}, not a {'list of numbers' if listed else 'number'}"
        )
        for number in np.atleast_1d(value):
            check(bool(np.isfinite(number)), f"{key} is {number}, not a finite number")
        lengths |= {key: len(value)} if listed else {}
    if len(set(lengths.values())) > 1:
        raise ValueError(f"lists differ in length: {', '.join(f'{n} in {key}' for key, n in lengths.items())}")


def widened(prior: Prior, factor: float) -> Prior:
    """Return a prior of the same family whose scales are so many times as large.

    Parameters
    ----------
    prior : Prior
    factor : float
        Two doubles a standard deviation, or the distance of an interval's ends from the centre; one half
        halves it.

    Returns
    -------
    Prior
        On the scale on which the family is elicited, which is the log of a log-normal and the logit of a
        logit-normal, its location is the same and its scales are multiplied. A one-sided prior still begins
        where it did; a uniform one keeps its middle, a beta its mean; a constant is as it was.

    Raises
    ------
    ValueError
        If the factor is not above zero.
    """
    check(factor > 0, f"factor {factor:g} is not above zero")
    return make_prior(prior.family, FAMILIES[prior.family].widened(prior, factor))
