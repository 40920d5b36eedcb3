"""Information gained, against the divergence of two normals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_barriers.analyses.evidence.updating import information_gain

Z = np.random.default_rng(2).standard_normal((2, 200_000))


@pytest.mark.parametrize(("mean", "sd"), [(1.0, 1.0), (0.0, 0.5), (0.5, 0.8), (-0.7, 1.2)])
def test_information_is_the_divergence_of_two_normals(mean, sd):
    exact = -np.log(sd) + (sd**2 + mean**2) / 2 - 0.5
    assert information_gain(Z[0], mean + sd * Z[1]) == pytest.approx(exact, abs=0.02)


@pytest.mark.parametrize("size", [1000, 10_000, 200_000])
def test_equal_distributions_give_no_information(size):
    assert information_gain(Z[0, :size], Z[1, :size]) == pytest.approx(0, abs=15 / size)


@given(st.floats(-3, 3), st.floats(0.1, 3))
def test_information_is_not_negative_and_has_no_unit(mean, sd):
    x, y = Z[0, :2000], mean + sd * Z[1, :2000]
    nats = information_gain(x, y)
    assert nats >= 0
    assert information_gain(np.exp(x), np.exp(y)) == pytest.approx(nats, abs=1e-9)
