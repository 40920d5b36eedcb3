"""Pareto smoothing is ArviZ's, and finds the shape of a tail that has one."""

import numpy as np
import pytest
from arviz_stats.base import array_stats
from hypothesis import given
from hypothesis import strategies as st

from llm_barriers.model.weights.pareto import smoothed_weights


@given(
    seed=st.integers(0, 2**32 - 1),
    size=st.integers(50, 5000),
    spread=st.floats(0.7, 60.0),
    family=st.sampled_from(["normal", "exponential", "gumbel"]),
)
def test_weights_and_k_are_those_of_arviz(seed, size, spread, family):
    logs = spread * getattr(np.random.default_rng(seed), family)(size=size)
    weights, pareto_k = smoothed_weights(logs)
    reference, expected = array_stats.psislw(-np.maximum(logs, logs.max() - 700.0))
    if pareto_k:
        assert pareto_k == pytest.approx(float(expected), rel=1e-9)
        np.testing.assert_allclose(weights, np.exp(reference) / np.exp(reference).sum(), rtol=1e-7, atol=1e-300)


@pytest.mark.parametrize("shape", [0.2, 0.5, 0.9])
def test_a_tail_that_is_pareto_has_its_shape(shape):
    logs = shape * np.random.default_rng(1).exponential(size=100_000)
    assert smoothed_weights(logs)[1] == pytest.approx(shape, abs=0.1)


def test_bounded_weights_are_left_alone():
    logs = np.random.default_rng(2).uniform(size=1000)
    weights, pareto_k = smoothed_weights(logs)
    assert pareto_k == 0.0
    np.testing.assert_allclose(weights, np.exp(logs) / np.exp(logs).sum())


def test_a_tail_without_bounds_counts_for_no_more_than_its_largest_weight():
    logs = -3000 * np.abs(np.random.default_rng(0).normal(size=200))
    weights, pareto_k = smoothed_weights(logs)
    assert pareto_k > 100
    assert weights.argmax() == logs.argmax() and weights.sum() == pytest.approx(1)
