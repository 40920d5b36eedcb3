"""Estimates and their Monte Carlo errors, against repeated samples, closed forms and ArviZ."""

import arviz as az
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats
from scipy.signal import lfilter

from llm_barriers.analyses.fit.estimates import Sample, information_gain, probability_error

Z = np.random.default_rng(2).standard_normal((2, 200_000))
TAIL = 0.05
LIMIT = float(stats.norm.ppf(TAIL))
EXACT = {"mean": 0.0, "median": 0.0, "low": LIMIT, "probability": TAIL}


def independent(rng):
    return Sample(rng.standard_normal((1, 1000)))


def weighted(rng):
    """Draws from a wider normal, weighted down to a standard one."""
    values = 2 * rng.standard_normal(2000)
    return Sample(values[np.newaxis], special.softmax(-0.5 * values**2 + values**2 / 8))


def resampled(rng):
    """The same, resampled: a copy tells nothing new."""
    first = weighted(rng)
    copy_of = rng.choice(2000, 1000, p=first.weights)
    return Sample(first.values[:, copy_of], copy_of=copy_of)


def chains(rng):
    """Autoregressive chains whose draws have a standard normal distribution."""
    noise = rng.standard_normal((4, 700))
    return Sample(lfilter([np.sqrt(1 - 0.8**2)], [1, -0.8], noise, axis=1)[:, 200:])


def _read(sample):
    (median, low), errors = sample.quantiles([0.5, TAIL])
    reads = {"mean": sample.mean(), "probability": sample.probability(sample.values < LIMIT)}
    return reads | {"median": (median, errors[0]), "low": (low, errors[1])}


@pytest.fixture(scope="module", params=[independent, weighted, resampled, chains])
def runs(request):
    """What is read off 300 samples that differ in nothing but their seeds."""
    return [_read(request.param(np.random.default_rng(seed))) for seed in range(300)]


@pytest.mark.parametrize("what", EXACT)
def test_errors_are_those_of_repeated_samples(runs, what):
    values, errors = np.array([run[what] for run in runs]).T
    assert errors.mean() == pytest.approx(values.std(), rel=0.2)
    assert abs(values - EXACT[what]).mean() < 1.25 * np.sqrt(2 / np.pi) * errors.mean()


def test_errors_of_chains_are_arvizs():
    sample = chains(np.random.default_rng(5))
    assert sample.mean().mcse == pytest.approx(az.mcse(sample.values, method="mean"), rel=1e-3)
    for p, error in zip((0.05, 0.5), sample.quantiles([0.05, 0.5])[1], strict=True):
        assert error == pytest.approx(az.mcse(sample.values, method="quantile", prob=p), rel=0.1)


def test_a_constant_is_exact():
    constant = Sample(np.array([[7.0]]))
    assert constant.mean() == constant.probability(constant.values < 8)._replace(value=7.0) == (7.0, 0.0)
    assert constant.interval() == ((7.0, 7.0, 7.0), (0.0, 0.0, 0.0))


def test_a_probability_that_no_draw_gives_is_not_exact():
    assert probability_error(0.3, 1000) == pytest.approx(np.sqrt(0.3 * 0.7 / 1000), rel=0.01)
    assert probability_error(0.0, 400) == probability_error(1.0, 400) == pytest.approx(1 / 400, rel=0.01)


@pytest.mark.parametrize(("mean", "sd"), [(1.0, 1.0), (0.0, 0.5), (0.5, 0.8), (-0.7, 1.2)])
def test_information_is_the_divergence_of_two_normals(mean, sd):
    exact = -np.log(sd) + (sd**2 + mean**2) / 2 - 0.5
    assert information_gain(Sample(Z[:1]), Sample(mean + sd * Z[1:])).value == pytest.approx(exact, abs=0.02)


@pytest.mark.parametrize("make", [independent, resampled, chains])
def test_nothing_learnt_is_nothing_within_its_error(make):
    """At an effective size of some hundreds, too, where copies would show a tenth of a nat."""
    before = Sample(Z[:1, :10_000])
    gains = np.array([information_gain(before, make(np.random.default_rng(seed))) for seed in range(100)])
    assert gains[:, 0].mean() < 0.5 * gains[:, 1].mean()
    assert (gains[:, 0] > 3 * gains[:, 1]).mean() < 0.03
    assert gains[:, 0].max() < 0.06


def test_the_error_of_information_is_that_of_repeated_samples():
    gains = []
    for seed in range(200):
        rng = np.random.default_rng(seed)
        before, after = independent(rng), independent(rng)
        gains.append(information_gain(before, Sample(after.values + 0.8)))
    values, errors = np.transpose(gains)
    assert errors.mean() == pytest.approx(values.std(), rel=0.3)
    assert values.mean() == pytest.approx(0.32, abs=0.03)


@given(st.floats(-3, 3), st.floats(0.1, 3))
def test_information_is_not_negative_and_has_no_unit(mean, sd):
    before, after = Sample(Z[:1, :2000]), Sample(mean + sd * Z[1:, :2000])
    nats, _ = information_gain(before, after)
    assert nats >= 0
    stretched = information_gain(Sample(np.exp(before.values)), Sample(np.exp(after.values)))
    assert stretched.value == pytest.approx(nats, abs=1e-9)


def test_what_differs_by_rounding_alone_is_known():
    values = 16 * (1 + np.random.default_rng(1).choice([-1, 0, 1], 1000) * 2.0**-52)
    assert Sample(values[np.newaxis]).mean() == (pytest.approx(16), 0.0)
