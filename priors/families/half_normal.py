"""Half-normal priors, of an amount that begins at zero, and their exponential, of a factor that begins at one."""

from functools import partial

from ..functions import Functions, Value
from ..prior import Form, Parameters
from .family import Built, Family, positive

__all__ = ["EXPONENTIAL", "FAMILY"]


def _half(fn: Functions, z: Value) -> Value:
    """Return the standard half-normal quantile of the probability of a normal score."""
    return -fn.ndtri(0.5 * fn.ndtr(-z))


FORM = Form("half_normal", lambda fn, z, numbers: numbers[0] * _half(fn, z), 1)
EXP_FORM = Form("exp_half_normal", lambda fn, z, numbers: fn.exp(numbers[0] * _half(fn, z)), 1, positive=True)
SD = frozenset({"sd"})


def _build(form: Form, p: Parameters) -> Built:
    positive(p, "sd")
    return form, [p["sd"]]


FAMILY = Family("half_normal", "HalfNormal", (SD,), partial(_build, FORM), SD, example={"sd": 1.0})
EXPONENTIAL = Family("exp_half_normal", "exp HalfNormal", (SD,), partial(_build, EXP_FORM), example={"sd": 0.5})
