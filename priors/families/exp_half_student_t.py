"""Exponentials of half-Student-t variables: factors that begin at one, with no mean whatever the scale."""

import numpy as np
from scipy import special, stats

from ..prior import Parameters
from .family import Built, Family, positive
from .tables import KNOTS, numbers_of_table, tabled

__all__ = ["FAMILY"]

FORM = tabled("exp_half_student_t", lambda fn, stretched: fn.exp(stretched))


def _build(p: Parameters) -> Built:
    positive(p, "nu", "scale")
    values = -special.stdtrit(p["nu"], special.ndtr(-KNOTS) / 2)
    slopes = np.exp(stats.norm.logpdf(KNOTS) - stats.t.logpdf(values, p["nu"])) / 2
    return FORM, p["scale"] * numbers_of_table(values, slopes)


FAMILY = Family("exp_half_student_t", "exp HalfStudentT", (frozenset({"nu", "scale"}),), _build, heavy=lambda _: True)
