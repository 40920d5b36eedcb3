"""Predictive checks: against closed forms, by the meaning of each kind of item, and uniform under the truth."""

import numpy as np
import pytest
from scipy import stats

from llm_barriers.analyses.evidence.checks import check_rows, simulated
from llm_barriers.analyses.fit.fitting import refit
from llm_barriers.model import build
from llm_barriers.priors import make_study
from llm_barriers.reports.render.document import Document
from llm_barriers.reports.sections.checks import Checked, write

SD, SPREAD = 0.8, 0.5
TOTAL = np.hypot(SD, SPREAD)
KINDS = {
    "measured": {"kind": "measurement", "value": 2.0, "unit": "kiloword"},
    "shared": {"kind": "share", "value": 0.6, "measures": "ratio"},
    "least": {"kind": "floor", "value": 1500.0, "unit": "word"},
    "searched": {"kind": "search", "measures": "chance", "quantity_measured": "search", "sd": None},
    "odd": {"kind": "measurement", "value": 1e6, "unit": "word"},
}


@pytest.fixture(scope="module")
def fit():
    """Four reports that agree with their priors, and one a thousand times too large."""
    quantities = {
        "words": {"family": "lognormal", "median": 1000.0, "sigma": SD, "unit": "word"},
        "ratio": {"family": "lognormal", "median": 1.0, "sigma": SD},
        "chance": 0.3,
    }
    shared = {"measures": "words", "quantity_measured": "volume", "sd": SPREAD}
    study = make_study(quantities, {name: {**shared, **own} for name, own in KINDS.items()})
    return refit(build(study, argument=()), seed=1, method="reweighting")


@pytest.fixture(scope="module")
def rows(fit):
    return {row.item: row for row in check_rows(fit, seed=2)}


def test_an_amount_is_placed_among_what_the_prior_predicts(rows):
    row, exact = rows["measured"], stats.norm(np.log(1000), TOTAL)
    assert (row.reported, row.unit) == (pytest.approx(2.0), "kiloword")
    assert row.before.tail == pytest.approx(2 * exact.sf(np.log(2000)), abs=0.02)
    assert np.log(1000 * row.before.median) == pytest.approx(exact.mean(), abs=0.05)
    assert np.log(1000 * np.array([row.before.low, row.before.high])) == pytest.approx(exact.interval(0.99), abs=0.2)


def test_a_share_comes_back_as_a_share(rows):
    row = rows["shared"]
    assert row.reported == pytest.approx(0.6)
    assert row.before.median == pytest.approx(0.5, abs=0.02)
    assert 0 < row.before.low < row.after.low < row.after.high < row.before.high < 1


def test_a_floor_surprises_only_from_above(rows):
    reached = stats.norm(np.log(1000), TOTAL).sf(np.log(1500))
    assert rows["least"].before.tail == pytest.approx(reached, abs=0.02)
    assert rows["least"].after.tail > 0.9


def test_a_search_has_the_probability_of_nothing(rows):
    row = rows["searched"]
    assert row.before.tail == pytest.approx(0.7, abs=0.02)
    assert np.isnan([row.reported, row.before.low, row.before.high]).all()


def test_what_contradicts_the_graph_is_named(rows):
    assert not rows["odd"].before.inside
    assert not rows["odd"].after.inside
    titles = {name: f"The {name} report" for name in rows}
    before, after, least = Document(write(Checked(list(rows.values()), titles))).sentences
    assert "expected 4 of 5 reports" in before
    assert "“The odd report” reports 1M words where" in before
    assert "odd" in after
    assert least.endswith("fits the rest least well after the evidence: a report as far out has a probability of <1%.")


def test_the_picture_marks_it(rows):
    titles = {name: f"The {name} report" for name in rows}
    result = Checked(list(rows.values()), titles)
    told = Document(write(result))
    plot = told.pictures["predictive"].draw()
    assert [text.get_text() for text in plot.axes[0].get_yticklabels()] == [titles[name] for name in rows]
    assert "report outside" in [text.get_text() for text in plot.figure.legends[0].get_texts()]
    assert len(told.tables["predictive"].frame) == len(rows)


def test_no_evidence_leaves_nothing_to_check(graphs):
    simulations = refit(graphs("published"), seed=1, draws=200)
    assert check_rows(simulations, seed=1) == []
    assert "No item" in Document(write(Checked([], {}))).sentences[0]


def test_reports_that_the_prior_makes_are_uniform_in_their_own_prediction(fit):
    """A report simulated from the prior is as likely in each tenth of the prior predictive distribution."""
    simulations, again = (simulated(fit, "prior", seed=seed)["measured"].to_numpy() for seed in (3, 4))
    places = np.searchsorted(np.sort(simulations), again[:1000]) / simulations.size
    assert stats.kstest(places, "uniform").pvalue > 1e-3
