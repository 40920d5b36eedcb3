"""Subjects side by side: the factors that set a ratio apart multiply to all of it."""

import json
from math import log

import numpy as np
import pytest
from click.testing import CliRunner

from llm_barriers.analyses.fit import refit
from llm_barriers.reports.cli.main import cli


@pytest.fixture(scope="module")
def answer():
    words = ["subjects", "deepseek", "openai", "--json", "--draws", "2000", "--workers", "1"]
    return json.loads(CliRunner().invoke(cli, words, catch_exceptions=False).stdout)


def test_the_post_s_twenty_percent_is_among_them(answer):
    first, base, *others = answer["ratios"]
    assert (first["median"], first["low"], first["high"]) == (0.2, 0.1, 0.68)
    assert [row["title"] for row in others] == ["DeepSeek-V3", "OpenAI's models of 2024"]
    assert base["by_tokens"] == base["by_price"] == base["by_development"] == 1
    assert others[1]["copy_year"] is None and others[1]["by_price"] is None


def test_the_factors_multiply_to_the_ratio_of_geometric_means(answer, fits, graphs):
    own = refit(graphs("deepseek"), seed=1)
    means = [np.log(fit.tree["posterior"]["cost_ratio"].values).mean() for fit in (own, fits("reanalysis", 1))]
    row = answer["ratios"][2]
    product = row["by_tokens"] * row["by_price"] * row["by_development"]
    assert log(product) == pytest.approx(means[0] - means[1], abs=0.08)


def test_one_subject_alone_is_told_as_one():
    words = ["subjects", "reanalysis", "--draws", "2000", "--workers", "1"]
    told = CliRunner().invoke(cli, words, catch_exceptions=False).stdout
    assert told.startswith("Of GPT-3-like models the ratio is 2")


def test_a_measured_day_of_serving_comes_out(graphs):
    """226.75 servers at two dollars a GPU-hour, which are no input of the study."""
    nodes = refit(graphs("deepseek"), seed=1).tree["posterior"]["nodes"].values.ravel()
    assert np.quantile(nodes, 0.25) < 226.75 < np.quantile(nodes, 0.75)
