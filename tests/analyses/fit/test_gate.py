"""The gate: what it lets pass and what it doesn't, on synthetic chains."""

from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr
from scipy.signal import lfilter

from llm_barriers.analyses.fit.gate import MAX_RHAT, MIN_ESS
from llm_barriers.analyses.fit.judging import chain_gate as gate
from llm_barriers.analyses.fit.judging import diagnostics, weight_gate

SHAPE = (4, 1000)
NOISE = np.random.default_rng(0).standard_normal(SHAPE)


def tree(*, diverging=0, **nodes):
    dims = ("chain", "draw", "scenario")
    posterior = xr.Dataset({name: (dims[: values.ndim], values) for name, values in nodes.items()})
    flags = np.arange(np.prod(SHAPE)).reshape(SHAPE) < diverging
    return xr.DataTree.from_dict(
        {"posterior": posterior, "sample_stats": xr.Dataset({"diverging": (("chain", "draw"), flags)})}
    )


SLOW = lfilter([1], [1, -0.97], NOISE, axis=1)
SHIFTED = NOISE + 0.3 * np.arange(4)[:, np.newaxis]
STUCK = np.broadcast_to(np.arange(4.0)[:, np.newaxis], SHAPE) + 1e-9 * NOISE


def test_independent_draws_pass():
    judged = gate(tree(x=NOISE))
    assert judged.passed
    assert (judged.divergences, judged.worst) == (0, "x")
    assert judged.min_ess_bulk == pytest.approx(4000, rel=0.15)


def test_one_divergence_fails():
    judged = gate(tree(diverging=1, x=NOISE))
    assert not judged.passed
    assert "1 divergences (allowed 0)" in judged.reason()


@pytest.mark.parametrize("y", [SHIFTED, STUCK, np.stack([NOISE, SHIFTED], axis=2)], ids=["shift", "stuck", "vector"])
def test_chains_that_disagree_fail(y):
    judged = gate(tree(x=NOISE, y=y))
    assert not judged.passed
    assert (judged.worst, judged.max_rhat > MAX_RHAT) == ("y", True)


def test_few_effective_draws_fail():
    judged = gate(tree(x=NOISE, y=SLOW))
    assert not judged.passed
    assert judged.min_ess_bulk < MIN_ESS
    assert judged.worst == "y"


@pytest.mark.parametrize("other", [np.full(SHAPE, 3.0), np.sign(SHIFTED), np.ceil(3 * SLOW)], ids=["one", "two", "few"])
def test_nodes_that_take_few_values_are_not_judged(other):
    assert gate(tree(x=NOISE, y=other)) == gate(tree(x=NOISE))
    assert np.isnan(diagnostics(tree(x=NOISE, y=other)["posterior"].to_dataset())["y"]).all()


def test_a_coordinate_that_takes_many_values_is_judged():
    assert not gate(tree(x=NOISE, y=np.stack([np.ones(SHAPE), SHIFTED], axis=2))).passed


def test_a_draw_that_is_no_number_fails():
    y = NOISE.copy()
    y[0, 0] = np.nan
    assert not gate(tree(x=NOISE, y=y)).passed


def test_a_fit_of_which_nothing_can_be_judged_fails():
    assert not gate(tree(x=np.ones(SHAPE))).passed


def test_where_nothing_varies_there_is_nothing_to_diagnose():
    assert not diagnostics(xr.Dataset()).data_vars


@pytest.mark.parametrize(("pareto_k", "least"), [(0.3, 1000), (0.6, 2000)])
def test_of_many_draws_more_must_be_effective_and_most_where_weights_have_no_variance(pareto_k, least):
    judged, passed = (
        weight_gate(SimpleNamespace(weights=np.ones(100_000), covered=True, pareto_k=pareto_k, ess=ess))
        for ess in (least - 1, least + 1)
    )
    assert (judged.passed, passed.passed, judged.least) == (False, True, least)
    assert not judged.short, "more draws would have as small a part that counts"
    assert f"(above {judged.least:.0f})" in judged.reason()
