"""Studies: the default one, as a researcher would change it, and larger ones made from it."""

import datetime as dt
from dataclasses import replace

from llm_barriers.priors import Prior, load_study, make_prior

STUDY = "reanalysis"
TO_DATE = dt.date.max
SCENARIO_QUANTITIES = ("demand", "scenario_weight", "software_developers", "ml_engineers")
COPIED = "bekman_2022"
"""The item that a study with many items holds copies of: a measurement with a discount of its own."""


def changed_studies():
    """Return the default study with another date, and it and that of all evidence to date with other numbers."""
    study = load_study(STUDY)
    late = {f"{name}, to date": each for name, each in _with_other_numbers(study.at(TO_DATE)).items()}
    return {**_with_other_numbers(study), "date": study.at(dt.date(2021, 12, 31)), **late}


def _with_other_numbers(study):
    """Return a study with another evidence value, and with another prior."""
    item, cost = study.evidence[COPIED], study.quantities["replication_cost"]
    evidence = {**study.evidence, COPIED: item.model_copy(update={"value": 1.2 * item.value})}
    return {
        "evidence": replace(study, evidence=evidence),
        "prior": replace(study, quantities={**study.quantities, "replication_cost": _scaled(cost, 1.2)}),
    }


def _scaled(quantity, factor):
    prior: Prior = quantity.prior
    parameters = {key: factor * v if key == "median" else v for key, v in prior.parameters.items()}
    return quantity.model_copy(update={"prior": make_prior(prior.family, parameters)})


def with_scenarios(count):
    """Return the default study with so many scenarios, those beyond the two like the coding assistant."""
    study = load_study(STUDY)
    quantities = dict(study.quantities)
    demand = _lognormal_demand(study)
    for number in range(2, count):
        for base in SCENARIO_QUANTITIES:
            quantities[f"{base}[extra{number}]"] = demand if base == "demand" else study.quantity(f"{base}[coding]")
    return replace(study, quantities=quantities)


def _lognormal_demand(study):
    """Return a prior for a scenario's demand, in the place of the coding assistant's formula."""
    like = study.quantities["productivity_gain"]
    prior = make_prior("lognormal", {"low": 1e8, "high": 1e10})
    return like.model_copy(update={"unit": "token/day", "prior": prior, "dims": ()})


def with_items(count):
    """Return the default study with so many items in: its own, and copies of one measurement beyond them."""
    study = load_study(STUDY)
    own = study.with_items(study.items[:count])
    copies = {f"copy_{number}": study.evidence[COPIED] for number in range(count - len(own.items))}
    return replace(own, evidence={**own.evidence, **copies})
