"""Logit-normal priors of shares, given by an interval."""

from scipy import special

from ..prior import Form, Parameters
from .family import INTERVAL, Built, Family, located

__all__ = ["FAMILY"]

FORM = Form("logitnormal", lambda fn, z, numbers: fn.expit(numbers[0] + numbers[1] * z), 2, positive=True)


def _build(p: Parameters) -> Built:
    return FORM, located(p, special.logit, lowest=0.0, highest=1.0)


FAMILY = Family("logitnormal", "LogitNormal", (INTERVAL,), _build, INTERVAL, example={"low": 0.05, "high": 0.4})
