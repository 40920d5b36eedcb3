"""Numbers and names as a reader expects them."""

import math
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_barriers.model import build, node
from llm_barriers.priors import SHIPPED, load_study, make_prior, make_study
from llm_barriers.reports.render import words
from llm_barriers.reports.render.conclusion import Conclusion

SCALES = {"K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}


def read(text):
    """Return the number that a text says."""
    sign, digits, exponent, scale = re.fullmatch(r"(−?)([\d.,]+)(e−?\d+)?([KMBT]?)", text).groups()
    value = float(f"{digits.replace(',', '')}{(exponent or '').replace('−', '-')}") * SCALES.get(scale, 1)
    return -value if sign else value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.6123, "0.61"),
        (4776.1, "4,800"),
        (0, "0"),
        (1.27e-5, "1.3e−5"),
        (-3.14159, "−3.1"),
        (0.5, "0.5"),
        (999_950, "1M"),
        (245e3, "240,000"),
        (3.1e23, "3.1e23"),
        (float("nan"), "–"),
    ],
)
def test_numbers_have_two_significant_digits(value, text):
    assert words.number(value) == text


@given(st.floats(1e-9, 1e14) | st.floats(-1e14, -1e-9))
def test_a_number_is_near_what_it_says(value):
    assert read(words.number(value)) == pytest.approx(value, rel=0.05)
    assert read(words.exact(value)) == pytest.approx(value, rel=5e-6)
    assert read(words.dollars(abs(value)).removeprefix("$")) == pytest.approx(abs(value), rel=0.05)


@given(st.floats(1e-3, 1e6), st.floats(1e-4, 1e6))
def test_no_digit_is_below_its_error(value, error):
    text = words.number(value, error=error)
    if value < error:
        assert read(text.removeprefix("<")) >= error * (1 - 1e-5)
    else:
        assert Decimal(str(read(text))) % Decimal(10) ** math.floor(math.log10(error)) == 0


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [(0.6123, 0.02, "0.61"), (1234, 190, "1,200"), (2.345, 0.3, "2.3"), (0.013, 0.04, "<0.04"), (65285, 0, "65,285")],
)
def test_an_error_takes_digits_away(value, error, text):
    assert words.number(value, error=error) == text


@given(st.floats(1e-4, 1e4))
def test_one_value_has_one_text_everywhere(value):
    text = words.number(value)
    assert words.cell(value) == text
    assert words.amount(value, "dimensionless") == text
    assert words.times(value) == f"×{text}"
    assert words.signed(value) == f"+{text}"
    assert words.percent(value / 100) == f"{words.number(100 * (value / 100))}%"


@pytest.mark.parametrize(
    ("value", "text"), [(1.3e6, "$1.3M"), (240, "$240"), (87600, "$88K"), (2.5e9, "$2.5B"), (-1234, "−$1.2K")]
)
def test_amounts_of_money_are_scaled(value, text):
    assert words.dollars(value) == text


def test_an_amount_below_its_error_is_only_that():
    assert words.dollars(1234, error=2000) == "<$2K"


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        (0.001, None, "<1%"),
        (0.999, None, ">99%"),
        (0, None, "0%"),
        (1, None, "100%"),
        (0, 1e-4, "<1%"),
        (1, 1e-4, ">99%"),
        (0.5, None, "50%"),
        (0.02, 0.03, "<3%"),
        (0.98, 0.03, ">97%"),
        (0.55, 0.2, "60%"),
        (float("nan"), None, "–"),
    ],
)
def test_probabilities_are_never_rounded_to_certainty(value, error, text):
    assert words.probability(value, error=error) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (160e3, "usd/year", "$160K per year"),
        (20.1, "person", "20 people"),
        (6440, "people", "6,400 people"),
        (1, "month", "1 month"),
        (8, "gpu/node", "8 GPUs per node"),
        (12.2, "percent", "12%"),
        (1.69e8, "token/node/day", "170M tokens per node per day"),
        (0.381, "dimensionless", "0.38"),
    ],
)
def test_amounts_have_their_unit(value, unit, text):
    assert words.amount(value, unit) == text


@pytest.mark.parametrize(
    ("value", "text"), [(None, ""), (True, "yes"), (4.5e9, "4.5B"), (-2.5e6, "−2.5M"), (3, "3"), ("a", "a")]
)
def test_cells_are_short(value, text):
    assert words.cell(value) == text


@pytest.mark.parametrize(
    ("texts", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (list("abc"), "a, b and c")]
)
def test_lists_read_as_in_a_sentence(texts, text):
    assert words.listed(texts) == text


def test_a_prior_in_words():
    assert words.prior_words(make_prior("constant", {"value": 3.0})) == "fixed at 3"
    prior = make_prior("lognormal", {"low": 1.0, "high": 100.0})
    assert words.prior_words(prior) == "lognormal(low 1, high 100): median 10, 90% from 1 to 100"
    assert words.prior_words(prior, ci_prob=0.5) == "lognormal(low 1, high 100): median 10, 50% from 3.9 to 26"


def test_titles_are_those_of_the_graph_at_hand():
    @node("dimensionless")
    def api_cost_twice(cost_ratio):
        return 2 * cost_ratio

    @node("dimensionless")
    def half(cost_ratio):
        """Half of the ratio."""
        return cost_ratio / 2

    study = load_study("published")
    graph = build(study, argument=[*build(study).argument.values(), api_cost_twice, half])
    assert words.node_title(graph, "half") == "Half of the ratio"
    assert words.node_title(graph, "api_cost_twice") == "Api cost twice"
    title = words.node_title(graph, "cost_ratio")
    assert words.node_title(graph, "compute_cost[twitter]").endswith(", Twitter campaign")
    assert title == words.titles_of(graph)["cost_ratio"] != "Cost ratio"


def test_a_short_name_is_of_one_node_and_of_no_quantity_that_replaces_it(graphs):
    graph = graphs("reanalysis")
    short = graph.study.model.short
    assert len(set(short.values())) == len(short) and max(map(len, short.values())) <= 44
    assert words.titles_of(graph)["throughput"] == short["throughput"] != graph.titles["throughput"]
    own = graph.study.quantities["api_price"].model_copy(update={"title": "Mine", "unit": "token/node/day"})
    study = replace(graph.study, quantities={**graph.study.quantities, "throughput": own})
    assert words.titles_of(build(study))["throughput"] == "Mine"


def test_the_conclusion_is_written_in_the_unit_that_its_model_shows(graphs):
    ratio = Conclusion(graphs("published"))
    assert (ratio.write(0.612), ratio.write(0.612, error=0.2), ratio.tick(2.35)) == ("61%", "60%", "240%")
    assert ratio.axis(log=True).endswith("(percent, log scale)")
    assert ratio.title.startswith("the cost of")
    assert words.phrase("GPUs of a server") == "the GPUs of a server"
    study = make_study({"cost_ratio": {"family": "lognormal", "median": 1, "sigma": 1, "unit": "usd/year"}})
    record = study.model.model_copy(
        update={"conclusion": study.model.conclusion.model_copy(update={"unit": ""})},
    )
    dollars = Conclusion(build(replace(study, model=record), argument=()))
    assert (dollars.write(1.3e6), dollars.tick(1.3e6)) == ("$1.3M per year", "$1.3M")
    assert dollars.axis(log=False).endswith("(US dollars per year)")


def test_an_error_that_is_not_seen_gives_an_estimate_no_more_digits(graphs):
    assert words.estimated(words.dollars, (175_200, 87_600, 262_800), (0.0, 0.0, 0.0)) == "$180K ($88K to $260K)"
    assert Conclusion(graphs("published")).write(0.61234, 0.0) == "61%"


def test_an_entry_without_a_title_of_its_own_is_called_in_words(overlay):
    text = """[quantities]
"users[a]" = { unit = "people", prior = { family = "constant", value = 3 } }
"demand[a]" = { unit = "token/day", prior = { family = "constant", value = 1e9 } }
"scenario_weight[a]" = { prior = { family = "constant", value = 1 }, unit = "dimensionless", title = "How much" }
training_gpu_hours = { unit = "gpu*hour", prior = { family = "constant", value = 1e6 } }
[scenarios]
a = { title = "Agents" }"""
    titles = words.titles_of(build(load_study(overlay(text, extends="blank"))))
    said = [
        words.titled(name, titles) for name in ("users[a]", "demand[a]", "scenario_weight[a]", "training_gpu_hours")
    ]
    assert said == ["Users, Agents", "Tokens generated in a day, Agents", "How much", "Training GPU hours"]


@pytest.mark.parametrize("name", SHIPPED)
def test_no_two_quantities_of_a_shipped_study_are_called_alike(graphs, name):
    titles = words.titles_of(graphs(name))
    said = [words.titled(each, titles) for each in graphs(name).study.quantities]
    assert len(set(said)) == len(said)
