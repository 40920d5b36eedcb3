"""The cut: what share reports may inform has its exact law given the rest, and the rest is as without them."""

import numpy as np
import pytest
from scipy import stats

from llm_barriers.analyses.fit.fitting import refit, restored
from llm_barriers.analyses.fit.headline import headline
from llm_barriers.model import build
from llm_barriers.model.arrays.draws import evaluate
from llm_barriers.model.arrays.root_draws import root_values
from llm_barriers.model.chains import pymc_model, sample
from llm_barriers.model.weights.cut import inform, informable, uncut, without_shares
from llm_barriers.model.weights.marginal import Marginal
from llm_barriers.priors import Study, StudyError, load_study, make_study, with_choices

MEAN, SD, MEASURED, ERROR = 0.5, 0.8, -0.4, 0.5
REPORTED, SPREAD, BIAS_SD, GAP_SD = 1.4, 0.3, 0.6, 0.9


@pytest.fixture(scope="module")
def small():
    """One log-normal quantity, a measurement of it, and a share with a normal bias and a one-sided gap."""
    quantities = {
        "x": {"family": "lognormal", "median": np.exp(MEAN), "sigma": SD},
        "bias": {"family": "normal", "mean": 0.0, "sd": BIAS_SD},
        "gap": {"family": "half_normal", "sd": GAP_SD},
    }
    share = {"kind": "share", "value": 1 / (1 + np.exp(-REPORTED)), "sd": SPREAD, "discounts": ["bias", "gap"]}
    items = {
        "measured": {"measures": "x", "value": np.exp(MEASURED), "sd": ERROR},
        "share": {"measures": "x", **share},
    }
    return build(make_study(quantities, items, choices={"evidence_model": "cut"}), argument=())


@pytest.fixture(scope="module", params=["reweighting", pytest.param("mcmc", marks=pytest.mark.slow)])
def fitted(small, request):
    return refit(small, seed=1, method=request.param)


def _draws(fit, *names):
    return [fit.tree["posterior"][name].to_numpy().ravel() for name in names]


def _uniform(values):
    return stats.kstest(values, "uniform").pvalue


def test_what_is_cut_is_as_without_the_report(fitted):
    log_x = np.log(_draws(fitted, "x")[0])
    precision = SD**-2 + ERROR**-2
    exact = stats.norm((MEAN / SD**2 + MEASURED / ERROR**2) / precision, precision**-0.5)
    assert log_x.mean() == pytest.approx(exact.mean(), abs=0.02)
    assert log_x.std() == pytest.approx(exact.std(), rel=0.03)
    assert fitted.gate.passed, fitted.gate.reason()
    assert fitted.cut
    assert fitted.method == ("chains" if "R-hat" in fitted.gate.reason() else "weights")


def test_a_one_sided_discount_has_its_law_given_the_rest(fitted):
    """Given x the gap is a truncated normal, the bias being integrated out."""
    x, gap = _draws(fitted, "x", "gap")
    left, variance = REPORTED - np.log(x), SPREAD**2 + BIAS_SD**2
    mean = left * GAP_SD**2 / (GAP_SD**2 + variance)
    sd = np.sqrt(GAP_SD**2 * variance / (GAP_SD**2 + variance))
    assert _uniform(stats.truncnorm(-mean / sd, np.inf, mean, sd).cdf(gap)) > 1e-3


def test_a_normal_discount_has_its_law_given_the_rest(fitted):
    x, gap, bias = _draws(fitted, "x", "gap", "bias")
    kept = BIAS_SD**2 / (BIAS_SD**2 + SPREAD**2)
    mean, sd = kept * (REPORTED - np.log(x) - gap), np.sqrt(kept) * SPREAD
    assert _uniform(stats.norm(mean, sd).cdf(bias)) > 1e-3


def test_a_stored_fit_is_the_same(small, fitted):
    again = restored(small, fitted.kept, seed=1)
    assert again.gate == fitted.gate
    assert again.tree["posterior"].to_dataset().equals(fitted.tree["posterior"].to_dataset())


@pytest.fixture(scope="module")
def study():
    return with_choices(load_study(), {"evidence_model": "cut"})


def test_discounts_of_shares_and_the_room_are_informed(study):
    names = informable(study)
    assert {"portfolio_common", "portfolio_specific", "vendor_bias", "scale_beyond_scenarios"} <= names
    assert not {"development_cost", "throughput", "benchmark_offset", "utilisation"} & names
    assert informable(without_shares(study)) == frozenset()


def test_without_room_the_conclusion_is_that_without_shares(study):
    """Exactly, draw by draw: then no share can reach it."""
    graph = build(with_choices(study, {"room": "none"}))
    informed, without = (refit(g, seed=3, draws=500) for g in (graph, graph.with_study(without_shares(graph.study))))
    driven = {root.quantity for root in graph.roots.values()} & informable(graph.study)
    nodes = [name for name in graph.names if graph.uncertain(name) and not graph.ancestors(name) & driven]
    assert "cost_ratio" in nodes
    assert informed.tree["posterior"].to_dataset()[nodes].equals(without.tree["posterior"].to_dataset()[nodes])


def test_room_agrees_with_brute_force(study):
    """At one point of the other inputs: everything informed drawn from its prior and weighted by all items."""
    graph = build(study)
    spread = {n: e.model_copy(update={"sd": 0.6, "value": e.value or 0.85, "low": None, "high": None})
              for n, e in study.evidence.items() if e.kind == "share"}  # fmt: skip
    loose = build(Study(**{**vars(study), "evidence": {**study.evidence, **spread}}))
    point = {name: values[:1] for name, values in root_values(graph, 1, 11).items()}
    roots = {n: np.repeat(v, 4000, axis=0) for n, v in point.items()}
    ours = evaluate(loose, inform(loose, roots, seed=1).roots, names=["scale_beyond_scenarios"], terms=())[0]
    drawn = root_values(loose, 150_000, 5)
    free = {name for name, root in loose.roots.items() if root.quantity.partition("[")[0] in informable(study)}
    brute = {n: drawn[n] if n in free else np.repeat(v, 150_000, axis=0) for n, v in point.items()}
    nodes, terms = evaluate(loose.with_study(uncut(loose.study)), brute, names=["scale_beyond_scenarios"])
    log_weight = sum(term.to_numpy() for term in terms.data_vars.values())
    weight = np.exp(log_weight - log_weight.max())
    weight /= weight.sum()
    ours, theirs = (np.log(d["scale_beyond_scenarios"].to_numpy()) for d in (ours, nodes))
    error = ours.std() * np.sqrt(1 / 4000 + (weight**2).sum())
    assert ours.mean() == pytest.approx((weight * theirs).sum(), abs=4 * error)


def test_there_is_no_joint_model_to_sample_by_mistake(study):
    graph = build(study)
    for joint in (Marginal.of, pymc_model, lambda g: sample(g, seed=1, draws=1)):
        with pytest.raises(StudyError, match="no joint likelihood"):
            joint(graph)


def test_a_headline_has_no_marginal_likelihood(study):
    graph = build(study)
    informed, whole = (
        headline(graph, seed=2, draws=400, method="reweighting"),
        refit(graph, seed=2, draws=400, method="reweighting"),
    )
    assert np.isnan(informed.log_evidence)
    assert (informed.gate, informed.diagnosis.ess) == (whole.gate, whole.ess)
    assert (whole.method, whole.cut) == ("weights", True)
    ratio = whole.tree["posterior"]["cost_ratio"]
    assert informed.quantile("cost_ratio", 0.5) == pytest.approx(float(ratio.median()))
