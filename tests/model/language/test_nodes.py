"""Nodes: which arguments of a formula its structural choices leave without a use."""

import numpy as np
import pytest

from llm_barriers.model import prior_draws
from llm_barriers.model.language.nodes import UNUSABLE, unused_arguments
from llm_barriers.priors import with_choices

VALUES = {"a": np.array([1.0, 2.0]), "b": 3.0, "c": np.float64(4.0)}

USES = [
    lambda v: v["a"] + v["b"],
    lambda v: v["b"] * v["a"],
    lambda v: np.ceil(v["b"]) * v["a"],
    lambda v: np.where(v["a"] > 0, v["b"], 0.0),
    lambda v: np.stack([v["b"], 1.0]).sum() * v["a"],
    lambda v: v["a"] if v["b"] else 0.0,
    lambda v: v["a"] * (v["b"] == 3.0),
    lambda v: v["a"] * v["b"].real,
    lambda v: v["a"] * max(v["b"], 1.0),
    lambda v: np.asarray(v["b"]) * v["a"],
    lambda v: v["a"] * float(v["b"]),
]


@pytest.mark.parametrize("formula", USES)
def test_whatever_is_done_with_an_argument_is_a_use(formula):
    assert unused_arguments(formula, VALUES) == {"c"}


def test_an_argument_that_is_returned_is_used():
    assert unused_arguments(lambda v: v["b"], VALUES) == {"a", "c"}


def test_a_value_that_is_not_there_cannot_be_calculated_with():
    with pytest.raises(TypeError, match="does not use"):
        bool(UNUSABLE)


def test_choices_leave_arguments_without_a_use(graphs):
    graph = graphs("reanalysis")
    assert "bloom_card_cost" in graph.unused["development_cost"]
    card = graph.with_study(with_choices(graph.study, {"development_basis": "bloom_card"}))
    assert card.unused["development_cost"] == graph.unused["development_cost"] - {"bloom_card_cost"} | {
        "replication_cost"
    }


@pytest.mark.parametrize("choice", ["development_basis", "labour", "blend", "node_count", "tokens_counted"])
def test_a_conclusion_is_the_same_with_and_without_what_it_does_not_use(graphs, choice):
    graph = graphs("reanalysis")
    for option in graph.study.options[choice].options:
        study = graph.with_study(with_choices(graph.study, {choice: option}))
        alone, terms = prior_draws(study, draws=50, seed=1, names=["cost_ratio"])
        whole, same = prior_draws(study, draws=50, seed=1)
        assert alone["cost_ratio"].equals(whole["cost_ratio"])
        assert terms.equals(same)
