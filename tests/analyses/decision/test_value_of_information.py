"""Value of information: against closed forms and nested Monte Carlo, its invariants, and how it is told."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from llm_barriers.analyses.decision.binary_decision import Asserted, Gain
from llm_barriers.analyses.decision.future_reports import simulated
from llm_barriers.analyses.decision.value_of_information import (
    ValueOfInformation,
    Worth,
    value_of_information,
    value_of_inputs,
    with_all_evidence,
)
from llm_barriers.analyses.fit.fitting import Fit, refit
from llm_barriers.model import build
from llm_barriers.model.arrays.normal_scores import input_names
from llm_barriers.priors import StudyError, make_study
from llm_barriers.reports.figures.value_of_information import plot_value_of_information
from llm_barriers.reports.render.document import Document
from llm_barriers.reports.sections.value_of_information import Worths, write

DRAWS, SLOPE, REST, SHIFT = 40_000, 1.0, 0.8, 0.4
PRIOR_SD, BIAS_SD, LEVEL = 0.8, 0.5, 0.9
REPORTS = {"first": (1.5, 0.2), "second": (0.5, 0.3)}
CLAIM = "small"


def _spared(chance, probability, weight=stats.norm.pdf):
    """The closed form: what it spares to know a standard normal variable, given which the claim has a chance."""
    wrong, _ = integrate.quad(lambda z: min(chance(z), 1 - chance(z)) * weight(z), -8, 8, limit=200)
    return min(probability, 1 - probability) - wrong


@pytest.fixture(scope="module")
def linear():
    """Two standard normal variables, and the claim that a weighted sum of them is positive."""
    known, rest, noise = np.random.default_rng(3).standard_normal((3, DRAWS))
    return Asserted.independent(SLOPE * known + REST * rest + SHIFT > 0), known, rest, noise


P_LINEAR = float(stats.norm.cdf(SHIFT / np.hypot(SLOPE, REST)))


def test_knowing_everything_spares_every_error(linear):
    claim = linear[0]
    assert claim.everything.gain == pytest.approx(min(claim.probability, 1 - claim.probability))
    assert claim.everything.mcse == pytest.approx(np.sqrt(P_LINEAR * (1 - P_LINEAR) / DRAWS), rel=0.02)


def test_a_known_input_spares_what_the_closed_form_says(linear):
    claim, known, *_ = linear
    expected = _spared(lambda z: stats.norm.cdf((SHIFT + SLOPE * z) / REST), P_LINEAR)
    worth = claim.known(known)
    assert worth.gain == pytest.approx(expected, abs=4 * worth.mcse)
    assert worth.told_from_nothing


@pytest.mark.parametrize("error", [0.5, 1.0])
def test_a_report_spares_what_the_closed_form_says(linear, error):
    claim, known, _, noise = linear
    total = np.hypot(1, error)
    spread = np.hypot(REST, SLOPE * error / total)
    expected = _spared(lambda z: stats.norm.cdf((SHIFT + SLOPE * z / total) / spread), P_LINEAR)
    worth = claim.known(known + error * noise)
    assert worth.gain == pytest.approx(expected, abs=4 * worth.mcse)
    assert worth.gain < claim.known(known).gain


def test_a_censored_report_spares_what_the_closed_form_says(linear):
    """Above the level only that it is reached is recorded, so all that lies above it shares one chance."""
    claim, known, *_ = linear
    level = -0.3

    def chance(z):
        return stats.norm.cdf((SHIFT + SLOPE * z) / REST)

    above, _ = integrate.quad(lambda z: chance(z) * stats.norm.pdf(z), level, 8)
    reached = above / stats.norm.sf(level)
    expected = _spared(lambda z: chance(z) if z < level else reached, P_LINEAR)
    worth = claim.known(np.minimum(known, level))
    assert worth.gain == pytest.approx(expected, abs=4 * worth.mcse)


def test_what_has_no_bearing_is_worth_nothing(linear):
    claim, _, _, noise = linear
    assert not claim.known(noise).told_from_nothing
    assert claim.known(np.ones(DRAWS)) == claim.known(np.zeros(DRAWS)) == Gain(0.0, 0.0)


def test_copies_add_no_precision(linear):
    claim, known, *_ = linear
    copied = Asserted(np.repeat(claim.holds, 3), np.repeat(np.arange(DRAWS), 3))
    assert copied.everything == pytest.approx(claim.everything)
    assert copied.known(np.repeat(known, 3)).mcse == pytest.approx(claim.known(known).mcse, rel=0.02)


@settings(max_examples=15, deadline=None)
@given(st.floats(-1.5, 1.5), st.floats(0, 2), st.floats(0, 2), st.integers(0, 100))
def test_bounds_and_nesting(shift, first, second, seed):
    one, two, rest = np.random.default_rng(seed).standard_normal((3, 4000))
    claim = Asserted.independent(first * one + second * two + rest > shift)
    alone, both, everything = claim.known(one), claim.known(one, two), claim.everything
    assert 0 <= alone.gain <= everything.gain
    assert 0 <= both.gain <= everything.gain
    assert alone.gain <= both.gain + 4 * np.hypot(alone.mcse, both.mcse) + 1e-3
    assert claim.known(np.exp(one)) == alone


@pytest.fixture(scope="module")
def small():
    """One log-normal quantity, two reports of it that share a bias, and a claim about it: posterior and value."""
    quantities = {
        "x": {"family": "lognormal", "median": 1.0, "sigma": PRIOR_SD, "unit": "usd", "title": "A lognormal quantity"},
        "bias": {"family": "normal", "mean": 0.0, "sd": BIAS_SD, "title": "A normal quantity"},
    }
    statement = {"node": "x", "relation": ">", "threshold": np.exp(LEVEL), "unit": "usd"}
    items = {
        name: {"measures": "x", "value": np.exp(value), "sd": sd, "unit": "usd", "discounts": ["bias"]}
        for name, (value, sd) in REPORTS.items()
    }
    study = make_study(quantities, items, claims={CLAIM: {"title": "A claim", "statement": statement}})
    fit = refit(build(study, argument=()), seed=1, draws=20_000)
    return fit, value_of_information(fit, CLAIM, seed=1)


def _row(worth, kind, name):
    return next(row.value for row in worth.rows if (row.kind, row.names) == (kind, (name,)))


def _posterior():
    """Mean and covariance of log x and of the bias, in closed form."""
    prior, seen = np.diag([PRIOR_SD**2, BIAS_SD**2]), np.ones((2, 2))
    noise = np.diag([sd**2 for _, sd in REPORTS.values()])
    gain = prior @ seen.T @ np.linalg.inv(seen @ prior @ seen.T + noise)
    return gain @ [value for value, _ in REPORTS.values()], prior - gain @ seen @ prior


def test_the_small_graph_against_nested_monte_carlo(small):
    """For each of many biases, draws of x from its prior are weighted by the reports, given that bias."""
    fit, worth = small
    log_x = PRIOR_SD * np.random.default_rng(5).standard_normal(1500)
    biases = fit.tree["posterior"]["bias"].to_numpy().ravel()[:2000, np.newaxis]
    log_weights = sum(stats.norm.logpdf(value, log_x + biases, sd) for value, sd in REPORTS.values())
    weights = np.exp(log_weights - log_weights.max(axis=1, keepdims=True))
    chances = (weights * (log_x > LEVEL)).sum(axis=1) / weights.sum(axis=1)
    wrong = chances if chances.mean() < 0.5 else 1 - chances
    spared = wrong - np.minimum(chances, 1 - chances)
    value, error = _row(worth, "input", "bias"), spared.std() / np.sqrt(spared.size)
    assert value.gain > 0.05
    assert value.gain == pytest.approx(spared.mean(), abs=4 * np.hypot(value.mcse, error))


@pytest.mark.parametrize("name", REPORTS)
def test_another_report_of_the_small_graph_against_the_closed_form(small, name):
    """The next report shares the bias of those that are in, and its value plays no part."""
    mean, covariance = _posterior()
    total = np.sqrt(covariance.sum() + REPORTS[name][1] ** 2)
    slope = covariance[0].sum() / total
    left = np.sqrt(covariance[0, 0] - slope**2)
    probability = stats.norm.sf(LEVEL, mean[0], np.sqrt(covariance[0, 0]))
    expected = _spared(lambda z: stats.norm.cdf((mean[0] + slope * z - LEVEL) / left), probability)
    value = _row(small[1], "repeat", name)
    assert value.gain == pytest.approx(expected, abs=4 * value.mcse)


def test_knowing_both_inputs_is_knowing_everything(small):
    """The claim jumps from false to true at a value of x: a spline, which is smooth, sees that within a few percent."""
    worth = small[1]
    for kind, name in (("input", "x"), ("group", "judgement")):
        assert 0.94 * worth.everything.gain < _row(worth, kind, name).gain <= worth.everything.gain
    assert worth.data.sizes["known"] == len(worth.rows)


def test_reports_that_could_come_in(graphs):
    graph = graphs("reanalysis")
    scores = np.random.default_rng(1).standard_normal((2000, len(input_names(graph))))
    reports = {r.item: r for r in simulated(graph, scores, np.random.default_rng(2))}
    study, evidence = graph.study, graph.study.evidence
    assert list(reports) == list(study.items_by_date())
    for name, report in reports.items():
        assert (report.kind == "repeat") == (name in study.items)
        assert (report.kind == "later") == (evidence[name].published > study.as_of)
        assert report.values.shape == (2000,)
    assert set(reports["opt_leak_search"].values) == {0.0, 1.0}
    assert reports["infrastructure_engineers_2022"].values.max() == pytest.approx(np.log(73))


def test_another_report_has_a_discount_of_its_own(graphs):
    """What discounted the report that is in does not reach the next one; what they share does."""
    graph = graphs("reanalysis")
    names = input_names(graph)
    own, shared = np.zeros((2, 500, len(names)))
    own[:, names.index("portfolio_specific[leopold_2019]")] = 5.0
    shared[:, names.index("portfolio_common")] = 5.0

    def reported(scores):
        worth = simulated(graph, scores, np.random.default_rng(2))
        return next(r.values for r in worth if r.item == "leopold_2019")

    alike = reported(np.zeros_like(own))
    np.testing.assert_array_equal(reported(own), alike)
    assert (reported(shared) > alike).all()


def test_without_a_likelihood_no_report_can_come_in(graphs):
    graph = graphs("published")
    assert simulated(graph, np.zeros((3, len(input_names(graph)))), np.random.default_rng(1)) == []


def test_all_evidence_to_date_is_fitted_where_there_is_more(small, graphs):
    assert with_all_evidence(small[0], fit_all=list) is None
    asked = with_all_evidence(Fit(graphs("reanalysis"), xr.DataTree()), fit_all=list)
    assert "semianalysis_2023" in asked.study.items


@pytest.mark.slow
def test_the_default_study(graphs):
    """The input that is worth most is how a fleet differs from one model, and no report is worth as much."""
    fit = refit(graphs("reanalysis"), seed=1, draws=12_000)
    worth = value_of_information(fit, "deployment_cheaper", seed=1)
    assert worth.best("input").names == ("portfolio_common",)
    assert worth.best("group").value.gain > worth.best("input").value.gain
    assert all(0 <= row.value.gain <= worth.everything.gain for row in worth.rows)
    assert worth.ranked("later", "left_out", "repeat")[0].value.gain < worth.best("input").value.gain


def _found(probability, rows=(), **changes):
    chance = min(probability, 1 - probability)
    worth = ValueOfInformation(CLAIM, "A claim", dt.date(2022, 12, 31), probability, Gain(chance, 0.001), tuple(rows))
    return replace(worth, **changes)


ROWS = (
    Worth("input", ("first",), Gain(0.2, 0.01)),
    Worth("input", ("second",), Gain(0.1, 0.01)),
    Worth("input", ("third",), Gain(0.0, 0.0)),
    Worth("pair", ("first", "second"), Gain(0.25, 0.01)),
    Worth("group", ("judgement",), Gain(0.22, 0.01)),
    Worth("repeat", ("item",), Gain(0.05, 0.01)),
    Worth("later", ("other",), Gain(0.0, 0.001)),
)
TITLES = {name: name.capitalize() for name in ("first", "second", "third", "item", "other")}


def test_settled_is_said_of_this_study_alone():
    told = " ".join(Document(write(Worths(_found(0.98), None, TITLES))).sentences)
    assert "settled under this study, not in general" in told
    assert "settled" not in " ".join(Document(write(Worths(_found(0.6, ROWS), None, TITLES))).sentences)


def test_what_is_told_is_what_was_found():
    later = _found(0.55, [Worth("input", ("second",), Gain(0.3, 0.01))], as_of=dt.date(2025, 12, 31))
    told = " ".join(Document(write(Worths(_found(0.6, ROWS), later, TITLES))).sentences)
    assert "wrong with a chance of 40%" in told
    assert "Most worth measuring is “First”: to know it would spare 20 points" in told
    assert "1 of 2 single reports" in told
    assert "is another report like “Item”, at 5 points" in told
    assert "to December 2025 the chance of being wrong is 45%" in told
    assert "“Second” is most worth measuring, at 30 points" in told


def test_tables_hold_every_row():
    tables = Document(write(Worths(_found(0.6, ROWS), None, TITLES))).tables
    named = [*tables["known"].frame["what"], *tables["seen"].frame["what"]]
    assert sorted(named) == sorted(" + ".join(row.names) for row in ROWS)
    assert all(tables["worth"].frame["gain"] > 0)


def test_the_figure_ranks_what_is_worth_anything():
    plot = plot_value_of_information(_found(0.6, ROWS), None, TITLES)
    alone, together, seen = plot.axes
    widths = [[bar.get_width() for bar in ax.patches] for ax in (alone, together, seen)]
    assert widths == [pytest.approx([20, 10]), pytest.approx([25, 22]), pytest.approx([5])]
    assert [t.get_text() for t in alone.get_yticklabels()] == ["First", "Second"]
    assert "spare 20 points" in plot.finding
    assert plot.data["gain"].tolist() == pytest.approx([0.2, 0.1, 0.25, 0.22, 0.05])


def test_a_figure_of_nothing_says_so():
    plot = plot_value_of_information(_found(0.98), None, TITLES)
    assert [text.get_text() for text in plot.axes[0].texts] == ["Nothing would change the side asserted"]
    assert "not in general" in plot.finding


def test_an_unknown_claim_is_named_with_the_nearest(small):
    with pytest.raises(StudyError, match=r"--claim: unknown claim 'smal'\. Did you mean 'small'"):
        value_of_inputs(small[0], "smal")
