"""Exponentials of half-Student-t variables: factors that begin at one, with no mean whatever the scale."""

import numpy as np
from scipy import special

from ..prior import Parameters
from .family import Built, Family, positive
from .tables import KNOTS, LOG_DENSITY, numbers_of_table, tabled

__all__ = ["FAMILY"]

FORM = tabled("exp_half_student_t", lambda fn, stretched: fn.exp(stretched))


def _build(p: Parameters) -> Built:
    positive(p, "nu", "scale")
    nu = p["nu"]
    values = -special.stdtrit(nu, special.ndtr(-KNOTS) / 2)
    log_density = -np.log(nu) / 2 - special.betaln(0.5, nu / 2) - (nu + 1) / 2 * np.log1p(values**2 / nu)
    return FORM, p["scale"] * numbers_of_table(values, np.exp(LOG_DENSITY - log_density) / 2)


FAMILY = Family(
    "exp_half_student_t",
    "exp HalfStudentT",
    (frozenset({"nu", "scale"}),),
    _build,
    heavy=lambda _: True,
    example={"nu": 4.0, "scale": 0.6},
)
