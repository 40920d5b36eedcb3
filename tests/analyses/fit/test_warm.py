"""Draws that are kept serve changed studies: what a change does not reach stands; what they do not serve is fitted."""

import datetime as dt
import pickle
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from llm_barriers.analyses.fit import Near, Warm, headline, node_draws, posterior
from llm_barriers.model import build, node
from llm_barriers.model.weights import Marginal, Modes
from llm_barriers.priors import load_study, make_prior, make_study, with_choices

DRAWS = 800


def _prior(study, name, median):
    entry = study.quantities[name]
    prior = make_prior("lognormal", {**entry.prior.parameters, "median": median})
    return replace(study, quantities={**study.quantities, name: entry.model_copy(update={"prior": prior})})


def _report(study, name, factor):
    item = study.evidence[name]
    return replace(study, evidence={**study.evidence, name: item.model_copy(update={"value": factor * item.value})})


CHANGES = {
    "nothing": lambda study: study,
    "prior": lambda study: _prior(study, "replication_cost", 5e6),
    "report": lambda study: _report(study, "bekman_2022", 1.2),
    "item": lambda study: study.with_items(study.items[1:]),
    "date": lambda study: study.at(dt.date(2022, 6, 1)),
    "choice": lambda study: with_choices(study, {"node_count": "fractional"}),
}


@pytest.fixture(scope="module")
def warm():
    return Warm.of(build(load_study()), seed=1, draws=DRAWS)


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_kept_is_what_would_be_evaluated(warm, change):
    graph = warm.marginal.graph.with_study(CHANGES[change](load_study()))
    marginal = Marginal.of(graph).keeping(warm.marginal.integrated)
    np.testing.assert_allclose(warm.log_likelihood(marginal), marginal.log_likelihood(warm.pool.scores), rtol=1e-9)


@pytest.mark.parametrize("change", ["prior", "report", "item"])
def test_a_changed_study_is_what_a_fit_of_it_says(warm, change):
    graph = warm.marginal.graph.with_study(CHANGES[change](load_study()))
    kept, fitted = warm.posterior(graph), posterior(graph, seed=2, draws=4 * DRAWS)
    assert len(kept.weights) == len(warm.pool.scores)
    (median, error), (other, its) = (
        (read.centre, mcse.centre)
        for each in (kept, fitted)
        for read, mcse in [each.sample(np.log(node_draws(each.nodes(["cost_ratio"]), "cost_ratio"))).interval()]
    )
    assert median == pytest.approx(other, abs=4 * np.hypot(error, its))


def test_what_the_draws_do_not_serve_is_fitted(warm):
    far = warm.marginal.graph.with_study(_prior(load_study(), "replication_cost", 5e9))
    assert (warm.posterior(far).weights == posterior(far, seed=1, draws=DRAWS).weights).all()


def test_headlines_near_a_study_are_read_off_its_draws(warm):
    near = Near(warm.marginal.graph, seed=1, draws=DRAWS)
    changed = warm.marginal.graph.with_study(_prior(load_study(), "replication_cost", 5e6))
    assert near(changed).data.identical(warm.headline(changed).data)
    assert vars(pickle.loads(pickle.dumps(near))).keys() == {"graph", "seed", "draws", "method"}
    alone = headline(changed, seed=1, draws=DRAWS, method="reweighting")
    assert Near(warm.marginal.graph, 1, DRAWS, "reweighting")(changed).data.identical(alone.data)


@node("dimensionless")
def larger(background, capable):
    """Either may be what is counted."""
    return np.maximum(background, capable)


def explained(background):
    """Two sources of which either explains a count."""
    medians = {"background": background, "capable": 3.0}
    sources = {name: {"family": "lognormal", "median": median, "sigma": 2.0} for name, median in medians.items()}
    count = {"measures": "larger", "value": 400.0, "sd": 0.002}
    return build(make_study(sources, {"count": count}), argument=[larger])


def test_a_mode_that_a_change_opens_is_not_missed():
    """No kept draw is near enough to weigh anything, and those that are elsewhere have a Pareto k of nought."""
    changed = Warm.of(explained(1e-3), seed=1, draws=DRAWS).posterior(explained(1.0))
    lead = changed.sample((changed.roots["capable_z"] > changed.roots["background_z"]).astype(float))
    logs = np.log(400 / np.array([3.0, 1.0])) / 2  # scores of the one that is larger; the other is below it
    capable, background = stats.norm.pdf(logs) * stats.norm.cdf(logs[::-1])
    assert lead.mean().value == pytest.approx(capable / (capable + background), abs=4 * lead.mean().mcse)


def test_draws_that_fail_their_own_study_serve_no_other(warm, monkeypatch):
    changed = warm.marginal.graph.with_study(_prior(load_study(), "replication_cost", 5e6))
    own = posterior(changed, seed=1, draws=DRAWS)
    checked = Modes.checked
    monkeypatch.setattr(Modes, "checked", lambda *given: replace(checked(*given), covered=False))
    failed = Warm.of(explained(1.0), seed=1, draws=DRAWS)
    monkeypatch.undo()
    assert (replace(warm, trusted=failed.trusted).posterior(changed).weights == own.weights).all()
