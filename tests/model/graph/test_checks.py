"""Checks of a graph: all that a study writes has a place in it, and twins have the value of what a study replaces."""

import numpy as np
import pytest

from llm_barriers.model import build
from llm_barriers.model.arrays import prior_draws
from llm_barriers.model.evidence import value_of
from llm_barriers.priors import StudyError, load_study

CONSTANT = "unit = '%s'\nprior = { family = 'constant', value = %s }"
ITEM = """[evidence.mine]
title = "Mine"
kind = "%s"
measures = "%s"
published = 2022-06-01
known_to_author = false
source = "mine"
quote = "x"
quantity_measured = "cost"
cluster = "mine"
"""


def refused(path):
    with pytest.raises(StudyError) as error:
        build(load_study(path))
    assert len(str(error.value)) < 500
    return str(error.value)


REFUSED = {
    "conclusion": (
        "[quantities.cost_ratio]\n" + CONSTANT % ("dimensionless", 0.4),
        "quantities.cost_ratio: would be a second reading of the conclusion",
    ),
    "its share": ("[quantities.inference_share]\n" + CONSTANT % ("percent", 40), "computed from: cost_ratio"),
    "what shares report": ("[quantities.first_year_ratio]\n" + CONSTANT % ("dimensionless", 0.4), "a second reading"),
    "unknown": ("[quantities.utilization]\n" + CONSTANT % ("dimensionless", 0.9), "mean 'utilisation'"),
    "dims of a scalar": (
        "[quantities.salary]\ndims = ['scenario']",
        "quantities.salary.dims: ['scenario'] do not fit: 'salary' has none",
    ),
    "two dims": ("[quantities.idle_node]\ndims = ['scenario', 'model']", "quantities.idle_node.dims"),
    "dims of a node": (
        "[quantities.compute_cost]\ndims = ['model']\n" + CONSTANT % ("usd/year", 1e6),
        "quantities.compute_cost.dims: ['model'] do not fit: 'compute_cost' has ['scenario']",
    ),
    "dims of a coordinate": (
        "[quantities.'demand[coding]']\ndims = ['scenario']\n" + CONSTANT % ("token/day", 1),
        "dims",
    ),
    "incomplete": (
        "[quantities.'scenario_weight[chat]']\n" + CONSTANT % ("dimensionless", 0.5),
        "'chat' needs one for every coordinate: software_developers[chat], ml_engineers[chat], demand[chat]",
    ),
    "overflows in the unit of its node": (
        "[quantities.'compute_cost[coding]']\n" + CONSTANT % ("megausd/year", 1e308),
        "quantities.compute_cost[coding].prior: constant goes from inf",
    ),
    "twin": ("[quantities.combined_cost_smooth]\n" + CONSTANT % ("usd/year", 1), "an entry for 'combined_cost'"),
    "zero": (
        "[quantities.utilisation]\n" + CONSTANT % ("dimensionless", 0),
        "quantities.utilisation: 'cost_ratio' is no",
    ),
    "vanishing": (
        "[quantities.replication_cost]\n" + CONSTANT % ("usd", 1e-300),
        "mine.toml: quantities.replication_cost: 'cost_ratio' is no number at the medians of the priors, of which repl",
    ),
    "weights": ("[quantities.scenario_weight]\n" + CONSTANT % ("dimensionless", 0), "quantities.scenario_weight"),
    "vector discount": (
        "[evidence.barr_2019]\ndiscounts = ['scenario_weight']",
        "barr_2019.discounts: 'scenario_weight'",
    ),
    "vector error": (
        "[evidence.barr_2019]\nsd_quantity = 'scenario_weight'",
        "sd_quantity: 'scenario_weight' has coord",
    ),
    "error in money": ("[evidence.barr_2019]\nsd_quantity = 'salary'", "sd_quantity: 'salary' is in usd"),
    "negative error": ("[evidence.barr_2019]\nsd_quantity = 'portfolio_common'", "may be zero or less"),
    **{
        f"coordinate of {name}": (
            f"[quantities.'{name}[coding]']\n" + CONSTANT % (unit, 1),
            f"mine.toml: quantities.{name}[coding]: '{name}' is one number and has no coordinates",
        )
        for name, unit in {
            "salary": "usd/person/year",
            "replication_cost": "usd",
            "vendor_bias": "dimensionless",
            "throughput": "token/node/day",
        }.items()
    },
    "wrong dims are the only problem": (
        "[quantities.software_developers]\ndims = ['item']\n" + CONSTANT % ("person", 5),
        "mine.toml: quantities.software_developers.dims: unknown dim 'item'",
    ),
    "an item's name as a scenario": (
        "[quantities.'demand[barr_2019]']\n" + CONSTANT % ("token/day", 1),
        "quantities.demand[barr_2019]: 'barr_2019' names a source, and 'demand' is by scenario",
    ),
    "an item's name as a scenario of its own": (
        "[quantities.'scenario_weight[barr_2019]']\n" + CONSTANT % ("dimensionless", 1),
        "mine.toml: quantities.scenario_weight[barr_2019]: 'barr_2019' would be a coordinate of 'scenario' and of",
    ),
    "a scenario's name as an item": (
        ITEM.replace("mine]", "coding]") % ("share", "first_year_ratio") + "value = 0.5\nsd = 1",
        "mine.toml: evidence.coding: 'coding' would be a coordinate of 'scenario' and of 'source'",
    ),
    "no formula": (
        "[quantities.salary]\nformula = true",
        "quantities.salary: has neither an entry nor a formula, and 'development_labour_cost' is",
    ),
    "log of a log": ("[evidence.barr_2019]\nmeasures = 'later_years_offset'\ndiscounts = []", "may be below zero"),
    "informs": ("[evidence.barr_2019]\ninforms = ['cost']", "barr_2019.informs: unknown node 'cost'"),
    "as a dim": (
        ITEM.replace("mine]", "chain]") % ("measurement", "cost_ratio") + "value = 1\nsd = 1",
        "'chain' is the",
    ),
    "as a node": (
        ITEM.replace("mine]", "nodes]") % ("measurement", "cost_ratio") + "value = 1\nsd = 1",
        "'nodes' is the",
    ),
}


@pytest.mark.parametrize(("text", "words"), REFUSED.values(), ids=REFUSED)
def test_what_has_no_place_in_the_graph_is_refused(overlay, text, words):
    assert words in refused(overlay(text))


SHARES = {
    "odds of a share": ("share", "inference_share", "value = 0.4\nsd = 0.05", "measures odds, such as of 'cost_ratio'"),
    "odds of a computed probability": ("share", "opt_leaked", "value = 0.4\nsd = 0.05", "a share report measures odds"),
    "more than the whole": ("measurement", "utilisation", "value = 45\nsd = 0.05", "45 dimensionless is more than the"),
    "percent": (
        "floor",
        "opt_leaked",
        "value = 450\nunit = 'percent'\nsd = 0.05",
        "450 percent is more than the whole",
    ),
    "a count": ("count", "utilisation", "value = 4", "'utilisation' is a share, and nothing that a count is of"),
    "a search of people": ("search", "talent_pool", "value = 1", "is in people; a search measures a probability"),
}


@pytest.mark.parametrize(("kind", "node", "numbers", "words"), SHARES.values(), ids=SHARES)
def test_a_report_of_a_share_is_of_a_part_of_a_whole(overlay, kind, node, numbers, words):
    assert words in refused(overlay(ITEM % (kind, node) + numbers))


@pytest.mark.parametrize("numbers", ["value = 0.4\nsd = 0.05", "value = 40\nunit = 'percent'\nsd = 0.05"])
def test_a_share_is_measured_as_it_is(overlay, numbers):
    graph = build(load_study(overlay(ITEM % ("measurement", "inference_share") + numbers)))
    assert np.exp(value_of("mine", graph.known)) == pytest.approx(0.4)


def test_a_computed_share_is_no_more_than_the_whole(overlay):
    assert "more than the whole" in refused(overlay("[quantities.opt_leaked]\n" + CONSTANT % ("percent", 150)))


def test_a_misspelt_quantity_is_refused_whatever_its_folder_is_called(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for folder in ("studies", "quantities", "priors/data/studies"):
        path = tmp_path / folder / "mine.toml"
        path.parent.mkdir(parents=True)
        path.write_text("extends = 'reanalysis'\n[quantities.utilization]\n" + CONSTANT % ("dimensionless", 0.9))
        assert "mean 'utilisation'" in refused(f"{folder}/mine.toml")


def test_what_the_catalogue_has_may_be_changed(overlay):
    names = load_study("published").catalogue.quantities
    build(load_study(overlay("\n".join(f"[quantities.'{name}']\nnote = 'x'" for name in names))))


@pytest.mark.parametrize("blend", ["weighted_sum", "mixture", "maximum"])
def test_one_scenario_may_have_no_weight(overlay, blend):
    text = f"[choices]\nblend = '{blend}'\n[quantities.'scenario_weight[coding]']\n" + CONSTANT % ("dimensionless", 0)
    nodes, _ = prior_draws(build(load_study(overlay(text))), draws=200, seed=1, names=["combined_cost", "compute_cost"])
    assert np.isfinite(nodes["combined_cost"]).all()
    np.testing.assert_allclose(nodes["combined_cost"], nodes["compute_cost"].sel(scenario="twitter"))


@pytest.mark.parametrize("node", ["nodes[coding]", "compute_cost[coding]", "combined_cost", "largest_viable_cost"])
def test_what_a_study_replaces_is_what_the_evidence_measures(overlay, node):
    unit = "node" if node.startswith("nodes") else "usd/year"
    prior = "prior = { family = 'lognormal', low = 0.5e9, high = 3.5e9 }"
    graph = build(load_study(overlay(f"[quantities.'{node}']\nunit = '{unit}'\n{prior}")))
    names = ["cost_ratio", "first_year_ratio", *(name for name, made in graph.argument.items() if made.twin)]
    nodes, _ = prior_draws(graph, draws=200, seed=1, names=[*names, *(graph.argument[n].twin for n in names[2:])])
    base, _, coordinate = node.removesuffix("]").partition("[")
    twin = next(name for name in names[2:] if graph.argument[name].twin == base)
    assert {node} & graph.inputs & graph.lineage("first_year_ratio")
    one, other = (nodes[n].sel(scenario=coordinate) if coordinate else nodes[n] for n in (base, twin))
    np.testing.assert_array_equal(one, other)
    np.testing.assert_allclose(nodes["cost_ratio"], nodes["first_year_ratio"], rtol=0.01)


def test_every_part_of_a_vector_may_be_known(overlay):
    text = f"[quantities.tweets_per_day]\n{CONSTANT}\n[quantities.'demand[coding]']\n{CONSTANT}"
    graph = build(load_study(overlay(text % ("tweet/day", 5e8, "token/day", 3e9))))
    nodes, _ = prior_draws(graph, draws=50, seed=1, names=["demand", "cost_ratio"])
    assert nodes["demand"].sel(scenario="coding") == 3e9
    assert np.isfinite(nodes["cost_ratio"]).all()
