"""Re-weighting: discounts integrated out, proposals, weights and their diagnostic, against closed forms."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from llm_barriers.model import build
from llm_barriers.model.arrays.draws import evaluate, walk
from llm_barriers.model.arrays.normal_scores import input_names, roots_of_scores, scores_of_roots
from llm_barriers.model.evidence.observation import observation
from llm_barriers.model.weights.adaptive import adapted
from llm_barriers.model.weights.importance import reweight
from llm_barriers.model.weights.marginal import Marginal
from llm_barriers.model.weights.modes import find_modes
from llm_barriers.model.weights.proposal import WIDE, Mixed, laplace, prior_proposal
from llm_barriers.priors import load_study, make_study, with_choices

PRIOR_MEAN, PRIOR_SD, BIAS_SD = 1.0, 0.8, 0.5
REPORTS = {"first": (2.5, 0.1), "second": (0.5, 0.3)}
LOADINGS = np.array([[PRIOR_SD, BIAS_SD], [PRIOR_SD, BIAS_SD]])
COVARIANCE = np.diag([sd**2 for _, sd in REPORTS.values()])
RESIDUALS = np.array([value - PRIOR_MEAN for value, _ in REPORTS.values()])
MODELS = ("gaussian", "student_t", "reliability_mixture")


@pytest.fixture(scope="module")
def small():
    """One log-normal quantity, and two reports that share a Gaussian bias."""
    quantities = {
        "x": {"family": "lognormal", "median": np.exp(PRIOR_MEAN), "sigma": PRIOR_SD, "unit": "usd"},
        "bias": {"family": "normal", "mean": 0.0, "sd": BIAS_SD},
    }
    items = {
        name: {"measures": "x", "value": np.exp(value), "sd": sd, "unit": "usd", "discounts": ["bias"]}
        for name, (value, sd) in REPORTS.items()
    }
    return Marginal.of(build(make_study(quantities, items), argument=()))


def _exact():
    """Posterior mean and covariance of the scores of x and of the bias, and the log evidence."""
    total = COVARIANCE + LOADINGS @ LOADINGS.T
    gain = LOADINGS.T @ np.linalg.inv(total)
    evidence = stats.multivariate_normal(np.zeros(2), total).logpdf(RESIDUALS)
    return gain @ RESIDUALS, np.eye(2) - gain @ LOADINGS, evidence


def test_the_bias_is_integrated_out(small):
    assert [input_names(small.graph)[i] for i in small.integrated] == ["bias"]
    scores = np.linspace(-2, 2, 5)[:, np.newaxis]
    total = COVARIANCE + BIAS_SD**2
    expected = stats.multivariate_normal(np.zeros(2), total).logpdf(RESIDUALS - PRIOR_SD * scores)
    np.testing.assert_allclose(small.log_likelihood(scores), expected, rtol=1e-9)


def test_the_mode_and_the_spread_are_exact(small):
    mean, covariance, _ = _exact()
    weighted_draws = laplace(small)
    assert float(weighted_draws.directions[0, 0] * weighted_draws.mean[0]) == pytest.approx(mean[0], abs=1e-4)
    assert float(weighted_draws.sd[0]) == pytest.approx(np.sqrt(covariance[0, 0]), rel=1e-4)


@pytest.mark.parametrize("proposal", [laplace, prior_proposal])
def test_the_posterior_is_the_conjugate_one(small, proposal):
    mean, covariance, evidence = _exact()
    weighted_draws = reweight(small, proposal(small), draws=100_000, seed=1)
    assert weighted_draws.pareto_k < 0.7
    assert weighted_draws.log_evidence == pytest.approx(evidence, abs=4 * weighted_draws.log_evidence_mcse)
    scores = scores_of_roots(small.graph, weighted_draws.resampled(50_000, 1)[0])
    error = 5 / np.sqrt(min(weighted_draws.ess, 50_000))
    np.testing.assert_allclose(scores.mean(axis=0), mean, atol=error)
    np.testing.assert_allclose(np.cov(scores.T), covariance, atol=2 * error)


def test_the_proposal_is_a_density(graphs):
    """Its ratio to the prior averages to one under itself, and is bounded."""
    weighted_draws = laplace(Marginal.of(graphs("reanalysis")))
    ratio = np.exp(weighted_draws.log_prior_ratio(weighted_draws.draw(np.random.default_rng(0), 200_000)))
    assert ratio.mean() == pytest.approx(1, abs=5 * ratio.std() / np.sqrt(ratio.size))
    assert ratio.max() <= WIDE**-weighted_draws.mean.size


@pytest.mark.parametrize("parts", [1, 3])
def test_fewer_draws_of_a_proposal_are_the_first_of_more(small, parts):
    own = Mixed((laplace(small),) * parts, (1 / parts,) * parts)
    few, many = (own.draw(np.random.default_rng(2), draws) for draws in (10, 30))
    assert np.array_equal(few, many[:10])


def test_weights_follow_the_seed(graphs):
    marginal = Marginal.of(graphs("reanalysis"))
    first, again, more = (reweight(marginal, laplace(marginal), draws=n, seed=5) for n in (2000, 2000, 9000))
    assert np.array_equal(first.weights, again.weights)
    assert np.array_equal(first.scores, more.scores[:2000])


def _averaged(marginal, scores, draws):
    """Log-likelihood with discounts (and latents, by the stories' own densities) averaged out by simulation."""
    graph, rng = marginal.graph, np.random.default_rng(7)
    complete = rng.standard_normal((draws, len(input_names(graph))))
    complete[:, list(marginal.kept)] = scores[: len(marginal.kept)]
    terms = evaluate(graph, roots_of_scores(graph, complete), names=(), terms=graph.study.items)[1]
    total = sum(term.to_numpy() for term in terms.data_vars.values())
    weight = np.exp(total - total.max())
    return total.max() + np.log(weight.mean()), weight.std() / weight.mean() / np.sqrt(draws)


@pytest.mark.parametrize("model", MODELS)
def test_integrating_out_is_averaging(model):
    study = with_choices(load_study(), {"evidence_model": model})
    study = study.with_items(study.items[:6])  # few, so that the simulated average has a small error
    loose = {n: e.model_copy(update={"sd": max(e.sd, 0.5)}) if e.sd else e for n, e in study.evidence.items()}
    marginal = Marginal.of(build(replace(study, evidence=loose)))
    scores = np.random.default_rng(2).normal(0, 0.3, (1, len(marginal.kept)))
    latents = np.random.default_rng(3).standard_normal((60_000 if marginal.latent else 1, len(marginal.latent)))
    points = np.hstack([np.tile(scores, (len(latents), 1)), latents])
    ours = marginal.log_likelihood(points)
    weight = np.exp(ours - ours.max())
    expected, error = _averaged(marginal, scores[0], 400_000)
    own = weight.std() / weight.mean() / np.sqrt(len(latents))
    assert ours.max() + np.log(weight.mean()) == pytest.approx(expected, abs=5 * np.hypot(error, own) + 1e-9)


def test_completed_discounts_explain_the_reports(graphs):
    """Drawn discounts leave residuals with the spread that the reports have given them."""
    marginal = Marginal.of(graphs("reanalysis"))
    complete = marginal.complete(np.zeros((20_000, marginal.start.size)), np.random.default_rng(1))
    evaluator = walk(marginal.graph, roots_of_scores(marginal.graph, complete))
    tight = min(marginal.reports, key=lambda n: float(np.mean(observation(n, evaluator).parameters[1])))
    seen = observation(tight, evaluator)
    centre, sd = seen.parameters
    assert (seen.value - centre).std() == pytest.approx(float(np.mean(sd)), rel=0.1)


@pytest.mark.parametrize(
    ("model", "as_of"), [*((model, "2022-12-31") for model in MODELS), *((model, "2026-11-01") for model in MODELS[:2])]
)
def test_every_evidence_model_can_be_re_weighted(model, as_of):
    study = with_choices(load_study(as_of=dt.date.fromisoformat(as_of)), {"evidence_model": model})
    marginal = Marginal.of(build(study))
    weighted_draws = reweight(marginal, adapted(marginal, find_modes(marginal, seed=1), seed=1), draws=100_000, seed=1)
    assert weighted_draws.pareto_k < 0.7
    assert weighted_draws.ess > 400


def test_a_proposal_that_learns_wastes_fewer_draws():
    marginal = Marginal.of(build(load_study(as_of=dt.date(2026, 11, 1))))
    first, learnt = (
        reweight(marginal, p, draws=20_000, seed=1)
        for p in (laplace(marginal), adapted(marginal, find_modes(marginal, seed=1), seed=1))
    )
    assert learnt.ess > 1.5 * first.ess
    assert learnt.log_evidence == pytest.approx(
        first.log_evidence, abs=4 * np.hypot(first.log_evidence_mcse, learnt.log_evidence_mcse)
    )


def test_a_proposal_that_wastes_few_draws_is_kept(small):
    """A single direction keeps its prior in a third of the draws, and has no need of fewer."""
    assert adapted(small, find_modes(small, seed=1), seed=1).parts[0].wide == WIDE


def test_a_mixture_of_scenarios_has_a_proposal_for_each():
    """The posterior then has a mode for each scenario that could have been picked."""
    study = with_choices(load_study(), {"blend": "mixture"})
    marginal = Marginal.of(build(study))
    weighted_draws = adapted(marginal, find_modes(marginal, seed=1), seed=1)
    assert len(weighted_draws.parts) == 1 + 2 * len(study.coordinates("scenario")), (
        "a core, what is wider, and the prior"
    )
    weighted = reweight(marginal, weighted_draws, draws=50_000, seed=1)
    pick = roots_of_scores(marginal.graph, marginal.all_scores(weighted.scores))["scenario_pick_z"]
    share = float(weighted.weights @ (pick < 0.4))
    assert weighted.pareto_k < 0.7
    assert 0 < share < 1
    ratio = np.exp(weighted_draws.log_prior_ratio(weighted_draws.draw(np.random.default_rng(0), 100_000)))
    assert ratio.mean() == pytest.approx(1, abs=5 * ratio.std() / np.sqrt(ratio.size))


def test_the_prior_will_not_do_for_strong_evidence():
    marginal = Marginal.of(build(load_study(as_of=dt.date(2026, 11, 1))))
    assert reweight(marginal, prior_proposal(marginal), draws=100_000, seed=1).pareto_k > 0.7


def test_no_evidence_is_the_prior(graphs):
    marginal = Marginal.of(build(load_study().with_items([])))
    weighted_draws = reweight(marginal, laplace(marginal), draws=1000, seed=1)
    assert (weighted_draws.ess, weighted_draws.pareto_k, weighted_draws.log_evidence) == (
        pytest.approx(1000),
        0.0,
        pytest.approx(0.0),
    )
