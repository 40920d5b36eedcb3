"""Verdicts: the same off a fit and off a headline, on any side of zero, and told apart within their errors."""

import numpy as np
import pytest
from scipy import stats

from llm_barriers.analyses.fit import Verdict, headline, refit
from llm_barriers.analyses.fit.gate import WeightGate
from llm_barriers.model import build
from llm_barriers.priors import ModelRecord, make_study

GATE = WeightGate(True, 0.1, 1000.0)
MEAN, SD, THRESHOLD = -1.0, 2.0, 0.5


@pytest.fixture(scope="module")
def graph():
    """Of another subject, whose conclusion may be negative and has a threshold of its own."""
    conclusion = {
        "node": "gain",
        "title": "Gain",
        "threshold": THRESHOLD,
        "below": "it is small",
        "above": "it is large",
    }
    model = ModelRecord(title="", formulas="", conclusion=conclusion, headline=("gain",))
    return build(make_study({"gain": {"family": "normal", "mean": MEAN, "sd": SD}}, model=model), argument=())


@pytest.mark.parametrize("read", [refit, headline])
def test_a_verdict_is_read_off_a_fit_and_a_headline_alike(graph, read):
    source, exact = read(graph, seed=1, draws=4000), stats.norm(MEAN, SD)
    verdict = Verdict.of(source, graph.study.model.conclusion)
    before = Verdict.of(source, graph.study.model.conclusion, group="prior")
    for each in (verdict, before):
        assert each.median == pytest.approx(MEAN, abs=0.15)
        assert (each.low, each.high) == pytest.approx(exact.interval(0.9), abs=0.3)
        assert each.below == pytest.approx(exact.cdf(THRESHOLD), abs=0.03) and not each.above
        assert 0 < each.mcse_below < each.mcse_median < 0.2
        assert abs(each.median - MEAN) < 5 * each.mcse_median


def test_a_move_is_a_factor_where_there_is_one():
    one, two, negative = (Verdict(median, 0.0, 9.0, 0.5, GATE, mcse_median=0.1) for median in (1.0, 2.0, -1.0))
    assert two.moved(one) == pytest.approx(np.log(2))
    assert two.moved(negative) == 3.0
    assert (one.mcse_moved, two.mcse_moved) == ((0.1, 0.0), (0.05, 0.0))


def test_medians_within_their_errors_are_not_told_apart():
    one, near, far = (Verdict(median, 0.0, 9.0, 0.5, GATE, mcse_median=0.1) for median in (1.0, 1.2, 1.4))
    assert not one.differs(near) and one.differs(far)
