"""Demand: how many tokens a day each deployment scenario needs."""

from ..language import Value, node


@node("token/day")
def demand__twitter(tweets_per_day: Value, twitter_fraction: Value, tokens_per_tweet: Value) -> Value:
    """Tokens generated in a day for 1% of Twitter."""
    return tweets_per_day * twitter_fraction * tokens_per_tweet


@node("token/developer/day")
def tokens_per_developer_day(productivity_gain: Value, tokens_per_gain: Value) -> Value:
    """Tokens generated in a day for one developer."""
    return productivity_gain * tokens_per_gain


@node("token/day")
def demand__coding(developers: Value, tokens_per_developer_day: Value) -> Value:
    """Tokens generated in a day for one million developers."""
    return developers * tokens_per_developer_day


@node("token/request")
def generated_tokens_per_request(context_tokens_per_request: Value, prompt_tokens__coding: Value) -> Value:
    """Tokens generated in one completion of code."""
    return context_tokens_per_request / prompt_tokens__coding


@node("token/day", "scenario")
def paid_demand(demand: Value, prompt_tokens: Value, prompt_cost: Value) -> Value:
    """Tokens that a provider pays for in a day: those generated, and those of the prompts at their cost.

    Notes
    -----
    A prompt token counts as the part of a generated one that it costs.
    """
    return demand * (1 + prompt_tokens * prompt_cost)


@node("token/day", "scenario", choice="tokens_counted")
def processed_demand(paid_demand: Value) -> Value:
    """Tokens that the conclusion counts in a day: all that are paid for, unless the study counts a part of them."""
    return paid_demand


@processed_demand.option("generated")
def generated_demand(demand: Value) -> Value:
    """Tokens generated in a day, as the post counts them."""
    return demand
