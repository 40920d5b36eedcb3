"""Conclusion: deployment beside development."""

from ..language import Value, node


@node("usd/year")
def largest_viable_cost(combined_cost: Value, scale_beyond_scenarios: Value) -> Value:
    """Compute cost of a year of the largest deployment: the scenarios combined, and the room beyond them."""
    return combined_cost * scale_beyond_scenarios


@node("dimensionless")
def cost_ratio(largest_viable_cost: Value, development_cost: Value, deployment_years: Value) -> Value:
    """Cost of the largest deployment over the cost of development."""
    return largest_viable_cost * deployment_years / development_cost
