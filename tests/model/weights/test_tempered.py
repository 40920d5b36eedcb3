"""Tempered particles: masses and evidence that are known, and errors that are those of repeated runs."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from llm_barriers.analyses.fit import Sample, judged, refit
from llm_barriers.model import build, evaluate, node
from llm_barriers.model.weights import Marginal, adapted, find_modes, tempered
from llm_barriers.model.weights.tempered import RUNS
from llm_barriers.priors import make_study

SEEDS = range(20)
HIGH = 0.7


@node("dimensionless", steps=True)
def measured(low, high, pick):
    """One of two quantities, far from each other, by a step that no gradient leads over."""
    return np.where(pick < HIGH, high, low)


@pytest.fixture(scope="module")
def marginal():
    """A report that lies between the two: either may be what is measured, and the masses are those of two normals."""
    logs = {name: {"family": "lognormal", "median": m, "sigma": 0.5} for name, m in (("low", 1.0), ("high", 9.0))}
    pick = {"family": "uniform", "lower": 0.0, "upper": 1.0}
    report = {"measures": "measured", "value": 3.0, "sd": 0.05}
    return Marginal.of(build(make_study({**logs, "pick": pick}, {"report": report}), argument=[measured]))


@pytest.fixture(scope="module")
def exact():
    """The probability that the high one is measured, and the log of the evidence."""
    width = np.hypot(0.5, 0.05)
    low, high = stats.norm(np.log([1.0, 9.0]), width).pdf(np.log(3.0)) * [1 - HIGH, HIGH]
    return high / (low + high), np.log(low + high)


@pytest.fixture(scope="module")
def runs(marginal):
    return [tempered(marginal, seed=seed, chains=128) for seed in SEEDS]


def _high(marginal, particles):
    pick = evaluate(marginal.graph, particles.roots, names=("pick",), terms=())[0]["pick"].to_numpy()
    return Sample(1.0 * (pick < HIGH)[np.newaxis], particles.weights, particles.copy_of).mean()


def test_masses_and_evidence_are_those_that_are_known(marginal, runs, exact):
    reads = np.array([[*_high(marginal, each), each.log_evidence, each.log_evidence_mcse] for each in runs])
    wider = stats.t(RUNS - 1).std()  # as the evidence's error is, which is the spread of few runs
    for (values, errors), true, by in zip((reads[:, :2].T, reads[:, 2:].T), exact, (1.0, wider), strict=True):
        assert values.mean() == pytest.approx(true, abs=4 * values.std() / np.sqrt(len(SEEDS)))
        assert np.sqrt((errors**2).mean()) == pytest.approx(by * values.std(), rel=0.5)


def test_from_a_proposal_the_way_is_to_the_same(marginal, exact):
    start = adapted(marginal, find_modes(marginal, seed=1), seed=1)
    particles = tempered(marginal, seed=1, start=start)
    high = _high(marginal, particles)
    assert high.value == pytest.approx(exact[0], abs=4 * high.mcse)
    assert particles.log_evidence == pytest.approx(exact[1], abs=max(0.02, 4 * particles.log_evidence_mcse))


def test_runs_that_disagree_and_particles_of_few_origins_do_not_pass(marginal):
    good = tempered(marginal, seed=1)
    assert judged(good).passed, judged(good).reason()
    assert not judged(tempered(marginal, seed=1, chains=16, moves=4)).passed
    apart = replace(good, log_evidences=good.log_evidences.mean() + np.array([0.1, 0.1, 0.1, -0.35]))
    assert not judged(apart).passed  # one run that misses a third of the posterior


def test_without_evidence_particles_are_draws_of_the_prior(graphs):
    fit = refit(graphs("published"), seed=1, method="smc")
    assert (fit.method, fit.gate.passed) == ("particles", True), fit.gate.reason()
    assert fit.diagnosis.log_evidence == 0.0
    ours, prior = fit.sample("cost_ratio"), fit.sample("cost_ratio", "prior")
    assert np.log(ours.at(0.5)) == pytest.approx(np.log(prior.at(0.5)), abs=0.1)


def test_particles_are_drawn_again_from_the_same_seed(marginal):
    one, two = (tempered(marginal, seed=3, chains=32, moves=4) for _ in range(2))
    assert (one.scores == two.scores).all() and one.log_evidence == two.log_evidence
