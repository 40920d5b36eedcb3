"""Comparison: the factors by which the post explains Buchanan et al. (2021)."""

from ..language import Value, node


@node("dimensionless")
def buchanan_hardware_factor(v100_speed_factor: Value, fp32_factor: Value, v100_memory_factor: Value) -> Value:
    """Cost of the same text on the hardware that Buchanan et al. assume."""
    return v100_speed_factor * fp32_factor * v100_memory_factor


@node("dimensionless")
def buchanan_gap(buchanan_cost: Value, compute_cost__twitter: Value) -> Value:
    """Buchanan et al. on a year of 1% of Twitter, over the graph's own cost."""
    return buchanan_cost / compute_cost__twitter
