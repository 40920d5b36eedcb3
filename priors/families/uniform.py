"""Uniform priors between two hard bounds."""

from ..prior import Form, Parameters, Prior
from .family import Built, Family, check

__all__ = ["FAMILY"]

FORM = Form("uniform", lambda fn, z, numbers: numbers[0] + numbers[1] * fn.ndtr(z), 2)


def _build(p: Parameters) -> Built:
    check(p["lower"] < p["upper"], f"lower {p['lower']:g} is not below upper {p['upper']:g}")
    return FORM, [p["lower"], p["upper"] - p["lower"]]


def _widened(prior: Prior, factor: float) -> Parameters:
    """Move the bounds away from the middle."""
    lower, upper = prior.parameters["lower"], prior.parameters["upper"]
    middle, reach = (lower + upper) / 2, factor * (upper - lower) / 2
    return {"lower": middle - reach, "upper": middle + reach}


BOUNDS = frozenset({"lower", "upper"})
FAMILY = Family("uniform", "Uniform", (BOUNDS,), _build, BOUNDS, _widened, example={"lower": 0.0, "upper": 1.0})
