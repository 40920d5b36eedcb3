"""Model comparison: probabilities from evidence, its estimate against the prior's, and the average over models."""

import numpy as np
import pytest
from scipy import special

from llm_barriers.analyses.fit.headline import headline_each
from llm_barriers.analyses.structure.model_comparison import averages, compare_options, joint, probabilities
from llm_barriers.analyses.structure.multiverse import multiverse
from llm_barriers.analyses.structure.specifications import answers
from llm_barriers.model import build, prior_draws
from llm_barriers.priors import load_study

from .test_multiverse import _headline


def test_probabilities_follow_from_evidence():
    found, error = probabilities(np.log([1.0, 3.0]), [0.1, 0.2])
    assert found == pytest.approx([0.25, 0.75])
    assert error == pytest.approx(np.full(2, 0.25 * 0.75 * np.hypot(0.1, 0.2)))


def test_a_group_does_not_gain_by_having_many():
    found, _ = probabilities(np.log([2.0, 2.0, 2.0, 2.0]), np.zeros(4), ["x", "x", "x", "y"])
    assert found == pytest.approx([0.5, 0.5])


def test_errors_of_groups_are_those_of_simulation():
    values, errors, group = np.array([-1.0, 0.2, 0.5, -0.3]), np.array([0.05, 0.02, 0.04, 0.03]), ["x", "y", "x", "y"]
    _, found = probabilities(values, errors, group)
    drawn = values + errors * np.random.default_rng(0).standard_normal((4000, 4))
    simulated = np.std([probabilities(each, errors, group)[0] for each in drawn], axis=0)
    assert found == pytest.approx(simulated, rel=0.06)


def test_evidence_is_the_mean_likelihood_of_prior_draws():
    """Of weak evidence, for which plain prior draws suffice, under two options of a choice."""
    study = load_study().with_items(["wu_2021", "patterson_2022"])
    graph = build(study)
    rows = compare_options({1.0: graph}, ["tokens_counted"], headline_all=headline_each(seed=1, draws=3000))
    assert [row.option for row in rows] == ["generated", "with_prompts"]
    assert sum(row.probability for row in rows) == pytest.approx(1)
    _, terms = prior_draws(graph, draws=300_000, seed=5, names=(), terms=study.items)
    total = sum(term.to_numpy() for term in terms.data_vars.values())
    expected = special.logsumexp(total) - np.log(total.size)
    weight = np.exp(total - total.max())
    error = weight.std() / weight.mean() / np.sqrt(total.size)
    assert rows[0].log_evidence == pytest.approx(expected, abs=5 * np.hypot(error, rows[0].log_evidence_mcse))


def test_questions_and_cuts_are_not_compared(graphs):
    """Only choices that are models of the same data, and only options with a likelihood."""
    asked = []

    def run(made):
        asked.extend(made)
        return [_headline(0.0, log_evidence=float(i)) for i, _ in enumerate(made)]

    rows = compare_options({1.0: graphs("reanalysis"), 2.0: graphs("reanalysis")}, headline_all=run)
    assert {row.choice for row in rows} == set(graphs("reanalysis").study.choices) - {"horizon", "labour"}
    models = {row.option for row in rows if row.choice == "evidence_model"}
    assert models == {"gaussian", "student_t", "reliability_mixture"}
    assert all(graph.study.items and not graph.study.cut for graph in asked)
    assert {row.choice for row in compare_options({1.0: graphs("published")}, headline_all=run)} == {"evidence_model"}


@pytest.fixture(scope="module")
def two(graphs):
    """Two models: one whose ratio is about e⁻¹, and one about e, three times as likely."""

    def run(made):
        own = {"generated": (-1.0, 0.0), "with_prompts": (1.0, np.log(3.0))}
        heads = [own[graph.study.choices["tokens_counted"]] for graph in made]
        return [
            [_headline(ratio, log_evidence=evidence, sd=0.3) for _ in answers(graph.study)]
            for graph, (ratio, evidence) in zip(made, heads, strict=True)
        ]

    return multiverse(graphs("reanalysis"), conclusions_all=run, vary=["tokens_counted", "labour"])


def test_the_average_is_the_mixture(two):
    weighted, equal = averages(two)
    below = special.ndtr(1 / 0.3)
    assert weighted.specifications == pytest.approx(1 / (0.25**2 + 0.75**2))
    assert weighted.below == pytest.approx(0.25 * below + 0.75 * (1 - below), abs=1e-3)
    assert equal.below == pytest.approx(0.5, abs=1e-3)
    expected = np.exp(1 + 0.3 * special.ndtri(1 / 3))
    assert weighted.median == pytest.approx(expected, rel=0.01)
    assert weighted.high == pytest.approx(np.exp(1 + 0.3 * special.ndtri(1 - 0.05 / 0.75)), rel=0.01)


def test_joint_probabilities(two):
    found = joint(two)
    assert set(found) == {"tokens_counted"}
    assert found["tokens_counted"]["with_prompts"][0] == pytest.approx(0.75)


def test_no_likelihood_no_average(graphs):
    def run(made):
        return [[_headline(0.0, log_evidence=0.0) for _ in answers(graph.study)] for graph in made]

    found = multiverse(graphs("published"), conclusions_all=run, vary=["blend"])
    assert averages(found) == []
    assert joint(found) == {}
