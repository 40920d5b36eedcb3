"""Evidence that no draw of the prior could have led to is refused by its items' names, before anything is weighed."""

import numpy as np
import pytest

from llm_barriers.analyses.fit import judged, refit
from llm_barriers.model import build, node
from llm_barriers.model.weights import Marginal, Weighted, find_modes
from llm_barriers.priors import StudyError, make_study

COST = {"cost": {"family": "uniform", "lower": 1.0, "upper": 2.0}}


@node("dimensionless")
def dear(cost):
    """Whether it is dear."""
    return 1.0 * (cost > 1.5)


@node("dimensionless")
def never(cost):
    """What cannot be."""
    return 0.0 * cost


def searched(**measures):
    """Searches that end as they say in what they measure, beside a report of the cost."""
    items = {
        f"{name}_{hit}": {"kind": "search", "measures": name, "value": hit}
        for name, hits in measures.items()
        for hit in hits
    }
    report = {"report": {"measures": "cost", "value": 1.4, "sd": 0.2}}
    return Marginal.of(build(make_study(COST, items | report), argument=[dear, never]))


def test_an_impossible_item_is_named():
    with pytest.raises(StudyError, match=r"none of [0-9,]+ draws .*; without one of these some could: never_1$"):
        find_modes(searched(never=[1], dear=[0]), seed=1)


def test_so_are_those_that_exclude_each_other():
    with pytest.raises(StudyError, match=r"all reports at once; without one of these some could: dear_0, dear_1$"):
        find_modes(searched(dear=[0, 1]), seed=1)


def test_what_is_possible_is_let_through():
    assert find_modes(searched(never=[0], dear=[1]), seed=1).parts


@pytest.mark.parametrize("method", ["reweighting", "smc"])
def test_the_half_that_is_impossible_is_left(method):
    fit = refit(searched(dear=[1]).graph, seed=1, draws=1000, method=method)
    cost = fit.sample("cost")
    assert fit.gate.passed and cost.values.min() > 1.5
    assert cost.quantiles([0.5])[0] == pytest.approx(1.668, abs=0.02)


@pytest.mark.parametrize("wrong", [np.nan, -np.inf])
def test_weights_of_which_nothing_is_known_pass_no_gate(wrong):
    marginal = searched(dear=[0])
    weighted = Weighted.of(marginal, np.zeros((1000, 1)), np.full(1000, wrong))
    assert not judged(weighted).passed
    assert weighted.log_evidence == -np.inf and weighted.weights.sum() == pytest.approx(1)
