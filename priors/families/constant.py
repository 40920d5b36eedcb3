"""Constants: one value, known for sure."""

from ..prior import CONSTANT, Parameters
from .family import Built, Family

__all__ = ["FAMILY"]


def _build(p: Parameters) -> Built:
    return CONSTANT, [p["value"]]


FAMILY = Family("constant", "fixed", (frozenset({"value"}),), _build, frozenset({"value"}), example={"value": 8.0})
