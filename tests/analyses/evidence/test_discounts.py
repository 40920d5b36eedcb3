"""Discounts: which there are, their priors widened alone, and the headline moved as a closed form says."""

import numpy as np
import pytest

from llm_barriers.analyses.evidence.discounts import discount_rows, discounts_of, with_width
from llm_barriers.analyses.fit.headline import headline_each
from llm_barriers.model import build
from llm_barriers.priors import load_study, make_study
from llm_barriers.reports.render.document import Document, Note
from llm_barriers.reports.sections.discounts import Widths, write

PRIOR_SD, REPORTED, SPREAD, WIDTHS = 1.0, 1.5, 0.4, {"bias": 1.0, "small": 0.01}
TITLES = {"bias": "The bias", "small": "A trifle"}


@pytest.fixture(scope="module")
def small():
    """A log-normal ratio, and one report of it with a wide discount and a negligible one."""
    quantities = {"cost_ratio": {"family": "lognormal", "median": 1.0, "sigma": PRIOR_SD}}
    quantities |= {
        name: {"family": "normal", "mean": 0.0, "sd": sd, "title": TITLES[name]} for name, sd in WIDTHS.items()
    }
    report = {"measures": "cost_ratio", "value": np.exp(REPORTED), "sd": SPREAD, "discounts": tuple(WIDTHS)}
    study = make_study(quantities, {"report": report})
    return build(study, argument=())


@pytest.fixture(scope="module")
def widths(small):
    return discount_rows(small, headline_near=lambda _: headline_each(seed=1, draws=4000))


def _median(**factors):
    variance = SPREAD**2 + sum((factors.get(name, 1.0) * sd) ** 2 for name, sd in WIDTHS.items())
    return np.exp(REPORTED * PRIOR_SD**2 / (PRIOR_SD**2 + variance))


def test_the_headline_moves_as_the_closed_form_says(widths):
    level, (first, second) = widths
    assert (first.name, second.name) == ("bias", "small")
    assert level.median == pytest.approx(_median(), rel=0.03)
    assert first.narrow.median == pytest.approx(_median(bias=0.5), rel=0.03)
    assert first.wide.median == pytest.approx(_median(bias=2.0), rel=0.03)
    assert second.reach(level) < 0.02
    assert all(each.gate.passed for row in (first, second) for each in (row.narrow, row.wide))


def test_the_words_name_what_matters_and_what_does_not(small, widths):
    said = " ".join(Document(write(Widths(small, *widths, []))).sentences)
    assert said.startswith("It rests most on “The bias”: with that prior half as wide the median of the cost ratio is")
    assert "it stays more likely than not that deployment is dearer" in said
    assert "1 of the 2 discounts moves the median by less than 5%" in said


def test_a_turn_is_said(small, widths):
    level, rows = widths
    turned = rows[0]._replace(wide=rows[0].wide._replace(median=0.9))
    told = Document(write(Widths(small, level, [turned], ["small"])))
    said = " ".join(told.sentences)
    assert "That deployment is cheaper turns the likelier under twice the width of that prior alone" in said
    assert "has not converged: “A trifle”" in told.of(Note)[0].text


def test_the_picture_and_the_table_hold_every_discount(small, widths):
    told = Document(write(Widths(small, *widths, [])))
    plot = told.pictures["widths"].draw()
    assert [text.get_text() for text in plot.axes[0].get_yticklabels()] == ["The bias"]
    assert "Not shown: 1 discount whose" in " ".join(plot.figure.get_supxlabel().split())
    assert set(plot.data["discount"]) == {"", "bias", "small"}
    short, table = (told.tables[name].frame for name in ("medians", "widths"))
    assert list(short["discount"]) == ["The bias", "A trifle"]
    assert short["median_as_it_is"][0] == widths[0].median
    assert list(table["width"]) == ["as it is", *("half the width", "twice the width") * 2]


def test_every_discount_that_an_item_names_is_there(graphs):
    graph = graphs("reanalysis")
    widths = discounts_of(graph)
    named = {d for item in graph.study.items for d in graph.study.evidence[item].discounts}
    free = {root.quantity for root in graph.roots.values()}
    assert named & free <= widths.keys()
    assert widths["found_share"] == ("copilot_team_2022",)
    assert "utilisation" not in widths
    assert discounts_of(graphs("published")) == {}


def test_only_one_prior_is_changed():
    study = load_study()
    changed = with_width(study, "portfolio_specific", 2.0)
    moved = {n for n, q in changed.quantities.items() if q != study.quantities[n]}
    assert moved == {n for n in study.quantities if n.partition("[")[0] == "portfolio_specific"}
    assert build(changed).roots.keys() == build(study).roots.keys()
