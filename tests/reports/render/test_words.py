"""Numbers as a reader expects them."""

import pytest

from llm_barriers.reports.render import jsons
from llm_barriers.reports.render.words import amount, cell, dollars, listed, number, percent, probability


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.6123, "0.61"), (4776.1, "4,800"), (0, "0"), (1.27e-5, "1.3e-05"), (-3.14159, "-3.1"), (float("nan"), "–")],
)
def test_numbers_have_two_significant_digits(value, text):
    assert number(value) == text


@pytest.mark.parametrize(("value", "text"), [(1.3e6, "$1.3M"), (240, "$240"), (87600, "$88K"), (2.5e9, "$2.5B")])
def test_amounts_are_scaled(value, text):
    assert dollars(value) == text


def test_ratios_become_percentages():
    assert percent(0.2) == "20%"


@pytest.mark.parametrize(
    ("value", "text"), [(0.001, "under 1%"), (0.999, "over 99%"), (0, "0%"), (1, "100%"), (0.5, "50%")]
)
def test_probabilities_are_never_rounded_to_certainty(value, text):
    assert probability(value) == text


def test_json_holds_no_nan():
    assert jsons.dumps({"a": [float("nan"), float("inf"), 1.0]}).split() == [
        "{",
        '"a":',
        "[",
        "null,",
        "null,",
        "1.0",
        "]",
        "}",
    ]


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (160e3, "usd/year", "$160K per year"),
        (20.1, "person", "20 people"),
        (6440, "people", "6,400 people"),
        (1.69e8, "token/node/day", "170M tokens per node per day"),
        (0.381, "dimensionless", "0.38"),
    ],
)
def test_amounts_have_their_unit(value, unit, text):
    assert amount(value, unit) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (True, "yes"), (245e3, "245,000"), (4.5e9, "4.50B"), (-2.5e6, "-2.50M"), (3, "3"), ("a", "a")],
)
def test_cells_are_short(value, text):
    assert cell(value) == text


@pytest.mark.parametrize(
    ("texts", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (list("abc"), "a, b and c")]
)
def test_lists_read_as_in_a_sentence(texts, text):
    assert listed(texts) == text
