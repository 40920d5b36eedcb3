"""What a family of priors is, and what its files share: checks of parameters, and widening."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy import special

from ..prior import Form, Parameters, Prior

__all__ = [
    "CI_PROB",
    "INTERVAL",
    "Built",
    "Family",
    "check",
    "end_of_interval",
    "located",
    "mass_of",
    "positive",
    "rescaled",
]
__all__ += ["short"]

INTERVAL = frozenset({"low", "high"})
"""The ends of an equal-tailed interval, of probability ``ci_prob``."""

CI_PROB = 0.9
"""Probability of every interval unless the user asks for another."""

SCALES = frozenset({"sd", "sigma", "scale"})
RANGES = ("value", "lower", "low", "median", "high", "upper")

Built = tuple[Form, Iterable[float]]
"""A form, and its numbers."""


def check(condition: bool, problem: str) -> None:
    """Refuse parameters.

    Raises
    ------
    ValueError
        Unless the condition holds; the message says what is wrong.
    """
    if not condition:
        raise ValueError(problem)


def positive(p: Parameters, *keys: str) -> None:
    """Refuse parameters that are not above zero."""
    for key in keys:
        for number in np.atleast_1d(p[key]):
            check(number > 0, f"{key} {number:g} is not positive")


def mass_of(p: Parameters) -> float:
    """Return the probability of an elicited interval."""
    return float(p.get("ci_prob", CI_PROB))


def short(p: Parameters, write: Callable[[Any], str]) -> str:
    """Write parameters in short: a value, the ends of a range with what lies between them, or each with its name."""
    if p.keys() <= {*RANGES, "ci_prob"}:
        return "–".join(write(p[key]) for key in RANGES if key in p)
    return ", ".join(f"{key} {write(value)}" for key, value in p.items())


def end_of_interval(p: Parameters, *, lowest: float = -np.inf, highest: float = np.inf) -> float:
    """Check an elicited interval; return the normal quantile of its upper end."""
    mass = mass_of(p)
    check(0 < mass < 1, f"ci_prob {mass:g} is not between 0 and 1")
    for low, high in zip(np.atleast_1d(p["low"]), np.atleast_1d(p["high"]), strict=True):
        check(low < high, f"low {low:g} is not below high {high:g}")
        check(low > lowest, f"low {low:g} is not above {lowest:g}")
        check(high < highest, f"high {high:g} is not below {highest:g}")
    return float(special.ndtri((1 + mass) / 2))


def located(p: Parameters, scale: Callable[[Any], Any], **bounds: float) -> list[Any]:
    """Check an elicited interval; return its middle and the standard deviation on a scale on which it is normal."""
    end = end_of_interval(p, **bounds)
    low, high = scale(p["low"]), scale(p["high"])
    return [(low + high) / 2, (high - low) / (2 * end)]


def rescaled(prior: Prior, factor: float) -> Parameters:
    """Return a prior's parameters with scales so many times as large, and the ends of an interval so far out."""
    parameters = {key: value * factor if key in SCALES else value for key, value in prior.parameters.items()}
    if "low" in parameters:
        end = factor * special.ndtri((1 + mass_of(parameters)) / 2)
        parameters |= {"low": float(prior.forward(-end)), "high": float(prior.forward(end))}
    return parameters


@dataclass(frozen=True)
class Family:
    """A family of priors.

    Attributes
    ----------
    name : str
        What a prior gives as its ``family``.
    title : str
        The name in a picture.
    sets : tuple of frozenset of str
        The sets of parameters that it takes, any one of them.
    build : callable
        Checks one of these sets, and returns the form with its numbers.
    in_units : frozenset of str
        Parameters that are in the quantity's unit.
    widened : callable
        A prior and a factor, to the parameters of one so many times as wide.
    heavy : callable
        Parameters, to whether they leave no mean.
    lists : bool
        Whether its parameters are lists of numbers, all of one length, but for ``ci_prob``.
    example : dict
        Parameters that it could have.
    """

    name: str
    title: str
    sets: tuple[frozenset[str], ...]
    build: Callable[[Parameters], Built]
    in_units: frozenset[str] = frozenset()
    widened: Callable[[Prior, float], Parameters] = rescaled
    heavy: Callable[[Parameters], bool] = lambda _: False
    lists: bool = False
    example: Parameters = field(default_factory=dict)

    @property
    def keys(self) -> frozenset[str]:
        """All parameters that it may be given."""
        return frozenset[str]().union(*self.sets) | ({"ci_prob"} if any("low" in s for s in self.sets) else set())
