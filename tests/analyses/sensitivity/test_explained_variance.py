"""Shapley effects against closed forms, and the joint distribution that they are taken under."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from llm_barriers.analyses.sensitivity.copula import Copula
from llm_barriers.analyses.sensitivity.explained_variance import ExplainedVariance, shapley_effects

SLOPES = np.array([1.0, -2.0, 0.5])
COVARIANCE = np.array([[1.0, 0.6, 0.0], [0.6, 1.0, -0.3], [0.0, -0.3, 1.0]])
NAMES = ("a", "b", "c")


def _copula(correlation):
    return Copula(correlation, Copula.independent(len(correlation)).quantiles)


def _linear(scores):
    return (scores @ SLOPES)[np.newaxis]


def _explained_exactly(held):
    """Variance of the mean of a linear function given some of its normal inputs."""
    known, through = list(held), COVARIANCE @ SLOPES
    return through[known] @ np.linalg.solve(COVARIANCE[np.ix_(known, known)], through[known]) if known else 0.0


def _shapley_exactly():
    """By the definition: what each input adds, over all orders in which inputs come to be known."""
    effects = np.zeros(3)
    for order in itertools.permutations(range(3)):
        for place, player in enumerate(order):
            effects[player] += _explained_exactly(order[: place + 1]) - _explained_exactly(order[:place])
    return effects / math.factorial(3) / _explained_exactly(range(3))


def _ishigami(scores):
    from scipy import special

    x = np.pi * (2 * special.ndtr(scores) - 1)
    return (np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0]))[np.newaxis]


def test_dependent_inputs_of_a_linear_function_have_their_exact_effects():
    effects = shapley_effects(ExplainedVariance.of(_linear, _copula(COVARIANCE), seed=1), ["y"], NAMES).sel(target="y")
    assert (abs(effects["shapley"] - _shapley_exactly()) < 4 * effects["shapley_se"] + 1e-3).all()
    assert (effects["shapley_se"] < 0.01).all()


@pytest.mark.parametrize("held", [(0,), (1,), (0, 2), (1, 2)])
def test_the_variance_that_a_set_explains(held):
    explained = ExplainedVariance.of(_linear, _copula(COVARIANCE), seed=3)(held)
    assert explained.mean() == pytest.approx(_explained_exactly(held), abs=0.02 * _explained_exactly(range(3)))


def test_two_normals_of_owen_and_prieur():
    """Their closed form for two dependent normals: half of what is shared goes to each."""
    rho, (b1, b2) = 0.7, (1.5, 1.0)
    copula = _copula(np.array([[1, rho], [rho, 1]]))
    explained = ExplainedVariance.of(lambda s: (s @ np.array([b1, b2]))[np.newaxis], copula, seed=1)
    shared = rho**2 * (b1**2 - b2**2) / 2
    variance = b1**2 + b2**2 + 2 * rho * b1 * b2
    exact = np.array([b1**2 - shared + rho * b1 * b2, b2**2 + shared + rho * b1 * b2]) / variance
    np.testing.assert_allclose(shapley_effects(explained, ["y"], ["x", "z"])["shapley"][0], exact, atol=0.01)


def test_interactions_of_ishigami_are_shared_equally():
    explained = ExplainedVariance.of(_ishigami, Copula.independent(3), seed=2)
    effects = shapley_effects(explained, ["y"], NAMES)["shapley"][0]
    np.testing.assert_allclose(effects, [0.3139 + 0.2437 / 2, 0.4424, 0.2437 / 2], atol=0.015)


def test_effects_sum_to_the_variance_and_those_of_groups_with_them():
    explained = ExplainedVariance.of(_ishigami, _copula(COVARIANCE), seed=4)
    alone, grouped = (shapley_effects(explained, ["y"], groups)["shapley"] for groups in (NAMES, ("g", "h", "g")))
    assert float(alone.sum()) == pytest.approx(1, abs=1e-12)
    assert float(grouped.sum()) == pytest.approx(1, abs=1e-12)
    assert list(grouped["group"].to_numpy()) == ["g", "h"]


def test_an_input_without_a_part_of_its_own_is_credited_with_what_it_tells():
    """Unlike a Sobol index: it stands for the input that it goes with."""
    explained = ExplainedVariance.of(lambda s: s[:, :1].T, _copula(np.array([[1, 0.8], [0.8, 1]])), seed=1)
    effects = shapley_effects(explained, ["y"], ["x", "shadow"])["shapley"][0]
    np.testing.assert_allclose(effects, [1 - 0.8**2 / 2, 0.8**2 / 2], atol=0.01)


def test_the_error_says_how_far_another_seed_is():
    effects = [
        shapley_effects(ExplainedVariance.of(_ishigami, Copula.independent(3), seed=s), ["y"], NAMES) for s in range(12)
    ]
    spread = np.std([each["shapley"][0] for each in effects], axis=0, ddof=1)
    said = np.mean([each["shapley_se"][0] for each in effects], axis=0)
    assert (said > spread / 2.5).all()
    assert (said < spread * 2.5).all()


def test_few_draws_make_the_error_larger():
    rng = np.random.default_rng(3)
    errors = []
    for size in (200, 20_000):
        draws = rng.multivariate_normal(np.zeros(3), COVARIANCE, size)
        copulas = [Copula.of(draws[rng.integers(0, size, size)]) for _ in range(8)]
        resampled = ExplainedVariance.under(_linear, copulas, seed=1)
        explained = ExplainedVariance.of(_linear, Copula.of(draws), seed=1)
        errors.append(float(shapley_effects(explained, ["y"], NAMES, resampled=resampled)["shapley_se"].max()))
    assert errors[0] > 4 * errors[1]
    assert errors[0] == pytest.approx(0.05, abs=0.04)


def test_a_copula_keeps_margins_and_dependence():
    rng = np.random.default_rng(1)
    normal = rng.multivariate_normal([0, 0], [[1, 0.7], [0.7, 1]], 20_000)
    draws = np.column_stack([np.exp(normal[:, 0]), normal[:, 1] ** 3])
    copula = Copula.of(draws)
    again = copula.values(copula.draw(rng.standard_normal((20_000, 2))))
    assert copula.correlation[0, 1] == pytest.approx(0.7, abs=0.02)
    np.testing.assert_allclose(
        np.quantile(again, [0.1, 0.5, 0.9], axis=0), np.quantile(draws, [0.1, 0.5, 0.9], axis=0), atol=0.12
    )


def test_draws_given_an_input_are_those_of_the_conditional_normal():
    rng = np.random.default_rng(1)
    fixed = np.full((40_000, 3), 1.3)
    drawn = _copula(COVARIANCE).given(fixed, {1}, rng.standard_normal(fixed.shape))
    assert (drawn[:, 1] == 1.3).all()
    np.testing.assert_allclose(drawn[:, [0, 2]].mean(axis=0), [0.6 * 1.3, -0.3 * 1.3], atol=0.02)
    exact = COVARIANCE[np.ix_([0, 2], [0, 2])] - np.outer(COVARIANCE[[0, 2], 1], COVARIANCE[[0, 2], 1])
    np.testing.assert_allclose(np.cov(drawn[:, [0, 2]], rowvar=False), exact, atol=0.02)


@given(arrays(float, (2, 4), elements=st.floats(-2, 2)), st.sets(st.integers(0, 4), min_size=1))
def test_inputs_that_are_tied_or_settled_can_be_held_and_drawn(loadings, held):
    """Five inputs of which two factors are all that there is, and the last is the same in all draws."""
    rng = np.random.default_rng(1)
    draws = np.column_stack([rng.standard_normal((500, 2)) @ loadings, np.full(500, 3.0)])
    copula = Copula.of(draws)
    fixed = copula.draw(rng.standard_normal(draws.shape))
    drawn = copula.given(fixed, held, rng.standard_normal(draws.shape))
    assert np.isfinite(drawn).all() and (drawn[:, sorted(held)] == fixed[:, sorted(held)]).all()
    assert (copula.values(drawn)[:, 4] == 3.0).all()


def test_inputs_that_are_tied_share_their_effect():
    x, y = np.random.default_rng(1).standard_normal((2, 4000))
    copula = Copula.of(np.column_stack([x, np.exp(x), y, np.ones(4000)]))
    explained = ExplainedVariance.of(lambda scores: (scores[:, 0] + scores[:, 2])[np.newaxis], copula, seed=1)
    effects = shapley_effects(explained, ["sum"], ["x", "tied", "y", "settled"])["shapley"][0]
    np.testing.assert_allclose(effects, [0.25, 0.25, 0.5, 0.0], atol=0.02)
