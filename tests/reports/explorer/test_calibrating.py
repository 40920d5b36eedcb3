"""Refits by the page's engine are those that Python makes, and what it does not trust Python makes."""

import numpy as np
import pytest

from llm_barriers.analyses.calibration import refitted, repeated
from llm_barriers.analyses.calibration.replication import reporting
from llm_barriers.model import build
from llm_barriers.model.arrays import input_names
from llm_barriers.priors import StudyError, load_study
from llm_barriers.reports.explorer import calibrating

STUDY = "tests/models/clinical_trial/studies/trial.toml"


@pytest.fixture(scope="module")
def graph():
    graph = build(load_study(STUDY))
    return graph.with_study(graph.study.with_items(["registry", "review"]))


def refits(graph, monkeypatch, draws):
    """Refits by the engine and by Python to the same reports."""
    monkeypatch.setattr(calibrating, "DRAWS", draws)
    whole = repeated(graph, "posterior")
    told = reporting(whole, np.full(len(input_names(whole)), 0.5), "posterior", np.random.default_rng(1))
    return [make(told, seed=2, method="auto") for make in (calibrating._engine(graph, seed=1), refitted)]


def test_refits_are_those_of_python(graph, monkeypatch):
    made, expected = refits(graph, monkeypatch, 4000)
    assert made.method == "explorer" and made.passed and not made.again
    error = 4 * np.sqrt(2 / len(made.scores))
    assert np.allclose(made.scores.mean(axis=0), expected.scores.mean(axis=0), atol=error)
    assert np.allclose(made.scores.std(axis=0), expected.scores.std(axis=0), atol=error)


def test_what_is_not_trusted_is_refitted_and_counted(graph, monkeypatch):
    made, _ = refits(graph, monkeypatch, 300)
    assert made.method == "weights" and made.again


def test_a_part_is_calibrated_without_bounds(monkeypatch):
    asked = {}
    monkeypatch.setattr(calibrating, "_engine", lambda graph, seed: asked.update(items=graph.study.items))
    monkeypatch.setattr(calibrating, "calibrate", lambda graph, **how: asked.update(how))
    task = calibrating.explorer_task(part=3, seed=1)
    task.compute(build(load_study(STUDY)))
    assert asked["items"] == ("registry", "review") and (asked["part"], asked["around"]) == (3, "posterior")


def test_without_node_it_is_refused(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(StudyError, match="no Node"):
        calibrating.check_node_program()
