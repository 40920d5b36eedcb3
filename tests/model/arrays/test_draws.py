"""Draws: the same for a seed, however many, in however many threads, and of whatever is asked for."""

import os

import numpy as np
import pytest

from llm_barriers.model import evaluate, prior_draws
from llm_barriers.model.arrays.blocks import BLOCK
from llm_barriers.model.arrays.root_draws import root_values

NAMES = ("cost_ratio", "nodes", "throughput")


def test_fewer_draws_are_the_first_of_more(graphs):
    few, many = (prior_draws(graphs("reanalysis"), draws=n, seed=3, names=NAMES) for n in (100, 2 * BLOCK + 7))
    for ours, theirs in zip(few, many, strict=True):
        assert ours.equals(theirs.isel(draw=slice(100)))


def test_threads_change_nothing(graphs, monkeypatch):
    alone = prior_draws(graphs("reanalysis"), draws=3 * BLOCK, seed=3, names=NAMES)
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    assert alone[0].equals(prior_draws(graphs("reanalysis"), draws=3 * BLOCK, seed=3, names=NAMES)[0])


def test_draws_are_those_of_the_roots(graphs):
    graph, draws = graphs("reanalysis"), BLOCK + 5
    nodes, terms = prior_draws(graph, draws=draws, seed=4, names=NAMES)
    again, same = evaluate(graph, root_values(graph, draws, 4), names=NAMES)
    assert nodes.equals(again)
    assert terms.equals(same)


def test_blocks_are_independent(graphs):
    values = root_values(graphs("reanalysis"), 2 * BLOCK, 1)["utilisation_z"]
    assert not np.isin(values[:BLOCK], values[BLOCK:]).any()


def test_only_what_is_asked_for_is_kept(graphs):
    nodes, terms = prior_draws(graphs("reanalysis"), draws=10, seed=1, names=["cost_ratio"], terms=["wu_2021"])
    assert (list(nodes.data_vars), list(terms.data_vars)) == (["cost_ratio"], ["wu_2021"])


@pytest.mark.parametrize("draws", [1, BLOCK, BLOCK + 1])
def test_every_draw_is_filled(graphs, draws):
    nodes, _ = prior_draws(graphs("reanalysis"), draws=draws, seed=1, names=["nodes"], terms=())
    assert nodes["nodes"].shape == (draws, 2)
    assert (nodes["nodes"] >= 1).all()


def test_what_is_asked_for_changes_no_draw(graphs):
    alone, _ = prior_draws(graphs("reanalysis"), draws=50, seed=5, names=["throughput"], terms=())
    assert alone["throughput"].equals(prior_draws(graphs("reanalysis"), draws=50, seed=5)[0]["throughput"])


def test_dims_are_in_the_order_of_the_nodes_whatever_the_hash_seed(graphs):
    nodes, _ = prior_draws(graphs("reanalysis"), draws=2, seed=1)
    expected = dict.fromkeys(dim for each in nodes.data_vars.values() for dim in each.dims if dim != "draw")
    assert list(nodes.coords) == list(expected) and len(expected) == 3
