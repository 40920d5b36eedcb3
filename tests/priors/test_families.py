"""Families meet the quantiles that were elicited, and agree with SciPy."""

import math

import numpy as np
import pytensor
import pytensor.tensor as pt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from llm_barriers.model.chains.tensors import TENSORS
from llm_barriers.priors import make_prior
from llm_barriers.priors.families import FAMILIES, short

positive = st.floats(1e-3, 1e9)
share = st.floats(1e-6, 1 - 1e-6)
real = st.floats(-1e6, 1e6)
mass = st.floats(0.5, 0.99)

EXAMPLES = {
    "normal": {"mean": 2.0, "sd": 3.0},
    "lognormal": {"median": 3.0, "sigma": 0.7},
    "two_piece_lognormal": {"low": 1.0, "median": 2.0, "high": 10.0},
    "logitnormal": {"low": 0.2, "high": 0.6},
    "uniform": {"lower": -2.0, "upper": 5.0},
    "half_normal": {"sd": 2.0},
    "exp_half_normal": {"sd": 0.5},
    "exp_half_student_t": {"nu": 3.0, "scale": 1.0},
    "exp_exponential": {"scale": 0.5},
    "beta": {"alpha": 2.0, "beta": 5.0},
    "lognormal_mixture": {"weight": (0.7, 0.3), "median": (1.0, 5.0), "sigma": (0.5, 0.3)},
}
SCIPY = {
    "normal": stats.norm(2, 3),
    "lognormal": stats.lognorm(0.7, scale=3),
    "uniform": stats.uniform(-2, 7),
    "half_normal": stats.halfnorm(scale=2),
    "exp_half_normal": stats.lognorm(0.5),
    "exp_exponential": stats.pareto(2),
}


def test_every_family_has_an_example():
    assert EXAMPLES.keys() | {"constant"} == FAMILIES.keys()


@pytest.mark.parametrize(("family", "ends"), [("normal", real), ("lognormal", positive), ("logitnormal", share)])
@given(data=st.data(), mass=mass)
def test_an_interval_is_equal_tailed(family, ends, data, mass):
    low, high = sorted(data.draw(st.tuples(ends, ends).filter(lambda p: abs(p[0] - p[1]) > 1e-6 * (1 + abs(p[1])))))
    prior = make_prior(family, {"low": low, "high": high, "ci_prob": mass})
    read = prior.quantile([(1 - mass) / 2, (1 + mass) / 2])
    np.testing.assert_allclose(read, [low, high], rtol=1e-6, atol=1e-6 * (high - low))


@pytest.mark.parametrize("family", ["normal", "lognormal", "logitnormal", "two_piece_lognormal"])
def test_an_interval_is_of_ninety_percent_unless_said(family):
    ends = {"low": 0.2, "high": 0.6} | ({"median": 0.3} if family == "two_piece_lognormal" else {})
    np.testing.assert_allclose(make_prior(family, ends).quantile([0.05, 0.95]), [0.2, 0.6])


@given(st.lists(positive, min_size=3, max_size=3, unique=True).map(sorted))
def test_two_pieces_meet_three_quantiles(points):
    prior = make_prior("two_piece_lognormal", dict(zip(("low", "median", "high"), points, strict=True)))
    np.testing.assert_allclose(prior.quantile([0.05, 0.5, 0.95]), points, rtol=1e-9)


def test_one_piece_misses_the_median_of_the_talent_pool():
    assert make_prior("lognormal", {"low": 100, "high": 45_000}).quantile(0.5) == pytest.approx(2121.3, abs=0.05)


@pytest.mark.parametrize("family", SCIPY)
def test_quantiles_are_those_of_scipy(family):
    p = np.linspace(0.01, 0.99, 25)
    oracle = SCIPY[family].ppf((1 + p) / 2 if family == "exp_half_normal" else p)
    np.testing.assert_allclose(make_prior(family, EXAMPLES[family]).quantile(p), oracle)


def test_half_student_t_is_that_of_scipy():
    prior, p = make_prior("exp_half_student_t", {"nu": 3.0, "scale": 2.0}), np.linspace(0.001, 0.999, 99)
    np.testing.assert_allclose(np.log(prior.quantile(p)) / 2, stats.t(3).ppf((1 + p) / 2), rtol=1e-6)


@pytest.mark.parametrize(("alpha", "beta"), [(2.0, 5.0), (1.0, 1.0), (0.3, 0.05), (300.0, 40.0)])
def test_a_beta_is_that_of_scipy(alpha, beta):
    prior, p, law = make_prior("beta", {"alpha": alpha, "beta": beta}), np.linspace(0.001, 0.999, 99), None
    law = stats.beta(alpha, beta)
    np.testing.assert_allclose(prior.quantile(p), law.ppf(p), rtol=1e-6)
    again = make_prior("beta", {"mean": law.mean(), "sd": law.std()})
    np.testing.assert_allclose(again.quantile(p), law.ppf(p), rtol=1e-6)


@pytest.mark.parametrize(("far", "error"), [(3.0, 1e-7), (1e4, 2e-3)])
def test_a_mixture_has_the_distribution_of_its_components(far, error):
    """Between components that are far apart the probability of a step of the table is spread out."""
    prior = make_prior("lognormal_mixture", {"weight": (0.7, 0.3), "median": (1.0, far), "sigma": (0.5, 0.3)})
    z = np.linspace(-5, 5, 9999)
    logs = np.log(prior.forward(z))
    below = 0.7 * stats.norm.cdf(logs, 0.0, 0.5) + 0.3 * stats.norm.cdf(logs, np.log(far), 0.3)
    np.testing.assert_allclose(below, stats.norm.cdf(z), atol=error)
    assert (np.diff(logs) >= 0).all()


def test_a_mixture_goes_on_beyond_its_table():
    """Of two components the lower tail is that of the wider; none stays at the value of the eighth deviation."""
    alone = make_prior("lognormal", {"median": 2.0, "sigma": 0.5})
    mixed = make_prior("lognormal_mixture", {"weight": (1.0,), "median": (2.0,), "sigma": (0.5,)})
    z = np.array([-30.0, -11.0, -8.0, 8.0, 11.0])
    assert np.log(mixed.forward(z)) == pytest.approx(np.log(alone.forward(z)), rel=1e-3)


def test_a_mixture_of_one_is_its_component():
    alone = make_prior("lognormal_mixture", {"weight": (1.0,), "low": (2.0,), "high": (30.0,)})
    p = np.linspace(1e-6, 1 - 1e-6, 99)
    expected = make_prior("lognormal", {"low": 2.0, "high": 30.0}).quantile(p)
    np.testing.assert_allclose(alone.quantile(p), expected, rtol=1e-9)


@pytest.mark.parametrize("family", EXAMPLES)
def test_a_root_is_a_normal_score(family):
    prior, score = make_prior(family, EXAMPLES[family]), np.linspace(-5, 5, 101)
    values = prior.forward(score)
    np.testing.assert_allclose(prior.quantile(stats.norm.cdf(score)), values, rtol=1e-6)
    assert (np.diff(values) > 0).all()


@pytest.mark.parametrize("family", EXAMPLES)
def test_tensors_have_the_same_values_and_slopes(family):
    prior, score = make_prior(family, EXAMPLES[family]), np.linspace(-4.95, 4.95, 34)
    z = pt.vector("z")
    values = prior.form.transform(TENSORS, z, prior.numbers)
    theirs, slopes = pytensor.function([z], [values, pt.grad(values.sum(), z)], mode="FAST_COMPILE")(score)
    np.testing.assert_allclose(theirs, prior.forward(score), rtol=1e-7)
    step = 1e-5
    expected = (prior.forward(score + step) - prior.forward(score - step)) / (2 * step)
    np.testing.assert_allclose(slopes, expected, rtol=1e-4, atol=1e-9)


@pytest.mark.parametrize("family", EXAMPLES)
def test_a_vector_of_tensors_has_its_own_numbers_for_each_element(family):
    prior = make_prior(family, EXAMPLES[family])
    score = np.array([-1.3, 0.4, 2.0])
    numbers = np.stack([prior.numbers, prior.numbers * 1.01, prior.numbers], axis=1)
    values = prior.form.transform(TENSORS, pt.constant(score), numbers).eval()
    np.testing.assert_allclose(values[[0, 2]], prior.forward(score)[[0, 2]], rtol=1e-7)
    assert values[1] != pytest.approx(float(prior.forward(score)[1]), rel=1e-6)


def test_a_constant_has_one_value():
    prior = make_prior("constant", {"value": 7.0}, factor=2.0)
    assert prior.constant
    assert prior.quantile([0.01, 0.99]).tolist() == [14.0, 14.0]


@pytest.mark.parametrize(
    ("family", "parameters", "heavy"),
    [
        ("exp_half_student_t", {"nu": 30.0, "scale": 0.1}, True),
        ("exp_exponential", {"scale": 0.99}, False),
        ("exp_exponential", {"scale": 1.0}, True),
        ("exp_half_normal", {"sd": 5.0}, False),
        ("lognormal", {"median": 1.0, "sigma": 5.0}, False),
        ("half_normal", {"sd": 5.0}, False),
    ],
)
def test_heavy_says_whether_the_mean_is_infinite(family, parameters, heavy):
    assert make_prior(family, parameters).heavy is heavy


@pytest.mark.parametrize(
    "family", ["normal", "lognormal", "two_piece_lognormal", "uniform", "half_normal", "lognormal_mixture"]
)
def test_a_factor_scales_the_quantity(family):
    p = np.array([0.1, 0.5, 0.9])
    scaled = make_prior(family, EXAMPLES[family], factor=1000.0)
    np.testing.assert_allclose(scaled.quantile(p), 1000 * make_prior(family, EXAMPLES[family]).quantile(p))


@pytest.mark.parametrize(
    ("family", "parameters", "words"),
    [
        ("lognormal", {"low": 10, "high": 1}, ["low 10", "below high 1"]),
        ("lognormal", {"low": -1, "high": 1}, ["low -1", "not above 0"]),
        ("lognormal", {"low": 0, "high": 1}, ["low 0", "not above 0"]),
        ("logitnormal", {"low": 0.5, "high": 1}, ["high 1", "not below 1"]),
        ("lognormal", {"median": -3, "sigma": 1}, ["median -3", "not positive"]),
        ("normal", {"mean": 0, "sd": 0}, ["sd 0", "not positive"]),
        ("normal", {"mean": math.nan, "sd": 1}, ["mean", "nan", "finite"]),
        ("uniform", {"lower": 0, "upper": math.inf}, ["upper", "inf", "finite"]),
        ("uniform", {"lower": 2, "upper": 2}, ["lower 2", "below upper 2"]),
        ("two_piece_lognormal", {"low": 1, "median": 9, "high": 5}, ["median 9", "between low and high"]),
        ("normal", {"low": 0, "high": 1, "ci_prob": 90}, ["ci_prob 90", "between 0 and 1"]),
        ("half_normal", {"sd": -1}, ["sd -1", "not positive"]),
        ("exp_half_student_t", {"nu": 0, "scale": 1}, ["nu 0", "not positive"]),
        ("lognorm", {"low": 1, "high": 2}, ["'lognorm'", "'lognormal'", "uniform"]),
        ("lognormal", {"low": 1, "hihg": 2}, ["'hihg'", "'high'", "median"]),
        ("lognormal", {"low": 1, "median": 2}, ["lognormal takes", "high and low", "median and sigma"]),
        ("half_normal", {}, ["half_normal takes sd", "nothing"]),
        ("beta", {"mean": 0.5, "sd": 0.6}, ["sd 0.6", "not below 0.5"]),
        ("beta", {"mean": 1.5, "sd": 0.1}, ["mean 1.5", "between 0 and 1"]),
        ("normal", {"mean": (1.0, 2.0), "sd": 1}, ["mean is (1.0, 2.0)", "not a number"]),
        ("lognormal_mixture", {"weight": (0.5, 0.5), "low": 1, "high": 2}, ["low is 1", "not a list"]),
        ("lognormal_mixture", {"weight": (0.5, 0.6), "low": (1, 2), "high": (3, 4)}, ["adds up to 1.1"]),
        ("lognormal_mixture", {"weight": (1.0,), "low": (1, 2), "high": (3, 4)}, ["differ in length", "1 in weight"]),
        ("lognormal_mixture", {"weight": (0.5, 0.5), "low": (1, 4), "high": (3, 4)}, ["low 4 is not below high 4"]),
    ],
)
def test_what_is_wrong_with_a_prior_is_said(family, parameters, words):
    with pytest.raises(ValueError) as error:
        make_prior(family, parameters)
    assert [word for word in words if word not in str(error.value)] == []


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ({"value": 3.0}, "3"),
        ({"median": 2.0, "high": 5.0, "low": 1.0, "ci_prob": 0.8}, "1–2–5"),
        ({"lower": 0.0, "upper": 1.0}, "0–1"),
        ({"mean": 0.0, "sd": 1.0}, "mean 0, sd 1"),
    ],
)
def test_parameters_in_short(table, text):
    assert short(table, "{:g}".format) == text
