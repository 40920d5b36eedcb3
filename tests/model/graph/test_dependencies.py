"""What a node depends on: exactly the inputs that change it."""

from dataclasses import replace

import numpy as np
import pytest

from llm_barriers.model import ARGUMENT, build, check_units, evaluate, node
from llm_barriers.model.arrays import input_names, roots_of_scores
from llm_barriers.priors import SHIPPED, StudyError, load_study, make_prior, with_choices

BROAD = make_prior("lognormal", {"low": 0.05, "high": 20.0})
PART = make_prior("uniform", {"lower": 0.0, "upper": 1.0})
"""For every quantity, constants too: wide enough that whole servers, the larger and the smaller of two, and a pick all
turn over, and positive, so that no weight or fraction is zero. What is a part of one stays one."""
WEIGHT = "scenario_weight"
"""Of it the largest scenario asks only whether it is zero: half of the draws of a weight that moves are."""
PICK = "scenario_pick"
"""Picks one scenario, where there are several to pick from."""
COMBINATIONS, DRAWS = 50, 128


def _broad(study):
    quantities = {n: q.model_copy(update={"prior": PART if q.share else BROAD}) for n, q in study.quantities.items()}
    return build(replace(study, quantities=quantities))


def _changes(graph, rng):
    """By node or coordinate: the inputs that change it when they alone are drawn again, every item being in."""
    names = input_names(graph)
    scores, again = rng.standard_normal((2, DRAWS, len(names)))
    moved = np.tile(scores, (len(names) + 1, 1, 1))
    moved[np.arange(len(names)), :, np.arange(len(names))] = again.T
    weights = [place for place, name in enumerate(names) if name.startswith(WEIGHT)]
    moved[weights, ::2, weights] = -np.inf
    roots = roots_of_scores(graph, moved.reshape(-1, len(names)))
    nodes = evaluate(graph, roots, items=graph.study.evidence, terms=())[0]
    changes = {}
    for name in graph.names:
        coordinates = graph.known.coordinates(name)
        values = nodes[name].to_numpy().reshape(len(names) + 1, DRAWS, -1)
        changed = (values[:-1] != values[-1]).any(axis=1)
        for column, full in zip(changed.T, [f"{name}[{c}]" for c in coordinates] or [name], strict=True):
            changes[full] = {n for n, moves in zip(names, column, strict=True) if moves}
    return changes


@pytest.mark.slow
@pytest.mark.parametrize("name", SHIPPED)
def test_an_input_changes_a_node_if_and_only_if_it_is_behind_it(name):
    study, rng = load_study(name), np.random.default_rng(1)
    for _ in range(COMBINATIONS):
        choices = {choice: str(rng.choice(list(known.options))) for choice, known in study.options.items()}
        graph = _broad(with_choices(study, choices))
        changes = _changes(graph, rng)
        idle = {PICK} if len(study.coordinates("scenario")) == 1 else set()
        behind = {full: graph.lineage(full) & graph.inputs - (idle - {full}) for full in changes}
        assert changes == behind, choices


def test_only_the_coordinate_that_is_asked_for_is_behind_a_node(graphs):
    graph = graphs("reanalysis")
    assert "demand[twitter]" in graph.lineage("compute_cost[twitter]")
    assert "demand[coding]" not in graph.lineage("compute_cost[twitter]")
    assert {"demand[twitter]", "demand[coding]"} <= graph.lineage("compute_cost") & graph.lineage("cost_ratio")
    assert "nodes[twitter]" not in graph.lineage("labour_to_largest") - graph.lineage("largest_viable_cost")


def test_what_an_item_depends_on_has_its_discounts_sd_and_parameters(overlay):
    choices = "[choices]\nevidence_model = 'reliability_mixture'\n[evidence.leopold_2019]\nsd_quantity = 'report_sd'"
    graph = build(load_study(overlay(choices)))
    behind = graph.reaching("leopold_2019")
    assert {"cost_ratio", "portfolio_specific[barr_2019]"}.isdisjoint(behind)
    assert {"first_year_ratio", "portfolio_specific[leopold_2019]", "report_sd", "report_reliability"} <= behind
    assert "report_reliability" not in graph.reaching("bekman_2022")


def test_a_coordinate_that_depends_on_others_is_refused():
    @node("dimensionless", "scenario")
    def scenario_part(scenario_weight):
        """A scenario's part of all weights."""
        return scenario_weight / scenario_weight.sum(axis=0)

    with pytest.raises(StudyError, match="a coordinate of 'scenario_part' depends on other coordinates of 'scenario'"):
        check_units(load_study(), argument=[*ARGUMENT, scenario_part])


@pytest.mark.parametrize(
    ("choice", "option", "problem"),
    [("labor", "included", "unknown choice 'labor'. Did you mean 'labour'"), ("labour", "inclded", "'included'")],
)
def test_a_formula_of_an_option_that_is_not_there_is_refused(choice, option, problem):
    @node("usd", choice=choice)
    def total(development_cost):
        """Everything."""
        return development_cost

    total.option(option)(lambda development_cost: development_cost)
    with pytest.raises(StudyError, match=problem):
        build(load_study(), argument=[*ARGUMENT, total])
