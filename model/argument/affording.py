"""Affording: what one instance costs its user, beside the API, and whether it fits in memory."""

from ..language import Value, node


@node("usd/node/year")
def node_year_price(node_day_price: Value, days_per_year: Value) -> Value:
    """Rent of one server for a year."""
    return node_day_price * days_per_year


@node("usd/node")
def commitment_cost(node_year_price: Value, commitment_months: Value, months_per_year: Value) -> Value:
    """What the shortest rent commitment for one server costs."""
    return node_year_price * commitment_months / months_per_year


@node("usd/token")
def node_token_price(node_day_price: Value, throughput: Value) -> Value:
    """Cost of a token from one's own rented server that is busy all day."""
    return node_day_price / throughput


@node("dimensionless")
def api_markup(api_price: Value, node_token_price: Value) -> Value:
    """Price of a token through the API over its cost on one's own server."""
    return api_price / node_token_price


@node("usd/node/day")
def api_cost_same_words(api_price: Value, throughput: Value) -> Value:
    """Cost through the API of the words that one server generates in a day."""
    return api_price * throughput


@node("word/node/day")
def api_break_even(node_day_price: Value, api_price: Value, words_per_token: Value) -> Value:
    """Words a day above which one's own server is cheaper than the API."""
    return node_day_price / api_price * words_per_token


@node("gigabyte/node")
def node_memory(gpu_memory: Value, gpus_per_node: Value) -> Value:
    """GPU memory of one server."""
    return gpu_memory * gpus_per_node
