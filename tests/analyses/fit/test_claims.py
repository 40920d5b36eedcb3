"""Claims: comparisons and their combinations, in which draws they hold, and what is wrong with one."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as nps
from pydantic import TypeAdapter, ValidationError

from llm_barriers.analyses.fit.claims import check_claims, claim_probabilities, holds, nodes_of
from llm_barriers.analyses.fit.diagnosis import Diagnosis
from llm_barriers.analyses.fit.fitted import Fit
from llm_barriers.analyses.fit.gate import WeightGate
from llm_barriers.model import prior_draws
from llm_barriers.priors import Claim, StudyError
from llm_barriers.priors.statements import Statement

UNITS = {"a": "dimensionless", "b": "percent", "cost": "usd", "v": "usd", "one": "dimensionless"}
DATA = xr.Dataset(
    {
        "a": ("draw", [0.1, 0.5, 0.9]),
        "b": ("draw", [50.0, 50.0, 50.0]),
        "cost": ("draw", [1000.0, 2000.0, 3000.0]),
        "v": (("draw", "scenario"), [[1.0, 9e3], [1.0, 9e3], [4e3, 9e3]]),
        "one": ((), 0.5),
    },
    coords={"scenario": ["twitter", "coding"]},
)
LOW = {"node": "a", "relation": "<", "threshold": 0.3, "unit": "dimensionless"}
HIGH = {"node": "a", "relation": ">", "threshold": 0.7, "unit": "dimensionless"}


def _statement(table):
    return TypeAdapter(Statement).validate_python(table)


def _holds(table, data=DATA):
    return holds(_statement(table), data, UNITS).astype(int).tolist()


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (LOW, [1, 0, 0]),
        ({**LOW, "threshold": 0.5}, [1, 0, 0]),
        ({**LOW, "threshold": 0.5, "relation": "<="}, [1, 1, 0]),
        ({**LOW, "threshold": 0.5, "relation": ">="}, [0, 1, 1]),
        ({**LOW, "threshold": 60, "unit": "percent"}, [1, 1, 0]),
        ({"node": "cost", "relation": ">", "threshold": 1.5, "unit": "kilousd"}, [0, 1, 1]),
        ({"node": "cost", "relation": ">", "threshold": 0, "unit": "usd"}, [1, 1, 1]),
        ({"node": "a", "relation": ">=", "than": "b"}, [0, 1, 1]),
        ({"node": "a", "relation": ">=", "than": "b", "factor": 1.5}, [0, 0, 1]),
        ({"node": "b", "relation": ">", "than": "a"}, [1, 0, 0]),
        ({"node": "v[twitter]", "relation": ">", "than": "cost"}, [0, 0, 1]),
        ({"node": "v[coding]", "relation": ">", "than": "cost", "factor": 3}, [1, 1, 0]),
        ({"node": "a", "relation": ">", "than": "one"}, [0, 0, 1]),
        ({"any": [LOW, HIGH]}, [1, 0, 1]),
        ({"all": [LOW, HIGH]}, [0, 0, 0]),
        ({"none": LOW}, [0, 1, 1]),
        ({"all": [{"none": LOW}, {"none": HIGH}]}, [0, 1, 0]),
        ({"all": [{"node": "one", "relation": "<", "threshold": 1, "unit": "percent"}, LOW]}, [0, 0, 0]),
    ],
)
def test_in_which_draws_a_statement_holds(table, expected):
    assert _holds(table) == expected


unit_interval = nps.arrays(float, 20, elements=st.floats(0, 1))


@given(unit_interval)
def test_de_morgan(a):
    data = xr.Dataset({"a": ("draw", a)})
    neither, not_any = {"all": [{"none": LOW}, {"none": HIGH}]}, {"none": {"any": [LOW, HIGH]}}
    not_both, either_not = {"none": {"all": [LOW, HIGH]}}, {"any": [{"none": LOW}, {"none": HIGH}]}
    assert _holds(neither, data) == _holds(not_any, data)
    assert _holds(not_both, data) == _holds(either_not, data)


def test_chains_and_draws_are_put_on_one_axis():
    data = xr.Dataset({"a": (("chain", "draw"), [[0.1, 0.9], [0.2, 0.8]])})
    assert _holds(LOW, data) == [1, 0, 1, 0]


def test_a_bound_that_no_float_holds_is_beyond_every_draw():
    assert _holds({**LOW, "factor": 1e308, "threshold": 100}) == [1, 1, 1]


def test_a_node_is_not_compared_with_itself():
    with pytest.raises(ValidationError, match="'cost' is compared with itself"):
        _statement({"node": "cost", "relation": "<", "factor": 2, "than": "cost"})


def test_nodes_of_a_statement():
    than = {"node": "v[coding]", "relation": ">", "than": "cost"}
    assert nodes_of(_statement({"any": [LOW, {"none": {"all": [than]}}]})) == ("a", "v[coding]", "cost")


@pytest.mark.parametrize("name", ["published", "author", "reanalysis"])
def test_the_shipped_claims_fit_the_graph(graphs, name):
    check_claims(graphs(name).study.claims, graphs(name))
    assert graphs(name).study.claims


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"node": "cost_rato"}, ["'cost_rato'", "'cost_ratio'"]),
        ({"node": "compute_cost"}, ["'compute_cost'", "compute_cost[twitter]"]),
        ({"node": "compute_cost[codng]"}, ["'compute_cost[codng]'", "'compute_cost[coding]'"]),
        ({"node": "cost_ratio[coding]"}, ["'cost_ratio[coding]'", "'cost_ratio'"]),
        ({"unit": "usd"}, ["'usd'", "'dimensionless'"]),
        ({"unit": "usdd"}, ["'usdd'", "is not a unit"]),
        ({"threshold": None, "unit": None, "than": "development_cost"}, ["'usd'", "'dimensionless'"]),
    ],
)
def test_what_is_wrong_with_a_claim_is_said(graphs, changed, words):
    table = {"node": "cost_ratio", "relation": "<", "threshold": 1, "unit": "dimensionless", **changed}
    claim = Claim(title="t", quote="", statement={"all": [{"none": table}]}, file="mine.toml")
    with pytest.raises(StudyError) as error:
        check_claims({"mine": claim}, graphs("published"))
    assert [w for w in ("mine.toml: claims.mine.statement", *words) if w not in str(error.value)] == []


def test_probabilities_before_and_after(graphs):
    graph = graphs("published")
    before, _ = prior_draws(graph, draws=2000, seed=1)
    constant = [name for name in before if not graph.uncertain(name)]
    after = before.drop_vars(constant).assign(cost_ratio=before["cost_ratio"] + 10)
    stats = xr.Dataset({"copy_of": ("draw", np.arange(2000) // 5)}).expand_dims("chain")
    groups = {"prior": before.drop_vars(constant), "posterior": after, "constant_data": before[constant]}
    tree = xr.DataTree.from_dict({**groups, "sample_stats": stats})
    tree.attrs = Diagnosis("weights", WeightGate(True, 0.0, 500.0), 400.0).attrs
    rows = {row.id: row for row in claim_probabilities(Fit(graph, tree))}
    assert rows.keys() == graph.study.claims.keys()
    assert rows["deployment_cheaper"].prior == pytest.approx(float((before["cost_ratio"] < 1).mean()))
    assert (rows["deployment_cheaper"].posterior, rows["edit_reversal"].posterior) == (0.0, 1.0)
    p = rows["deployment_cheaper"].prior
    assert rows["deployment_cheaper"].mcse_prior == pytest.approx(np.sqrt(p * (1 - p) / 2000), rel=0.05)
    assert 1 / 800 < rows["edit_reversal"].mcse_posterior < 1 / 400, "of 400 draws none is not exactly zero"
