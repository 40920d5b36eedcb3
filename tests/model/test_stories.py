"""Each story: PyMC and SciPy agree on its density, and its simulations follow it."""

import numpy as np
import pymc as pm
import pytensor
import pytest
from scipy import integrate, stats

from llm_barriers.model.stories import GAUSSIAN, SEARCH, SHARE_STORIES, floor

LEVEL = 1.5
CONTINUOUS = {
    "gaussian": (GAUSSIAN, (0.7, 1.2)),
    "student_t": (SHARE_STORIES["student_t"], (0.7, 1.2, 4.0)),
    "reliability_mixture": (SHARE_STORIES["reliability_mixture"], (2.0, 0.5, 0.3, 3.0)),
}
ALL = {**CONTINUOUS, "floor": (floor(LEVEL), (0.7, 1.2)), "search": (SEARCH, (0.3,))}


def _simulated(story, parameters, size=20_000):
    return np.asarray(pm.draw(story.dist(*parameters, size=(size,)), random_seed=4, mode="FAST_COMPILE"))


@pytest.mark.parametrize("observed", [-60.0, 0.0, 1.0, 60.0])
@pytest.mark.parametrize("name", ALL)
def test_pymc_and_scipy_agree(name, observed):
    story, parameters = ALL[name]
    value = observed % 2 if name == "search" else observed
    ours = pytensor.function([], story.logp(value, *parameters), mode="FAST_COMPILE")()
    np.testing.assert_allclose(ours, story.logpdf(value, *parameters), rtol=1e-6)


@pytest.mark.parametrize("name", CONTINUOUS)
def test_reports_are_simulated_as_their_density_says(name):
    story, parameters = CONTINUOUS[name]
    grid = np.linspace(-200, 200, 400_001)
    below = integrate.cumulative_trapezoid(np.exp(story.logpdf(grid, *parameters)), grid, initial=0)
    assert below[-1] == pytest.approx(1, abs=1e-4)
    assert stats.kstest(_simulated(story, parameters), lambda y: np.interp(y, grid, below)).pvalue > 1e-3


def test_a_floor_is_reached_as_often_as_its_likelihood_says():
    story, parameters = ALL["floor"]
    simulated = _simulated(story, parameters)
    assert simulated.max() == LEVEL
    chance = np.exp(story.logpdf(LEVEL, *parameters))
    assert stats.binomtest(int((simulated == LEVEL).sum()), simulated.size, chance).pvalue > 1e-3


def test_a_search_finds_as_often_as_its_probability_says():
    simulated = _simulated(SEARCH, (0.3,))
    assert stats.binomtest(int(simulated.sum()), simulated.size, 1 - np.exp(SEARCH.logpdf(0, 0.3))).pvalue > 1e-3
