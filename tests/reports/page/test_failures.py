"""Failures: a section that fails is a note, a word in the terminal and an exit code, and no other is lost."""

import html
import json
from dataclasses import replace

import pytest

from llm_barriers.analyses.fit import Fit
from llm_barriers.priors import StudyError
from llm_barriers.reports.page import report
from llm_barriers.reports.run.refusal import BAD_INPUT, FAULT, NOT_CONVERGED
from llm_barriers.reports.run.run import Run
from llm_barriers.reports.run.settings import Settings
from llm_barriers.reports.sections import SECTIONS, claims

TOLD = [section for section in SECTIONS if section.name in ("claims", "graph", "priors", "posterior")]


@pytest.fixture
def fit(fits):
    return fits("published", 1)


@pytest.fixture
def write(monkeypatch, tmp_path, fit):
    """Write a report whose fit is given, and return its exit code, page and manifest."""
    settings = Settings.read("published", seed=1, draws=1000, ci_prob=0.9, no_store=True, workers=1)

    def written(own=fit):
        fitted = []
        monkeypatch.setattr(Run, "fit_all", property(lambda run: lambda graphs: fitted.append(own) or [own]))
        code = report.write_report(tmp_path, settings, TOLD, formats=("svg",))
        assert len(fitted) == 1
        return code, (tmp_path / "index.html").read_text(), json.loads((tmp_path / "manifest.json").read_text())

    return written


@pytest.mark.parametrize(
    ("error", "code", "reason"),
    [
        (ValueError("two\nlines"), FAULT, "a fault of this program: ValueError: two lines"),
        (StudyError("is wrong", key="--claim"), BAD_INPUT, "error: --claim: is wrong"),
    ],
)
def test_a_section_that_fails_is_a_note_and_no_other_is_lost(write, monkeypatch, capsys, tmp_path, error, code, reason):
    def fail(run):
        raise error

    monkeypatch.setattr(claims, "compute", fail)
    said, page, manifest = write()
    assert (said, manifest["failures"]) == (code, {"claims": reason})
    assert page.count(f"This part is missing. {reason}</p>") == 1
    assert {path.stem for path in (tmp_path / "tables").iterdir()} >= {"posterior", "priors", "graph_nodes"}
    told = capsys.readouterr().err
    assert f"without claims: {reason}" in told
    assert all(section.title in told for section in TOLD)


def test_a_figure_that_cannot_be_drawn_is_a_failure_of_its_section(write, monkeypatch):
    monkeypatch.setattr(claims, "_draw", lambda *_, **__: 1 / 0)
    code, page, manifest = write()
    assert code == FAULT
    assert "ZeroDivisionError" in manifest["failures"]["claims"]
    assert "figure-claims" not in page and 'id="figure-graph"' in page


def test_nothing_is_shown_of_a_fit_that_has_not_converged(write, tmp_path, fit):
    assert write()[0] == 0
    assert (tmp_path / "posterior.nc").exists()
    missed = Fit(fit.graph, fit.tree)
    vars(missed)["diagnosis"] = replace(fit.diagnosis, gate=replace(fit.gate, passed=False))
    code, page, manifest = write(missed)
    assert code == NOT_CONVERGED
    assert manifest["failures"].keys() == {"claims", "posterior"}
    assert "gate" not in manifest
    assert page.count("has not converged, so nothing of it is reported") == 2
    assert (
        f"<h1>{fit.graph.study.model.conclusion.question}</h1>" in html.unescape(page) and 'id="figure-graph"' in page
    )
    assert not (tmp_path / "posterior.nc").exists()
