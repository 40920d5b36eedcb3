"""The audit: the author's inputs and arithmetic give what he printed, and other inputs don't."""

import pytest

from llm_barriers.analyses.fit.claims import nodes_of
from llm_barriers.analyses.post.audit import audit, compare_reconstructions, distinct, totals
from llm_barriers.model import build, prior_draws
from llm_barriers.priors import catalogue, load_study, reconstructions, split_name

FIGURES = catalogue().figures
CLAIMS = load_study("published").claims
CHAIN = ("compute_cost", "api_cost", "combined_cost", "combined_ratio", "cost_ratio", "largest_viable_cost")
INTERVALS = [
    name for name, f in FIGURES.items() if split_name(f.node)[0] in CHAIN and f.low is not None and f.high is not None
]


def _audited(study, draws, figures=FIGURES):
    graph = build(study)
    names = {n for f in figures.values() for n in ([f.node] if f.node else nodes_of(CLAIMS[f.claim].statement))}
    nodes, _ = prior_draws(graph, draws=draws, seed=1, names=sorted({split_name(name)[0] for name in names}))
    return {row.id: row for row in audit(graph, nodes, figures)}


@pytest.fixture(scope="module")
def rows():
    return _audited(load_study("published"), 200_000)


def test_every_published_figure_has_a_row(rows):
    assert len(rows) >= 75
    assert rows.keys() == FIGURES.keys()


@pytest.mark.parametrize("name", INTERVALS)
def test_every_cost_with_an_interval_is_reproduced(rows, name):
    assert rows[name].reproduced, f"printed {rows[name].published}, found {rows[name].model}"


def test_the_cost_chain_has_its_intervals():
    bases = {split_name(FIGURES[name].node)[0] for name in INTERVALS}
    assert bases == set(CHAIN)
    assert {FIGURES[name].node for name in INTERVALS} >= {"compute_cost[twitter]", "compute_cost[coding]"}


def test_what_the_graph_takes_from_the_post_it_gives_back(rows):
    assert [name for name, row in rows.items() if row.role == "input" and not row.reproduced] == []


def test_predictions_are_those_that_fail(rows):
    failed = {name for name, row in rows.items() if row.role == "prediction" and not row.reproduced}
    assert failed >= {"text_development_multiple_five", "text_ratio_at_least_68"}
    assert failed >= {"takeaway_labour_to_largest", "text_scenario_multiple_coding"}
    assert {name for name, row in rows.items() if row.role == "prediction"} - failed


def test_whatever_is_not_reproduced_has_a_reason(rows):
    assert [name for name, row in rows.items() if not (row.reproduced or row.reason)] == []


def test_totals_count_a_figure_once_however_often_it_is_printed(rows):
    counts, once = totals(rows.values()), distinct(rows.values())
    assert sum(t.figures for t in counts) == len(once) < len(rows)
    assert sum(t.reproduced for t in counts) == sum(row.reproduced for row in once)
    assert {t.role for t in counts} == {row.role for row in rows.values()}


def test_tolerances_are_close_to_the_printed_digits(rows):
    wide = [
        n for n, r in rows.items() if r.tolerance.centre > FIGURES[n].digits and r.published.centre and r.reproduced
    ]
    assert len(wide) <= len(rows) / 20


def test_a_probability_is_that_of_its_claim(rows):
    ratio = prior_draws(build(load_study("published")), draws=200_000, seed=1, names=["cost_ratio"])[0]["cost_ratio"]
    counts = [row for row in rows.values() if row.node == "ratio_at_least_68"]
    assert [row.model.centre for row in counts] == [pytest.approx(100 * float((ratio >= 0.68).mean()))] * 2


@pytest.mark.parametrize(
    ("entry", "fails"),
    [
        ("utilisation]\nunit = 'percent'\nprior = { family = 'lognormal', low = 30, high = 60 }", "words_per_day"),
        ("replication_cost]\nunit = 'usd'\nprior = { family = 'lognormal', median = 9e6, sigma = 0.65 }", "cost_ratio"),
        ("additive_weight]\nunit = 'percent'\nprior = { family = 'constant', value = 20 }", "cost_ratio"),
        ("words_per_token]\nunit = 'word/token'\nprior = { family = 'constant', value = 0.8 }", "words_per_day"),
    ],
)
def test_other_inputs_fail_the_audit(overlay, rows, entry, fails):
    figures = {name: f for name, f in FIGURES.items() if f.node in ("opt_granted", "words_per_day", "cost_ratio")}
    changed = _audited(load_study(overlay(f"[quantities.{entry}", extends="published")), 50_000, figures)
    lost = {row.node for name, row in changed.items() if rows[name].reproduced and not row.reproduced}
    assert fails in lost
    assert "opt_granted" not in lost


@pytest.mark.parametrize(
    ("name", "passes"), [("share_as_ratio", True), ("share_as_odds", True), ("development_as_mean", False)]
)
def test_more_than_one_rule_gives_the_conclusion_and_not_every_rule_does(name, passes):
    study = {name: reconstructions()[name]}
    assert compare_reconstructions(study, catalogue().figures, draws=200_000, seed=2)[0].passes is passes
