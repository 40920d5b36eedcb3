"""Columns: what the tables of every command hold, by the name of its section, of which its JSON Schema is made.

A column is a number unless its name is one of `KINDS`, or a kind stands behind it. ``±`` says that its Monte Carlo
error has a column too, ``key:`` that rows have names, and ``*`` that there are more columns, which the model names.
"""

__all__ = ["COLUMNS", "KINDS", "MORE"]

KINDS = {
    "text": "answer basis choice code component difference discount figure file formula group grouping input"
    " interval item kind machine measures method model name needed_by_mean needed_by_median node note"
    " option others part printed printed_figures_read_as quantity question quote readout reason reports"
    " role section source study taken title unit what width without",
    "date": "as_of date published",
    "flag": "converged in outside_99 passed posterior_inside prior_inside reproduced survived turned",
    "names": "dims discounts items parents",
    "count": "again flipped outside pairs points_not_trusted quantities refits refused specifications",
}
"""Columns that are no numbers, or whole ones, by kind; a text or a date is null, as a number is, if there is none."""

_READ = "median± low± high± below±"
_STEP = "item date quantity median± low± high± nats±"
_ENTRY = "name title unit prior:text basis source quote note file"
_INPUT = "target:text input first_order± sobol_first± sobol_total± shapley± part basis prior_at_low prior_at_high"
_INPUT += " posterior_at_low posterior_at_high prior_rank± posterior_rank±"
_POWER = "component kind sensitivity noise"
_GAIN = "kind what title gain± share_of_everything gain_with_all_evidence"
_MOVE = "kind name title unit before± low_before± high_before± after± low_after± high_after±"
_ITEM = "key: title published in reports unit sd:text measures discounts source quote note"
_SUBJECT = "name title median low high below share deployment development copy_year by_tokens by_price by_development"
_LISTED = "key: title unit prior:text basis source quote note"
_SINCE = f"date items {_READ} at_least±"

COLUMNS = {
    "summary": {
        "short": "question answer section",
        "bars": f"name title {_READ}",
        "turns": "kind name title option before after moved turned",
        "steps": "date items before after moved",
        "claims": "name title prior posterior survived",
        "rests": "on:text value of",
    },
    "update": {"conclusion": _STEP, "update": _STEP},
    "timeline": {
        "dates": f"name title date {_READ}",
        "states": _SINCE,
        "options": f"option {_SINCE}",
        "turns": f"option {_SINCE}",
        "reversal": "option name items moved± below± moved_in_turn below_in_turn median_before below_before"
        " median_after below_after",
    },
    "reliance": {
        "without": f"as_of items without {_READ} turned",
        "surprises": "item date tail_probability outside_99",
    },
    "items": {
        "items": "item published median_without± low_without± high_without± below_without± median_alone± low_alone±"
        " high_alone± below_alone± nats± nats_alone± tail_probability outside_99",
        "moved": "item input shift",
        "power": _POWER,
    },
    "sensitivity": {
        "inputs": _INPUT,
        "groups": "target:text group sobol_first± sobol_total± shapley± grouping",
        "fidelity": "target:text variance_ratio",
        "power": _POWER,
        "later": "target:text input shapley± shapley_now± *",
    },
    "value_of_information": dict.fromkeys(("worth", "known", "seen"), _GAIN),
    "what_if": dict.fromkeys(("moves", "before_after"), _MOVE),
    "unused": {
        "medians": "item node unit post before alone± together± nats_alone± nats_together±",
        "intervals": "item node state:text median low high",
        "author": "item author_did:text",
    },
    "implied": {
        "needed": "study discount needed_by_mean needed_by_median *",
        "implied": "study discount readout target value± factor lowest highest points_not_trusted *",
        "coherence": "printed_figures_read_as weight_by_centre weight_by_width observed_ratio observed_share"
        " observed_sd reported_ratio distance_logs distance_sds",
        "curves": "study discount value mean± median± *",
    },
    "checks": {
        "expected": "item unit reported prior_median prior_tail posterior_median posterior_tail",
        "predictive": "item kind unit reported prior_median prior_low prior_high prior_tail prior_inside"
        " posterior_median posterior_low posterior_high posterior_tail posterior_inside",
    },
    "discounts": {
        "medians": "discount median_half± median_twice± below_half± below_twice± median_as_it_is±",
        "widths": f"discount title items width {_READ} times_default",
    },
    "multiverse": {
        "choices": "choice title pairs flipped variance share_flipped",
        "averages": f"title models {_READ}",
        "weights": "choice option title prior weight± median± below±",
        "evidence": "choice option title scale log_evidence± probability±",
        "options": "choice option title specifications below marginal matched",
        "specifications": "median low high below converged method log_evidence± *",
    },
    "comparison": {
        "attribution": "difference title *",
        "headlines": "node title first± first_low first_high second± second_low second_high times",
        "differences": "group kind name first:text second:text",
    },
    "calibration": {
        "calibrations": "reports method refits again refused quantities outside p_value passed covered_50 covered_80"
        " covered_90 covered_99 date machine model code",
        "quantities": "reports method quantity p_value covered_50 covered_80 covered_90 covered_99",
    },
    "subjects": {"ratios": _SUBJECT, "apart": _SUBJECT},
    "claims": {"claims": "name title quote prior± posterior±"},
    "audit": {
        "missed": "quote printed graph:text reason",
        "figures": "figure role unit printed graph:text interval reproduced reason",
        "not_in_the_graph": "title quote reason",
        "audit": "figure section role readout node unit published_centre published_low published_high graph_centre"
        " graph_low graph_high median interval_low interval_high reproduced reason quote",
    },
    "graph": {"choices": "key: title taken others", "nodes": "key: unit dims parents", "items": _ITEM},
    "explain": {"inputs": _ENTRY, "evidence": "item title published in quote"},
    "priors": {"priors": _LISTED, "quantities": _LISTED},
    "priors_show": {"inputs": _ENTRY},
    "priors_check": {},
    "priors_quotes": {},
    "priors_diff": {"differences": "kind name first:text second:text"},
    "posterior": {"posterior": "key: unit median± low± high± mean± ess rhat"},
}
"""By section and table."""

MORE = {"update": _STEP}
"""Columns of the tables that a section has beside its own, which the model names."""
