"""Log-normal priors, given by an interval or by median and the standard deviation of the log."""

import numpy as np

from ..prior import Form, Parameters
from .family import INTERVAL, Built, Family, located, positive

__all__ = ["FAMILY"]

FORM = Form("lognormal", lambda fn, z, numbers: fn.exp(numbers[0] + numbers[1] * z), 2, positive=True)


def _build(p: Parameters) -> Built:
    if "low" in p:
        return FORM, located(p, np.log, lowest=0.0)
    positive(p, "median", "sigma")
    return FORM, [np.log(p["median"]), p["sigma"]]


FAMILY = Family(
    "lognormal",
    "LogNormal",
    (INTERVAL, frozenset({"median", "sigma"})),
    _build,
    INTERVAL | {"median"},
    example={"low": 2e6, "high": 1e7},
)
