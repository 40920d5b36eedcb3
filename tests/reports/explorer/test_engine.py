"""The page's engine under Node against Python: priors, evidence of every kind, smoothing and what is read off."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import optimize, special, stats

from llm_barriers.analyses.exploration import explored
from llm_barriers.model import build
from llm_barriers.model.weights import smoothed_weights
from llm_barriers.priors import make_prior, make_study, with_layer
from llm_barriers.reports.explorer.block import block
from llm_barriers.reports.explorer.packing import plain_prior

from .node import run

DRAWS = 4000
PRIORS = {
    "normal": {"mean": 1.0, "sd": 2.0},
    "lognormal": {"low": 2.0, "high": 30.0, "ci_prob": 0.8},
    "two_piece_lognormal": {"low": 1.0, "median": 3.0, "high": 50.0},
    "logitnormal": {"low": 0.1, "high": 0.4},
    "beta": {"mean": 0.3, "sd": 0.1},
    "uniform": {"lower": 2.0, "upper": 5.0},
    "half_normal": {"sd": 0.7},
    "exp_half_normal": {"sd": 0.7},
    "exp_half_student_t": {"nu": 3.0, "scale": 0.8},
    "exp_exponential": {"scale": 0.5},
}


def log_density(prior, scores):
    """Of the values at scores of the prior."""
    step = 1e-5
    slope = (prior.forward(scores + step) - prior.forward(scores - step)) / (2 * step)
    return stats.norm.logpdf(scores) - np.log(slope)


@pytest.mark.parametrize("family", PRIORS)
def test_a_prior_moved_has_the_density_that_python_gives_it(family):
    prior, scores = make_prior(family, PRIORS[family]), np.linspace(-2, 2, 21)
    plain = plain_prior(prior)
    assert np.allclose(make_prior(**_split(plain)).forward(scores), prior.forward(scores))
    ((answer),) = run({"task": "moved", "prior": plain, "shift": 0.2 if family == "uniform" else 0.5, "width": 0.75})
    other = make_prior(**_split(answer["to"]))
    inner = np.linspace(-1, 1, 20)
    values = other.forward(inner)
    old, new = run(*({"task": "density", "prior": each, "at": values.tolist()} for each in (plain, answer["to"])))
    before = np.array([optimize.brentq(lambda z, v=v: prior.forward(z) - v, -5, 5, xtol=1e-12) for v in values])
    expected = log_density(other, inner) - log_density(prior, before)
    moved = np.array(new) - np.array(old)
    assert np.allclose(moved - moved.mean(), expected - expected.mean(), atol=2e-3)
    assert answer["back"]["width"] == pytest.approx(0.75, rel=1e-3)


def _split(plain):
    return {"family": plain["family"], "parameters": {k: v for k, v in plain.items() if k != "family"}}


def test_special_functions_are_scipys():
    at = [-40.0, -8.0, -1.0, 0.0, 0.5, 3.0, 8.0]
    logs, gamma = run(
        {"task": "special", "name": "logNdtr", "at": at},
        {"task": "special", "name": "logGamma", "at": [0.5, 2.5, 40.0]},
    )
    assert np.allclose(logs, special.log_ndtr(at), rtol=1e-6, atol=1e-7)
    assert np.allclose(gamma, special.gammaln([0.5, 2.5, 40.0]), rtol=1e-9)


@pytest.mark.parametrize("shape", [0.05, 0.4, 0.9])
@pytest.mark.parametrize("size", [200, 5000])
def test_smoothing_is_arvizs(shape, size):
    logs = np.log(stats.genpareto.rvs(shape, size=size, random_state=3) + 1e-6)
    ((answer),) = run({"task": "smoothed", "logs": logs.tolist()})
    weights, k = smoothed_weights(logs)
    assert answer["k"] == pytest.approx(k, abs=1e-6)
    assert np.allclose(answer["weights"], weights, rtol=1e-6, atol=1e-12)


def test_weights_without_a_tail_are_left_as_they_are():
    logs = np.linspace(0, 0.9, 1000)
    ((answer),) = run({"task": "smoothed", "logs": logs.tolist()})
    assert answer["k"] == 0
    assert np.allclose(answer["weights"], np.exp(logs) / np.exp(logs).sum())


def test_weights_are_not_trusted_where_no_draw_is_possible():
    ((answer),) = run({"task": "smoothed", "logs": ["-Infinity"] * 1000})
    assert answer["k"] is None  # JSON knows no infinity
    ((few),) = run({"task": "smoothed", "logs": [*["-Infinity", "NaN"] * 500, 0.0, 0.0]})
    assert few["weights"][-2:] == pytest.approx([0.5, 0.5])


# ---- Evidence

QUANTITIES = {
    "cost": {"family": "lognormal", "median": 3.0, "sigma": 0.6, "unit": "usd"},
    "rate": {"family": "lognormal", "median": 5.0, "sigma": 0.5},
    "chance": {"family": "logitnormal", "low": 0.1, "high": 0.5},
    "bias": {"family": "half_normal", "sd": 0.3},
    "shared": {"family": "normal", "mean": 0.1, "sd": 0.4},
    "private": {"family": "normal", "mean": 0.0, "sd": 0.2},
    "spread": {"family": "lognormal", "median": 0.4, "sigma": 0.3},
    "report_nu": {"family": "lognormal", "median": 4.0, "sigma": 0.2},
    "report_reliability": {"family": "beta", "mean": 0.7, "sd": 0.1},
    "unreliable_sd": 2.0,
}
ITEMS = {
    "first": {"measures": "cost", "value": 4.0, "sd": 0.2, "unit": "usd", "discounts": ["shared", "private", "bias"]},
    "second": {"measures": "cost", "value": 4.5, "sd_quantity": "spread", "unit": "usd", "discounts": ["shared"]},
    "thousands": {"measures": "cost", "value": 0.0035, "sd": 0.3, "unit": "kilousd"},
    "part": {"kind": "share", "measures": "rate", "low": 0.8, "high": 0.9, "discounts": ["bias"]},
    "least": {"kind": "floor", "measures": "cost", "value": 2.5, "sd": 0.2, "unit": "usd"},
    "most": {"kind": "ceiling", "measures": "cost", "value": 6.0, "sd": 0.3, "unit": "usd"},
    "counted": {"kind": "count", "measures": "rate", "value": 11, "exposure": 2.0},
    "sought": {"kind": "search", "measures": "chance", "value": 0},
}
LAYERS = [
    {},
    {"evidence": {"second": {"include": False}, "sought": {"include": False}}},
    {"evidence": {"first": {"value": 3.3, "sd": 0.5}, "counted": {"value": 8.0}, "part": {"value": 0.7, "sd": 0.4}}},
    {"evidence": {"first": {"discounts": ["private"]}, "part": {"discounts": []}}},
    {"as_of": "2020-01-04"},
]


def changes_of(layer):
    """A layer by the keys of a page."""
    changes = {"as_of": layer["as_of"]} if "as_of" in layer else {}
    return changes | {f"evidence.{n}.{k}": v for n, e in layer.get("evidence", {}).items() for k, v in e.items()}


@pytest.fixture(scope="module", params=["gaussian", "student_t", "reliability_mixture"])
def drawn(request):
    study = _with_conclusion(make_study(QUANTITIES, ITEMS, choices={"evidence_model": request.param}))
    draws = explored(build(study, argument=()), items=ITEMS, draws=DRAWS, seed=2)
    return draws, block(draws, list(ITEMS), dict.fromkeys([n for n in QUANTITIES if n != "unreliable_sd"], 1.0))


def _with_conclusion(study):
    conclusion = study.model.conclusion.model_copy(update={"node": "cost", "threshold": 3.0})
    return replace(study, model=study.model.model_copy(update={"conclusion": conclusion, "headline": ("cost", "rate")}))


def page_content(*blocks):
    return {"blocks": list(blocks), "conclusion": {"threshold": 3.0}}


@pytest.mark.parametrize("layer", LAYERS)
def test_evidence_weighs_as_in_python(drawn, layer):
    draws, packed = drawn
    other = build(with_layer(draws.graph.study, layer, file="layer"), argument=())
    ((logs,),) = [run({"task": "logWeights", "block": 0, "changes": changes_of(layer)}, content=page_content(packed))]
    difference = np.array(logs) - draws.log_weights(other)
    typical = draws.log_weights(other) > draws.log_weights(other).max() - 12
    assert np.ptp(difference[typical]) < 0.1
    assert difference[typical].std() < 0.01


def test_a_prior_of_a_discount_that_is_integrated_out_is_changed(drawn):
    draws, packed = drawn
    prior = {"family": "normal", "mean": 0.3, "sd": 0.1}
    table = {"quantities": {"shared": {"prior": prior, "unit": "dimensionless"}}}
    other = build(with_layer(draws.graph.study, table, file="layer"), argument=())
    (logs,) = run(
        {"task": "logWeights", "block": 0, "changes": {"quantities.shared.prior": prior}}, content=page_content(packed)
    )
    assert packed["quantities"]["shared"]["column"] is None
    assert (np.array(logs) - draws.log_weights(other)).std() < 0.02
