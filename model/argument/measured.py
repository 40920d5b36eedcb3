"""Observed: what the evidence measures, in a form that a gradient-based sampler can follow.

Whole servers upstream of a likelihood break NUTS. Where evidence enters, their count is demand over
throughput plus an idle part of the last server, uniform between none and all of it, which has the same
distribution to good accuracy and a gradient. The public nodes of the scenarios keep whole servers; of each that a
study gives a prior of its own, the twin has the value, so that the evidence measures it.

A structural choice that redefines the conclusion (horizon, labour, which tokens count) does not redefine what was
measured: the first year's compute cost, with the prompts, for whoever reports a cost has paid for them.
"""

from ..language import Value, node
from .deployment import SCENARIO, largest, picked, weighted_sum


@node("node", "scenario", choice="node_count", twin="nodes")
def nodes_smooth(paid_demand: Value, throughput: Value, idle_node: Value) -> Value:
    """Servers for all tokens that a scenario pays for, the last one idle in part, so that there is a gradient."""
    return paid_demand / throughput + idle_node


@nodes_smooth.option("fractional")
def fractional_nodes_smooth(paid_demand: Value, throughput: Value) -> Value:
    """Servers that a scenario needs, and the part of one that is left over."""
    return paid_demand / throughput


@node("usd/year", "scenario", twin="compute_cost")
def compute_cost_smooth(nodes_smooth: Value, node_year_price: Value) -> Value:
    """Compute cost of a scenario for a year, the last server idle in part."""
    return nodes_smooth * node_year_price


@node("usd/year", choice="blend", twin="combined_cost")
def combined_cost_smooth(compute_cost_smooth: Value, scenario_weight: Value) -> Value:
    """Compute cost of the scenarios combined, with a gradient."""
    return weighted_sum(compute_cost_smooth, scenario_weight)


@combined_cost_smooth.option("mixture", pick=SCENARIO)
def picked_cost_smooth(compute_cost_smooth: Value, scenario_weight: Value, scenario_pick: Value) -> Value:
    """Compute cost of the scenario that is picked."""
    return picked(compute_cost_smooth, scenario_weight, scenario_pick)


@combined_cost_smooth.option("maximum")
def largest_cost_smooth(compute_cost_smooth: Value, scenario_weight: Value) -> Value:
    """Compute cost of the dearest scenario."""
    return largest(compute_cost_smooth, scenario_weight)


@node("usd/year", twin="largest_viable_cost")
def largest_viable_cost_smooth(combined_cost_smooth: Value, scale_beyond_scenarios: Value) -> Value:
    """Compute cost of a year of the largest viable deployment, with a gradient."""
    return combined_cost_smooth * scale_beyond_scenarios


@node("dimensionless")
def first_year_ratio(largest_viable_cost_smooth: Value, development_cost: Value, first_year: Value) -> Value:
    """Compute cost of the first year of the largest viable deployment over the development cost.

    Notes
    -----
    A report that a share of the cost is inference observes the logarithm of this ratio.
    """
    return largest_viable_cost_smooth * first_year / development_cost


@node("word/day")
def largest_viable_volume(
    largest_viable_cost_smooth: Value, node_year_price: Value, throughput: Value, words_per_token: Value
) -> Value:
    """Words that the largest viable deployment pays for in a day, those that it reads counted at their cost.

    Notes
    -----
    Who generates a volume pays for at least as much. Which of its words the dearest deployment generates depends on
    how long its prompts are, and one that generates more may cost less.
    """
    return largest_viable_cost_smooth / node_year_price * throughput * words_per_token


@node("usd/year")
def buchanan_expected(compute_cost_smooth__twitter: Value, buchanan_hardware_factor: Value) -> Value:
    """A year of 1% of Twitter on the hardware that Buchanan et al. assume."""
    return compute_cost_smooth__twitter * buchanan_hardware_factor


@node("person")
def copilot_team_found(team_size__coding: Value, found_share: Value) -> Value:
    """Engineers of a coding assistant's team whom the search on LinkedIn finds."""
    return team_size__coding * found_share


@node("usd")
def final_run_cost(development_cost: Value, development_multiplier: Value) -> Value:
    """Compute cost of a model's final training run alone."""
    return development_cost / development_multiplier


@node("usd/request")
def chat_cost(node_token_price: Value, tokens_per_chat: Value) -> Value:
    """Compute cost of one chat, from a server that is busy all day."""
    return node_token_price * tokens_per_chat


@node("usd/developer/month")
def served_cost_per_developer(
    tokens_per_developer_day: Value,
    prompt_tokens__coding: Value,
    prompt_cost: Value,
    node_token_price: Value,
    days_per_year: Value,
    months_per_year: Value,
) -> Value:
    """Compute cost of one developer's coding assistant in a month.

    Notes
    -----
    With the prompts that it reads, whichever tokens the study counts: what a provider pays holds them.
    """
    tokens = tokens_per_developer_day * (1 + prompt_tokens__coding * prompt_cost)
    return tokens * node_token_price * days_per_year / months_per_year


@node("dimensionless")
def deployment_to_final_run(first_year_ratio: Value, development_multiplier: Value) -> Value:
    """Compute cost of the first year of the largest viable deployment over that of the final training run."""
    return first_year_ratio * development_multiplier


@node("request/day")
def completion_requests(demand__coding: Value, generated_tokens_per_request: Value) -> Value:
    """Completions that the coding assistant is asked for in a day."""
    return demand__coding / generated_tokens_per_request


@node("request/developer/day")
def requests_per_developer_day(tokens_per_developer_day: Value, generated_tokens_per_request: Value) -> Value:
    """Completions that one developer is given in a day."""
    return tokens_per_developer_day / generated_tokens_per_request


@node("dimensionless")
def later_research_gap(lab_accounts_offset: Value) -> Value:
    """How far a laboratory's research exceeds one model's development, as a log: its accounts' offset turned round."""
    return -lab_accounts_offset
