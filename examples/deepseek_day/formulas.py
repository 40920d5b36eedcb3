"""A day of serving: servers at a rent, tokens at a price, and the training run that came before."""

from llm_barriers.model.language import Value, node


@node("usd/day")
def cost(servers: Value, gpus_per_server: Value, gpu_hour_price: Value, hours_per_day: Value) -> Value:
    """Rent of all servers."""
    return servers * gpus_per_server * gpu_hour_price * hours_per_day


@node("token/day")
def read_anew(prompts: Value, cached: Value) -> Value:
    """Prompt tokens that no cache has."""
    return prompts - cached


@node("usd/day")
def income(
    cached: Value, cached_price: Value, read_anew: Value, prompt_price: Value, generated: Value, price: Value
) -> Value:
    """Income if every token were paid for at the list price."""
    return cached * cached_price + read_anew * prompt_price + generated * price


@node("dimensionless")
def margin(income: Value, cost: Value) -> Value:
    """Income over cost, less one."""
    return income / cost - 1


@node("dimensionless", share=True)
def cache_share(cached: Value, prompts: Value) -> Value:
    """Part of the prompts that a cache has."""
    return cached / prompts


@node("usd")
def training_cost(training_hours: Value, gpu_hour_price: Value) -> Value:
    """Rent of the GPUs of the final training run."""
    return training_hours * gpu_hour_price


DAY = (cost, read_anew, income, margin, cache_share, training_cost)
