"""Slips: a sentence for each entry of the user's that is without effect or far out, and none for what follows."""

import pytest

from llm_barriers.analyses.explanation import explain
from llm_barriers.model import build
from llm_barriers.priors import SHIPPED, load_study
from llm_barriers.priors.loading import with_layer
from llm_barriers.reports.sections.slips import generic, slips

CONSTANT = "[quantities.%s]\nunit = '%s'\nprior = { family = 'constant', value = %s }"


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        (CONSTANT % ("replication_cost", "usd", 12), ["replication_cost is $12"]),
        (CONSTANT % ("report_sd", "dimensionless", 2), ["report_sd is changed, and nothing"]),
        ("[evidence.semianalysis_2023]\nsd = 3", ["semianalysis_2023 is given, and is not in: it is published"]),
        ("items = ['semianalysis_2023']", ["semianalysis_2023 is given, and is not in: it is published"]),
        (
            "[evidence.barr_2019]\ndiscounts = ['utilisation']",
            ["barr_2019 is discounted by utilisation, which is a share"],
        ),
        ("evidence = 'none'\n[choices]\nevidence_model = 'cut'", ["evidence_model is set to 'cut', which makes no"]),
        (CONSTANT % ("replication_cost", "usd", 9e6), []),
    ],
)
def test_each_slip_is_a_sentence(overlay, text, starts):
    said = slips(build(load_study(overlay(text))))
    assert [each.startswith(f"Warning: {start}") for each, start in zip(said, starts, strict=True)] == [True] * len(
        said
    )


MINE = """[evidence.mine]
title = "Mine"
kind = "measurement"
measures = "throughput"
discounts = []
published = "2024-09"
unit = "token/node/day"
value = %s
sd = 0.3
"""


def test_an_sd_that_is_no_log_is_told_of(overlay):
    (said,) = slips(build(load_study(overlay(MINE.replace("sd = 0.3", "sd = 600") % "2e8", "blank"))))
    assert said.startswith("Warning: mine has an sd of 600, which is on the log scale")


@pytest.mark.parametrize(
    ("value", "starts"), [("2e8", []), ("7e5", ["mine reports 700,000 tokens"]), ("7e10", ["mine is more than"])]
)
def test_a_report_that_the_priors_hardly_allow_is_told_of_once(overlay, value, starts):
    said = slips(build(load_study(overlay(MINE % value, "blank"))))
    assert [each.startswith(f"Warning: {start}") for each, start in zip(said, starts, strict=True)] == [True] * len(
        starts
    )


def test_a_scenario_of_ones_own_is_set_against_those_of_the_model(overlay):
    def said(users):
        return slips(build(load_study(overlay(CONSTANT % ("'users[coding]'", "people", users), "llama3"))))

    assert said(1e6) == [] and said(1e15)[0].startswith("Warning: users[coding] is 1e15 people, while")


def test_the_weight_of_a_scenario_that_is_alone_is_no_news(overlay):
    assert slips(build(load_study(overlay("[scenarios.coding]\ninclude = false", "llama3")))) == []


REPORT = """
[evidence.mine]
kind = "%s"
measures = "throughput"
published = "2025-01"
unit = "token/node/day"
value = 5e9
sd = 0.1
"""


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        (CONSTANT % ("throughput", "token/node/day", 2e9), ["throughput is more than peak_throughput"]),
        (CONSTANT % ("throughput", "token/node/day", 8e8), []),  # eight H100 at 95% of their peak
        (REPORT % "measurement", ["mine is more than peak_throughput"]),
        (REPORT % "floor", ["mine is more than peak_throughput"]),
        (REPORT % "ceiling", []),
    ],
)
def test_what_is_beyond_the_peak_is_said_before_any_fit(overlay, text, starts):
    said = slips(build(load_study(overlay("accelerator = 'h100'\n" + text, "llama3"))))
    assert [each.partition(",")[0] for each in said] == [f"Warning: {start}" for start in starts]


@pytest.mark.parametrize(
    ("extends", "text", "stands"),
    [
        ("reanalysis", "", None),
        ("openai", "", None),
        ("llama3", "", "cached_cost and gpus_per_node"),
        ("llama3", CONSTANT % ("cached_cost", "dimensionless", 0.1), "gpus_per_node"),
        (  # an entry for each coordinate that says what the model says is as good as none
            "llama3",
            "[quantities.'users[coding]']\nunit = 'people'\nprior = { family = 'lognormal', low = 1e4, high = 1e7 }",
            "users[coding], cached_cost and gpus_per_node",
        ),
    ],
)
def test_generic_numbers_that_the_conclusion_is_of_are_named(overlay, extends, text, stands):
    said = [f"Generic numbers stand in for {stands}, until the study gives its own."] if stands else []
    assert generic(build(load_study(overlay(text, extends)))) == said


def test_an_item_that_is_changed_after_all_were_left_out_is_said_to_be_out(overlay):
    none = load_study(overlay("evidence = 'none'"))
    for entry, said in (({"sd": 1.0}, ["barr_2019 is given, and is not in: it is out"]), ({"include": False}, [])):
        graph = build(with_layer(none, {"evidence": {"barr_2019": entry}}, file="later.toml"))
        assert [each.removeprefix("Warning: ").partition(". ")[0] for each in slips(graph)] == said


def test_shipped_studies_have_none(graphs):
    assert [slips(graphs(name)) for name in SHIPPED] == [[]] * len(SHIPPED)


def test_weights_that_do_not_sum_to_one_are_said_to_be_relative(overlay):
    graph = build(load_study(overlay(CONSTANT % ("'scenario_weight[coding]'", "percent", 10))))
    expected = ["scenario_weight[twitter] for 80% and scenario_weight[coding] for 20%."]
    assert [each.split(": ")[1] for each in slips(graph)] == expected
    assert explain(graph, "combined_cost").relative_weights == pytest.approx(
        {"scenario_weight[twitter]": 0.8, "scenario_weight[coding]": 0.2}
    )
    assert explain(graph, "cost_ratio").relative_weights == {}
