"""Plain units are what pint takes them for, and are understood without it."""

import itertools

import pytest

from llm_barriers.priors import units


@pytest.mark.parametrize(
    "texts", [list(units.PLAIN), ["usd/day", "usd / month", "token/month", "people*year/day", "percent*usd"]]
)
def test_sizes_and_powers_are_those_of_pint(texts):
    for one, other in itertools.product(texts, repeat=2):
        (size, powers), (whole, wanted) = units._plain(one), units._plain(other)
        factor = units._factor(units.parse_unit(one), units.parse_unit(other))
        assert (factor is None) == (powers != wanted), (one, other)
        assert factor is None or float(size / whole) == pytest.approx(factor, rel=1e-14)


@pytest.mark.parametrize("text", ["week", "usd**2", "(usd)/day", "kilousd", "B", "", "1/day", "usd/", "*usd"])
def test_everything_else_is_left_to_pint(text):
    assert units._plain(text) is None
