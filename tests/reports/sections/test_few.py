"""Few: one report is not said to be all of them, nor what reads the same before and after to have moved."""

import datetime as dt
from types import SimpleNamespace

import pytest

from llm_barriers.analyses.evidence.checks import CheckRow, Predicted
from llm_barriers.analyses.fit import refit, summarise
from llm_barriers.analyses.fit.claims import ClaimRow
from llm_barriers.model import build
from llm_barriers.priors import load_study
from llm_barriers.reports.render.words import counted, evidence_words, in_points
from llm_barriers.reports.sections import claims, costs
from llm_barriers.reports.sections.checks import Checked, write
from llm_barriers.reports.sections.questions import _came, _holding
from llm_barriers.reports.sections.update import _sentences


@pytest.mark.parametrize(
    ("rows", "words"),
    [(1, "the one report, which lies within its 99% interval."), (2, "all 2 reports: none lies outside its 99%")],
)
def test_one_report_is_not_all_of_them(rows, words):
    expected = Predicted(1.0, 0.5, 2.0, 0.4)
    row = CheckRow("mine", "measurement", "usd", 1.0, before=expected, outcome="", after=expected)
    said = " ".join(write(Checked([row] * rows, {"mine": "Mine"}))[0].sentences)
    assert words in said
    assert ("least well" in said) == (rows > 1)


def test_a_claim_whose_probability_reads_the_same_is_not_among_those_that_moved():
    ends = {"a": (0.971, 0.972), "b": (0.2, 0.8)}
    said = _holding(SimpleNamespace(claims=[ClaimRow(name, name, "", *pair, 0.0, 0.0) for name, pair in ends.items()]))
    assert "“b” (20% → 80%)" in said and "“a”" not in said


def test_a_claim_that_has_not_moved_beyond_its_error_loses_nothing():
    ends = {"a": (0.94, 0.93), "b": (0.2, 0.8)}
    rows = [ClaimRow(name, name, "", before, after, 0.006, 0.006) for name, (before, after) in ends.items()]
    said = " ".join(claims.write(rows)[0].sentences)
    assert "gains most is “b”, from 20% to 80%" in said and "loses" not in said


def test_a_study_says_when_its_last_evidence_is_of(overlay):
    study = load_study(overlay("as_of = '2030'\nitems = ['barr_2019']"))
    assert evidence_words(study) == f"1 report, the last of {study.evidence['barr_2019'].published:%B %Y}"
    assert evidence_words(study.at(dt.date(1990, 1, 1))) == "none"
    assert counted(2, "report") == "2 reports"
    assert (in_points("1"), in_points("2.6")) == ("1 point", "2.6 points")


def test_a_conclusion_without_evidence_did_not_come_from_elsewhere():
    answer = SimpleNamespace(conclusion=SimpleNamespace(write=str))
    course = SimpleNamespace(own="none", states={"none": [SimpleNamespace()]}, items={})
    assert _came(SimpleNamespace(answer=answer, course=course), []).startswith("No evidence enters")


def test_the_prior_is_no_item_that_says_most():
    rows = [SimpleNamespace(quantity="cost_ratio", item=name, median=0.1, mcse_median=0.01, nats=0.0, mcse_nats=0.0)
            for name in ("prior", "epoch_llama31")]  # fmt: skip
    fit = SimpleNamespace(graph=build(load_study("llama3")))
    said = _sentences(SimpleNamespace(rows=rows, steps=[SimpleNamespace(fit=fit)]), {"epoch_llama31": "Epoch"})
    assert "most about it is “Epoch” (0 nats" in said[1]


def test_the_cost_of_development_may_be_known(overlay):
    """A constant is among no draws of a posterior, and is told and drawn all the same."""
    known = "[quantities.replication_cost]\nunit = 'usd'\nprior = { family = 'constant', value = 1e15 }"
    graph = build(load_study(overlay(known, extends="published")))
    fit = refit(graph, seed=1, draws=400)
    run = SimpleNamespace(fit=fit, graph=graph, rows={row.name: row for row in summarise(fit)})
    run.settings = SimpleNamespace(ci_prob=0.9)
    said, picture = costs.write(run)
    assert said.sentences[0].endswith("development $1e15.")
    assert picture.draw().data.iloc[-1]["high"] == pytest.approx(1e15)
