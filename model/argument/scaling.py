"""Scaling up: how long an actor takes to grow from one server into the largest deployment."""

import numpy as np

from ..language import Value, node


@node("month")
def months_to_scale(
    deployment_gpus: Value, gpus_per_node: Value, growth_rate: Value, growth_period: Value, one_node: Value
) -> Value:
    """Months of reinvested revenue from one server to the largest viable deployment."""
    servers = deployment_gpus / gpus_per_node / one_node
    return np.log(servers) / np.log1p(growth_rate) * growth_period


@node("year")
def funding_coverage(funding_round: Value, largest_viable_cost: Value) -> Value:
    """Years of the largest viable deployment that one jump in funding pays for."""
    return funding_round / largest_viable_cost
