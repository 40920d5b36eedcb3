"""Settings: a fit that misses its gate is refused with what was found, and advised on where advice helps."""

import pytest

from llm_barriers.analyses.fit.gate import ChainGate, CutGate, WeightGate
from llm_barriers.reports.run.refusal import NotConverged
from llm_barriers.reports.run.settings import checked_gate


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
