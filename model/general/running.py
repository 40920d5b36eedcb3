"""Running: what it takes to run one copy of the model."""

import numpy as np

from ..language import Value, node


@node("node", steps=True)
def copy_nodes(weights_size: Value, memory_overhead: Value, node_memory: Value) -> Value:
    """Servers that hold one copy of the model, with room for what it computes."""
    return np.ceil(weights_size * memory_overhead / node_memory)


@node("usd/year")
def copy_year_price(copy_nodes: Value, node_year_price: Value) -> Value:
    """Rent for a year of the servers that hold one copy."""
    return copy_nodes * node_year_price


@node("usd/year", "scenario")
def api_cost(processed_demand: Value, api_price: Value, days_per_year: Value) -> Value:
    """Cost of a scenario for a year through the API.

    Notes
    -----
    A prompt token has the price of the part of a generated one that it costs, as it has on one's own servers.
    """
    return processed_demand * api_price * days_per_year
