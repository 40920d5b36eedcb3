"""Figures: what stands in them, by their artists; and that the interval asked for is the one that they name."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from llm_barriers.analyses.evidence.updating import PRIOR, Step
from llm_barriers.analyses.fit import refit
from llm_barriers.analyses.fit.claims import ClaimRow
from llm_barriers.analyses.fit.gate import WeightGate
from llm_barriers.analyses.post.audit import audit, distinct
from llm_barriers.analyses.post.author_step import AuthorStep
from llm_barriers.analyses.post.coherence import coherence
from llm_barriers.model import build, prior_draws
from llm_barriers.priors import catalogue, make_study
from llm_barriers.reports.figures.audit_figure import plot_audit
from llm_barriers.reports.figures.author import plot_author
from llm_barriers.reports.figures.claims_figure import plot_claims
from llm_barriers.reports.figures.costs import plot_costs
from llm_barriers.reports.figures.implied import plot_coherence
from llm_barriers.reports.figures.ratio import plot_ratio
from llm_barriers.reports.figures.sheet import NARROW, WIDTH, Sheet
from llm_barriers.reports.figures.shifts import plot_shifts
from llm_barriers.reports.figures.talent import plot_talent
from llm_barriers.reports.render.words import titles_of


def _texts(plot):
    return [text.get_text() for text in plot.figure.findobj(match=lambda artist: hasattr(artist, "get_text"))]


def _right(ax):
    """What stands right of the rows, from the top down."""
    return [text.get_text() for text in ax.texts if text.xycoords == ("axes fraction", "data") and text.xy[0] == 1]


def _rows(ax):
    return [text.get_text().replace("\n", " ") for text in ax.get_yticklabels()]


def _legend(plot):
    return [text.get_text() for text in plot.figure.legends[0].get_texts()]


@pytest.fixture(scope="module")
def nodes(graphs):
    return prior_draws(graphs("published"), draws=2000, seed=1)[0]


@pytest.fixture(scope="module")
def small():
    """A log-normal conclusion with two reports, and its fits with one and with both."""
    quantities = {"cost_ratio": {"family": "lognormal", "median": 0.1, "sigma": 1.0}}
    reports = {"first": {"measures": "cost_ratio", "value": 0.4, "sd": 0.5}}
    reports["second"] = {"measures": "cost_ratio", "value": 2.0, "sd": 0.5}
    study = make_study(quantities, reports)
    graphs = [build(study.with_items(items), argument=()) for items in (["first"], ["first", "second"])]
    return [refit(graph, seed=1, draws=500) for graph in graphs]


def test_the_audit_has_a_row_for_each_figure_and_points_over_print(graphs, nodes):
    rows = audit(graphs("published"), nodes, catalogue().figures)
    plot = plot_audit(rows, graphs("published").study.model.coordinates)
    _, arithmetic, predicted = plot.axes
    once = [row for row in distinct(rows) if row.role == "prediction"]
    assert len(predicted.get_yticks()) == len(once)
    assert predicted.get_xscale() == "log"
    assert _legend(plot) == ["centre", "low end", "high end", "reproduced", "not reproduced", "tolerance"]
    failed = [row for row in distinct(rows) if row.role == "arithmetic" and not row.reproduced]
    assert len(_rows(arithmetic)) == len(failed) + 1  # those that come out, which they must, share a row
    assert _rows(arithmetic)[-1].endswith("figures, all of which come out")
    assert "Development multiple: 5" in _rows(predicted)
    reproduced = sum(row.reproduced for row in once)
    assert f"Of {len(once)} figures" in plot.finding
    assert plot.finding.endswith(f"gives {reproduced}")
    assert set(plot.data.query("role == 'prediction' and not reproduced")["figure"]) == {
        row.id for row in once if not row.reproduced
    }


READ = {"mean": (4.3, 0.2, 0.1, 0.02, 0.68, 0.05), "median": (2.8, 0.35, 0.2, 0.04, 1.1, 0.12)}
GATE = WeightGate(True, 0.1, 1000.0)
STEPS = [AuthorStep(readout, *values, 0.0, 0.0, 0.0, 0.0, 0.0, GATE) for readout, values in READ.items()]


def test_the_author_s_step_is_beside_what_he_prints():
    plot = plot_author(STEPS, catalogue().figures["text_cost_ratio"])
    ax = plot.axes[0]
    assert [line.get_segments()[0][:, 0].tolist() for line in ax.collections] == [
        [0.1, 0.68],
        [0.02, 0.68],
        [0.04, 1.1],
    ]
    assert "2% to 68% or 4% to 110%, not 10% to 68%" in plot.finding
    assert _right(ax)[1:] == ["5%", "12%"]


def test_a_printed_end_that_is_missing_is_not_drawn():
    figure = catalogue().figures["text_cost_ratio"].model_copy(update={"low": None, "high": None})
    ax = plot_author(STEPS, figure).axes[0]
    assert len(ax.collections) == len(STEPS)
    assert not any(_right(ax))


def test_claims_are_sorted_by_their_change():
    rows = [ClaimRow(str(n), f"Claim {n}", "", 0.5, after, 0.0, 0.0) for n, after in enumerate((0.1, 0.9, 0.504, 1.0))]
    plot = plot_claims(rows)
    ax = plot.axes[0]
    assert _rows(ax) == ["Claim 3", "Claim 1", "Claim 2", "Claim 0"]
    assert _right(ax) == ["50% → 100%", "50% → 90%", "50% → 50%", "50% → 10%"]
    assert "moves 3 of 4 claims by 10 points or more" in plot.finding


def test_a_dozen_claims_are_shown_unless_more_are_asked_for():
    rows = [ClaimRow(str(n), f"Claim {n}", "", 0.5, 0.5 + n / 100, 0.0, 0.0) for n in range(30)]
    assert list(plot_claims(rows).data["claim"]) == [str(n) for n in range(29, 17, -1)]
    assert len(plot_claims(rows, most=30).data) == 30


def test_costs_end_with_development_and_its_band(graphs, nodes):
    plot = plot_costs(nodes, titles_of(graphs("published")))
    ax = plot.axes[0]
    assert _rows(ax)[0] == "Twitter campaign, own servers"
    assert _rows(ax)[-2:] == ["Largest viable deployment", "Developing the model"]
    low, high = np.quantile(nodes["development_cost"], (0.05, 0.95))
    band = ax.patches[0].get_extents().transformed(ax.transData.inverted())
    assert (band.x0, band.x1) == pytest.approx((low, high), rel=1e-6)
    assert plot.data.iloc[-1][["low", "high"]].tolist() == pytest.approx((low, high), rel=1e-6)


def test_the_ratio_has_what_is_printed_the_prior_and_every_step(small):
    first, both = small
    days = [dt.date(2020, 1, day) for day in (1, 2)]
    steps = [Step(PRIOR, None, first), Step("first", days[0], first), Step("second", days[1], both)]
    printed = [("Post", catalogue().figures["text_cost_ratio"])]
    plot = plot_ratio(both.graph, steps, printed)
    ax = plot.axes[0]
    assert [text.partition(" (")[0] for text in _rows(ax)] == ["Post", "Before the evidence", "first", "second"]
    assert ax.get_xscale() == "log"
    chances = [int(text.strip("%<>")) for text in _right(ax)[1:]]
    assert chances[-1] < min(chances[:-1])
    assert plot.finding.startswith("Evidence up to January 2020 moves the cost of the largest viable deployment")
    alone = plot_ratio(both.graph, steps[:1])
    assert alone.finding.startswith("Without evidence")


def test_shifts_keep_what_moves():
    values = [[0.5, 0.0, -0.2], [0.0, 0.01, 0.0]]
    shifts = xr.DataArray(values, {"item": ["a", "b"], "input": ["x", "y", "z"]}, ("item", "input"))
    plot = plot_shifts(shifts, {"a": "First item", "x": "An input"})
    ax = plot.axes[0]
    assert [text.get_text() for text in ax.get_xticklabels()] == ["First item"]
    assert _rows(ax) == ["An input", "Z", "Y"]
    assert [text.get_text() for text in ax.texts if text.get_text()] == ["+0.5", "−0.2"]
    assert "1 of 2 items move no input" in plot.finding


POOL = catalogue().figures["appendix_talent_pool_overall"]


def test_talent_has_both_panels_their_marks_and_the_author(nodes):
    plot = plot_talent(nodes, nodes, {"engineers": 73, "downloads": 45_000}, POOL)
    assert len(plot.axes) == 2
    for ax in plot.axes:
        assert {"73 engineers", "45,000 downloads"} <= {text.get_text() for text in ax.texts}
    assert _legend(plot)[-1] == "the author, by hand"
    without = plot_talent(nodes, nodes, {"engineers": None}, POOL)
    assert not without.axes[1].texts


@pytest.fixture(params=[WIDTH, NARROW])
def drawn(graphs, nodes, small, request):
    """Every figure that names an interval and is of the post's story, with one that is not the usual."""
    half = {"ci_prob": 0.5, "width": request.param}
    published = catalogue().figures
    ratio = published["text_cost_ratio"]
    steps = [Step(PRIOR, None, small[0]), Step("first", dt.date(2020, 1, 1), small[0])]
    names = ("text_combined_ratio", "text_cost_ratio", "text_reported_share")
    return {
        "author": plot_author(STEPS, ratio, **half),
        "costs": plot_costs(nodes, titles_of(graphs("published")), **half),
        "talent": plot_talent(nodes, nodes, {"downloads": 45_000}, POOL, **half),
        "ratio": plot_ratio(small[0].graph, steps, **half),
        "coherence": plot_coherence(coherence(*(published[name] for name in names)), **half),
    }


def test_no_figure_says_ninety_percent_where_half_was_asked_for(drawn):
    for plot in drawn.values():
        said = " ".join(_texts(plot)).replace("\n", " ")
        assert "90%" not in said
        assert "50%" in plot.figure.get_supxlabel()


def test_every_text_can_be_read_at_both_widths(drawn, legible):
    assert {name: legible(plot) for name, plot in drawn.items()} == {name: [] for name in drawn}


def test_what_cannot_be_read_is_seen(legible):
    sheet = Sheet(NARROW, [1.0])
    for x in (0.4, 0.42):
        sheet.axes[0].text(x, 0.5, "one over another", fontsize=5)
    sheet.axes[0].text(0.9, 0.9, "a text that sticks out of the figure", in_layout=False)
    wrong = legible(sheet.finish("", "", pd.DataFrame()))
    assert len([text for text in wrong if "is small" in text]) == 2
    assert "'one over another' and 'one over another'" in wrong
    assert "'a text that sticks out of the figure' is cut off" in wrong
