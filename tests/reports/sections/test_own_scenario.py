"""A scenario of one's own, given by its volume: what it has is told of it, and what it does not take is not."""

import pytest

from llm_barriers.analyses.change import bypassed
from llm_barriers.reports.run.run import Run
from llm_barriers.reports.run.settings import Settings
from llm_barriers.reports.sections import entries, evidence, sources

STUDY = """
[quantities]
"demand[tutors]" = { unit = "token/day", prior = { family = "lognormal", low = 5e8, high = 5e9 }, note = "Its volume." }
"prompt_tokens[tutors]" = { unit = "dimensionless", prior = { family = "constant", value = 7 }, note = "Books." }
"scenario_weight[tutors]" = { unit = "dimensionless", prior = { family = "constant", value = 0.5 } }
[scenarios]
tutors = { title = "Tutors" }
coding = { include = false }
[evidence.press]
title = "What the press says"
kind = "measurement"
measures = "compute_cost[tutors]"
published = "2024-03"
unit = "usd/year"
value = 3e6
sd = 0.3
source = "A gazette"
quote = "three million"
"""


@pytest.fixture
def run(overlay, quiet):
    study = overlay(STUDY, "llama3")
    return Run(Settings.read(str(study), seed=1, draws=400, ci_prob=0.9, no_store=True), quiet)


def test_an_entry_of_a_computed_node_has_its_prior(run):
    told = entries.write(run)[0].frame
    demand, users, prompts = (told.loc[name] for name in ("demand", "users", "prompt_tokens"))
    assert "Tutors" in str(told.loc["api_cost", "posterior"])  # of a result too, which nothing takes
    assert demand["formula"] == "users * tokens_per_user_day" and "demand" not in demand["used_by"]
    assert demand["prior"][0].startswith("Tutors: lognormal(low 500M") and demand["note"] == ["Tutors: Its volume."]
    assert "Tutors" not in str(users["posterior"]) and "Tutors" not in str(users["prior"])
    assert any("Tutors: Books." in each for each in prompts["note"])


def test_what_a_volume_stands_for_is_without_effect(run, graphs):
    assert bypassed(run.graph) == ("users[tutors]", "tokens_per_user_day[tutors]")
    assert bypassed(graphs("reanalysis")) == ()


def test_an_item_has_its_standard_deviation_and_its_source_in_words(run):
    assert evidence.items(run.study).loc["press", ["reports", "sd"]].tolist() == ["3M", "0.3"]
    assert sources.write(run)[1].sentences == ["Others are named by the study alone: A gazette."]
