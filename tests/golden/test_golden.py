"""Both methods give the golden posteriors, within the errors of the two; see `python tests/golden`."""

import json

import numpy as np
import pytest

from llm_barriers.analyses.fit import judged, trusted_draws

from .reference import DEFAULT, ERRORS, FILE, SLACK, digest, marginal_of, moments, studies, values_of

GOLDEN = json.loads(FILE.read_text(encoding="utf-8"))
STUDIES = studies()


def apart(drawn, golden):
    """Return what differs by more than the errors allow: by quantity, how far and how far is allowed."""
    values = values_of(drawn.marginal.graph, drawn)
    worth = judged(drawn).ess
    evidence, _, evidence_error, _ = golden["log_evidence"]
    allowed = ERRORS * np.hypot(evidence_error, drawn.log_evidence_mcse)
    found = {"log_evidence": (abs(drawn.log_evidence - evidence), allowed + SLACK)}
    for name, (mean, sd) in moments(values, drawn.weights).items():
        centre, spread, error, spread_error = golden[name]
        allowed = ERRORS * np.hypot(error, spread / np.sqrt(worth)) + SLACK * spread
        found[name] = (abs(mean - centre), allowed)
        found[f"sd of {name}"] = (
            abs(sd - spread),
            ERRORS * np.hypot(spread_error, 1.5 * spread / np.sqrt(worth)) + SLACK * spread,
        )
    return {name: each for name, each in found.items() if not each[0] <= each[1]}


def test_every_study_has_its_golden_posterior():
    """If not: `python tests/golden NAME…` makes those that changed."""
    assert {name: each["assumptions"] for name, each in GOLDEN.items()} == {n: digest(s) for n, s in STUDIES.items()}


@pytest.mark.parametrize("name", GOLDEN)
def test_weighted_draws_are_of_the_golden_posterior(name):
    graph = marginal_of(STUDIES[name]).graph
    drawn = trusted_draws(graph, seed=1, draws=1000, method="reweighting")
    if not judged(drawn).passed:
        drawn = trusted_draws(graph, seed=1, draws=10_000)
    assert not apart(drawn, GOLDEN[name]["moments"])


@pytest.mark.slow
@pytest.mark.parametrize("name", ["author", DEFAULT])
def test_tempered_particles_are_of_the_golden_posterior(name):
    drawn = trusted_draws(marginal_of(STUDIES[name]).graph, seed=1, draws=1000, method="smc")
    assert not apart(drawn, GOLDEN[name]["moments"])
