"""Calibration: a right model passes, and each that is broken on purpose fails."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from llm_barriers.analyses.calibration import KEPT, PART, calibrate, calibration, ecdf_band, joined, ranks
from llm_barriers.analyses.calibration.replication import repeated, reporting, reports
from llm_barriers.analyses.fit.gate import ChainGate
from llm_barriers.model import build
from llm_barriers.model.arrays import input_names, roots_of_scores, scores_of_roots
from llm_barriers.model.evidence import value_of
from llm_barriers.model.weights import Marginal, prior_proposal, reweight
from llm_barriers.priors import StudyError, load_study, make_prior

STUDY = Path(__file__).parents[2] / "models" / "clinical_trial" / "studies" / "trial.toml"
DRAWS, PARTS = 4000, 6
BIAS = 0.4


@pytest.fixture(scope="module")
def graph():
    return with_bias(build(load_study(STUDY)), BIAS)


def by_prior_draws(broken, graph, *, seed, method):
    """Refit by weighted draws of the prior: exact, and quick where the evidence is mild."""
    graph = broken(graph)
    marginal = Marginal.of(graph)
    drawn = reweight(marginal, prior_proposal(marginal), draws=DRAWS, seed=seed)
    return ranks.Refit(scores_of_roots(graph, drawn.resampled(KEPT, seed)[0]), "weights", False, True)


def ranked(graph, broken, around="prior"):
    by = partial(by_prior_draws, broken)
    parts = [calibrate(graph, part=part, seed=1, around=around, by=by) for part in range(PARTS)]
    table = joined(parts)
    return {str(name): table["rank"].sel(quantity=name).values.astype(int) for name in table["quantity"].values}


def with_item(graph, name, **update):
    evidence = {**graph.study.evidence, name: graph.study.evidence[name].model_copy(update=update)}
    return graph.with_study(replace(graph.study, evidence=evidence))


def spread_halved(graph):
    return with_item(graph, "registry", sd=graph.study.evidence["registry"].sd / 2)


def with_bias(graph, mean):
    entry = graph.study.quantities["registry_bias"].model_copy(
        update={"prior": make_prior("normal", {"mean": mean, "sd": 0.3})}
    )
    return graph.with_study(replace(graph.study, quantities={**graph.study.quantities, "registry_bias": entry}))


def discount_turned(graph):
    return with_bias(graph, -BIAS)


def item_twice(graph):
    evidence = {**graph.study.evidence, "twice": graph.study.evidence["registry"]}
    return graph.with_study(replace(graph.study, evidence=evidence))


def floor_as_value(graph):
    return with_item(graph, "sponsor", kind="measurement")


def likelihood_left_out(graph):
    return with_item(graph, "review", include=False)


@pytest.mark.parametrize("around", ["prior", "posterior"])
def test_a_right_model_passes(graph, around):
    verdict = calibration(ranked(graph, lambda graph: graph, around), KEPT)
    assert verdict.passed and verdict.refits == PARTS * PART
    np.testing.assert_allclose(verdict.covered, (0.5, 0.8, 0.9, 0.99), atol=0.06)


@pytest.mark.parametrize("broken", [spread_halved, discount_turned, item_twice, floor_as_value, likelihood_left_out])
def test_a_broken_model_fails(graph, broken):
    assert not calibration(ranked(graph, broken), KEPT).passed


def test_what_the_gate_refuses_is_refitted_and_counted(graph, monkeypatch):
    told = reporting(graph, np.zeros(len(input_names(graph))), "prior", np.random.default_rng(1))
    assert ranks.refitted(told, seed=1)[1:] == ("weights", False, True)
    monkeypatch.setattr(ranks, "FEW", 20)
    fit = ranks.refitted(told, seed=1)
    assert fit[1:] == ("weights", True, True)
    assert fit.scores.shape == (KEPT, len(input_names(graph)))


def test_chains_that_are_refused_for_want_of_draws_are_sampled_longer(graph, monkeypatch):
    asked = []

    def sampled(graph, *, seed, draws, method):
        asked.append(draws)
        gate = ChainGate(len(asked) == 2, 0, max_rhat=1.011, min_ess_bulk=900, min_ess_tail=800, worst="sites")
        scores = np.zeros((draws, len(input_names(graph))))
        return SimpleNamespace(roots=roots_of_scores(graph, scores), method="chains", gate=gate)

    monkeypatch.setattr(ranks, "refit", sampled)
    fit = ranks.refitted(graph, seed=1, method="mcmc")
    assert fit[1:] == ("chains", True, True) and asked == [ranks.CHAIN_DRAWS, ranks.MORE_CHAIN_DRAWS]
    assert fit.scores.shape == (KEPT, len(input_names(graph)))


def test_what_does_not_reach_a_floor_is_a_measurement(graph):
    low, high = (np.full(len(input_names(graph)), score) for score in (-3.0, 3.0))
    under, over = (
        reporting(graph, each, "prior", np.random.default_rng(1)).study.evidence["sponsor"] for each in (low, high)
    )
    assert (under.kind, over.kind) == ("measurement", "floor")
    assert under.value < over.value == graph.study.evidence["sponsor"].value


def test_reports_come_in_beside_those_that_are_there(graph):
    doubled = repeated(graph, "posterior")
    assert reports(doubled, "posterior") == ("registry_again", "review_again", "sponsor_again")
    told = reporting(doubled, np.zeros(len(input_names(doubled))), "posterior", np.random.default_rng(1))
    assert value_of("registry", told.known) == value_of("registry", graph.known)
    assert value_of("registry_again", told.known) != value_of("registry", graph.known)


def test_nothing_is_calibrated_without_evidence(graph):
    with pytest.raises(StudyError, match="no evidence"):
        repeated(graph.with_study(graph.study.with_items(())), "prior")


def test_even_ranks_are_within_their_band_as_often_as_it_says():
    rng = np.random.default_rng(1)
    values = [calibration({"x": rng.integers(0, 20, 100)}, 19).curves[0].p_value for _ in range(400)]
    assert stats.binom(400, 0.05).sf(sum(value < 0.05 for value in values)) > 1e-3
    assert np.mean(values) == pytest.approx(0.5, abs=0.06)


def test_a_curve_is_outside_its_band_where_its_p_value_is_small():
    rng = np.random.default_rng(2)
    low, high = ecdf_band(100, 19)
    for bend in np.linspace(1, 1.6, 12):
        own = (20 * rng.random(100) ** bend).astype(int)
        gap = np.bincount(own, minlength=20).cumsum()[:-1] / 100 - np.arange(1, 20) / 20
        inside = bool(((gap >= low - 1e-12) & (gap <= high + 1e-12)).all())
        assert inside == (calibration({"x": own}, 19).curves[0].p_value >= 0.05)
