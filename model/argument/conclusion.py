"""Conclusion: deployment beside development."""

from ..language import Value, node
from .deployment import SCENARIO, largest, picked, weighted_sum


@node("dimensionless", "scenario")
def scenario_ratio(compute_cost: Value, development_cost: Value, first_year: Value) -> Value:
    """Compute cost of a scenario for a year over the development cost."""
    return compute_cost * first_year / development_cost


@node("dimensionless", "scenario")
def scenario_multiple(scenario_ratio: Value) -> Value:
    """Development cost over the compute cost of a scenario for a year."""
    return 1 / scenario_ratio


@node("dimensionless")
def combined_ratio(combined_cost: Value, development_cost: Value, first_year: Value) -> Value:
    """Compute cost of the scenarios combined over the development cost."""
    return combined_cost * first_year / development_cost


@node("usd", choice="blend")
def combined_labour_cost(labour_cost: Value, scenario_weight: Value) -> Value:
    """Labour cost of the scenarios combined, as their compute cost is."""
    return weighted_sum(labour_cost, scenario_weight)


@combined_labour_cost.option("mixture", pick=SCENARIO)
def picked_labour_cost(labour_cost: Value, scenario_weight: Value, scenario_pick: Value) -> Value:
    """Labour cost of the scenario that is picked."""
    return picked(labour_cost, scenario_weight, scenario_pick)


@combined_labour_cost.option("maximum")
def largest_labour_cost(labour_cost: Value, scenario_weight: Value) -> Value:
    """Labour cost of the scenario with the dearest labour."""
    return largest(labour_cost, scenario_weight)


@node("dimensionless", choice="labour")
def cost_ratio(largest_viable_cost: Value, development_cost: Value, deployment_years: Value) -> Value:
    """Cost of the largest viable deployment over the cost of developing the model.

    Notes
    -----
    Over the study's horizon; with labour on both sides if the study includes it.
    """
    return largest_viable_cost * deployment_years / development_cost


@cost_ratio.option("included")
def cost_ratio_with_labour(
    largest_viable_cost: Value,
    development_cost: Value,
    deployment_years: Value,
    combined_labour_cost: Value,
    development_labour_cost: Value,
) -> Value:
    """Cost of the largest viable deployment over the cost of developing the model, both with labour."""
    deployment = largest_viable_cost * deployment_years + combined_labour_cost
    return deployment / (development_cost + development_labour_cost)


@node("dimensionless", share=True)
def inference_share(cost_ratio: Value) -> Value:
    """Share of the whole cost that goes to inference; its logit is the log of the cost ratio."""
    return cost_ratio / (1 + cost_ratio)


@node("dimensionless")
def development_multiple(cost_ratio: Value) -> Value:
    """How many times the largest viable deployment the development costs."""
    return 1 / cost_ratio


@node("dimensionless")
def labour_to_largest(labour_cost__coding: Value, largest_viable_cost: Value, first_year: Value) -> Value:
    """Labour cost of the coding assistant over the compute cost of the largest viable deployment."""
    return labour_cost__coding / (largest_viable_cost * first_year)
