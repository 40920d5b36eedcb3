"""Tasks: what comes out of the store is what was computed, and a key has what the task alone depends on."""

from dataclasses import replace

import numpy as np
import pytest

from llm_barriers.analyses.evidence import CENTRES
from llm_barriers.analyses.fit import Fit, refit
from llm_barriers.reports.run.keys import key_of
from llm_barriers.reports.run.packing import pack, unpack
from llm_barriers.reports.run.tasks import conclusions_task, curves_task, headline_task, near_task, value_task

CLAIM = "deployment_cheaper"


def again(task, graph, result, path):
    """What the task makes of its result once it has been a file."""
    pack(task.pack(result), path)
    return task.unpack(graph, unpack(path))


@pytest.mark.slow
def test_a_curve_from_a_file_is_the_one_that_was_followed(graphs, tmp_path):
    task = curves_task("report_reliability", seed=1, draws=2000)
    first = task.compute(graphs("author"))
    second = again(task, graphs("author"), first, tmp_path / "a")
    assert [curve.evidence_model for curve in second] == ["reliability_mixture"]
    for before, after in zip(first, second, strict=True):
        assert (before.study, before.discount, before.kind) == (after.study, after.discount, after.kind)
        np.testing.assert_array_equal(before.values, after.values)
        for name in CENTRES:
            np.testing.assert_array_equal(before.centres[name], after.centres[name])
            np.testing.assert_array_equal(before.errors[name], after.errors[name])


def test_conclusions_from_a_file_are_those_that_were_drawn(graphs, tmp_path):
    task = conclusions_task(seed=1, draws=500)
    first = task.compute(graphs("author"))
    assert again(task, graphs("author"), first, tmp_path / "a").identical(first)


@pytest.fixture(scope="module")
def fit(graphs):
    return refit(graphs("author"), seed=1, draws=500)


@pytest.mark.parametrize("inputs_only", [True, False])
def test_values_from_a_file_are_those_that_were_found(fit, tmp_path, inputs_only):
    task = value_task(fit, CLAIM, seed=1, draws=500, inputs_only=inputs_only)
    first = task.compute(fit.graph)
    assert again(task, fit.graph, first, tmp_path / "a") == first


def valued(fit, claim=CLAIM, **changes):
    """The key of the value of information of a study with changes."""
    graph = fit.graph.with_study(replace(fit.graph.study, **changes))
    return key_of(graph, value_task(Fit(graph, fit.tree), claim, seed=1, draws=500))


def test_a_value_depends_on_its_claim_and_on_what_could_be_found_out(fit):
    study, key = fit.graph.study, valued(fit)
    claim, sd, later = study.claims[CLAIM], study.quantities["report_sd"], study.evidence["semianalysis_2023"]
    assert valued(fit, claims={**study.claims, CLAIM: claim.model_copy(update={"title": "Cheaper"})}) == key
    assert valued(fit, "thousands_capable") != key
    assert valued(fit, quantities={**study.quantities, "report_sd": sd.model_copy(update={"basis": "stated"})}) != key
    assert valued(fit, evidence={**study.evidence, "semianalysis_2023": later.model_copy(update={"sd": 3.0})}) != key
    assert valued(fit, as_of=later.published) != key


def test_a_headline_depends_on_what_it_is_near_to(graphs):
    graph, options = graphs("author"), {"seed": 1, "draws": 500}
    tasks = [headline_task(**options), *(near_task(graphs(name), **options) for name in ("author", "published"))]
    assert len({key_of(graph, task) for task in tasks}) == 3
