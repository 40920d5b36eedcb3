"""The public model: what PyMC and ArviZ offer for a model works on it, with every kind of evidence."""

import arviz as az
import numpy as np
import pymc as pm
import pytest

from llm_barriers.model import build
from llm_barriers.model.chains import pymc_model
from llm_barriers.priors import make_study
from llm_barriers.priors.kinds import KINDS

QUANTITIES = {
    "rate": {"family": "lognormal", "median": 3.0, "sigma": 0.8, "unit": "request/month"},
    "ratio": {"family": "lognormal", "low": 0.2, "high": 5.0},
    "chance": {"family": "beta", "alpha": 2.0, "beta": 5.0},
    "bias": {"family": "half_normal", "sd": 0.5},
    "offset": {"family": "normal", "mean": 0.0, "sd": 1.0},
    "size": {"family": "lognormal_mixture", "weight": [0.5, 0.5], "median": [1.0, 4.0], "sigma": [0.5, 0.5]},
}
MONTHLY = {"measures": "rate", "unit": "request/month"}
ITEMS = {
    "shared": {"kind": "share", "measures": "ratio", "value": 0.7, "sd": 0.8, "discounts": ["bias"]},
    "counted": {**MONTHLY, "kind": "count", "value": 9, "exposure": 2.0},
    "least": {**MONTHLY, "kind": "floor", "value": 2.0, "sd": 0.3},
    "most": {"kind": "ceiling", "measures": "size", "value": 4.0, "sd": 0.3},
    "sized": {"measures": "size", "value": 2.0, "sd": 0.8},
    "searched": {"kind": "search", "measures": "chance"},
    "sharp": {"measures": "rate", "unit": "request/month", "value": 3.0, "sd": 0.02, "discounts": ["offset"]},
}
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def model():
    return pymc_model(build(make_study(QUANTITIES, ITEMS), argument=()))


@pytest.fixture(scope="module")
def tree(model):
    with model:
        tree = pm.sample(500, tune=500, random_seed=1, progressbar=False)
        pm.sample_posterior_predictive(tree, extend_inferencedata=True, random_seed=1, progressbar=False)
        pm.compute_log_likelihood(tree, progressbar=False)
        pm.stats.compute_log_prior(tree, progressbar=False)
    return tree


def test_every_kind_has_an_item():
    assert {item.get("kind", "measurement") for item in ITEMS.values()} == KINDS.keys()


def test_it_samples_with_the_defaults_of_pymc(tree):
    assert max(float(v) for v in az.rhat(tree["posterior"].to_dataset()).values()) < 1.02
    assert not tree["sample_stats"]["diverging"].any()


def test_a_discount_and_what_it_discounts_do_not_hold_each_other_up(tree):
    """They sum to what is reported, to a fiftieth, and are correlated by more than 0.99."""
    assert (
        np.corrcoef(tree["posterior"]["rate_z"].values.ravel(), tree["posterior"]["offset_z"].values.ravel())[0, 1]
        < -0.99
    )
    assert min(float(az.ess(tree["posterior"])[name]) for name in ("rate_z", "offset_z")) > 250


def test_a_beta_is_updated_by_a_search_that_found_nothing(tree):
    """Of chance p, nothing is found with 1 - p: a beta of (2, 5) becomes one of (2, 6)."""
    assert float(tree["posterior"]["chance"].mean()) == pytest.approx(2 / 8, abs=0.03)


def test_prior_and_posterior_predict_every_item(model, tree):
    with model:
        prior = pm.sample_prior_predictive(50, random_seed=1)
    for group in (prior["prior_predictive"], tree["posterior_predictive"]):
        assert set(group.data_vars) == set(ITEMS)
        assert float(group["least"].max()) == pytest.approx(np.log(2.0))
        assert float(group["most"].min()) == pytest.approx(np.log(4.0))


@pytest.mark.filterwarnings("ignore::UserWarning")  # an item is all the data of its LOO, which is often not robust
def test_arviz_reads_it_by_item(tree):
    assert set(tree["log_likelihood"].data_vars) == set(ITEMS)
    assert all(np.isfinite(az.loo(tree, var_name=name).elpd) for name in ITEMS)
    assert {"ratio", "rate"} <= set(az.psense_summary(tree, var_names=["ratio", "rate"]).index)


def test_pymc_intervenes_conditions_and_draws_it(model):
    done = pm.do(model, {"rate": 2.0})
    assert pm.draw(done["counted"], 500, random_seed=1).mean() == pytest.approx(4.0, abs=0.5)
    observed = pm.observe(model, {"chance_z": 0.3})
    assert {v.name for v in observed.observed_RVs} == {"chance_z", *ITEMS}
    assert "rate -> counted" in pm.model_to_graphviz(model).source
