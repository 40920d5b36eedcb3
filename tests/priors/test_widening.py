"""Widened priors: the same family and centre, and scales that are multiplied."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from llm_barriers.priors import load_study, make_prior
from llm_barriers.priors.families import widened

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
    "beta": {"alpha": 20.0, "beta": 50.0},
    "lognormal_mixture": {"weight": (0.5, 0.5), "low": (1.0, 2.0), "high": (4.0, 30.0)},
}
FACTORS = st.floats(0.1, 10.0)


SCALED = {
    "normal": np.positive,
    "lognormal": np.log,
    "two_piece_lognormal": np.log,
    "logitnormal": special.logit,
    "uniform": np.positive,
    "half_normal": np.positive,
    "exp_half_normal": np.log,
    "exp_half_student_t": np.log,
    "exp_exponential": np.log,
}
"""By family whose scales are multiplied: the scale on which they are."""


@pytest.mark.parametrize("family", SCALED)
@given(factor=FACTORS)
def test_quantiles_go_so_far_from_the_centre(family, factor):
    before, scale, p = make_prior(family, PRIORS[family]), SCALED[family], np.array([0.01, 0.3, 0.7, 0.99])
    centre = 0.0 if "half" in family or "exponential" in family else scale(before.quantile(0.5))
    after = widened(before, factor)
    assert after.family == family
    expected = centre + factor * (scale(before.quantile(p)) - centre)
    np.testing.assert_allclose(scale(after.quantile(p)), expected, rtol=1e-5, atol=1e-7)


@given(factor=st.floats(0.2, 2.0))
def test_a_beta_keeps_its_mean(factor):
    after = widened(make_prior("beta", PRIORS["beta"]), factor)
    law = stats.beta(after.parameters["alpha"], after.parameters["beta"])
    assert law.mean() == pytest.approx(2 / 7)
    assert law.std() == pytest.approx(factor * stats.beta(20, 50).std(), rel=0.05)


@given(factor=FACTORS)
def test_each_component_of_a_mixture_is_widened(factor):
    after = widened(make_prior("lognormal_mixture", PRIORS["lognormal_mixture"]), factor).parameters
    for i in range(2):
        own = widened(make_prior("lognormal", {k: PRIORS["lognormal_mixture"][k][i] for k in ("low", "high")}), factor)
        assert {k: after[k][i] for k in ("low", "high")} == pytest.approx(dict(own.parameters))


def test_every_prior_of_the_default_study_can_be_widened_and_narrowed_again():
    for quantity in load_study().quantities.values():
        again = widened(widened(quantity.prior, 2.0), 0.5)
        assert dict(again.parameters) == pytest.approx(dict(quantity.prior.parameters))


@pytest.mark.parametrize("factor", [0.0, -1.0, float("nan")])
def test_a_factor_is_above_zero(factor):
    with pytest.raises(ValueError, match="above zero"):
        widened(make_prior("half_normal", {"sd": 1.0}), factor)
