"""Widened priors: the same family and centre, and scales that are multiplied."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_barriers.priors import load_study, make_prior
from llm_barriers.priors.widening import widened

PRIORS = {
    "normal": {"mean": 1.0, "sd": 2.0},
    "lognormal": {"median": 3.0, "sigma": 0.5},
    "two_piece_lognormal": {"low": 100, "median": 5000, "high": 45000},
    "logitnormal": {"low": 0.3, "high": 0.9, "ci_prob": 0.8},
    "uniform": {"lower": 0.2, "upper": 0.8},
    "half_normal": {"sd": 0.7},
    "exp_half_normal": {"sd": 0.5},
    "exp_half_student_t": {"nu": 3.0, "scale": 1.0},
    "exp_exponential": {"scale": 0.5},
}
FACTORS = st.floats(0.1, 10.0)


@pytest.mark.parametrize("family", PRIORS)
@given(factor=FACTORS)
def test_scales_are_multiplied_and_the_centre_stays(family, factor):
    before = make_prior(family, PRIORS[family])
    after = widened(before, factor)
    assert (after.family, after.root, after.link, after.nu) == (before.family, before.root, before.link, before.nu)
    assert after.above == pytest.approx(factor * before.above, rel=1e-6)
    if family == "uniform":
        assert after.quantile(0.5) == pytest.approx(before.quantile(0.5))
    else:
        assert after.location == pytest.approx(before.location, abs=1e-6)
        assert after.below == pytest.approx(factor * before.below, rel=1e-6)


@pytest.mark.parametrize("family", ["normal", "lognormal", "logitnormal"])
@given(factor=FACTORS)
def test_an_interval_is_widened_about_its_middle_on_the_scale_of_its_link(family, factor):
    before = make_prior(family, {"low": 0.2, "high": 0.6})
    after = widened(before, factor)
    assert (after.location, after.below) == pytest.approx((before.location, factor * before.below), rel=1e-6)


def test_every_prior_of_the_default_study_can_be_widened_and_narrowed_again():
    for quantity in load_study().quantities.values():
        again = widened(widened(quantity.prior, 2.0), 0.5)
        assert dict(again.parameters) == pytest.approx(dict(quantity.prior.parameters))


@pytest.mark.parametrize("factor", [0.0, -1.0, float("nan")])
def test_a_factor_is_above_zero(factor):
    with pytest.raises(ValueError, match="above zero"):
        widened(make_prior("half_normal", {"sd": 1.0}), factor)
