"""The formulas that are more than a product, against closed forms."""

import numpy as np
import pytensor.tensor as pt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_barriers.model import ARGUMENT
from llm_barriers.model.argument.access import opt_leaked, opt_search_hit
from llm_barriers.model.argument.conclusion import cost_ratio, cost_ratio_with_labour, inference_share
from llm_barriers.model.argument.deployment import fractional_nodes, largest_cost, nodes, picked, weighted_sum
from llm_barriers.model.argument.development import bottom_up_cost, development_cost
from llm_barriers.model.argument.scaling import months_to_scale
from llm_barriers.model.language.nodes import smaller
from llm_barriers.priors.units import registry

probability = st.floats(0.01, 0.99)
COSTS, WEIGHTS = np.array([[2.0], [10.0]]), np.array([[0.4], [0.6]])


@given(probability, probability)
def test_a_search_that_finds_nothing_updates_by_bayes_rule(leaked, detected):
    hit = opt_search_hit(leaked, detected)
    missed = leaked * (1 - detected)
    assert opt_leaked(leaked, hit, 1.0, 0.0) == pytest.approx(missed / (missed + 1 - leaked))
    assert opt_leaked(leaked, hit, 0.0, 0.0) == leaked
    assert opt_leaked(leaked, hit, 0.0, 1.0) == leaked
    assert opt_leaked(leaked, hit, 1.0, 1.0) == 1.0


magnitude = st.floats(0, allow_infinity=True)


@given(magnitude, magnitude)
def test_the_smaller_of_two_values_keeps_all_its_digits(a, b):
    assert smaller(a, b) == min(a, b)
    assert smaller(np.array([a, b]), b).tolist() == [min(a, b), b]


@pytest.mark.parametrize("first", [1e9, np.array([1e9, 1e-6])])
def test_the_smaller_of_quantities_and_of_tensors_is_that_of_numbers(first):
    expected = np.minimum(first, 1e-3)
    quantity = smaller(registry().Quantity(first, "usd"), registry().Quantity(1e-6, "kilousd")).to("usd")
    np.testing.assert_allclose(quantity.magnitude, expected, rtol=1e-15)
    for a, b in ((pt.as_tensor(first), 1e-3), (1e-3, pt.as_tensor(first))):
        assert smaller(a, b).eval().tolist() == expected.tolist()


@given(st.floats(1e-6, 1e6))
def test_the_share_is_the_logistic_function_of_the_log_ratio(ratio):
    share = inference_share(ratio)
    assert np.log(share) - np.log1p(-share) == pytest.approx(np.log(ratio), abs=1e-6)


@pytest.mark.parametrize(("pick", "cost"), [(0.0, 2.0), (0.39, 2.0), (0.41, 10.0), (0.999, 10.0)])
def test_a_pick_falls_into_a_scenarios_part_of_the_weights(pick, cost):
    assert picked(COSTS, WEIGHTS, np.array([pick])) == pytest.approx([cost])


@given(st.lists(st.tuples(st.floats(0, 1e6), st.floats(0.01, 1)), min_size=1, max_size=5), probability)
def test_a_blend_lies_between_the_scenarios(scenarios, pick):
    cost, weight = np.array(scenarios).T
    assert picked(cost, weight, pick) in cost
    assert cost.min() - 1e-6 <= weighted_sum(cost, weight) <= cost.max() + 1e-6
    assert largest_cost(cost, weight) == cost.max()


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=4), st.floats(0, 1e6), st.integers(0, 4), probability)
def test_a_scenario_without_a_weight_counts_in_no_blend(costs, left_out, place, pick):
    at = place % (len(costs) + 1)
    cost, weight = np.insert(costs, at, left_out), np.insert(np.ones(len(costs)), at, 0)
    assert picked(cost, weight, pick) in costs
    assert weighted_sum(cost, weight) == pytest.approx(np.mean(costs))
    assert largest_cost(cost, weight) == max(costs)


@given(st.floats(1, 100), st.floats(0.1, 10))
def test_weights_are_relative(scale, cost):
    assert weighted_sum(COSTS * cost, WEIGHTS * scale) == pytest.approx(6.8 * cost)


@given(st.floats(0.01, 1e6))
def test_whole_servers_are_the_next_integer(demand):
    whole, fraction = nodes(demand, 1.0), fractional_nodes(demand, 1.0)
    assert whole == int(whole)
    assert 0 <= whole - fraction < 1


def test_labour_counts_on_both_sides():
    assert cost_ratio_with_labour(20.0, 100.0, 2.0, 10.0, 25.0) == pytest.approx(50 / 125)
    assert cost_ratio(20.0, 100.0, 2.0) == pytest.approx(40 / 100)


def test_development_by_each_basis():
    assert development_cost(13.0) == 13.0
    assert bottom_up_cost(10.0, 2.0, 2.0) == 40.0


def test_growth_doubles_until_it_is_there():
    assert months_to_scale(64.0, 8.0, 1.0, 1.0, 1.0) == pytest.approx(3)


def test_every_node_has_a_title_and_its_formulas_expressions():
    assert len({n.name for n in ARGUMENT}) == len(ARGUMENT)
    assert all(n.title and all("return" in f.expression for f in n.formulas) for n in ARGUMENT)
