"""Implied: curves and crossings against conjugate closed forms, the author's step, and cases without an answer."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from scipy import integrate, optimize, stats

from llm_barriers.analyses.evidence.discounting import default_discount, discounted, discounts
from llm_barriers.analyses.evidence.implied import Curve, implied
from llm_barriers.analyses.post.author_step import author_steps
from llm_barriers.analyses.post.coherence import coherence
from llm_barriers.model import build
from llm_barriers.priors import StudyError, catalogue, load_study, make_study
from llm_barriers.reports.figures.implied import plot_coherence, plot_implied
from llm_barriers.reports.render.document import Document
from llm_barriers.reports.sections.implied import Implied, read_target, write

PRIOR_MEAN, PRIOR_SD, REPORT, OWN_SD, COMMON_SD = np.log(0.1), 1.2, 1.8, 0.4, 0.8
TARGET = 0.2


def _report(**more):
    shared = {"kind": "share", "measures": "cost_ratio", "known_to_author": True}
    return {**shared, "value": 1 / (1 + np.exp(-REPORT)), "sd": OWN_SD, **more}


@pytest.fixture(scope="module")
def small():
    """The study of one log-normal ratio and one report of it, which may have a normal offset."""
    quantities = {
        "cost_ratio": {"family": "lognormal", "median": np.exp(PRIOR_MEAN), "sigma": PRIOR_SD},
        "vendor_bias": {"family": "half_normal", "sd": 1.0},
        "offset": {"family": "normal", "mean": 0.0, "sd": COMMON_SD},
        "report_sd": 1.0,
        "report_reliability": 0.5,
        "unreliable_sd": 3.0,
        "report_nu": 4.0,
    }
    options = {name: dict(choice) for name, choice in load_study("author").options.items()}

    def study(**report):
        return make_study(quantities, {"report": _report(**report)}, options=options)

    return study


def _curves(study, discount, draws=40_000):
    return {curve.evidence_model: curve for curve in implied(build(study, argument=()), discount, draws=draws)}


def _conjugate(report, sd):
    """Median and mean of the ratio after a Gaussian report."""
    weight = PRIOR_SD**2 / (PRIOR_SD**2 + sd**2)
    centre = (1 - weight) * PRIOR_MEAN + weight * report
    return np.exp(centre), np.exp(centre + (1 - weight) * PRIOR_SD**2 / 2)


def _agree(curve, readout, expected):
    misses = np.log(curve.centres[readout] / expected) / curve.errors[readout]
    assert np.abs(misses).max() < 5
    assert curve.trusted.all()


def test_spreads_in_closed_form(small):
    curve = _curves(small(), "report_sd")["gaussian"]
    median, mean = _conjugate(REPORT, curve.values)
    _agree(curve, "median", median)
    _agree(curve, "mean", mean)
    (solution,) = curve.crossings("median", TARGET)
    exact = PRIOR_SD * np.sqrt((REPORT - np.log(TARGET)) / (np.log(TARGET) - PRIOR_MEAN))
    assert solution.value == pytest.approx(exact, abs=5 * solution.error)
    assert solution.error < 0.05 * exact


@pytest.mark.parametrize("discounted_by", [(), ("offset",)])
def test_overstatements_in_closed_form(small, discounted_by):
    sd = np.hypot(OWN_SD, COMMON_SD) if discounted_by else OWN_SD
    curve = _curves(small(discounts=(*discounted_by, "vendor_bias")), "vendor_bias")["gaussian"]
    _agree(curve, "median", _conjugate(REPORT - curve.values, sd)[0])
    (solution,) = curve.crossings("median", TARGET)
    exact = REPORT - np.log(TARGET) - (np.log(TARGET) - PRIOR_MEAN) * sd**2 / PRIOR_SD**2
    assert solution.value == pytest.approx(exact, abs=5 * solution.error)


def test_probabilities_of_reliability_by_quadrature(small):
    grid = np.linspace(PRIOR_MEAN - 8, PRIOR_MEAN + 9, 20_001)
    prior = stats.norm.pdf(grid, PRIOR_MEAN, PRIOR_SD)
    reliable, not_so = stats.norm.pdf(REPORT, grid, OWN_SD), stats.norm.pdf(REPORT, 0, 3.0)

    def median(probability):
        below = integrate.cumulative_trapezoid(prior * (probability * reliable + (1 - probability) * not_so), grid)
        return float(np.interp(below[-1] / 2, below, grid[1:]))

    curve = _curves(small(), "report_reliability")["reliability_mixture"]
    _agree(curve, "median", np.exp([median(value) for value in curve.values]))
    (solution,) = curve.crossings("median", TARGET)
    exact = optimize.brentq(lambda p: median(p) - np.log(TARGET), 0.01, 0.99)
    assert solution.value == pytest.approx(exact, abs=5 * solution.error + 1e-3)


def test_no_value_suffices_beyond_the_prior_and_the_report(small):
    curve = _curves(small(), "report_sd", draws=4_000)["gaussian"]
    low, high = curve.reach("median")
    assert low == pytest.approx(np.exp(PRIOR_MEAN), rel=0.1)
    assert not curve.crossings("median", low * 0.9)
    assert not curve.crossings("median", high * 1.1)
    assert curve.crossings("median", (low * high) ** 0.5)


def _drawn(centres, values=(1.0, 2.0, 3.0, 4.0)):
    kind = discounts(load_study("author"))["vendor_bias"]
    errors = np.full(len(values), 0.01)
    solution = np.array(centres, dtype=float)
    return Curve(
        "s", "d", kind, "evidence_model", "gaussian", np.array(values), {"median": solution}, {"median": errors}
    )


def test_a_curve_that_turns_has_two_crossings():
    first, second = _drawn([0.1, 0.4, 0.4, 0.1]).crossings("median", 0.2)
    assert 1 < first.value < 2
    assert 3 < second.value < 4


def test_nothing_is_solved_for_across_a_gap():
    curve = _drawn([0.4, np.nan, 0.1, 0.05])
    assert not curve.crossings("median", 0.2)
    assert list(curve.trusted) == [True, False, True, True]
    assert not _drawn([np.nan] * 4).crossings("median", 0.2)


@pytest.fixture(scope="module")
def author(graphs):
    return {curve.evidence_model: curve for curve in implied(graphs("author"), "report_sd", draws=20_000)}


@pytest.mark.slow
def test_the_authors_spreads_are_those_of_his_step(graphs, author):
    for step in author_steps(graphs("author"), target=TARGET, threshold=0.68, draws=200_000):
        (solution,) = author["gaussian"].crossings(step.readout, TARGET)
        assert solution.value == pytest.approx(step.sd, abs=4 * solution.error)


@pytest.mark.slow
def test_more_spread_never_raises_the_ratio(author):
    for readout in ("mean", "median"):
        assert (np.diff(np.log(author["gaussian"].centres[readout])) < 3 * author["gaussian"].errors[readout][1:]).all()


@pytest.mark.slow
def test_the_authors_weight_is_the_one_of_his_rule(graphs):
    (curve,) = implied(graphs("author"), "additive_weight", draws=20_000)
    (solution,) = curve.crossings("mean", TARGET)
    weight = load_study("published").quantities["additive_weight"].prior.parameters["value"]
    assert solution.value == pytest.approx(weight, abs=0.006)


def test_a_discount_takes_the_place_of_a_spread_that_is_solved():
    study = load_study("author")
    solution = discounted(study, "vendor_bias", 2.0, "gaussian")
    for name in study.items:
        assert solution.evidence[name].discounts == ("vendor_bias",)
        assert solution.evidence[name].sd_quantity is None
    assert solution.quantities["vendor_bias"].prior.parameters == {"value": 2.0}
    assert discounted(study, "report_sd", 2.0, "gaussian").evidence == study.evidence


def test_what_the_reports_have_already_is_only_set():
    study = load_study("reanalysis")
    solution = discounted(study, "portfolio_specific", 1.0, "gaussian")
    assert solution.evidence == study.evidence
    assert solution.quantities["portfolio_specific"].dims == study.quantities["portfolio_specific"].dims


def test_default_discounts():
    assert [default_discount(load_study(name)) for name in ("author", "reanalysis", "published")] == [
        "report_sd",
        "vendor_bias",
        "additive_weight",
    ]


def test_what_cannot_be_asked_is_refused(graphs):
    with pytest.raises(StudyError, match=r"--discount.*vendor_bais.*Did you mean 'vendor_bias'"):
        implied(graphs("author"), "vendor_bais")
    early = build(replace(load_study("author"), as_of=dt.date(2018, 1, 1)))
    with pytest.raises(StudyError, match="nothing to discount"):
        implied(early, "report_sd")


@pytest.mark.parametrize(("text", "ratio"), [("20%", 0.2), (" 0.2 ", 0.2), ("400 %", 4.0)])
def test_targets(text, ratio):
    assert read_target(text) == pytest.approx(ratio)


@pytest.mark.parametrize("text", ["0", "-3%", "nan", "inf", "a fifth", ""])
def test_bad_targets(text):
    with pytest.raises(StudyError, match=r"--target.*Allowed"):
        read_target(text)


@pytest.mark.slow
def test_words_and_figures_say_where_the_target_is_met_and_where_not(author):
    figures = catalogue().figures
    names = ("text_combined_ratio", "text_cost_ratio", "text_reported_share")
    step = coherence(*(figures[name] for name in names))
    result = Implied(TARGET, ("mean", "median"), [list(author.values())], step)
    told = Document(write(result))
    sentence = told.sentences[0]
    assert "to land on 20%" in sentence
    assert "(by the mean)" in sentence
    out_of_reach = replace(result, target=20.0)
    assert "no value suffices" in Document(write(out_of_reach)).sentences[0]
    axes = plot_implied(result.sweeps, result.readouts, TARGET, "finding").axes
    assert len(axes) == 2
    assert all(len(ax.get_legend().get_texts()) == 3 for ax in axes)
    assert "no value suffices" in axes[1].get_legend().get_texts()[2].get_text()
    assert told.pictures.keys() == {"study", "coherence"}
    needed = told.tables["needed"].frame
    assert list(needed)[-2:] == ["needed_by_mean", "needed_by_median"]
    assert needed["needed_by_median"][2] == "no value suffices"
    assert list(told.tables["implied"].frame["value"].isna()) == [False] * 5 + [True]
    assert "24%" in plot_coherence(step).finding
