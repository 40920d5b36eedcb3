"""Development: what it costs to make a GPT-3-like model, with the labour for it."""

from ..language import Value, node


@node("usd", choice="development_basis")
def development_cost(replication_cost: Value) -> Value:
    """Compute cost of developing a GPT-3-like model.

    Notes
    -----
    As published; or bottom-up; or BLOOM's own model card.
    """
    return replication_cost


@development_cost.option("bottom_up")
def bottom_up_cost(training_gpu_hours: Value, gpu_hour_price: Value, development_multiplier: Value) -> Value:
    """Compute cost from the GPU-hours of the final run.

    Notes
    -----
    At the price that deployment pays, with a multiplier for everything before that run.
    """
    return training_gpu_hours * gpu_hour_price * development_multiplier


@development_cost.option("bloom_card")
def card_cost(bloom_card_cost: Value) -> Value:
    """Compute cost on BLOOM's own model card."""
    return bloom_card_cost


@node("gpu*hour")
def training_gpu_hours(
    training_flop: Value, gpu_peak: Value, training_utilisation: Value, seconds_per_day: Value, hours_per_day: Value
) -> Value:
    """GPU-hours of the final training run, on the GPUs that deployment rents."""
    return training_flop / (gpu_peak * training_utilisation) / seconds_per_day * hours_per_day


@node("usd")
def development_labour_cost(
    development_team: Value, development_months: Value, salary: Value, months_per_year: Value
) -> Value:
    """Labour cost of developing a GPT-3-like model."""
    return development_team * development_months * salary / months_per_year


@node("dimensionless")
def training_to_deployment_gpus(training_gpus: Value, deployment_gpus: Value) -> Value:
    """GPUs used at once for training over those of the largest viable deployment."""
    return training_gpus / deployment_gpus
