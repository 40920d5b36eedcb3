"""Coherence: the observation behind a step, against numerical updates and the tool's own read-out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

from llm_barriers.analyses.fit.readouts import guesstimate
from llm_barriers.analyses.post.coherence import coherence, read_card, read_interval
from llm_barriers.priors import PublishedFigure, catalogue

GRID = np.linspace(-16, 12, 40_001)
REPORTED = {"low": 80.0, "high": 90.0}


def _figure(**printed):
    return PublishedFigure(
        quote="q",
        section="",
        unit="percent",
        readout="interval",
        role="prediction",
        node="cost_ratio",
        digits=1,
        **printed,
    )


def _printed(log_ratios):
    centre, low, high = 100 * np.exp(log_ratios)
    return _figure(centre=centre, low=low, high=high)


def _quantiles(mean, sd):
    return mean + sd * stats.norm.ppf([0.5, 0.05, 0.95])


@pytest.fixture(scope="module")
def step():
    figures = catalogue().figures
    names = ("text_combined_ratio", "text_cost_ratio", "text_reported_share")
    return {each.readout: each for each in coherence(*(figures[name] for name in names))}


def _posterior(before, observation):
    """Median and spread of the log ratio after an observation, on a grid."""
    weight = stats.norm.pdf(GRID, before.mean, before.sd) * stats.norm.pdf(observation[0], GRID, observation[1])
    below = np.cumsum(weight) / weight.sum()
    low, median, high = np.interp([0.05, 0.5, 0.95], below, GRID)
    return median, (high - low) / (2 * stats.norm.ppf(0.95))


@pytest.mark.parametrize("readout", ["guesstimate", "interval"])
def test_a_search_over_observations_finds_the_same_one(step, readout):
    implied = step[readout]

    def miss(at):
        return np.subtract(_posterior(implied.before, (at[0], np.exp(at[1]))), implied.after)

    solved = optimize.least_squares(miss, (0.0, 0.0), diff_step=1e-3)
    assert solved.x[0] == pytest.approx(implied.observation.mean, abs=2e-3)
    assert np.exp(solved.x[1]) == pytest.approx(implied.observation.sd, rel=2e-3)


@pytest.mark.parametrize("readout", ["guesstimate", "interval"])
def test_his_step_is_far_from_an_update_on_his_reports(step, readout):
    implied = step[readout]
    assert 0.13 < implied.weight_by_centre < 0.22
    assert 0.72 < implied.weight_by_width < 0.82
    assert 0.2 < implied.ratio < 0.4
    assert np.exp(implied.reported) == pytest.approx(6, rel=1e-3)
    assert implied.distance_sds > 4


def test_a_card_is_what_the_tool_shows(step):
    figure = catalogue().figures["text_combined_ratio"]
    before = read_card(figure)
    shown = guesstimate(np.exp(before.mean + before.sd * stats.norm.ppf((np.arange(200_000) + 0.5) / 200_000)))
    assert 100 * shown.centre == pytest.approx(figure.centre, rel=1e-3)
    assert shown.high / shown.low == pytest.approx(figure.high / figure.low, rel=2e-3)


def test_an_interval_is_a_median_and_its_ends():
    read = read_interval(_printed(_quantiles(-1.5, 0.7)))
    assert (read.mean, read.sd) == (pytest.approx(-1.5), pytest.approx(0.7))
    assert read.quantile(0.05) == pytest.approx(np.exp(_quantiles(-1.5, 0.7)[1]))


@given(mean=st.floats(-4, 0), sd=st.floats(0.3, 2), observed=st.floats(-3, 3), noise=st.floats(0.3, 3))
def test_a_true_update_gives_its_observation_back(mean, sd, observed, noise):
    weight = sd**2 / (sd**2 + noise**2)
    after = _quantiles((1 - weight) * mean + weight * observed, sd * np.sqrt(1 - weight))
    implied = coherence(_printed(_quantiles(mean, sd)), _printed(after), _figure(**REPORTED))[1]
    assert implied.observation.mean == pytest.approx(observed, abs=1e-6)
    assert implied.observation.sd == pytest.approx(noise, rel=1e-6)
    assert implied.weight_by_width == pytest.approx(weight, rel=1e-6)


def test_an_update_on_the_reports_has_one_weight():
    reported = np.mean(np.log([0.8 / 0.2, 0.9 / 0.1]))
    after = _quantiles(0.75 * -2 + 0.25 * reported, 1.0 * np.sqrt(0.75))
    implied = coherence(_printed(_quantiles(-2.0, 1.0)), _printed(after), _figure(**REPORTED))[1]
    assert implied.weight_by_centre == pytest.approx(0.25)
    assert implied.weight_by_width == pytest.approx(0.25)
    assert implied.distance == pytest.approx(0, abs=1e-9)


def test_no_observation_widens():
    narrow, wide = (_printed(_quantiles(-2.0, sd)) for sd in (0.5, 0.9))
    with pytest.raises(ValueError, match="widens"):
        coherence(narrow, wide, _figure(**REPORTED))


def test_a_figure_without_an_interval_cannot_be_read():
    with pytest.raises(ValueError, match="no interval"):
        read_interval(_figure(centre=20.0))
