"""Access: who may download the weights of OPT-175B."""

from ..language import Value, node, smaller


@node("people")
def opt_granted(opt_eligible: Value, opt_processable: Value) -> Value:
    """People granted access to OPT-175B in the first year following release."""
    return smaller(opt_eligible, opt_processable)


@node("dimensionless", share=True)
def opt_search_hit(opt_leak_prior: Value, opt_search_detection: Value) -> Value:
    """Probability that the author's search shows a leaked OPT-175B."""
    return opt_leak_prior * opt_search_detection


@node("dimensionless", share=True)
def opt_leaked(
    opt_leak_prior: Value,
    opt_search_hit: Value,
    included__opt_leak_search: Value,
    observed__opt_leak_search: Value,
) -> Value:
    """Probability that OPT-175B has leaked, given what the search found, if it is in.

    Notes
    -----
    Bayes' rule with the indicator summed out. A search that finds something finds a leak; one that finds nothing
    leaves a leak and no hit, over no hit.
    """
    hit = included__opt_leak_search * observed__opt_leak_search
    missed = opt_search_hit * included__opt_leak_search
    return hit + (1 - hit) * (opt_leak_prior - missed) / (1 - missed)
