"""Settings: a fit that misses its gate is refused with what was found, and advised on where advice helps."""

import pytest

from llm_barriers.analyses.fit.gate import ChainGate, CutGate, WeightGate
from llm_barriers.priors import StudyError
from llm_barriers.reports.run.refusal import NotConverged
from llm_barriers.reports.run.settings import check_ci_prob, checked_gate


def chains(divergences=0, max_rhat=1.2, ess=50.0):
    return ChainGate(False, divergences, max_rhat, ess, ess, "cost_ratio")


HELPED = {
    "few draws": WeightGate(False, pareto_k=0.3, ess=350),
    "chains not mixed": chains(),
    "few draws of chains": chains(max_rhat=1.0, ess=390),
    "first factor of a cut": CutGate(False, WeightGate(False, 0.3, 350), low=20, typical=50),
}
NOT_HELPED = {
    "tail of the weights": WeightGate(False, pareto_k=0.9, ess=350),
    "a node that is not finite": WeightGate(False, pareto_k=0.3, ess=900, worst="cost_ratio"),
    "divergences": chains(divergences=3),
    "nothing that varies": chains(max_rhat=float("nan")),
    "few proposals of a cut": CutGate(False, WeightGate(True, 0.3, 900), low=2, typical=50),
}


@pytest.mark.parametrize("gate", HELPED.values(), ids=HELPED)
def test_more_draws_are_advised_where_they_may_help(gate):
    with pytest.raises(NotConverged, match=r"of mine has not converged, .*Try more --draws$") as refused:
        checked_gate(gate, "mine")
    assert gate.reason() in str(refused.value)


@pytest.mark.parametrize("gate", NOT_HELPED.values(), ids=NOT_HELPED)
def test_more_draws_are_not_advised_where_they_cannot_help(gate):
    with pytest.raises(NotConverged) as refused:
        checked_gate(gate, "mine")
    assert str(refused.value).endswith(gate.reason())


def test_a_fit_that_has_converged_is_not_refused():
    checked_gate(WeightGate(True, 0.3, 900), "mine")


@pytest.mark.parametrize(("ci_prob", "draws"), [(0.9, 20), (0.9998, 10_000), (0.5, 4)])
def test_an_interval_that_the_draws_hold_is_allowed(ci_prob, draws):
    check_ci_prob(ci_prob, draws)


@pytest.mark.parametrize(("ci_prob", "draws"), [(0.9999, 10_000), (0.99, 100), (0.0, 9), (1.0, 9), (float("nan"), 9)])
def test_an_interval_that_they_do_not_hold_is_refused(ci_prob, draws):
    with pytest.raises(StudyError, match=r"--ci-prob: .* draws hold no interval"):
        check_ci_prob(ci_prob, draws)
