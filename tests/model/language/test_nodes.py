"""Nodes: what a declared function says of its parents, its options and itself."""

from llm_barriers.model import node
from llm_barriers.model.language.nodes import Pick, coordinate_name


@node("usd", "scenario", choice="blend")
def cost__coding(
    demand__coding,
    price,
):
    """Cost of coding.

    Notes
    -----
    As it is: not
    """
    return demand__coding * price


@cost__coding.option("maximum", steps=True)
def largest(demand):
    return demand.max(axis=0)


@cost__coding.option("mixture", pick=Pick("which", "weight"))
def mixed(demand, weight, which):
    """One of them."""
    first = which < weight
    return demand * first


def test_a_declared_function_names_its_parents():
    assert (cost__coding.name, cost__coding.formula.arguments) == ("cost[coding]", ("demand[coding]", "price"))
    assert coordinate_name("first_year") == "first_year"
    assert (cost__coding.title, cost__coding.part) == ("Cost of coding", "test_nodes")
    assert cost__coding(2.0, 3.0) == 6.0


def test_the_formula_is_that_of_the_option_taken():
    taken = {option: cost__coding.taken({"blend": option}).function for option in ("maximum", "mixture")}
    assert taken == {"maximum": largest, "mixture": mixed}
    assert cost__coding.taken({"blend": "weighted_sum"}) is cost__coding.taken({}) is cost__coding.formula
    assert cost__coding.arguments == ("demand[coding]", "price", "demand", "weight", "which")


def test_a_formula_says_whether_it_steps_or_picks():
    steps = [(formula.steps, formula.pick) for formula in cost__coding.formulas]
    assert steps == [(False, None), (True, None), (False, Pick("which", "weight"))]


def test_an_expression_is_the_source_without_signature_and_docstring():
    expressions = [formula.expression for formula in cost__coding.formulas]
    assert expressions[:2] == ["return demand__coding * price", "return demand.max(axis=0)"]
    assert expressions[2] == "first = which < weight\nreturn demand * first"


def test_a_function_without_docstring_or_source_is_told_by_its_name():
    made = {"node": node, "__name__": "mine"}
    text = "@node('usd')\ndef cost_of_it(price, number):\n    return price * number"
    exec(compile(text, "<mine>", "exec"), made)  # "<string>" has the source of whatever ran Python with -c
    assert (made["cost_of_it"].title, made["cost_of_it"].formula.expression) == (
        "Cost of it",
        "cost_of_it(price, number)",
    )
