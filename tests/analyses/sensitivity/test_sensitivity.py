"""Sensitivity of the shipped study and of small ones whose answer is known."""

import json
from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest
from click.testing import CliRunner

from llm_barriers.analyses.fit.fitting import refit
from llm_barriers.analyses.sensitivity.given_data import distinct, effective, first_order, rank_correlation
from llm_barriers.analyses.sensitivity.power import power_scaling
from llm_barriers.analyses.sensitivity.sensitivity import (
    GROUPINGS,
    OTHERS,
    sensitivity,
    settled,
    shapley_of,
    top_inputs,
)
from llm_barriers.analyses.sensitivity.targets import Response, find_target
from llm_barriers.model import build, node
from llm_barriers.model.arrays.normal_scores import input_names
from llm_barriers.priors import StudyError, make_study
from llm_barriers.reports.cli.main import cli
from llm_barriers.reports.figures.sensitivity import plot_groups, plot_indices, plot_tornado
from llm_barriers.reports.figures.sensitivity_power import plot_power
from llm_barriers.reports.run.settings import Settings
from llm_barriers.reports.sections.sensitivity import check

SIGMAS = {"x": 0.9, "y": 0.5, "w": 0.3}
REPORT_SD = 0.4


@node("usd")
def product(x, y, one):
    """The product of two quantities."""
    return x * y * one


@node("usd")
def less(product, x):
    """A number that may be negative."""
    return product - x


@node("dimensionless")
def apart(w):
    """A number in which no other has a part."""
    return w


def _study(*, median=2.0, items=True):
    quantities = {
        name: {"family": "lognormal", "median": 1, "sigma": s, "basis": "stated"} for name, s in SIGMAS.items()
    }
    quantities["y"]["basis"] = "judgement"
    quantities["one"] = {"family": "constant", "value": 1.0, "unit": "usd", "basis": "definition"}
    report = {"measures": "product", "unit": "usd", "value": median, "sd": REPORT_SD}
    comparison = {"node": "product", "relation": "<", "threshold": 1, "unit": "usd"}
    claims = {
        "small": {"title": "It is small", "statement": comparison},
        "sure": {"title": "It is positive", "statement": comparison | {"relation": ">", "threshold": 0}},
    }
    return make_study(quantities, {"report": report} if items else {}, claims=claims)


@pytest.fixture(scope="module")
def fitted():
    return refit(build(_study(), argument=(product, less, apart)), seed=1, draws=8000)


@pytest.fixture(scope="module")
def shared(fitted):
    return sensitivity(fitted, ["product", "small"], seed=1)


@pytest.fixture(scope="module")
def shipped(fits):
    return sensitivity(fits("reanalysis", 1), ["cost_ratio", "deployment_cheaper"], seed=1)


def _posterior_covariance():
    """Of log x and log y, given a report of their sum."""
    prior = np.diag([SIGMAS["x"] ** 2, SIGMAS["y"] ** 2])
    through = prior.sum(axis=0)
    return prior - np.outer(through, through) / (prior.sum() + REPORT_SD**2)


def test_shapley_effects_of_a_posterior_are_the_closed_form(shared):
    """Owen and Prieur's for two normals; the evidence makes them depend on each other."""
    (xx, xy), (_, yy) = _posterior_covariance()
    rho2 = xy**2 / (xx * yy)
    exact = np.array([xx + xy - rho2 * (xx - yy) / 2, yy + xy + rho2 * (xx - yy) / 2]) / (xx + yy + 2 * xy)
    effects = shared.inputs.sel(target="product", input=["x", "y"])
    assert (abs(effects["shapley"] - exact) < 4 * effects["shapley_se"]).all()
    assert (effects["shapley_se"] < 0.03).all()


def test_first_order_indices_of_a_posterior_are_squared_correlations(shared):
    covariance = _posterior_covariance()
    exact = covariance.sum(axis=0) ** 2 / (np.diag(covariance) * covariance.sum())
    read = shared.inputs.sel(target="product", input=["x", "y"])
    assert (abs(read["first_order"] - exact) < 4 * read["first_order_se"] + 0.005).all()


def test_sobol_indices_and_ends_of_the_prior_are_exact(shared):
    read = shared.inputs.sel(target="product", input="x")
    exact = SIGMAS["x"] ** 2 / (SIGMAS["x"] ** 2 + SIGMAS["y"] ** 2)
    assert float(read["sobol_total"]) == pytest.approx(exact, abs=4 * float(read["sobol_total_se"]))
    ends = np.exp(SIGMAS["x"] * 1.6449 * np.array([-1, 1]))
    np.testing.assert_allclose(read["held"].sel(state="prior"), ends, rtol=0.05)


def test_inputs_are_held_at_the_ends_of_the_interval_that_is_asked_for(fitted):
    half = sensitivity(fitted, ["product"], seed=1, ci_prob=0.5)
    ends = np.exp(SIGMAS["x"] * 0.6745 * np.array([-1, 1]))
    held = half.inputs["held"].sel(target="product", input="x", state="prior")
    np.testing.assert_allclose(held, ends, rtol=0.05)
    for plot in (plot_tornado, plot_indices, plot_groups):
        assert "50% interval" in " ".join(plot(half).figure.get_supxlabel().split())


def test_an_input_held_after_the_evidence_is_an_input_that_is_known(shared):
    """Against the conjugate posterior of the product, given x at its own posterior percentile."""
    prior, data = SIGMAS["x"] ** 2 + SIGMAS["y"] ** 2, np.log(2.0)
    mean_x = SIGMAS["x"] ** 2 / (prior + REPORT_SD**2) * data
    x = mean_x + 1.6449 * np.sqrt(_posterior_covariance()[0, 0]) * np.array([-1, 1])
    y = SIGMAS["y"] ** 2 / (SIGMAS["y"] ** 2 + REPORT_SD**2) * (data - x)
    held = shared.inputs["held"].sel(target="product", state="posterior", input="x")
    np.testing.assert_allclose(held, np.exp(x + y), rtol=0.06)


def test_only_inputs_with_a_part_in_a_target_are_shown(shared, fitted):
    assert "w_z" in fitted.graph.roots
    assert set(shared.inputs["input"].to_numpy()) == {"x", "y"}


def test_groups_share_out_the_same_variance(shared):
    basis = shared.groups["basis"].sel(target="product")
    of = shared.inputs.sel(target="product")
    assert set(basis["group"].to_numpy()) == {"judgement", "stated"}
    for name, group in (("y", "judgement"), ("x", "stated")):
        assert float(basis["shapley"].sel(group=group)) == pytest.approx(float(of["shapley"].sel(input=name)), abs=1e-9)
    assert of["basis"].sel(input="y") == "judgement"


def test_effects_alone_are_those_of_the_whole(shared, fitted):
    alone = shapley_of(fitted, ["product", "small"], seed=1)
    np.testing.assert_allclose(alone["shapley"], shared.inputs["shapley"].sel(input=alone["input"]))


def test_many_inputs_share_one_effect_for_the_least(fitted, monkeypatch):
    monkeypatch.setattr(import_module("llm_barriers.analyses.sensitivity.sensitivity"), "PLAYERS", 1)
    pooled = sensitivity(fitted, ["product"], seed=1)
    assert pooled.others is not None
    assert float(pooled.others["shapley"][0]) == pytest.approx(1)
    assert OTHERS not in pooled.inputs["input"].to_numpy()


def test_without_evidence_shapley_effects_are_sobol_indices():
    prior = refit(build(_study(items=False), argument=(product, less, apart)), seed=1, draws=8000)
    read = sensitivity(prior, ["product"], seed=1).inputs
    assert (abs(read["shapley"] - read["sobol_first"]) < 4 * (read["shapley_se"] + read["sobol_first_se"])).all()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("prodct", "Did you mean 'product'"),
        ("smal", "Did you mean 'small'"),
        ("one", "constant"),
        ("sure", "settled"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_reason(fitted, name, said):
    with pytest.raises(StudyError, match=said):
        sensitivity(fitted, [name], seed=1)


def test_a_node_that_may_be_negative_is_asked_about_as_it_is(fitted):
    shared = sensitivity(fitted, ["less", "product"], seed=1)
    assert [target.log for target in shared.targets] == [False, True]
    held, centre = (shared.inputs[name].sel(target="less", state="posterior") for name in ("held", "centre"))
    draws = fitted.tree["posterior"]["less"].to_numpy()
    assert float(centre) == pytest.approx(np.median(draws)) and float(held.min()) < 0 < float(held.max())
    assert float(shared.inputs["shapley"].sel(target="less").sum()) == pytest.approx(1)
    scales = [ax.get_xscale() for ax in plot_tornado(shared).axes[:2]]
    assert scales == ["linear", "log"]


def test_a_settled_claim_is_known_to_be(fitted):
    assert settled(fitted, "sure")
    assert not settled(fitted, "small")


def test_what_hardly_ever_differs_is_settled_too():
    """Of other draws of the prior none may differ, and nothing could be shared out."""
    fit = refit(build(_study(items=False), argument=(product, less, apart)), seed=1, draws=2000)
    rare = float(np.quantile(fit.tree["posterior"]["product"], 0.005))
    claim = fit.graph.study.claims["small"]
    claim = claim.model_copy(update={"statement": claim.statement.model_copy(update={"threshold": rare})})
    study = replace(fit.graph.study, claims={"rare": claim})
    assert settled(replace(fit, graph=fit.graph.with_study(study)), "rare")


def test_a_coordinate_is_a_target_and_a_whole_vector_is_not(graphs):
    graph = graphs("reanalysis")
    target = find_target(graph, "compute_cost[coding]")
    prompts = {"prompt_tokens[coding]", "prompt_cost"}
    assert set(Response.of(graph, [target]).inputs) == {"productivity_gain", "tokens_per_gain", "utilisation"} | prompts
    with pytest.raises(StudyError, match="compute_cost"):
        find_target(graph, "compute_cost")


def test_the_shipped_study_is_shared_out_whole(shipped):
    assert set(shipped.inputs["input"].to_numpy()) <= set(input_names(shipped.graph))
    np.testing.assert_allclose(shipped.inputs["shapley"].sum("input"), 1, atol=1e-9)
    for by in GROUPINGS:
        np.testing.assert_allclose(shipped.groups[by]["shapley"].sum("group"), 1, atol=1e-9)
    assert (shipped.inputs["sobol_total"] >= shipped.inputs["sobol_first"] - 4 * shipped.inputs["sobol_first_se"]).all()


def test_the_copula_is_close_to_the_shipped_posterior(shipped):
    """The approximation keeps the target's variance, and what each input tells on its own."""
    ratio, cheaper = shipped.fidelity.values
    assert ratio == pytest.approx(1, abs=0.08)
    assert cheaper == pytest.approx(1, abs=0.25)  # it is rare, and so less well kept
    assert set(top_inputs(shipped.inputs, "cost_ratio")) <= set(shipped.inputs["input"].to_numpy())


def test_figures_show_every_input_of_influence_and_say_what_was_found(shipped, fits):
    most = shipped.inputs[["sobol_total", "shapley"]].to_array().max(["variable", "target"])
    count = int((most >= 0.01).sum())
    assert 1 < count <= shipped.inputs.sizes["input"]
    for plot in (plot_tornado(shipped), plot_indices(shipped)):
        assert len(plot.axes) == 2
        assert len(plot.axes[0].get_yticks()) == count
        assert len(plot.data) == 2 * 2 * count * (2 if "end" in plot.data else 1)
        assert "cost ratio" in plot.finding
    assert "Judgement accounts for" in plot_groups(shipped).finding
    rows = power_scaling(fits("reanalysis", 1), seed=1)[:5]
    assert "most sensitive" in plot_power(rows, {}, "the cost ratio").finding


def test_the_bias_of_bins_is_taken_off():
    rng = np.random.default_rng(1)
    nothing = [first_order(rng.standard_normal((1000, 1)), rng.standard_normal((1, 1000)), seed=1) for _ in range(40)]
    values = np.array([index[0, 0] for index, _ in nothing])
    assert values.mean() == pytest.approx(0, abs=4 * values.std() / np.sqrt(40))
    assert 0.8 < np.mean([error[0, 0] for _, error in nothing]) / values.std() < 2


def test_repeated_draws_are_not_taken_for_more():
    rng = np.random.default_rng(2)
    x, y = rng.standard_normal((500, 1)), rng.standard_normal((1, 500))
    rows = np.repeat(np.arange(500), 6)
    index, error = first_order(x[rows], y[:, rows], seed=1)
    assert abs(index[0, 0]) < 4 * error[0, 0]
    assert effective(distinct(x[rows])[1]) == pytest.approx(500)


def test_rank_correlation_is_spearmans():
    rng = np.random.default_rng(3)
    x = rng.standard_normal((5000, 1))
    y = np.exp(x[:, 0] + rng.standard_normal(5000))[np.newaxis]
    shared, error = rank_correlation(x, y)
    assert shared[0, 0] == pytest.approx(6 / np.pi * np.arcsin(np.sqrt(0.5) / 2), abs=4 * error[0, 0])


def test_the_section_refuses_an_unknown_target_and_names_the_option():
    settings = Settings.read("reanalysis", seed=1, draws=1000, ci_prob=0.9, no_store=True)
    with pytest.raises(StudyError, match=r"--target.*Did you mean 'cost_ratio'"):
        check(settings, target=("cost_ration",))


@pytest.mark.slow
def test_the_command_tells_what_matters_now_and_later(monkeypatch):
    monkeypatch.setattr(import_module("llm_barriers.analyses.sensitivity.sensitivity"), "PLAYERS", 4)
    words = ["sensitivity", "--json", "--target", "cost_ratio", "--as-of", "2019-03", "--draws", "1000"]
    shared = json.loads(CliRunner().invoke(cli, words).stdout)
    assert {row["target"] for row in shared["inputs"]} == {"cost_ratio"}
    assert {"inputs", "groups", "fidelity", "later", "power"} <= set(shared)
    assert "With all evidence up to" in shared["sentences"][1]
