"""Deployment: servers, compute, API and labour of each scenario, and the largest viable deployment."""

import numpy as np

from ..language import Pick, Value, node


@node("node", "scenario", choice="node_count", steps=True)
def nodes(processed_demand: Value, throughput: Value) -> Value:
    """Servers that a scenario needs: whole ones, unless the study counts fractions."""
    return np.ceil(processed_demand / throughput)


@nodes.option("fractional")
def fractional_nodes(processed_demand: Value, throughput: Value) -> Value:
    """Servers that a scenario needs, and the part of one that is left over."""
    return processed_demand / throughput


@node("usd/year", "scenario")
def compute_cost(nodes: Value, node_year_price: Value) -> Value:
    """Compute cost of a scenario for a year."""
    return nodes * node_year_price


@node("usd/year", "scenario")
def api_cost(demand: Value, api_price: Value, days_per_year: Value) -> Value:
    """Cost of a scenario for a year through the API."""
    return demand * api_price * days_per_year


@node("person", "scenario")
def team_size(software_developers: Value, ml_engineers: Value) -> Value:
    """People on a scenario's team."""
    return software_developers + ml_engineers


@node("usd/year", "scenario")
def labour_cost_full_year(team_size: Value, salary: Value) -> Value:
    """Labour cost of a scenario's team for an entire year."""
    return team_size * salary


@node("usd", "scenario")
def labour_cost(labour_cost_full_year: Value, project_months: Value, months_per_year: Value) -> Value:
    """Labour cost of a scenario for the months that it takes."""
    return labour_cost_full_year * project_months / months_per_year


@node("dimensionless", "scenario")
def labour_to_compute(labour_cost: Value, compute_cost: Value, first_year: Value) -> Value:
    """Labour cost of a scenario over its compute cost of a year."""
    return labour_cost / (compute_cost * first_year)


def weighted_sum(cost: Value, weight: Value) -> Value:
    """Combine costs over scenarios by weights, which are relative; the scenarios are the first axis of both."""
    return (cost * weight).sum(axis=0) / weight.sum(axis=0)


def picked(cost: Value, weight: Value, pick: Value) -> Value:
    """Return the cost of the scenario into whose part of the weights a number between 0 and 1 falls."""
    share = weight / weight.sum(axis=0)
    end = share.cumsum(axis=0)
    return (cost * ((pick < end) * (pick >= end - share))).sum(axis=0)


def largest(cost: Value, weight: Value) -> Value:
    """Return the largest cost of a scenario that is not left out, which one without a weight is."""
    return (cost * (weight > 0)).max(axis=0)


SCENARIO = Pick("scenario_pick", "scenario_weight")
"""How one scenario is picked."""


@node("usd/year", choice="blend")
def combined_cost(compute_cost: Value, scenario_weight: Value) -> Value:
    """Compute cost of the scenarios combined: a weighted sum, a mixture of them or the largest."""
    return weighted_sum(compute_cost, scenario_weight)


@combined_cost.option("mixture", pick=SCENARIO)
def picked_cost(compute_cost: Value, scenario_weight: Value, scenario_pick: Value) -> Value:
    """Compute cost of the scenario that is picked."""
    return picked(compute_cost, scenario_weight, scenario_pick)


@combined_cost.option("maximum")
def largest_cost(compute_cost: Value, scenario_weight: Value) -> Value:
    """Compute cost of the dearest scenario."""
    return largest(compute_cost, scenario_weight)


@node("usd/year", choice="evidence_model")
def largest_viable_cost(combined_cost: Value, scale_beyond_scenarios: Value) -> Value:
    """Compute cost of a year of the largest viable deployment of a GPT-3-like model.

    Notes
    -----
    The scenarios combined, times the room beyond them.
    """
    return combined_cost * scale_beyond_scenarios


@largest_viable_cost.option("additive")
def adjusted_cost(
    combined_cost: Value, additive_weight: Value, reported_share: Value, development_cost: Value, first_year: Value
) -> Value:
    """Compute cost of a year by the author's additive rule.

    Notes
    -----
    The reported share of inference is mixed in as if it were a share of the development cost.
    """
    reported_cost = reported_share * development_cost / first_year
    return (1 - additive_weight) * combined_cost + additive_weight * reported_cost


@node("gpu")
def deployment_gpus(
    largest_viable_cost: Value, gpu_hour_price: Value, hours_per_day: Value, days_per_year: Value
) -> Value:
    """GPUs that the largest viable deployment keeps rented."""
    return largest_viable_cost / (gpu_hour_price * hours_per_day * days_per_year)
