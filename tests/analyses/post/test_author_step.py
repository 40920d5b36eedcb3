"""The author's step: the standard deviation that puts his reports on 20%, by re-weighting and by sampling."""

import arviz as az
import numpy as np
import pytest
from scipy import stats

from llm_barriers.analyses.post.author_step import author_steps, solve_sd

pytestmark = pytest.mark.slow

GRID = stats.norm.ppf((np.arange(400_000) + 0.5) / 400_000)


@pytest.mark.parametrize("readout", ["mean", "median"])
@pytest.mark.parametrize("sd", [2.0, 5.0])
def test_the_sd_of_gaussian_reports_is_found(sd, readout):
    m, s, reports = np.log(0.1), 0.9, np.array([1.6, 2.0])
    precision = 1 / s**2 + 2 / sd**2
    centre = (m / s**2 + reports.sum() / sd**2) / precision
    target = np.exp(centre + (0.5 / precision if readout == "mean" else 0))
    log_ratio = m + s * GRID
    assert solve_sd(np.exp(log_ratio), log_ratio, reports, target=target, readout=readout) == pytest.approx(sd, 1e-3)


def test_a_median_on_target_in_closed_form():
    m, s, reports, target = np.log(0.12), 1.1, np.array([1.8]), np.log(0.2)
    sd = s * np.sqrt((reports[0] - target) / (target - m))
    log_ratio = m + s * GRID
    solved = solve_sd(np.exp(log_ratio), log_ratio, reports, target=0.2, readout="median")
    assert solved == pytest.approx(sd, rel=1e-3)


def test_no_spread_takes_the_centre_away_from_the_reports():
    with pytest.raises(ValueError, match="sign"):
        solve_sd(np.exp(GRID), GRID, np.array([2.0]), target=0.5, readout="median")


@pytest.fixture(scope="module")
def steps(graphs):
    return {step.readout: step for step in author_steps(graphs("author"), target=0.2, threshold=0.68, draws=200_000)}


def test_the_studys_spread_is_the_one_that_is_solved(graphs, steps):
    assert graphs("author").study.quantities["report_sd"].prior.parameters["value"] == pytest.approx(
        steps["mean"].sd, rel=0.01
    )


def test_each_centre_lands_on_the_target(steps):
    for readout, step in steps.items():
        assert step.gate.passed, step.gate.reason()
        assert getattr(step, readout) == pytest.approx(0.2, abs=4 * getattr(step, f"mcse_{readout}"))
    assert steps["median"].sd < steps["mean"].sd


def test_the_interval_and_the_chance_are_the_authors_own_words(steps):
    step = steps["mean"]
    assert (step.low, step.high) == (pytest.approx(0.018, abs=0.001), pytest.approx(0.68, abs=0.015))
    assert step.at_least_68 == pytest.approx(0.05, abs=0.002)


@pytest.fixture(scope="module")
def tree(fits):
    return fits("author", 1).tree


def test_it_has_converged(fits):
    assert fits("author", 1).gate.passed, fits("author", 1).gate.reason()


def test_the_mean_is_twenty_percent(tree):
    ratio = tree["posterior"]["cost_ratio"]
    assert float(ratio.mean()) == pytest.approx(0.2, abs=4 * float(az.mcse(ratio)) + 0.001)


def test_it_agrees_with_reweighting(tree, steps):
    ratio, step = tree["posterior"]["cost_ratio"], steps["mean"]
    for p, value in ((0.05, step.low), (0.5, step.median), (0.95, step.high)):
        error = np.sqrt(p * (1 - p) / float(az.ess(ratio, method="quantile", prob=p)))
        assert float((ratio < value).mean()) == pytest.approx(p, abs=4 * error)


def test_only_his_two_reports_are_in(tree):
    assert set(tree["log_likelihood"].data_vars) == {"leopold_2019", "barr_2019"}
