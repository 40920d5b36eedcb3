"""Read-outs against numerical integration, and the noise of the author's tool."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from llm_barriers.analyses.fit import readouts
from llm_barriers.analyses.fit.readouts import TOOL_DRAWS, guesstimate, interval, tool_error

GRID = (np.arange(400_000) + 0.5) / 400_000


@pytest.mark.parametrize("sigma", [0.2, 0.7, 1.2])
def test_guesstimate_of_a_lognormal(sigma):
    d = stats.lognorm(sigma, scale=13)
    mean = integrate.quad(d.sf, 0, np.inf, limit=200)[0]
    low, high = d.ppf([0.1 * d.cdf(mean), 1 - 0.1 * d.sf(mean)])
    assert guesstimate(d.ppf(GRID)) == pytest.approx((mean, low, high), rel=2e-3)


def test_guesstimate_of_a_lognormal_is_no_ninety_percent_interval():
    d = stats.lognorm(1.0)
    _, low, high = guesstimate(d.ppf(GRID))
    assert d.cdf([low, high]) == pytest.approx([0.069, 0.969], abs=1e-3)


@given(st.floats(0.1, 0.99), st.floats(0.1, 2))
def test_an_interval_is_equal_tailed(ci_prob, sigma):
    d = stats.lognorm(sigma)
    tail = (1 - ci_prob) / 2
    assert interval(d.ppf(GRID[::40]), ci_prob=ci_prob) == pytest.approx(d.ppf([0.5, tail, 1 - tail]), rel=0.02)


@pytest.mark.parametrize("read", readouts.READOUTS.values(), ids=readouts.READOUTS)
def test_a_constant_reads_as_itself(read):
    assert read(np.array([7.0])) == (7.0, 7.0, 7.0)
    assert read(np.full(10, 7.0)) == (7.0, 7.0, 7.0)


@pytest.mark.parametrize("read", readouts.READOUTS.values(), ids=readouts.READOUTS)
def test_a_readout_is_in_the_unit_of_the_draws(read):
    draws = np.random.default_rng(1).lognormal(size=999)
    assert read(1000 * draws) == pytest.approx(1000 * np.array(read(draws)))


def test_the_tools_mean_has_the_error_of_a_mean():
    d = stats.lognorm(0.7)
    error = tool_error(d.ppf(GRID), "guesstimate")
    assert error.centre == pytest.approx(d.std() / np.sqrt(TOOL_DRAWS), rel=0.2)
    assert 0 < error.low < error.centre < error.high


def test_the_tools_median_has_the_error_of_a_median():
    draws = stats.norm.ppf(GRID)
    assert tool_error(draws, "interval").centre == pytest.approx(np.sqrt(np.pi / 2 / TOOL_DRAWS), rel=0.2)


def test_more_draws_would_make_the_tool_less_noisy(monkeypatch):
    draws = stats.lognorm(0.7).ppf(GRID)
    before = tool_error(draws, "guesstimate")
    monkeypatch.setattr(readouts, "TOOL_DRAWS", 16 * TOOL_DRAWS)
    assert tool_error(draws, "guesstimate").centre == pytest.approx(before.centre / 4, rel=0.3)
