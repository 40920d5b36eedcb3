"""The picture of a graph: a box for all there is, panels and goal of its own model, and only arrows that are live."""

import pytest

from llm_barriers.model import build, node
from llm_barriers.priors import make_study
from llm_barriers.reports.figures.graph_layout import EVIDENCE, discounts_of, lay_out
from llm_barriers.reports.figures.graph_picture import plot_map


def _texts(figure):
    return [text.get_text() for text in figure.axes[0].texts]


@node("dimensionless")
def twice(x):
    return 2 * x


@pytest.mark.parametrize("name", ["published", "reanalysis"])
def test_every_node_and_item_has_a_box_of_its_own(graphs, name):
    graph = graphs(name)
    boxes = lay_out(graph).boxes
    assert boxes.keys() == {*graph.names, *graph.items}
    assert len({(box.x, box.y) for box in boxes.values()}) == len(boxes)
    assert {box.part for box in boxes.values()} <= {*graph.study.model.parts, EVIDENCE}


def test_panels_have_the_titles_and_the_order_of_the_record(graphs):
    graph = graphs("reanalysis")
    picture, parts = lay_out(graph), graph.study.model.parts
    assert {parts[panel.part].title for panel in picture.panels[:-1]} <= {*_texts(plot_map(graph))}
    left = {panel.part: panel.x for panel in picture.panels[:-1]}
    assert sorted(left, key=lambda part: (parts[part].column, left[part])) == sorted(left, key=left.__getitem__)


def test_a_model_of_one_unknown_part_without_evidence_draws():
    study = make_study({"x": {"family": "lognormal", "median": 1, "sigma": 0.5}})
    graph = build(study, argument=[twice])
    texts = _texts(plot_map(graph))
    assert {"x", "twice"} <= {*texts}
    assert any(
        text.replace("\n", " ") == "One graph of 2 quantities: 1 computed, 1 with a prior, 0 fixed" for text in texts
    )


def test_what_an_item_takes_discounts_it(graphs):
    assert discounts_of(graphs("reanalysis"), "leopold_2019") >= {"vendor_bias", "portfolio_common"}


def test_every_arrow_is_of_a_parent_a_discount_or_what_is_measured(graphs):
    graph = graphs("reanalysis")
    parents = {(p.partition("[")[0], name) for name in graph.names for p in graph.parents.get(name, ())}
    formulas = {(parent, name) for parent, name in parents if parent in graph.names and parent != name}
    evidence = sum(1 + len(discounts_of(graph, item)) for item in graph.items)
    axes = plot_map(graph).axes[0]
    arrows = [patch for patch in axes.patches if type(patch).__name__ == "FancyArrowPatch"]
    assert len(arrows) == len(formulas) + evidence
