"""A study of one log-normal quantity and Gaussian reports of it: the posterior is known in closed form."""

import arviz as az
import numpy as np
import pytest

from llm_barriers.analyses.evidence.updating import input_shifts, steps, update_rows
from llm_barriers.analyses.fit.fitting import fit_each, refit
from llm_barriers.model import build
from llm_barriers.priors import make_study

MEAN, SD = 1.0, 0.8
REPORTS = {"first": (2.5, 0.6), "second": (0.5, 1.1)}


@pytest.fixture(scope="module")
def graph():
    x = {"family": "lognormal", "median": np.exp(MEAN), "sigma": SD, "unit": "usd"}
    items = {
        name: {"measures": "x", "value": np.exp(value) / 1000, "unit": "kilousd", "sd": sd}
        for name, (value, sd) in REPORTS.items()
    }
    return build(make_study({"x": x}, items), argument=())


@pytest.fixture(scope="module", params=["reweighting", "mcmc"])
def fitted(graph, request):
    return refit(graph, seed=1, method=request.param)


@pytest.fixture(scope="module")
def posterior_of(fitted):
    return steps(fitted, fit_all=fit_each(seed=1))


def _exact(count):
    """Mean and spread of log x after so many reports."""
    means, sds = np.array([(MEAN, SD), *REPORTS.values()][: count + 1]).T
    return (means / sds**2).sum() / (1 / sds**2).sum(), (1 / sds**2).sum() ** -0.5


@pytest.mark.parametrize("count", [1, 2])
def test_the_posterior_is_the_conjugate_one(posterior_of, count):
    log_x = np.log(posterior_of[count].fit.tree["posterior"]["x"])
    mean, sd = _exact(count)
    assert float(log_x.mean()) == pytest.approx(mean, abs=4 * float(az.mcse(log_x)))
    assert float(log_x.std()) == pytest.approx(sd, abs=4 * float(az.mcse(log_x, method="sd")))


def test_steps_follow_the_dates_and_pass_the_gate(posterior_of):
    assert [step.item for step in posterior_of] == ["prior", "first", "second"]
    assert all(step.gate.passed for step in posterior_of[1:])
    assert posterior_of[0].gate is None


def test_the_last_step_is_known_already(fitted, posterior_of):
    assert posterior_of[-1].fit is fitted
    assert steps(fitted, fit_all=fit_each(seed=1, draws=1000))[1].fit.tree["posterior"].sizes["draw"] == 1000


def test_the_methods_say_who_they_are(fitted):
    assert fitted.tree.attrs["method"] == fitted.method
    assert ("R-hat" in fitted.gate.reason()) == (fitted.method == "chains")


@pytest.mark.parametrize("count", [1, 2])
def test_information_is_the_divergence_of_two_normals(posterior_of, count):
    rows = update_rows(posterior_of, quantities=["x"])
    (m0, s0), (m1, s1) = _exact(count - 1), _exact(count)
    exact = np.log(s0 / s1) + (s1**2 + (m1 - m0) ** 2) / (2 * s0**2) - 0.5
    assert rows[0].nats == 0.0
    assert rows[count].nats == pytest.approx(exact, rel=0.12)
    assert rows[count].median == pytest.approx(np.exp(m1), rel=0.04)


def test_shifts_are_in_standard_deviations_of_the_prior(graph, posterior_of):
    shifts = input_shifts(graph, posterior_of).sel(input="x")
    moves = [(_exact(n)[0] - _exact(n - 1)[0]) / SD for n in (1, 2)]
    np.testing.assert_allclose(shifts, moves, atol=0.05)


def test_the_prior_moves_no_input(graph, posterior_of):
    assert input_shifts(graph, posterior_of[:1]).sizes == {"item": 0, "input": 1}
    assert (input_shifts(graph, [posterior_of[0], posterior_of[0]]) == 0).all()
