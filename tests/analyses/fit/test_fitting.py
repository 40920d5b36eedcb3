"""The policy between weights and particles, and what draws are worth where few of them are effective."""

import datetime as dt
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

from llm_barriers.analyses.fit import Diagnosis, Fit, fitting, information_gain, judged, refit, restored
from llm_barriers.analyses.fit.fitting import trusted_draws
from llm_barriers.analyses.fit.gate import MIN_ESS, ChainGate
from llm_barriers.model import build
from llm_barriers.model.weights import Marginal, Weighted, find_modes, prior_proposal, reweight, tempered
from llm_barriers.priors import make_study

MEAN, SD, REPORT, ERROR = 1.0, 0.8, 1.6, 0.03
PRECISION = 1 / SD**2 + 1 / ERROR**2
AFTER = stats.norm((MEAN / SD**2 + REPORT / ERROR**2) / PRECISION, PRECISION**-0.5)
DRAWS = 2000


@pytest.fixture(scope="module")
def graph():
    """One log-normal quantity and a sharp report of it."""
    x = {"family": "lognormal", "median": np.exp(MEAN), "sigma": SD}
    report = {"measures": "x", "value": np.exp(REPORT), "sd": ERROR}
    return build(make_study({"x": x}, {"report": report}), argument=())


@pytest.fixture(scope="module")
def wasteful(graph):
    """Fits of which few draws are effective: their proposal is the prior, most of which the report excludes."""
    proposal = prior_proposal(Marginal.of(graph))
    return [refit(graph, seed=seed, draws=DRAWS, proposal=proposal) for seed in range(80)]


def test_draws_are_worth_what_the_weights_and_their_number_leave(wasteful):
    for fit in wasteful:
        assert fit.gate.passed and 400 < fit.gate.ess < 900, fit.gate.reason()
        assert fit.ess == pytest.approx(1 / (1 / fit.gate.ess + 1 / DRAWS))
        assert fit.ess < fit.sample("x").size < 1.02 * fit.gate.ess


def test_errors_are_those_of_repeated_fits(wasteful):
    reads = {"mean": [], "median": [], "low": [], "below": []}
    for fit in wasteful:
        sample = fit.sample("x")
        (median, low), errors = sample.quantiles([0.5, 0.05])
        reads["mean"].append(sample.mean())
        reads["median"].append((median, errors[0]))
        reads["low"].append((low, errors[1]))
        reads["below"].append(sample.probability(sample.values < np.exp(AFTER.ppf(0.3))))
    exact = {
        "mean": np.exp(AFTER.mean() + AFTER.var() / 2),
        "median": np.exp(AFTER.mean()),
        "low": np.exp(AFTER.ppf(0.05)),
        "below": 0.3,
    }
    for name, pairs in reads.items():
        values, errors = np.transpose(pairs)
        assert stats.chi2(len(values)).sf((((values - exact[name]) / errors) ** 2).sum()) > 1e-3, name
        assert errors.mean() == pytest.approx(values.std(), rel=0.35)


def test_two_fits_of_one_posterior_show_no_information(wasteful):
    gains = np.array([information_gain(a.sample("x"), b.sample("x")) for a, b in pairwise(wasteful)])
    assert (gains[:, 0] < 3 * gains[:, 1]).all()
    assert gains[:, 0].mean() < gains[:, 1].mean()


def test_the_evidence_is_the_density_of_the_report(wasteful):
    exact = stats.norm(MEAN, np.hypot(SD, ERROR)).logpdf(REPORT)
    scores = [(f.diagnosis.log_evidence - exact) / f.diagnosis.log_evidence_mcse for f in wasteful]
    assert stats.chi2(len(scores)).sf(np.square(scores).sum()) > 1e-3


@pytest.fixture
def distrusted(monkeypatch):
    """No weights pass their gate."""

    def judging(drawn):
        return replace(judged(drawn), passed=False) if isinstance(drawn, Weighted) else judged(drawn)

    monkeypatch.setattr(fitting, "judged", judging)


def test_particles_take_over_unless_weights_are_insisted_on(graph, distrusted):
    taken, insisted = (refit(graph, seed=1, draws=2000, method=method) for method in ("auto", "reweighting"))
    assert (taken.method, taken.gate.passed) == ("particles", True)
    assert (insisted.method, insisted.gate.passed) == ("weights", False)
    assert taken.gate.ess > taken.ess > 1000
    assert taken.sample("x").mean().value == pytest.approx(np.exp(AFTER.mean() + AFTER.var() / 2), rel=0.005)


def test_particles_that_cannot_be_trusted_are_more_the_second_time(graph, distrusted, monkeypatch):
    sizes = []

    def few(marginal, *, chains=32, **options):
        sizes.append(chains)
        return tempered(marginal, chains=min(chains, 64), moves=2, **options)

    monkeypatch.setattr(fitting, "tempered", few)
    assert not judged(trusted_draws(graph, seed=1, draws=100)).passed
    assert sizes == [32, fitting.MORE_CHAINS]


def test_a_stored_fit_is_the_fit(graph, wasteful):
    fit = wasteful[0]
    again = restored(graph, fit.kept, seed=0)
    assert again.diagnosis == fit.diagnosis
    assert (again.alike == fit.alike).all()
    assert all(again.tree[group].to_dataset().equals(fit.tree[group].to_dataset()) for group in fit.tree.children)


@pytest.mark.parametrize("cut", [False, True])
def test_neighbours_in_a_chain_are_alike_whether_cut_or_not(wasteful, cut):
    tree = wasteful[0].tree.copy()
    tree.attrs = Diagnosis("chains", ChainGate(True, 0, 1.0, 900, 900, "x"), 900, cut=cut).attrs
    alike = Fit(wasteful[0].graph, tree).alike
    assert np.bincount(alike).max() == int(np.sqrt(DRAWS))


def test_a_proposal_that_came_out_too_narrow_is_adapted_with_more_draws(graphs):
    late = graphs("reanalysis").with_study(graphs("reanalysis").study.at(dt.date(2026, 11, 1)))
    marginal = Marginal.of(late)
    modes = find_modes(marginal, seed=10)
    first, again = (
        reweight(marginal, adapt(marginal, modes, seed=10), draws=25_000, seed=10)
        for adapt in (fitting.ADAPT, fitting.ADAPT_AGAIN)
    )
    assert first.ess < MIN_ESS < 1.5 * MIN_ESS < again.ess
    assert isinstance(trusted_draws(late, seed=10, draws=2500), Weighted)


def test_particles_are_judged_once(graph):
    particles = tempered(Marginal.of(graph), seed=1, chains=64, moves=4)
    gate = judged(particles)
    assert judged(particles) is gate
