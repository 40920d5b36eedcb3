"""Agreement of three methods: re-weighting, nutpie and PyMC's own sampler, under mild and under strong evidence."""

import datetime as dt
import warnings
from dataclasses import replace

import arviz as az
import numpy as np
import pymc as pm
import pytest

from llm_barriers.analyses.fit.fitting import refit
from llm_barriers.model import build
from llm_barriers.model.arrays.posterior import posterior_tree
from llm_barriers.model.chains.compact import compact_model
from llm_barriers.model.chains.data_layout import Layout
from llm_barriers.model.chains.nuts import _compiled, _Structured
from llm_barriers.model.weights.marginal import Marginal
from llm_barriers.model.weights.proposal import prior_proposal
from llm_barriers.priors import load_study

pytestmark = pytest.mark.slow

NODES = ("cost_ratio", "talent_pool", "capable_people", "development_cost", "throughput")
DATES = {"default": None, "today": dt.date(2026, 11, 1)}


@pytest.fixture(scope="module", params=DATES)
def graph(request):
    return build(load_study(as_of=DATES[request.param]))


@pytest.fixture(scope="module")
def reweighted(graph):
    return refit(graph, seed=1, method="reweighting")


@pytest.fixture(scope="module")
def chains(graph):
    return refit(graph, seed=1, method="mcmc")


def _agree(ours, theirs):
    """Compare quantiles of two samples of a node by the share of one below the other's."""
    for p in (0.1, 0.5, 0.9):
        expected = float(np.quantile(theirs, p))
        effective = [min(float(az.ess(x, method="quantile", prob=p)), 25_000.0) for x in (ours, theirs)]
        error = np.sqrt(p * (1 - p) * sum(1 / n for n in effective))
        assert float((ours < expected).mean()) == pytest.approx(p, abs=4 * error)


@pytest.mark.parametrize("name", NODES)
def test_reweighting_and_nutpie_agree(reweighted, chains, name):
    assert reweighted.gate.passed, reweighted.gate.reason()
    assert chains.gate.passed, chains.gate.reason()
    _agree(reweighted.tree["posterior"][name], chains.tree["posterior"][name])


def test_a_proposal_that_will_not_do_is_replaced_by_the_study_s_own():
    """From the prior's draws the evidence to date cannot be re-weighted; the same call then draws from elsewhere."""
    strong = build(load_study(as_of=DATES["today"]))
    reference = refit(strong, seed=1, draws=2000, proposal=prior_proposal(Marginal.of(strong)))
    assert reference.method == "weights"
    assert reference.gate.passed, reference.gate.reason()


def test_evidence_three_times_as_sharp_is_still_weighed():
    """A proposal goes on learning from its own draws while it wastes them."""
    study = load_study(as_of=DATES["today"])
    sharp = {n: i.model_copy(update={"sd": 0.3 * i.sd}) if i.sd else i for n, i in study.evidence.items()}
    reference = refit(build(replace(study, evidence=sharp)), seed=1)
    assert reference.method == "weights"
    assert reference.gate.passed, reference.gate.reason()


def test_one_compilation_serves_them_all(chains):
    before = _compiled.cache_info().misses
    assert refit(chains.graph, seed=2, draws=400, method="mcmc").method == "chains"
    assert _compiled.cache_info().misses == before
    default, today = (_Structured(build(load_study(as_of=date))) for date in DATES.values())
    assert default == today


@pytest.fixture(scope="module")
def compact():
    """The compact density, with its layout."""
    graph = build(load_study())
    layout = Layout.of(graph)
    return compact_model(graph, layout), layout


def test_pymc_agrees(compact, graph, reweighted):
    """PyMC's own sampler; few draws, hence wide tolerances."""
    model, layout = compact
    with warnings.catch_warnings(), model:
        warnings.simplefilter("ignore")
        pm.set_data(layout.data(graph))
        trace = pm.sample(
            draws=400, tune=400, chains=2, cores=2, random_seed=3, target_accept=0.9, progressbar=False,
            compute_convergence_checks=False, nuts_sampler="pymc",
        )  # fmt: skip
    roots = layout.roots(graph, trace["posterior"].to_dataset())
    tree = posterior_tree(graph, roots, chains=2, seed=1)
    for name in NODES:
        _agree(tree["posterior"][name], reweighted.tree["posterior"][name])
