"""The explanation of a node: its formula, its inputs, and the evidence that reaches it."""

import pytest

from llm_barriers.analyses.explanation import explain
from llm_barriers.priors import StudyError, with_choices


def test_an_explanation_of_a_formula(graphs):
    said = explain(graphs("reanalysis"), "throughput")
    assert (said.unit, said.part, said.formula) == (
        "token/node/day",
        "hardware",
        "return peak_throughput * utilisation",
    )
    assert said.parents == ("peak_throughput", "utilisation")
    assert list(said.inputs) == ["utilisation"]


def test_an_explanation_of_an_input(graphs):
    said = explain(graphs("published"), "talent_pool")
    assert (said.formula, said.inputs["talent_pool"].basis, said.inputs["talent_pool"].source) == (
        None,
        "stated",
        "cottier2022",
    )
    assert said.inputs["talent_pool"].prior.family == "two_piece_lognormal"


def test_an_explanation_of_what_is_not_there(graphs):
    with pytest.raises(StudyError, match="Did you mean 'throughput'"):
        explain(graphs("published"), "troughput")


@pytest.mark.parametrize(
    ("name", "item", "reaches"),
    [
        ("talent_pool", "bloom_downloads_2022", True),
        ("talent_pool", "leopold_2019", False),
        ("development_cost", "leopold_2019", True),
        ("throughput", "bekman_2022", True),
        ("node_day_price", "bekman_2022", False),
    ],
)
def test_which_evidence_reaches_a_node(graphs, name, item, reaches):
    assert (item in [row[0] for row in explain(graphs("reanalysis"), name).evidence]) is reaches


def test_evidence_reaches_the_parameters_of_its_observation_model(graphs):
    graph = graphs("reanalysis")
    mixture = graph.with_study(with_choices(graph.study, {"evidence_model": "reliability_mixture"}))
    shares = {name for name in graph.items if graph.study.evidence[name].kind == "share"}
    assert {row[0] for row in explain(mixture, "report_reliability").evidence} == shares
    assert explain(graph, "report_reliability").evidence == ()
