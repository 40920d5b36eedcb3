"""Exponentials of exponential variables: Pareto factors that begin at one."""

from ..prior import Form, Parameters
from .family import Built, Family, positive

__all__ = ["FAMILY"]

FORM = Form("exp_exponential", lambda fn, z, numbers: fn.exp(-numbers[0] * fn.log_ndtr(-z)), 1, positive=True)


def _build(p: Parameters) -> Built:
    positive(p, "scale")
    return FORM, [p["scale"]]


FAMILY = Family(
    "exp_exponential",
    "exp Exponential",
    (frozenset({"scale"}),),
    _build,
    heavy=lambda p: bool(p["scale"] >= 1),
    example={"scale": 0.5},
)
"""There is a mean only below scale one."""
