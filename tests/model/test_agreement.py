"""Agreement of four methods under mild and strong evidence: re-weighting, particles, nutpie and PyMC's own sampler."""

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
from llm_barriers.model.chains.nuts import _Structured
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


def _agree(ours, theirs, *, most=25_000.0):
    """Compare quantiles of two samples of a node by the share of one below the other's; neither is worth more."""
    for p in (0.1, 0.5, 0.9):
        expected = float(np.quantile(theirs, p))
        effective = [min(float(az.ess(x, method="quantile", prob=p)), most) for x in (ours, theirs)]
        error = np.sqrt(p * (1 - p) * sum(1 / n for n in effective))
        assert float((ours < expected).mean()) == pytest.approx(p, abs=4 * error)


@pytest.mark.parametrize("name", NODES)
def test_reweighting_and_nutpie_agree(reweighted, chains, name):
    assert reweighted.gate.passed, reweighted.gate.reason()
    assert chains.gate.passed, chains.gate.reason()
    _agree(reweighted.tree["posterior"][name], chains.tree["posterior"][name])


def test_particles_agree_with_nutpie_and_with_weights(graph, chains, reweighted):
    particles = refit(graph, seed=1, method="smc")
    assert particles.method == "particles"
    assert particles.gate.passed, particles.gate.reason()
    for name in NODES:  # resampled draws are worth what their weights were
        _agree(particles.tree["posterior"][name], chains.tree["posterior"][name], most=particles.ess)
    (ours, error), (theirs, other) = (
        (fit.diagnosis.log_evidence, fit.diagnosis.log_evidence_mcse) for fit in (particles, reweighted)
    )
    assert ours == pytest.approx(theirs, abs=4 * np.hypot(error, other))


def test_evidence_twice_as_sharp_is_left_to_particles():
    """No proposal is near enough to so narrow a posterior for its draws to be weighed."""
    study = load_study(as_of=DATES["today"])
    sharp = {n: i.model_copy(update={"sd": i.sd / 2}) if i.sd else i for n, i in study.evidence.items()}
    particles = refit(build(replace(study, evidence=sharp)), seed=1)
    assert particles.method == "particles"
    assert particles.gate.passed, particles.gate.reason()


def test_one_compilation_serves_them_all():
    default, today = (_Structured(build(load_study(as_of=date))) for date in DATES.values())
    assert (default, hash(default)) == (today, hash(today))


def test_pymc_agrees():
    """PyMC's own sampler; few draws, hence wide tolerances."""
    graph = build(load_study(as_of=DATES["today"]))
    layout = Layout.of(graph)
    model = compact_model(graph, layout)
    with warnings.catch_warnings(), model:
        warnings.simplefilter("ignore")
        pm.set_data(layout.data(graph))
        trace = pm.sample(
            draws=400, tune=400, chains=2, cores=2, random_seed=3, target_accept=0.9, progressbar=False,
            compute_convergence_checks=False, nuts_sampler="pymc",
        )  # fmt: skip
    roots = layout.roots(graph, trace["posterior"].to_dataset())
    tree = posterior_tree(graph, roots, chains=2, seed=1)
    weighted = refit(graph, seed=1, method="reweighting")
    for name in NODES:
        _agree(tree["posterior"][name], weighted.tree["posterior"][name])
