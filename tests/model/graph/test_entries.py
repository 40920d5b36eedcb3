"""What a study's entries do to the graph, formulas in another unit, and the words of what is refused."""

import numpy as np
import pytest

from llm_barriers.model import ARGUMENT, build, check_units, node, prior_draws
from llm_barriers.model.arrays import check_possible
from llm_barriers.model.chains import pymc_model
from llm_barriers.priors import StudyError, load_study

MEASURED = "bekman_2022"
SUMMARISING = """[quantities."demand[summarising]"]
unit = "token/day"
prior = { family = "constant", value = 1e9 }
[quantities."software_developers[summarising]"]
unit = "person"
prior = { family = "lognormal", low = 1, high = 9 }
[quantities."ml_engineers[summarising]"]
unit = "person"
prior = { family = "constant", value = 2 }
[quantities."scenario_weight[summarising]"]
unit = "dimensionless"
prior = { family = "constant", value = 1.0 }
"""


def test_a_study_may_add_a_scenario(overlay):
    study = load_study(overlay(SUMMARISING))
    check_units(study)
    graph = build(study)
    nodes, _ = prior_draws(graph, draws=20, seed=1)
    assert pymc_model(graph).coords["scenario"] == ("twitter", "coding", "summarising")
    assert (nodes["demand"].sel(scenario="summarising") == 1e9).all()
    assert (nodes["combined_cost"] > nodes["compute_cost"].sel(scenario="summarising") / 2).all()


def test_a_scenario_needs_all_of_its_entries(overlay):
    weight = "[quantities.'scenario_weight[new]']\nunit = 'dimensionless'\nprior = { family = 'constant', value = 1 }"
    with pytest.raises(StudyError, match=r"quantities\.\w+\[new\]: has no entry; .* for every coordinate"):
        build(load_study(overlay(weight)))


def test_an_entry_replaces_a_formula(overlay):
    entry = "[quantities.'demand[coding]']\nunit = 'gigatoken/day'\nprior = { family = 'constant', value = 1 }"
    graph = build(load_study(overlay(entry)))
    demand = prior_draws(graph, draws=50, seed=1, names=["demand"])[0]["demand"]
    assert (demand.sel(scenario="coding") == 1e9).all()
    assert len(np.unique(demand.sel(scenario="twitter"))) == 50


def test_a_formula_in_another_unit_fails_the_check():
    @node("usd/node/year")
    def node_year_price(node_day_price):
        """A year's rent, but for the days."""
        return node_day_price

    argument = [node_year_price if n.name == "node_year_price" else n for n in ARGUMENT]
    with pytest.raises(StudyError, match=r"'node_year_price' gives .*, which is not the declared 'usd/node/year'"):
        check_units(load_study(), argument=argument)


def test_a_formula_that_adds_what_does_not_fit_fails_the_check():
    @node("usd")
    def total(development_cost, throughput):
        """A sum of dollars and tokens."""
        return development_cost + throughput

    with pytest.raises(StudyError, match="the units in the formula of 'total' do not fit"):
        check_units(load_study(), argument=[*ARGUMENT, total])


def test_a_node_that_depends_on_itself_is_refused():
    @node("usd/node/day")
    def node_day_price(node_year_price, days_per_year):
        """A circle."""
        return node_year_price / days_per_year

    argument = [node_day_price if n.name == "node_day_price" else n for n in ARGUMENT]
    with pytest.raises(StudyError, match=r"depends on itself: .*node_day_price"):
        build(load_study(), argument=argument)


PRIOR = "prior = { family = 'constant', value = 1 }"
BAD = {
    "quantity": (
        f"[quantities.replication_cos]\nunit = 'usd'\n{PRIOR}",
        ["quantities.replication_cos", "'replication_cos'", "'replication_cost'"],
    ),
    "coordinate": (
        f"[quantities.'demand[codng]']\nunit = 'token/day'\n{PRIOR}",
        ["quantities.demand[codng]", "'codng'", "'coding'"],
    ),
    "dim": ("[quantities.vendor_bias]\ndims = ['sourc']", ["quantities.vendor_bias", "'sourc'", "'source'"]),
    "measures": (
        "[evidence.leopold_2019]\nmeasures = 'cost_rato'",
        ["evidence.leopold_2019", "'cost_rato'", "'cost_ratio'"],
    ),
    "measured coordinate": (
        "[evidence.semianalysis_2023]\nmeasures = 'compute_cost[codng]'",
        ["evidence.semianalysis_2023", "compute_cost[codng]", "'compute_cost[coding]'"],
    ),
    "measured vector": (
        "[evidence.semianalysis_2023]\nmeasures = 'compute_cost'",
        ["evidence.semianalysis_2023", "'compute_cost'", "compute_cost[coding]"],
    ),
    "discount": (
        "[evidence.leopold_2019]\ndiscounts = ['vendor_bia']",
        ["evidence.leopold_2019", "'vendor_bia'", "'vendor_bias'"],
    ),
    "discount unit": (
        "[evidence.leopold_2019]\ndiscounts = ['salary']",
        ["evidence.leopold_2019.discounts", "'salary'", "dimensionless"],
    ),
    "spread": (
        "[evidence.leopold_2019]\nsd_quantity = 'report_s'",
        ["evidence.leopold_2019", "'report_s'", "'report_sd'"],
    ),
    "item unit": (
        "[evidence.bekman_2022]\nvalue = 1\nunit = 'usd'",
        ["evidence.bekman_2022.unit", "'usd'", "'token/node/day'"],
    ),
}


@pytest.mark.parametrize(("text", "words"), BAD.values(), ids=BAD)
def test_an_error_names_file_and_key_and_the_nearest_name(overlay, text, words):
    study = load_study(overlay(text))
    with pytest.raises(StudyError) as error:
        build(study)
    assert [word for word in ("mine.toml", *words) if word not in str(error.value)] == []


@pytest.mark.parametrize(
    ("item", "change", "measured"),
    [
        ("infrastructure_engineers_2022", "value = 1e30", "'capable_people'"),
        ("bekman_2022", "value = 1e-9", "'throughput'"),
        ("barr_2019", "value = 0.9999999999\nsd = 0.001\ndiscounts = []", "'first_year_ratio'"),
    ],
)
def test_an_impossible_item_is_named_before_sampling(overlay, item, change, measured):
    graph = build(load_study(overlay(f"[evidence.{item}]\n{change}")))
    with pytest.raises(StudyError, match=rf"mine.toml: evidence.{item}: no prior draw allows .* of {measured}"):
        check_possible(graph)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("[evidence.bekman_2022]\nvalue = 2e8\nsd = 1e-9", "Give it a larger sd"),
        ("[evidence.bekman_2022]\nvalue = 1e-9", "Is a thousand or a million missing"),
        ("[evidence.bekman_2022]\nvalue = 1e10\nsd = 0.001", "Widen a prior"),
        (
            "[evidence.opt_leak_search]\nvalue = 1\n[quantities.opt_leak_prior]\nunit = 'dimensionless'\n"
            "prior = { family = 'constant', value = 0 }",
            "it reports something found of 'opt_search_hit', which the prior puts between 0 and 0. Widen",
        ),
        (
            "[quantities.talent_pool]\nunit = 'people'\nprior = { family = 'constant', value = 1e308 }",
            r"between 1e\+308 and inf people with the study's talent_pool",
        ),
        (
            "[evidence.opt_leak_search]\nmeasures = 'scenario_ratio[coding]'",
            "is no probability in .* of the prior's draws",
        ),
    ],
)
def test_what_is_impossible_is_said_with_what_would_help(overlay, change, words):
    with pytest.raises(StudyError, match=words):
        check_possible(build(load_study(overlay(change))))


def test_the_shipped_items_are_possible(graphs):
    check_possible(graphs("reanalysis"))
    check_possible(build(load_study().at(load_study().as_of.replace(year=2030))))
