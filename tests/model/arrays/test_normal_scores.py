"""Normal scores: the roots as columns, in their order, and back."""

import numpy as np
from scipy import stats

from llm_barriers.model.arrays.normal_scores import input_names, roots_of_scores, scores_of_roots
from llm_barriers.model.arrays.root_draws import root_values


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


def test_scores_come_back(graphs):
    graph = graphs("reanalysis")
    scores = np.random.default_rng(1).standard_normal((5, len(input_names(graph))))
    assert (scores_of_roots(graph, roots_of_scores(graph, scores)) == scores).all()
