"""Support: an amount is not less than nothing, a share not more than the whole, and a prior is of numbers."""

import pytest
from scipy import stats

from llm_barriers.priors import StudyError, load_study, make_prior
from llm_barriers.priors.support import check_finite, check_support

NORMAL = make_prior("normal", {"low": 0.0, "high": 30e6})
SHARES = make_prior("lognormal", {"low": 0.2, "high": 1.2})


def test_an_amount_that_may_be_negative_is_refused_with_the_probability():
    with pytest.raises(ValueError, match=r"usd reaches below zero with probability 0\.05"):
        check_support(NORMAL, "usd", share=False)
    check_support(NORMAL, "dimensionless", share=False)


def test_a_share_that_may_be_more_than_the_whole_is_refused_with_the_probability():
    expected = stats.lognorm.sf(1, SHARES.numbers[1], scale=float(SHARES.quantile(0.5)))
    with pytest.raises(ValueError, match=f"probability {expected:.2g}"):
        check_support(SHARES, "dimensionless", share=True)
    check_support(SHARES, "dimensionless", share=False)


def test_a_thin_tail_is_let_through():
    check_support(make_prior("lognormal", {"low": 0.2, "high": 0.5}), "dimensionless", share=True)
    check_support(make_prior("normal", {"mean": 50.0, "sd": 10.0}), "usd", share=False)


REFUSED = {
    "bound": ("replication_cost", "usd", "family = 'uniform', lower = -1, upper = 1e7", "probability 1e-07"),
    "amount": ("replication_cost", "usd", "family = 'normal', low = 0, high = 30e6", "probability 0.05"),
    "weight": ("'scenario_weight[twitter]'", "dimensionless", "family = 'constant', value = -0.5", "negative"),
    "pure amount": ("growth_rate", "dimensionless", "family = 'normal', mean = 1, sd = 1", "below zero"),
    "overflows by its unit": ("salary", "megausd/person/year", "family = 'constant', value = 1e308", "no computer"),
    "range": ("salary", "usd/person/year", "family = 'lognormal', low = 1e-300, high = 1e300, ci_prob = 0.01", "inf"),
    "scale": ("scale_beyond_scenarios", "dimensionless", "family = 'exp_exponential', scale = 1e300", "no computer"),
    "no interval": (
        "replication_cost",
        "usd",
        "family = 'lognormal', low = 1, high = 2, ci_prob = 1e-300",
        "which no computer holds",
    ),
    "no width": (
        "replication_cost", "usd", "family = 'lognormal', low = 1, high = 2, ci_prob = 0.9999999999999999", "no width",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("name", "unit", "prior", "words"), REFUSED.values(), ids=REFUSED)
def test_a_prior_that_cannot_be_is_refused(overlay, name, unit, prior, words):
    with pytest.raises(StudyError, match=rf"quantities\..*prior: .*{words}"):
        load_study(overlay(f"[quantities.{name}]\nunit = '{unit}'\nprior = {{ {prior} }}"))


def test_a_share_has_no_unit(overlay):
    with pytest.raises(StudyError, match=r"salary: a share is in 'dimensionless' or 'percent', and not in 'usd"):
        load_study(overlay("[quantities.salary]\nshare = true"))


def test_a_bias_may_be_given_either_sign(overlay):
    load_study(
        overlay("[quantities.vendor_bias]\nunit = 'dimensionless'\nprior = {family = 'normal', mean = 0, sd = 1}")
    )


def test_a_prior_of_numbers_is_finite():
    check_finite(make_prior("exp_half_student_t", {"nu": 3.0, "scale": 1.0}))
