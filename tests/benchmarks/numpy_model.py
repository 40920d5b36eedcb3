"""The default study by hand in NumPy: whole arrays, one pass, as it would be written in a notebook.

Nothing here is shared with the graph but the numbers, which come in as plain data (`inputs.study_inputs`). It covers
the default options of the structural choices, and the nodes that the conclusion and the evidence need.
"""

import numpy as np
from scipy import special


class Inputs:
    """Draws of a study's quantities, each made once; a constant is a number."""

    def __init__(self, priors, draws, seed):
        self.priors, self.draws, self.rng, self.made = priors, draws, np.random.default_rng(seed), {}

    def __call__(self, name):
        if name not in self.made:
            self.made[name] = self._drawn(**self.priors[name])
        return self.made[name]

    def _drawn(self, root, link, location, scale, nu):
        match root:
            case None:
                return location
            case "normal":
                stretched = self.rng.normal(location, scale, self.draws)
            case "half_normal":
                stretched = location + scale * np.abs(self.rng.standard_normal(self.draws))
            case "half_student_t":
                stretched = location + scale * np.abs(self.rng.standard_t(nu, self.draws))
            case "uniform":
                stretched = self.rng.uniform(location, location + scale, self.draws)
        return {"identity": lambda x: x, "exp": np.exp, "expit": special.expit}[link](stretched)


def nodes(x, ceil=np.ceil):
    """Return every node that the conclusion and the evidence need, from what gives the inputs their values.

    Only arithmetic and ``ceil`` are used, so that whatever has these can be put in.
    """
    n = {}
    n["opt_search_hit"] = x("opt_leak_prior") * x("opt_search_detection")
    graduates = x("us_cs_graduates") / x("us_population") * x("world_population") * x("relative_graduate_density")
    n["talent_pool"] = graduates * x("top_fraction") * x("studied_fraction") * x("retained_fraction")
    n["capable_people"] = n["talent_pool"] / x("graduate_share")
    n["downloads_per_month"] = n["capable_people"] * x("requests_per_capable_person") + x("background_requests")

    node_day_price = x("gpu_hour_price") * x("gpus_per_node") * x("hours_per_day")
    node_year_price = node_day_price * x("days_per_year")
    peak = x("gpu_peak") * x("gpus_per_node") * x("seconds_per_day") / (x("parameters") * x("flop_per_parameter_token"))
    n["throughput"] = peak * x("utilisation")
    per_developer = x("productivity_gain") * x("tokens_per_gain")
    generated = x("tweets_per_day") * x("twitter_fraction") * x("tokens_per_tweet"), x("developers") * per_developer
    prompts, read = (x("prompt_tokens[twitter]"), x("prompt_tokens[coding]")), x("prompt_cost")
    twitter, coding = (g * (p * read + 1) / n["throughput"] for g, p in zip(generated, prompts, strict=True))
    n["requests_per_developer_day"] = per_developer * prompts[1] / x("context_tokens_per_request")
    n["tweets_per_day"] = x("tweets_per_day")
    n["chat_cost"] = node_day_price / n["throughput"] * x("tokens_per_chat")

    weights = x("scenario_weight[twitter]"), x("scenario_weight[coding]")
    first, second = (weight / sum(weights) for weight in weights)
    combined = (ceil(twitter) * first + ceil(coding) * second) * node_year_price
    n["largest_viable_cost"] = combined * x("scale_beyond_scenarios")
    n["development_cost"] = x("replication_cost")
    n["cost_ratio"] = n["largest_viable_cost"] * x("deployment_years") / n["development_cost"]
    n["inference_share"] = n["cost_ratio"] / (n["cost_ratio"] + 1)

    twitter_cost = (twitter + x("idle_node[twitter]")) * node_year_price
    coding_cost = (coding + x("idle_node[coding]")) * node_year_price
    largest = (twitter_cost * first + coding_cost * second) * x("scale_beyond_scenarios")
    n["largest_viable_cost_smooth"] = largest
    n["first_year_ratio"] = largest * x("first_year") / n["development_cost"]
    n["largest_viable_volume"] = largest / node_year_price * n["throughput"] * x("words_per_token")
    hardware = x("v100_speed_factor") * x("fp32_factor") * x("v100_memory_factor")
    n["buchanan_expected"] = twitter_cost * hardware
    n["copilot_team_found"] = (x("software_developers[coding]") + x("ml_engineers[coding]")) * x("found_share")
    return n


def late_nodes(x, n):
    """Return what evidence that came after the post needs beside the other nodes."""
    per_developer = x("productivity_gain") * x("tokens_per_gain")
    node_day_price = x("gpu_hour_price") * x("gpus_per_node") * x("hours_per_day")
    prompt, read = x("prompt_tokens[coding]"), x("prompt_cost")
    served = per_developer * (1 + prompt * read) * node_day_price / n["throughput"]
    requests = x("developers") * per_developer * prompt / x("context_tokens_per_request")
    return {
        "served_cost_per_developer": served * x("days_per_year") / x("months_per_year"),
        "completion_requests": requests,
        "development_multiplier": x("development_multiplier"),
        "deployment_to_final_run": n["first_year_ratio"] * x("development_multiplier"),
        "later_research_gap": -x("lab_accounts_offset"),
    }


def all_nodes(x, items, ceil=np.ceil):
    """Return every node that the conclusion and these items need."""
    n = nodes(x, ceil)
    late = any(item["measures"] == "deployment_to_final_run" for item in items.values())
    return n | late_nodes(x, n) if late else n


def log_likelihood(item, measured, discounts):
    """Return an item's log-likelihood at draws of what it measures and of its discounts."""
    if item["kind"] == "search":
        return np.log1p(-measured)
    standard = (np.log(measured) + sum(discounts) - item["value"]) / item["sd"]
    if item["kind"] == "floor":
        return special.log_ndtr(standard)
    return -0.5 * standard**2 - np.log(item["sd"]) - 0.5 * np.log(2 * np.pi)


def discounts_of(item, values, x):
    """Return an item's discounts, of which one is computed."""
    return [values[d] if d in values else x(d) for d in item["discounts"]]


def log_likelihoods(items, values, x):
    """Return the log-likelihood of every item, from draws of the nodes and what gives the inputs their values."""
    return {
        name: log_likelihood(item, values[item["measures"]], discounts_of(item, values, x))
        for name, item in items.items()
    }


def simulate(inputs, draws, seed):
    """Return draws of the nodes that are kept, and the log-likelihood of every item that is in."""
    x = Inputs(inputs["priors"], draws, seed)
    values = all_nodes(x, inputs["items"])
    terms = log_likelihoods(inputs["items"], values, x)
    return {name: values[name] for name in inputs["kept"]}, terms
