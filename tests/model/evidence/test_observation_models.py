"""Each story: PyMC and NumPy agree on its density, SciPy with both, and its simulations follow it."""

import numpy as np
import pymc as pm
import pytensor
import pytest
from scipy import integrate, stats

from llm_barriers.model.chains.likelihoods import LIKELIHOODS
from llm_barriers.model.evidence.observation_models import FLOOR, GAUSSIAN, SEARCH, SHARE_STORIES

LEVEL = 1.5
CONTINUOUS = {
    "gaussian": (GAUSSIAN, (0.7, 1.2)),
    "student_t": (SHARE_STORIES["student_t"], (0.7, 1.2, 4.0)),
    "reliability_mixture": (SHARE_STORIES["reliability_mixture"], (2.0, 0.5, 0.3, 3.0)),
}
ALL = {**CONTINUOUS, "floor": (FLOOR, (0.7, 1.2)), "search": (SEARCH, (0.3,))}


def _simulated(story, parameters, size=20_000):
    simulated = LIKELIHOODS[story.name].dist(LEVEL, *parameters, size=(size,))
    return np.asarray(pm.draw(simulated, random_seed=4, mode="FAST_COMPILE"))


def _drawn(story, parameters, size=20_000):
    return story.draw(np.random.default_rng(4), *(np.full(size, parameter) for parameter in parameters))


SIMULATORS = pytest.mark.parametrize("simulate", [_simulated, _drawn], ids=["pymc", "numpy"])


@pytest.mark.parametrize("observed", [-60.0, 0.0, 1.0, 60.0])
@pytest.mark.parametrize("name", ALL)
def test_pymc_and_numpy_agree(name, observed):
    story, parameters = ALL[name]
    value = observed % 2 if name == "search" else observed
    ours = pytensor.function([], LIKELIHOODS[story.name].logp(value, *parameters), mode="FAST_COMPILE")()
    np.testing.assert_allclose(ours, story.logpdf(value, *parameters), rtol=1e-6)


@pytest.mark.parametrize("observed", [-60.0, 0.0, 1.0, 60.0])
def test_scipy_agrees(observed):
    expected = {
        "gaussian": stats.norm.logpdf(observed, 0.7, 1.2),
        "student_t": stats.t.logpdf(observed, 4.0, 0.7, 1.2),
        "floor": stats.norm.logsf(observed, 0.7, 1.2),
    }
    ours = {name: float(ALL[name][0].logpdf(observed, *ALL[name][1])) for name in expected}
    assert ours == pytest.approx(expected, rel=1e-9)
    assert SEARCH.logpdf(0, 0.3) == pytest.approx(stats.bernoulli.logpmf(0, 0.3))


@pytest.mark.parametrize("name", CONTINUOUS)
def test_a_latent_makes_a_story_normal(name):
    """Averaged over its latent, the normal density is the story's own."""
    story, (centre, *rest) = CONTINUOUS[name]
    latent = np.random.default_rng(5).standard_normal(400_000)
    variance, linked = story.given_latent(latent, *rest)
    density = stats.norm.pdf(3.0, linked * centre, np.sqrt(variance))
    error = 5 * density.std() / np.sqrt(latent.size) + 1e-12
    assert density.mean() == pytest.approx(np.exp(story.logpdf(3.0, centre, *rest)), abs=error)


@SIMULATORS
@pytest.mark.parametrize("name", CONTINUOUS)
def test_reports_are_simulated_as_their_density_says(name, simulate):
    story, parameters = CONTINUOUS[name]
    grid = np.linspace(-200, 200, 400_001)
    below = integrate.cumulative_trapezoid(np.exp(story.logpdf(grid, *parameters)), grid, initial=0)
    assert below[-1] == pytest.approx(1, abs=1e-4)
    assert stats.kstest(simulate(story, parameters), lambda y: np.interp(y, grid, below)).pvalue > 1e-3


@SIMULATORS
def test_a_floor_is_reached_as_often_as_its_likelihood_says(simulate):
    story, parameters = ALL["floor"]
    simulated = simulate(story, parameters)
    chance = np.exp(story.logpdf(LEVEL, *parameters))
    assert stats.binomtest(int((simulated >= LEVEL).sum()), simulated.size, chance).pvalue > 1e-3


def test_pymc_records_what_lies_above_a_floor_as_the_floor():
    assert _simulated(*ALL["floor"]).max() == LEVEL


@SIMULATORS
def test_a_search_finds_as_often_as_its_probability_says(simulate):
    simulated = simulate(SEARCH, (0.3,))
    assert stats.binomtest(int(simulated.sum()), simulated.size, 1 - np.exp(SEARCH.logpdf(0, 0.3))).pvalue > 1e-3
