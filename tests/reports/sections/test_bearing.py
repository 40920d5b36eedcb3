"""Evidence of other studies that still moves what a study replaces is said, with how far."""

import json
import math

import pytest
from click.testing import CliRunner

from llm_barriers.analyses.change import bearing, replaced
from llm_barriers.analyses.fit import refit, summarise
from llm_barriers.model import build
from llm_barriers.priors import load_study
from llm_barriers.reports.cli.main import cli

OWN = "items = ['bekman_2022']\n[quantities.throughput]\nunit = 'token/node/day'\nprior = { family = 'lognormal', %s }"
WIDE = "median = 40e6, sigma = 1.0"


def test_it_is_as_far_as_the_posterior_of_a_normal_observation(overlay):
    """BLOOM's speed is measured with an error of 0.05 and an offset of its own, both normal on the log scale."""
    graph = build(load_study(overlay(OWN % WIDE)))
    assert replaced(graph) == {"throughput": ("bekman_2022",)}
    (row,) = bearing(graph, {each.name: each for each in summarise(refit(graph, seed=1))})
    offset = graph.study.quantities["benchmark_offset"].prior
    sd = (float(offset.quantile(0.8413)) - float(offset.quantile(0.1587))) / 2
    log = math.log(125e6 / 40e6) - float(offset.quantile(0.5))
    expected = log / (1 + sd**2 + 0.05**2)
    assert row.moved == pytest.approx(expected, abs=0.06)


def test_own_items_and_shipped_numbers_are_no_news(overlay):
    own = "items = ['mine']\n[evidence.mine]\nkind = 'measurement'\nmeasures = 'throughput'\npublished = '2022'\n"
    own += "known_to_author = false\nquantity_measured = 'throughput'\n"
    own += "value = 1e8\nsd = 0.1\nunit = 'token/node/day'\n" + OWN.partition("\n")[2] % WIDE
    assert replaced(build(load_study(overlay(own)))) == {}
    assert replaced(build(load_study("reanalysis"))) == {}


@pytest.mark.parametrize(("words", "key"), [(["priors", "check"], "notes"), (["what-if", "salary=1e5"], "sentences")])
def test_it_is_said(overlay, words, key):
    found = CliRunner().invoke(
        cli, [*words, "--study", str(overlay(OWN % WIDE)), "--json", "--draws", "1000"], catch_exceptions=False
    )
    said = " ".join(json.loads(found.stdout)[key])
    assert "bekman_2022, which is not this study's, still bears on throughput: its median goes from 40M" in said
