"""Development: what it costs to make the model."""

from ..language import Value, node


@node("usd", choice="development_basis")
def development_cost(training_gpu_hours: Value, training_hour_price: Value, development_multiplier: Value) -> Value:
    """Compute cost of development.

    Notes
    -----
    GPU-hours of the final run at their price, and a multiplier for everything before it; or as published; or at
    what the hours cost who owns the GPUs.
    """
    return training_gpu_hours * training_hour_price * development_multiplier


@development_cost.option("published")
def as_published(published_cost: Value) -> Value:
    """Compute cost of development as its developer, or somebody else, has published it."""
    return published_cost


@development_cost.option("amortised")
def amortised_cost(training_gpu_hours: Value, hour_cost: Value, development_multiplier: Value) -> Value:
    """Compute cost of development at what an hour of one's own GPUs costs."""
    return training_gpu_hours * hour_cost * development_multiplier


@node("usd/gpu/hour")
def hour_cost(
    purchase_price: Value,
    service_years: Value,
    busy_share: Value,
    power: Value,
    electricity_price: Value,
    hours_per_day: Value,
    days_per_year: Value,
) -> Value:
    """Cost of an hour of one's own GPU: its part of the purchase, and its electricity."""
    return purchase_price / (service_years * days_per_year * hours_per_day * busy_share) + power * electricity_price
