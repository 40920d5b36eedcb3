"""Two-piece log-normal priors: they meet three quantiles, with half of the mass on each side of the median."""

from typing import Any

import numpy as np

from ..functions import Functions, Value
from ..prior import Form, Parameters
from .family import INTERVAL, Built, Family, check, end_of_interval

__all__ = ["FAMILY"]


def _transform(fn: Functions, z: Value, numbers: Any) -> Value:
    location, below, above = numbers[0], numbers[1], numbers[2]
    return fn.exp(location + fn.where(z < 0, below, above) * z)


FORM = Form("two_piece_lognormal", _transform, 3, positive=True)


def _build(p: Parameters) -> Built:
    end = end_of_interval(p, lowest=0.0)
    check(p["low"] < p["median"] < p["high"], f"median {p['median']:g} is not between low and high")
    low, centre, high = np.log([p["low"], p["median"], p["high"]])
    return FORM, [centre, (centre - low) / end, (high - centre) / end]


FAMILY = Family(
    "two_piece_lognormal",
    "2-piece LogN",
    (INTERVAL | {"median"},),
    _build,
    INTERVAL | {"median"},
    example={"low": 100.0, "median": 5000.0, "high": 45000.0},
)
