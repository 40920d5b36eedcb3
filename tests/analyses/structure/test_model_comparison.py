"""Model comparison: probabilities from evidence, its estimate against the prior's, and the average over models."""

from dataclasses import dataclass

import numpy as np
import pytest
from scipy import special

from llm_barriers.analyses.fit.headline import headline_each
from llm_barriers.analyses.structure.averaging import average
from llm_barriers.analyses.structure.model_comparison import compare_options, probabilities
from llm_barriers.analyses.structure.multiverse import multiverse
from llm_barriers.analyses.structure.specifications import answers
from llm_barriers.model import build, prior_draws
from llm_barriers.priors import Study, load_study

from .test_multiverse import _headline


def test_probabilities_follow_from_evidence():
    mixed, error = probabilities(np.log([1.0, 3.0]), [0.1, 0.2])
    assert mixed == pytest.approx([0.25, 0.75])
    assert error == pytest.approx(np.full(2, 0.25 * 0.75 * np.hypot(0.1, 0.2)))


def test_a_prior_weight_counts_as_much_as_evidence():
    mixed, _ = probabilities(np.log([1.0, 2.0, 3.0]), np.zeros(3), prior=[6.0, 3.0, 0.0], group=["x", "y", "y"])
    assert mixed == pytest.approx([0.5, 0.5])


def test_errors_of_groups_are_those_of_simulation():
    values, errors, group = np.array([-1.0, 0.2, 0.5, -0.3]), np.array([0.05, 0.02, 0.04, 0.03]), ["x", "y", "x", "y"]
    _, mixed = probabilities(values, errors, group=group)
    drawn = values + errors * np.random.default_rng(0).standard_normal((4000, 4))
    simulated = np.std([probabilities(each, errors, group=group)[0] for each in drawn], axis=0)
    assert mixed == pytest.approx(simulated, rel=0.06)


def test_evidence_is_the_mean_likelihood_of_prior_draws():
    """Of weak evidence, for which plain prior draws suffice, under two options of a choice."""
    study = load_study().with_items(["wu_2021", "patterson_2022"])
    graph = build(study)
    rows = compare_options({1.0: graph}, ["node_count"], headline_near=lambda _: headline_each(seed=1, draws=3000))
    assert [row.option for row in rows] == ["whole", "fractional"]
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

    rows = compare_options({1.0: graphs("reanalysis"), 2.0: graphs("reanalysis")}, headline_near=lambda _: run)
    assert {row.choice for row in rows} == set(graphs("reanalysis").study.choices) - {
        "tokens_counted",
        "horizon",
        "labour",
    }
    models = {row.option for row in rows if row.choice == "evidence_model"}
    assert models == {"gaussian", "student_t", "reliability_mixture"}
    assert all(graph.study.items and not graph.study.cut for graph in asked)
    assert {row.choice for row in compare_options({1.0: graphs("published")}, headline_near=lambda _: run)} == {
        "evidence_model"
    }


MODELS = {"weighted_sum": (-1.0, 0.0), "mixture": (0.0, -np.inf), "maximum": (1.0, np.log(3.0))}
"""The log ratio under each way to combine the scenarios, and its log evidence; one predicts nothing that was seen."""


def _two(graph):
    def run(made):
        heads = [MODELS[each.study.choices["blend"]] for each in made]
        return [
            [_headline(ratio, log_evidence=evidence, sd=0.3) for _ in answers(graph.study)] for ratio, evidence in heads
        ]

    return multiverse(graph, conclusions_all=run, vary=["blend", "labour"])


@pytest.fixture(scope="module")
def two(graphs):
    """Two models: one whose ratio is about e⁻¹, and one about e, three times as likely."""
    return average(_two(graphs("reanalysis")))


def test_the_average_is_the_mixture(two):
    row, below = two.by_evidence, special.ndtr(1 / 0.3)
    assert row.models == pytest.approx(1 / (0.25**2 + 0.75**2))
    assert row.below == pytest.approx(0.25 * below + 0.75 * (1 - below), abs=1e-3)
    assert two.by_prior.below == pytest.approx(0.5, abs=1e-3)
    assert row.median == pytest.approx(np.exp(1 + 0.3 * special.ndtri(1 / 3)), rel=0.01)
    assert row.high == pytest.approx(np.exp(1 + 0.3 * special.ndtri(1 - 0.05 / 0.75)), rel=0.01)


def test_questions_are_not_averaged_over(two):
    assert {row.choice for row in two.weights} == {"blend"}
    assert {row.option: row.weight for row in two.weights} == pytest.approx({"weighted_sum": 0.25, "maximum": 0.75})
    assert {row.option: row.median for row in two.weights} == pytest.approx(
        {"weighted_sum": np.exp(-1), "maximum": np.exp(1)}, rel=1e-3
    )
    assert two.models == 2


def test_a_study_sets_prior_weights(overlay):
    study = load_study(overlay("[weights.blend]\nmaximum = 0.5\nmixture = 0"))
    mixed = average(_two(build(study)))
    assert {row.option: row.weight for row in mixed.weights} == pytest.approx({"weighted_sum": 0.4, "maximum": 0.6})
    assert {row.option: row.prior for row in mixed.weights} == pytest.approx({"weighted_sum": 2 / 3, "maximum": 1 / 3})


@dataclass(frozen=True)
class _Studied:
    """As much of a graph as a multiverse asks of one whose conclusions are made up."""

    study: Study

    def with_study(self, study):
        return _Studied(study)


def _averaged(of, vary, **options):
    """The average where each model's log ratio, log evidence and number of its draws are a function of its choices."""

    study = load_study()

    def run(made):
        heads = [_headline(**of(each.study.choices), sd=0.3) for each in made]
        return [[head] * len(answers(study)) for head in heads]

    return average(multiverse(_Studied(study), conclusions_all=run, vary=vary, **options)).by_evidence


def test_the_error_of_an_average_is_that_of_simulation():
    """Errors of evidence and of the parts' own draws, as 100 repetitions scatter."""
    rng, draws = np.random.default_rng(1), 1000

    def noisy(choices):
        (ratio, evidence), noise = MODELS[choices["blend"]], rng.standard_normal(2)
        return {"log_ratio": ratio + 0.3 * noise[0] / np.sqrt(draws), "log_evidence": evidence + 0.01 * noise[1]}

    rows = [_averaged(noisy, ["blend"]) for _ in range(100)]
    assert np.mean([row.mcse_low for row in rows]) == pytest.approx(np.std([row.low for row in rows]), rel=0.6)
    assert np.mean([row.mcse_below for row in rows]) == pytest.approx(np.std([row.below for row in rows]), rel=0.6)


def test_models_that_were_not_run_are_estimated_from_those_that_were():
    """Averages of a fifth of the models, drawn thirty times, scatter around that of all as their errors say."""

    def made_up(choices):
        return {"log_ratio": MODELS[choices["blend"]][0] + len(choices["room"]) / 10 - 1, "log_evidence": 0.0}

    vary = ["blend", "room", "node_count", "development_basis"]
    whole, rows = _averaged(made_up, vary), [_averaged(made_up, vary, number=24, seed=seed) for seed in range(30)]
    assert whole.mcse_below < min(row.mcse_below for row in rows) / 3
    scaled = [(row.below - whole.below) / row.mcse_below for row in rows]
    assert abs(np.mean(scaled)) < 4 / np.sqrt(len(scaled))
    assert 0.4 < np.std(scaled) < 1.6


def test_no_likelihood_no_average(graphs):
    def run(made):
        return [[_headline(0.0, log_evidence=0.0) for _ in answers(graph.study)] for graph in made]

    assert average(multiverse(graphs("published"), conclusions_all=run, vary=["blend"])) is None
