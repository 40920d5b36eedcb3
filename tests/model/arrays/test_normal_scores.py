"""Scores: every family's root on the scale of a standard normal, and back."""

import numpy as np
import pytest
from scipy import special, stats

from llm_barriers.model.arrays.normal_scores import input_names, roots_of_scores, scores_of_roots
from llm_barriers.model.arrays.root_draws import root_values
from llm_barriers.priors import make_prior
from llm_barriers.priors.prior import root_cdf, root_of_score

PRIORS = {
    "normal": make_prior("normal", {"mean": 1.0, "sd": 2.0}),
    "two_piece": make_prior("two_piece_lognormal", {"low": 1.0, "median": 5.0, "high": 7.0}),
    "uniform": make_prior("uniform", {"lower": 0.0, "upper": 2.0}),
    "half_normal": make_prior("half_normal", {"sd": 0.5}),
    "half_t": make_prior("exp_half_student_t", {"nu": 3.0, "scale": 1.0}),
    "exponential": make_prior("exp_exponential", {"scale": 0.5}),
}
SCORES = np.linspace(-6, 6, 101)


@pytest.mark.parametrize("name", PRIORS)
def test_a_score_is_the_quantile_of_its_probability(name):
    prior = PRIORS[name]
    inside = SCORES[np.abs(SCORES) < 5]
    values = prior.forward(root_of_score(prior, inside))
    np.testing.assert_allclose(values, prior.quantile(stats.norm.cdf(inside)), rtol=1e-6)


@pytest.mark.parametrize("name", PRIORS)
def test_scores_come_back(name):
    prior = PRIORS[name]
    back = special.ndtri(root_cdf(prior, root_of_score(prior, SCORES)))
    np.testing.assert_allclose(back, SCORES, atol=1e-5)


def test_scores_of_prior_draws_are_standard_normal(graphs):
    graph = graphs("reanalysis")
    scores = scores_of_roots(graph, root_values(graph, 4000, 1))
    assert scores.shape == (4000, len(input_names(graph)))
    worst = min(stats.kstest(column, "norm").pvalue for column in scores.T)
    assert worst > 1e-3 / scores.shape[1]


def test_columns_are_named_in_the_order_of_the_roots(graphs):
    graph = graphs("reanalysis")
    names = input_names(graph)
    scores = np.zeros((1, len(names)))
    scores[0, names.index("portfolio_specific[wu_2021]")] = 1.0
    roots = roots_of_scores(graph, scores)
    assert np.flatnonzero(roots["portfolio_specific_z"][0]) == graph.study.coordinates("source").index("wu_2021")
    assert roots["utilisation_z"][0] == 0
