r"""Shares: the logit of a reported share is centred on the log of the ratio that it measures.

A share of inference in the cost of inference and development has the log of their ratio as its logit. A study
may take other observation models than the normal one: with heavier tails, or with a chance of reports that say
nothing.
"""

import numpy as np
from scipy import special

from ..functions import ARRAYS, Functions, Value
from .amounts import AMOUNT, GAUSSIAN, check_amount, normal, standard_deviation
from .kind import Kind, ObservationModel, Report, Rng, Scale, refuse_unless

__all__ = ["SHARE"]

LOGIT = Scale(special.logit, special.expit, lambda share: share / (1 - share), part=True, units="logit")


def _student_t(fn: Functions, observed: Value, centre: Value, sd: Value, nu: Value) -> Value:
    scale = fn.gammaln((nu + 1) / 2) - fn.gammaln(nu / 2) - 0.5 * fn.log(nu * np.pi) - fn.log(sd)
    return scale - (nu + 1) / 2 * fn.log1p(((observed - centre) / sd) ** 2 / nu)


def _student_t_draw(fn: Functions, rng: Rng, centre: Value, sd: Value, nu: Value) -> Value:
    return centre + sd * rng.standard_t(nu)


def _mixture(
    fn: Functions, observed: Value, centre: Value, sd: Value, reliability: Value, unreliable_sd: Value
) -> Value:
    reliable = fn.log(reliability) + normal(fn, observed, centre, sd)
    return fn.logaddexp(reliable, fn.log1p(-reliability) + normal(fn, observed, 0.0, unreliable_sd))


def _mixture_draw(fn: Functions, rng: Rng, centre: Value, sd: Value, reliability: Value, unreliable_sd: Value) -> Value:
    reliable = rng.binomial(1, reliability) > 0
    return fn.where(reliable, rng.normal(centre, sd), rng.normal(0.0, unreliable_sd))


def _scale_mixed(score: Value, sd: Value, nu: Value) -> tuple[Value, Value]:
    """A Student-t report is normal given its precision, which is a chi-squared variable over nu."""
    return sd**2 * nu / special.chdtri(nu, special.ndtr(score)), 1.0


def _reliable_or_not(score: Value, sd: Value, reliability: Value, unreliable_sd: Value) -> tuple[Value, Value]:
    reliable = score < special.ndtri(reliability)
    return ARRAYS.where(reliable, sd**2, unreliable_sd**2), reliable


STUDENT_T = ObservationModel(
    "student_t",
    _student_t,
    _student_t_draw,
    needed=("report_nu",),
    given_latent=_scale_mixed,
    latent=lambda nu: 0.0 * nu,
)
RELIABILITY_MIXTURE = ObservationModel(
    "reliability_mixture",
    _mixture,
    _mixture_draw,
    needed=("report_reliability", "unreliable_sd"),
    given_latent=_reliable_or_not,
    latent=lambda reliability, unreliable_sd: special.ndtri(reliability / 2),
)


def _check(item: Report) -> None:
    check_amount(item)
    for name in ("value", "low", "high"):
        number = 0.5 if getattr(item, name) is None else getattr(item, name)
        allowed = "Allowed: between 0 and 1, or in percent with unit = 'percent'"
        refuse_unless(0 < number < 1, f"{name} {number:g} is not a share. {allowed}")


SHARE = Kind(
    "share",
    LOGIT,
    GAUSSIAN,
    AMOUNT,
    _check,
    lambda item, _: (standard_deviation(item, LOGIT),),
    others={model.name: model for model in (GAUSSIAN, STUDENT_T, RELIABILITY_MIXTURE)},
)
