"""Each observation model: SciPy agrees with its density, and what it draws, by arrays and by PyMC, follows it."""

from functools import cache

import numpy as np
import pymc as pm
import pytest
from scipy import integrate, stats

from llm_barriers.model import build
from llm_barriers.model.arrays import walk
from llm_barriers.model.chains import pymc_model
from llm_barriers.model.evidence import observation, observation_model
from llm_barriers.model.language import Evaluator
from llm_barriers.priors import StudyError, make_study
from llm_barriers.priors.functions import ARRAYS
from llm_barriers.priors.kinds import KINDS

RATE, SD, LEVEL, EXPOSURE = 3.0, 1.2, 5.0, 4.0
CENTRE = np.log(RATE)
QUANTITIES = {
    "rate": {"family": "constant", "value": RATE, "unit": "request/month"},
    "ratio": RATE,
    "chance": 0.3,
    "report_nu": 4.0,
    "report_reliability": 0.3,
    "unreliable_sd": 3.0,
}
ITEMS = {
    "gaussian": {"kind": "share", "measures": "ratio", "value": 0.8, "sd": SD},
    "student_t": {"kind": "share", "measures": "ratio", "value": 0.8, "sd": SD},
    "reliability_mixture": {"kind": "share", "measures": "ratio", "value": 0.8, "sd": SD},
    "measurement": {"measures": "rate", "value": 12 * LEVEL, "sd": SD, "unit": "request/year"},
    "floor": {"kind": "floor", "measures": "rate", "value": LEVEL, "sd": SD, "unit": "request/month"},
    "ceiling": {"kind": "ceiling", "measures": "rate", "value": LEVEL, "sd": SD, "unit": "request/month"},
    "count": {"kind": "count", "measures": "rate", "value": 15, "exposure": EXPOSURE / 12, "unit": "request/year"},
    "search": {"kind": "search", "measures": "chance"},
}
DISCRETE = {"count", "search"}
NORMAL = [n for n in ITEMS if n not in DISCRETE | {"floor", "ceiling"}]
SIZE = 4000


@cache
def _graph(name):
    model = name if name in KINDS["share"].others else "gaussian"
    quantities = QUANTITIES | {"spare": {"family": "normal", "mean": 0.0, "sd": 1.0}}
    return build(make_study(quantities, {name: ITEMS[name]}, choices={"evidence_model": model}), argument=())


@cache
def _seen(name):
    return observation(name, walk(_graph(name), {"spare_z": np.zeros(SIZE)}))


def _density(name, values):
    """Log-density of any value, by arrays; the level of a bound stays that of the item."""
    seen = _seen(name)
    level = (seen.value,) if seen.model.record else ()
    with np.errstate(divide="ignore"):
        return seen.model.log_density(ARRAYS, values, *seen.parameters, *level)


@cache
def _model(name):
    return pymc_model(_graph(name))


def _pymc_density(name, values):
    return pm.logp(_model(name)[name], values).eval({}, mode="FAST_COMPILE")


def _drawn(name):
    seen = _seen(name)
    return seen.recorded(seen.amounts(np.random.default_rng(4), SIZE))


def _pymc_drawn(name):
    return np.asarray(pm.draw(_model(name)[name], SIZE, random_seed=4, mode="FAST_COMPILE"))


def _uniform(name, drawn, density):
    """The randomised probability integral transform of draws, by the sum or the integral of a density."""
    level = [_seen(name).value] if name in ("floor", "ceiling") else []
    atoms = np.arange(200 if name == "count" else 2) if name in DISCRETE else np.array(level)
    mass = np.exp(density(name, atoms))
    grid = np.linspace(-200, 200, 400_000)
    slopes = np.zeros(grid.size) if name in DISCRETE else np.exp(density(name, grid))
    below = integrate.cumulative_trapezoid(slopes, grid, initial=0)
    assert below[-1] + mass.sum() == pytest.approx(1, abs=1e-3)
    under = np.interp(drawn, grid, below) + ((atoms < drawn[:, None]) * mass).sum(axis=1)
    return under + ((atoms == drawn[:, None]) * mass).sum(axis=1) * np.random.default_rng(5).random(drawn.size)


@pytest.mark.parametrize(
    ("draw", "density"), [(_drawn, _density), (_pymc_drawn, _pymc_density)], ids=["arrays", "pymc"]
)
@pytest.mark.parametrize("name", ITEMS)
def test_draws_follow_the_density(name, draw, density):
    assert stats.kstest(_uniform(name, draw(name), density), "uniform").pvalue > 1e-3


@pytest.mark.parametrize("name", ITEMS)
def test_pymc_and_arrays_agree(name):
    values = np.array([0.0, 1.0]) if name in DISCRETE else np.array([-60.0, 0.0, _seen(name).value, 60.0])
    np.testing.assert_allclose(_pymc_density(name, values), _density(name, values), rtol=1e-7)


@pytest.mark.parametrize("name", ITEMS)
def test_scipy_agrees(name):
    expected = {
        "gaussian": stats.norm(CENTRE, SD).logpdf,
        "measurement": stats.norm(CENTRE, SD).logpdf,
        "student_t": stats.t(4.0, CENTRE, SD).logpdf,
        "reliability_mixture": lambda y: np.log(
            0.3 * stats.norm.pdf(y, CENTRE, SD) + 0.7 * stats.norm.pdf(y, 0.0, 3.0)
        ),
        "floor": lambda y: stats.norm.logsf(y, CENTRE, SD),
        "ceiling": lambda y: stats.norm.logcdf(y, CENTRE, SD),
        "count": stats.poisson(RATE * EXPOSURE).logpmf,
        "search": stats.bernoulli(0.3).logpmf,
    }
    seen = _seen(name)
    assert seen.log_density() == pytest.approx(expected[name](seen.value), rel=1e-9)


@pytest.mark.parametrize("name", NORMAL)
def test_a_latent_makes_a_report_normal(name):
    """Averaged over its latent, the normal density is the observation model's own."""
    seen = _seen(name)
    centre, *rest = seen.parameters
    latent = np.random.default_rng(5).standard_normal(400_000)
    variance, linked = observation_model(_graph(name).study, name).given_latent(latent, *rest)
    density = stats.norm.pdf(3.0, linked * centre, np.sqrt(variance))
    error = 5 * density.std() / np.sqrt(latent.size) + 1e-12
    assert density.mean() == pytest.approx(np.exp(_density(name, 3.0)), abs=error)


def test_only_that_a_level_is_reached_is_recorded():
    assert _drawn("floor").max() == _seen("floor").value == pytest.approx(np.log(LEVEL))
    assert _drawn("ceiling").min() == _seen("ceiling").value


@pytest.mark.parametrize(("name", "chance"), [("floor", 0.4), ("ceiling", 0.4), ("search", 0.3), ("measurement", 0.8)])
def test_a_bound_and_a_search_are_far_out_on_one_side(name, chance):
    reports = np.linspace(-1, 1, 9999)
    kind = KINDS[name]
    if name == "search":
        reports = (reports > 0.4).astype(float)
        assert kind.tail(reports, 1.0) == pytest.approx(chance, abs=1e-3)
        assert kind.tail(reports, 0.0) == pytest.approx(1 - chance, abs=1e-3)
    else:
        level = {"floor": 0.2, "ceiling": -0.2, "measurement": 0.2}[name]
        recorded = kind.model.record(ARRAYS, reports, level) if kind.model.record else reports
        assert kind.tail(recorded, level) == pytest.approx(chance, abs=1e-3)


@pytest.mark.parametrize("outcome", [0.0, 1.0])
def test_a_search_that_finds_something_has_a_likelihood_too(outcome):
    item = ITEMS["search"] | {"value": outcome}
    graph = build(make_study({"chance": 0.3}, {"search": item}), argument=())
    seen = observation("search", Evaluator(graph.known, walk(graph, {}).backend))
    assert np.exp(seen.log_density()) == pytest.approx(0.3 if outcome else 0.7)


REFUSED = {
    "half": ({"kind": "count", "measures": "rate", "value": 2.5}, "value 2.5 is not a count. Allowed: a whole number"),
    "error": ({"kind": "count", "measures": "rate", "value": 2, "sd": 1.0}, "a count has no sd. Allowed: value, exp"),
    "exposure": ({"measures": "rate", "value": 2, "sd": 1.0, "exposure": 2.0}, "a measurement has no exposure"),
    "outcome": ({"kind": "search", "measures": "chance", "value": 0.4}, "value 0.4 is no outcome of a search"),
    "discount": ({"kind": "search", "measures": "chance", "discounts": ["ratio"]}, "a search has no discounts"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_a_kind_has_no_use_for_is_refused(name):
    item, problem = REFUSED[name]
    with pytest.raises(StudyError, match=problem):
        make_study(QUANTITIES, {"item": item})


def test_a_count_is_of_what_it_measures_over_its_exposure():
    quantities = {"rate": {"family": "lognormal", "median": 3.0, "sigma": 0.8, "unit": "request/month"}, "seen": 0.5}
    shared = {"kind": "count", "measures": "rate", "value": 9, "discounts": ["seen"]}
    items = {
        "months": shared | {"exposure": 2.0, "unit": "request/month"},
        "years": shared | {"exposure": 2.0 / 12, "unit": "request/year"},
    }
    z = np.linspace(-3, 3, 7)
    evaluator = walk(build(make_study(quantities, items), argument=()), {"rate_z": z})
    for name in items:
        exact = stats.poisson(2.0 * 3.0 * np.exp(0.8 * z + 0.5)).logpmf(9)
        np.testing.assert_allclose(observation(name, evaluator).log_density(), exact, rtol=1e-9)
