"""What each item did, in a study whose posterior, predictions and divergences are known in closed form."""

import arviz as az
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from llm_barriers.analyses.evidence.influence import conflict, influences
from llm_barriers.analyses.fit import information_gain
from llm_barriers.analyses.fit.fitting import fit_each, refit
from llm_barriers.analyses.fit.headline import headline, headline_each
from llm_barriers.analyses.sensitivity.power import SENSITIVE, power_scaling, power_sensitivity
from llm_barriers.model import build
from llm_barriers.priors import make_study
from llm_barriers.priors.kinds import KINDS
from llm_barriers.reports.figures.influence import SEEN, plot_influence
from llm_barriers.reports.render.document import Document
from llm_barriers.reports.run.run import Run
from llm_barriers.reports.run.settings import Settings
from llm_barriers.reports.sections.items import compute, write

MEAN, SD = -1.0, 0.8
REPORTS = {"near": (-0.8, 0.6), "wide": (-1.5, 1.1), "outlier": (1.6, 0.6)}


def _study(items):
    ratio = {"family": "lognormal", "median": np.exp(MEAN), "sigma": SD}
    return make_study({"cost_ratio": ratio, "hit": 0.3}, items)


def _measurement(value, sd):
    return {"measures": "cost_ratio", "value": np.exp(value), "sd": sd}


@pytest.fixture(scope="module")
def known():
    items = {name: _measurement(*report) for name, report in REPORTS.items()}
    items["search"] = {"kind": "search", "measures": "hit"}
    return refit(build(_study(items), argument=()), seed=1)


@pytest.fixture(scope="module")
def rows(known):
    return influences(known, seed=2, fit_all=fit_each(seed=1), headline_all=headline_each(seed=1, draws=5000))


def _exact(names):
    """Mean and spread of the log ratio given some reports."""
    means, sds = np.array([(MEAN, SD), *(REPORTS[name] for name in names)]).T
    return (means / sds**2).sum() / (1 / sds**2).sum(), (1 / sds**2).sum() ** -0.5


def _divergence(after, before):
    (m1, s1), (m0, s0) = after, before
    return np.log(s0 / s1) + (s1**2 + (m1 - m0) ** 2) / (2 * s0**2) - 0.5


@pytest.mark.parametrize("item", REPORTS)
def test_without_and_alone_are_the_conjugate_posteriors(rows, item):
    row = next(row for row in rows if row.item == item)
    for side, names in ((row.without, [n for n in REPORTS if n != item]), (row.alone, [item])):
        mean, sd = _exact(names)
        assert np.log(side.median) == pytest.approx(mean, abs=0.03)
        assert np.log(side.high / side.low) == pytest.approx(2 * 1.645 * sd, rel=0.05)
        assert side.below == pytest.approx(stats.norm(mean, sd).cdf(0), abs=0.02)
        assert side.gate.passed


@pytest.mark.parametrize("item", ["near", "wide"])
def test_information_is_the_divergence_of_two_normals(rows, item):
    row = next(row for row in rows if row.item == item)
    others = [name for name in REPORTS if name != item]
    assert row.nats == pytest.approx(_divergence(_exact(REPORTS), _exact(others)), rel=0.15, abs=0.01)
    assert row.nats_alone == pytest.approx(_divergence(_exact([item]), (MEAN, SD)), rel=0.05, abs=0.01)


@pytest.mark.parametrize("item", REPORTS)
def test_conflict_is_the_tail_of_the_predictive_normal(rows, item):
    row = next(row for row in rows if row.item == item)
    mean, sd = _exact([name for name in REPORTS if name != item])
    value, own = REPORTS[item]
    exact = 2 * stats.norm.sf(abs(value - mean) / np.hypot(sd, own))
    assert row.tail == pytest.approx(exact, abs=4 * (exact / 10_000) ** 0.5 + 2e-4)
    assert row.surprising == (item == "outlier")


def test_a_search_surprises_by_the_chance_of_finding_nothing(rows):
    row = next(row for row in rows if row.item == "search")
    assert row.tail == pytest.approx(0.7, abs=0.02)
    assert row.nats == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize("item", REPORTS)
def test_shifts_are_in_standard_deviations_of_the_prior(rows, item):
    row = next(row for row in rows if row.item == item)
    others = [name for name in REPORTS if name != item]
    ((name, shift),) = row.moved
    assert name == "cost_ratio"
    assert shift == pytest.approx((_exact(REPORTS)[0] - _exact(others)[0]) / SD, abs=0.04)


def test_a_floor_surprises_by_the_chance_of_reaching_it():
    item = {**_measurement(-1.2, 0.3), "kind": "floor"}
    study = _study({"floor": item})
    without = refit(build(study.with_items(()), argument=()), seed=1)
    reached = conflict("floor", without, seed=3)
    assert reached == pytest.approx(stats.norm(MEAN, np.hypot(SD, 0.3)).sf(-1.2), abs=0.02)


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=30), st.floats(-6, 6))
def test_a_tail_is_a_probability_and_has_no_direction(reports, observed):
    values = np.array(reports)
    tail = KINDS["measurement"].tail(values, observed)
    assert 0 <= tail <= 1
    assert KINDS["measurement"].tail(-values, -observed) == tail


def test_quantiles_stand_for_draws(known):
    head = headline(known.graph, seed=1, draws=5000)
    samples = [head.sample("cost_ratio", group=group) for group in ("prior", "posterior")]
    for sample, (mean, sd) in zip(samples, ((MEAN, SD), _exact(REPORTS)), strict=True):
        assert np.log(sample.values).mean() == pytest.approx(mean, abs=0.02)
        assert np.log(sample.values).std() == pytest.approx(sd, rel=0.03)
    assert information_gain(*samples).value == pytest.approx(_divergence(_exact(REPORTS), (MEAN, SD)), rel=0.06)


@pytest.fixture(scope="module")
def power(known):
    return {row.component: row for row in power_scaling(known, seed=1)}


def test_power_scaling_is_arvizs(known, power):
    tree = known.tree.copy()
    log = np.log(tree["posterior"].to_dataset()[["cost_ratio"]])
    tree["posterior"] = log
    for item in REPORTS:
        exact = az.psense(tree, group="likelihood", group_var_names=[item])["cost_ratio"]
        assert power[item].sensitivity == pytest.approx(float(exact), rel=0.1, abs=1e-3)
    prior = az.psense(tree, group="prior", group_var_names=["cost_ratio_z"])["cost_ratio"]
    assert power["cost_ratio"].sensitivity == pytest.approx(float(prior), rel=0.1)


def test_what_pulls_hardest_is_most_sensitive(power):
    ranked = sorted(REPORTS, key=lambda item: -power[item].sensitivity)
    assert ranked[0] == "outlier"
    assert power["outlier"].sensitivity > SENSITIVE > 3 * power["outlier"].noise
    assert power["search"].sensitivity == pytest.approx(0, abs=1e-3)


def test_a_density_that_does_not_vary_has_no_sensitivity(known):
    ratio = np.log(known.tree["posterior"]["cost_ratio"].to_numpy())
    assert power_sensitivity(ratio, 0 * ratio) == pytest.approx(0, abs=1e-4)


@pytest.fixture(scope="module")
def told(known, quiet):
    settings = Settings(known.graph.study, seed=1, draws=2000, ci_prob=0.9, as_json=False)
    run = Run(settings, quiet)
    vars(run).update(graph=known.graph, _fit=known)
    return compute(run)


def test_the_sentences_name_every_item_outside_its_interval(told):
    conflict = next(text for text in Document(write(told)).sentences if "99%" in text)
    outside = [row.item for row in told.rows if row.surprising]
    assert outside == ["outlier"]
    assert "“outlier”" in conflict
    assert "“Report 1”" not in conflict
    calm = told._replace(rows=[row for row in told.rows if not row.surprising])
    assert any(text.startswith("No item lies outside") for text in Document(write(calm)).sentences)


def test_the_tables_hold_every_item_and_component(told, power):
    tables = Document(write(told)).tables
    assert list(tables["items"].frame["item"]) == [row.item for row in told.rows]
    assert set(tables["power"].frame["component"]) == set(power)


def test_without_evidence_the_section_says_so(told):
    empty = Document(write(told._replace(rows=[], power=[])))
    assert len(empty.sentences) == 1
    assert empty.pictures == {}


def test_the_figure_has_both_bars_of_every_item_and_stars_conflicts(told):
    plot = plot_influence(told.conclusion.graph, told.rows, told.before, told.after)
    says = [row for row in told.rows if row.surprising or max(row.nats, row.nats_alone) >= SEEN]
    dots = [line.get_marker() for line in plot.axes[0].lines if line.get_marker() in ("o", "D")]
    assert dots == ["o", "D"] * len(says)
    quiet = [text.get_text() for text in plot.axes[0].get_yticklabels()][len(says) :]
    assert [text.partition(" item")[0] for text in quiet] == [str(len(told.rows) - len(says))] * (
        len(says) < len(told.rows)
    )
    margin = [text.get_text() for text in plot.axes[0].texts if "%" in text.get_text()]
    assert [text.endswith("*") for text in margin] == [row.surprising for row in says]
    assert list(plot.data["item"]) == [row.item for row in told.rows]
