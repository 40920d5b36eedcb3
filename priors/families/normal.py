"""Normal priors, given by an interval or by mean and standard deviation."""

from ..prior import Form, Parameters
from .family import INTERVAL, Built, Family, located, positive

__all__ = ["FAMILY"]

FORM = Form("normal", lambda fn, z, numbers: numbers[0] + numbers[1] * z, 2, linear=True)


def _build(p: Parameters) -> Built:
    if "low" in p:
        return FORM, located(p, float)
    positive(p, "sd")
    return FORM, [p["mean"], p["sd"]]


FAMILY = Family(
    "normal",
    "Normal",
    (INTERVAL, frozenset({"mean", "sd"})),
    _build,
    INTERVAL | {"mean", "sd"},
    example={"low": -1.0, "high": 3.0},
)
