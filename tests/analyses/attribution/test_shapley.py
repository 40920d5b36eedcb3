"""Shapley values: the axioms that define them, closed forms, and sampled orders beside all of them."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from llm_barriers.analyses.attribution.shapley import EXACT, attributed, in_turn, needed, shapley, shapley_mcse, subsets

COUNT = 4
ALL = frozenset(range(COUNT))
GAMES = arrays(float, (2**COUNT, 2), elements=st.floats(-5, 5))


def _game(table):
    return dict(zip(subsets(COUNT), table, strict=True)).__getitem__


@given(GAMES)
def test_the_parts_sum_to_the_whole(table):
    value = _game(table)
    np.testing.assert_allclose(shapley(value, COUNT).sum(axis=0), value(ALL) - value(frozenset()), atol=1e-9)


@given(GAMES)
def test_the_average_over_all_orders_is_the_definition(table):
    value = _game(table)
    orders = [in_turn(value, order) for order in permutations(range(COUNT))]
    np.testing.assert_allclose(shapley(value, COUNT), np.mean(orders, axis=0), atol=1e-9)


@given(GAMES, st.permutations(range(COUNT)))
def test_renaming_the_members_renames_their_parts(table, order):
    value = _game(table)
    renamed = shapley(lambda each: value(frozenset(order[member] for member in each)), COUNT)
    np.testing.assert_allclose(renamed, shapley(value, COUNT)[order], atol=1e-9)


@given(GAMES, st.integers(0, COUNT - 1), st.floats(-3, 3))
def test_a_member_that_adds_the_same_to_every_subset_gets_that(table, member, added):
    value = _game(table)
    parts = shapley(lambda each: value(each - {member}) + added * (member in each), COUNT)
    np.testing.assert_allclose(parts[member], added, atol=1e-9)  # and nothing if it adds nothing


@given(GAMES, GAMES)
def test_the_parts_of_a_sum_are_the_sums_of_the_parts(one, other):
    both = shapley(_game(one), COUNT) + shapley(_game(other), COUNT)
    np.testing.assert_allclose(shapley(_game(one + other), COUNT), both, atol=1e-9)


def test_a_pair_of_gloves():
    """Two members have a left glove each, the third a right one: the textbook's 1/6, 1/6 and 2/3."""
    parts = shapley(lambda each: float(2 in each and len(each) > 1), 3)
    np.testing.assert_allclose(parts, [1 / 6, 1 / 6, 2 / 3])


def test_what_is_rounded_off_is_no_part():
    value = {(): 0.54, (1,): 0.94, (0,): 0.82, (0, 1): 0.0}  # whatever the third does
    parts = shapley(lambda each: (value[tuple(sorted(each - {2}))], 0.5), 3)
    assert (parts[2] == 0).all()


def test_nobody_has_no_part():
    assert shapley(lambda _: 3.0, 0).shape == (0,)


@pytest.mark.parametrize("count", [3, EXACT, EXACT + 4])
def test_what_adds_up_is_attributed_as_it_is(count):
    own = np.arange(1.0, count + 1)
    whole = attributed(lambda each: [own[list(each)].sum()], count, seed=1)
    np.testing.assert_allclose(whole.parts[:, 0], own)
    np.testing.assert_allclose(whole.mcse, 0, atol=1e-12)
    assert whole.exact == (count <= EXACT)


def test_sampled_orders_sum_exactly_and_agree_with_all_of_them_within_their_error():
    count = EXACT + 2
    pairs = np.random.default_rng(4).normal(size=(count, count))
    exact = (pairs + pairs.T).sum(axis=1) / 2  # each pair's worth is shared in two

    def value(each):
        chosen = sorted(each)
        return pairs[np.ix_(chosen, chosen)].sum()

    whole = attributed(lambda each: [value(each)], count, seed=2)
    assert whole.parts.sum() == pytest.approx(value(range(count)))
    np.testing.assert_allclose(whole.parts[:, 0], exact, atol=1e-9)  # an order and its reverse are exact for pairs

    triple = attributed(lambda each: [value(each) + 3.0 * ({0, 1, 2} <= each)], count, seed=2)
    gain = 1.0 * (np.arange(count) < 3)
    assert (abs(triple.parts[:, 0] - exact - gain) <= 4 * triple.mcse[:, 0] + 1e-9).all()
    assert triple.mcse[:3].min() > 0


def test_errors_of_values_are_carried_over_to_the_parts():
    errors = dict(zip(subsets(3), np.linspace(0.1, 0.8, 8), strict=True))
    drawn = np.random.default_rng(1).standard_normal((20_000, 8)) * list(errors.values())
    values = dict(zip(subsets(3), drawn.T, strict=True))
    simulated = shapley(values.__getitem__, 3).std(axis=1)
    np.testing.assert_allclose(shapley_mcse(errors.__getitem__, 3), simulated, rtol=0.03)


@pytest.mark.parametrize("count", [2, EXACT, EXACT + 3])
def test_what_is_needed_is_all_that_is_asked_for(count):
    asked = set()
    attributed(lambda each: asked.add(each) or [0.0], count, seed=3)
    assert asked == set(needed(count, seed=3)) and len(asked) == len(needed(count, seed=3))
