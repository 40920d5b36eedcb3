"""Unused evidence, used: against closed forms, and what is told of it."""

import datetime as dt

import numpy as np
import pytest
from scipy import special, stats

from llm_barriers.analyses.evidence.unused import unused
from llm_barriers.analyses.fit.fitting import Fit, fit_each
from llm_barriers.model import build
from llm_barriers.priors import StudyError, load_study
from llm_barriers.reports.figures.unused import plot_unused
from llm_barriers.reports.render.document import Document
from llm_barriers.reports.sections.unused import Unused, write

Z = stats.norm.ppf(0.95)


@pytest.fixture(scope="module")
def rows(fits, graphs):
    return unused(fits("reanalysis", 1), graphs("published"), fit_all=fit_each(seed=1), seed=1)


@pytest.fixture(scope="module")
def told(rows):
    return Unused(rows, {row.node: f"Title of {row.node}" for row in rows}, 0.9)


def _row(rows, item, node):
    return next(row for row in rows if (row.item, row.node) == (item, node))


def _prior(study, name):
    return study.quantities[name].prior


def test_every_node_that_an_item_is_told_to_bear_on_has_a_row(rows, graphs):
    study = graphs("reanalysis").study
    assert [(r.item, r.node) for r in rows] == [(i, n) for i in study.items for n in study.evidence[i].informs]
    assert {r.item for r in rows if not r.used} == {"buchanan_2021", "bekman_2022", "copilot_team_2022"}
    assert all(row.gate.passed for row in rows)


def test_the_benchmark_alone_updates_throughput_as_two_normals_do(rows, graphs):
    study = graphs("reanalysis").study
    peak = 8 * 312e12 * 86_400 / (2 * 176e9)
    ends = np.log([_prior(study, "utilisation").parameters[end] * peak for end in ("low", "high")])
    mean, sd = ends.mean(), np.ptp(ends) / (2 * Z)
    offset = _prior(study, "benchmark_offset").parameters
    noise = np.hypot(study.evidence["bekman_2022"].sd, offset["sd"])
    after = np.sqrt(1 / (sd**-2 + noise**-2))
    centre = after**2 * (mean / sd**2 + (np.log(125e6) - offset["mean"]) / noise**2)
    row = _row(rows, "bekman_2022", "throughput")
    assert np.log(row.alone) == pytest.approx(centre + after * np.array([0, -Z, Z]), abs=0.02)
    divergence = np.log(sd / after) + (after**2 + (centre - mean) ** 2) / (2 * sd**2) - 0.5
    assert row.nats_alone == pytest.approx(divergence, abs=0.02)


def test_the_search_alone_updates_the_leak_by_bayes_rule(rows, graphs):
    study, rng = graphs("reanalysis").study, np.random.default_rng(4)
    leaked, seen = (
        special.expit(rng.normal(np.mean(ends), np.ptp(ends) / (2 * Z), 400_000))
        for name in ("opt_leak_prior", "opt_search_detection")
        for ends in [special.logit([_prior(study, name).parameters[end] for end in ("low", "high")])]
    )
    after, weight = leaked * (1 - seen) / (1 - leaked * seen), 1 - leaked * seen
    expected = np.quantile(after, (0.5, 0.05, 0.95), weights=weight, method="inverted_cdf")
    row = _row(rows, "opt_leak_search", "opt_leaked")
    assert row.alone == pytest.approx(expected, abs=0.015)
    assert row.before == pytest.approx(np.quantile(leaked, (0.5, 0.05, 0.95)), abs=0.015)


def test_the_post_s_own_inputs_are_beside_it(rows):
    assert _row(rows, "bloom_downloads_2022", "talent_pool").post == pytest.approx((5000, 100, 45_000), rel=0.06)
    assert _row(rows, "copilot_team_2022", "team_size[coding]").post == (20, 20, 20)


def test_a_floor_far_below_a_node_says_nothing_and_buchanan_raises_the_cost(rows):
    assert _row(rows, "infrastructure_engineers_2022", "talent_pool").nats_alone < 0.01
    costs = _row(rows, "buchanan_2021", "compute_cost_smooth[twitter]")
    assert costs.alone.centre > 1.05 * costs.before.centre


def test_only_what_is_in_has_a_row_and_a_constant_none(fits, graphs):
    known = fits("reanalysis", 1)
    early = Fit(known.graph.with_study(known.graph.study.at(dt.date(2021, 12, 31))), known.tree)
    assert {r.item for r in unused(early, graphs("published"), fit_all=fit_each(seed=1, draws=1000), seed=1)} == {
        "buchanan_2021"
    }
    none = Fit(graphs("published"), known.tree)
    assert unused(none, graphs("published"), fit_all=fit_each(seed=1), seed=1) == []


def test_an_unknown_node_is_named_with_the_nearest(overlay):
    with pytest.raises(StudyError) as error:
        build(load_study(overlay("[evidence.bekman_2022]\ninforms = ['througput']")))
    assert all(part in str(error.value) for part in ("mine.toml", "bekman_2022.informs", "througput", "throughput"))


def test_what_is_told_is_computed(told):
    first, most, rest = Document(write(told)).sentences
    assert "Of 6 observations the post turns 3 by hand" in first
    assert "Title of opt_leaked" in most
    assert "Title of talent_pool" in rest
    assert Document(write(Unused([], {}, 0.9))).sentences[0].startswith("No item")


def test_the_tables_hold_every_row(told):
    tables = Document(write(told)).tables
    assert list(tables["medians"].frame["node"]) == [row.node for row in told.rows]
    assert list(tables["author"].frame["item"]) == list(dict.fromkeys(row.item for row in told.rows))
    assert len(tables["intervals"].frame) == 4 * len(told.rows)


def test_the_figure_has_a_panel_for_each_row(told):
    panels = plot_unused(told.rows, told.titles).axes
    titles = [ax.get_title(loc="left").replace("\n", " ") for ax in panels]
    assert titles == [f"{told.titles[row.node]}: {row.title}" for row in told.rows]
    assert {ax.get_xscale() for ax in panels} == {"log"}
    for ax, row in zip(panels, told.rows, strict=True):
        low, high = ax.get_xlim()
        assert low < min(row.before.low, row.alone.low) and max(row.before.high, row.alone.high) < high
