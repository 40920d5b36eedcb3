"""Logit-normal priors of shares, given by an interval."""

from scipy import special

from ..prior import Form, Parameters
from .family import INTERVAL, Built, Family, end_of_interval

__all__ = ["FAMILY"]

FORM = Form("logitnormal", lambda fn, z, numbers: fn.expit(numbers[0] + numbers[1] * z), 2, positive=True)


def _build(p: Parameters) -> Built:
    end = end_of_interval(p, lowest=0.0, highest=1.0)
    low, high = special.logit([p["low"], p["high"]])
    return FORM, [(low + high) / 2, (high - low) / (2 * end)]


FAMILY = Family("logitnormal", "LogitNormal", (INTERVAL,), _build, INTERVAL)
