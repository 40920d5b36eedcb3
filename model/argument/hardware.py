"""Hardware: the price of a server and the text that it generates."""

from ..language import Value, node


@node("usd/node/day")
def node_day_price(gpu_hour_price: Value, gpus_per_node: Value, hours_per_day: Value) -> Value:
    """Rent of one server for a day."""
    return gpu_hour_price * gpus_per_node * hours_per_day


@node("token/node/day")
def peak_throughput(
    gpu_peak: Value, gpus_per_node: Value, parameters: Value, flop_per_parameter_token: Value, seconds_per_day: Value
) -> Value:
    """Tokens that one server could generate in a day at its peak speed."""
    return gpu_peak * gpus_per_node * seconds_per_day / (parameters * flop_per_parameter_token)


@node("token/node/day")
def throughput(peak_throughput: Value, utilisation: Value) -> Value:
    """Tokens that one server generates in a day."""
    return peak_throughput * utilisation


@node("word/node/day")
def words_per_day(throughput: Value, words_per_token: Value) -> Value:
    """English words that one server generates in a day."""
    return throughput * words_per_token
