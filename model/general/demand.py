"""Demand: how many tokens a day each scenario needs, by its users, and what is paid for beside them."""

from ..language import Value, node


@node("token/day", "scenario")
def demand(users: Value, tokens_per_user_day: Value) -> Value:
    """Tokens generated in a day."""
    return users * tokens_per_user_day


@node("token/day", "scenario")
def paid_demand(
    demand: Value, prompt_tokens: Value, prompt_cost: Value, cache_hits: Value, cached_cost: Value
) -> Value:
    """Tokens that a provider pays for in a day: those generated, and those of the prompts at their cost.

    Notes
    -----
    A prompt token counts as the part of a generated one that it costs, and one from a cache as a part of that.
    """
    return demand * (1 + prompt_tokens * prompt_cost * (1 - cache_hits * (1 - cached_cost)))
