"""The summary of a fit."""

import numpy as np
import pytest
import xarray as xr

from llm_barriers.analyses.fit import Diagnosis, Fit, node_draws, summarise
from llm_barriers.analyses.fit.gate import ChainGate
from llm_barriers.model import build, prior_draws
from llm_barriers.priors import load_study


def _fit(graph, draws=1000):
    """Prior draws in four chains."""
    nodes, _ = prior_draws(graph, draws=4 * draws, seed=1)
    constants = nodes[[name for name in nodes if not graph.uncertain(name)]]
    chains = nodes.drop_vars(list(constants)).coarsen(draw=draws).construct(draw=("chain", "draw"))
    stats = xr.Dataset(coords={"chain": range(4), "draw": range(draws)})
    tree = xr.DataTree.from_dict({"posterior": chains, "constant_data": constants, "sample_stats": stats})
    tree.attrs = Diagnosis("chains", ChainGate(True, 0, 1.0, 4000, 4000, "x"), 4000).attrs
    return Fit(graph, tree)


@pytest.fixture(scope="module")
def rows(graphs):
    return {row.name: row for row in summarise(_fit(graphs("published")))}


def test_a_row_for_every_coordinate(graphs, rows):
    dims = graphs("published").dims
    assert len(rows) == sum(
        max(1, sum(len(graphs("published").study.coordinates(d)) for d in v)) for v in dims.values()
    )
    assert {"cost_ratio", "compute_cost[coding]", "accuracy_gap[bloom]"} <= rows.keys()


def test_an_input_reads_as_its_prior(rows):
    row = rows["utilisation"]
    assert (row.unit, row.low, row.high) == (
        "dimensionless",
        pytest.approx(0.2, rel=0.03),
        pytest.approx(0.5, rel=0.03),
    )
    assert row.rhat == pytest.approx(1, abs=0.01)


def test_what_takes_few_values_has_no_diagnostics(rows):
    assert (rows["node_day_price"].rhat, rows["node_day_price"].ess) == (None, None)
    assert (rows["node_day_price"].low, rows["node_day_price"].high) == (240, 240)
    assert rows["nodes[twitter]"].rhat is None
    assert rows["nodes[twitter]"].median == int(rows["nodes[twitter]"].median)


def test_what_has_no_mean_is_given_none(overlay):
    graph = build(load_study(overlay("[choices]\nroom = 'half_student_t'")))
    said = summarise(_fit(graph), var_names=["cost_ratio", "development_cost"], ci_prob=0.5)
    assert [row.mean is None for row in said] == [True, False]
    assert said[1].low == pytest.approx(13e6 * np.exp(-0.6745 * 0.65), rel=0.04)


@pytest.mark.parametrize("name", ["x[a]", "x[c]"])
def test_draws_of_a_coordinate(name):
    data = xr.Dataset({"x": (("chain", "draw", "k"), np.arange(8.0).reshape(2, 2, 2))}, coords={"k": ["a", "c"]})
    assert node_draws(data, name).tolist() == list(np.arange(8.0)[name == "x[c]" :: 2])


@pytest.mark.parametrize("name", ["x[b]", "x", "y"])
def test_draws_of_what_is_not_there(name):
    data = xr.Dataset({"x": (("draw", "k"), np.ones((2, 2)))}, coords={"k": ["a", "c"]})
    with pytest.raises(KeyError):
        node_draws(data, name)
