"""The cost of a clinical trial: patients by design, what one costs, and the sites."""

from llm_barriers.model.language import Value, node


@node("person", "design")
def enrolled(completing: Value, dropout: Value) -> Value:
    """Patients to enrol, so that enough are left at the end."""
    return completing / (1 - dropout)


@node("usd/person")
def cost_per_patient(visits: Value, visit_price: Value) -> Value:
    """Cost of treating one patient."""
    return visits * visit_price


@node("usd", "design")
def treatment_cost(enrolled: Value, cost_per_patient: Value) -> Value:
    """Cost of treating all patients of a design."""
    return enrolled * cost_per_patient


@node("usd", choice="combination")
def expected_cost(treatment_cost: Value, design_weight: Value) -> Value:
    """Cost of treatment over the designs, weighted."""
    return (treatment_cost * design_weight).sum(axis=0) / design_weight.sum(axis=0)


@expected_cost.option("dearest")
def dearest_cost(treatment_cost: Value) -> Value:
    """Cost of treatment under the dearest design."""
    return treatment_cost.max(axis=0)


@node("usd")
def trial_cost(expected_cost: Value, sites: Value, site_price: Value) -> Value:
    """Cost of the trial: treatment and sites."""
    return expected_cost + sites * site_price


TRIAL = (enrolled, cost_per_patient, treatment_cost, expected_cost, trial_cost)
