"""The law of reports that share discounts, against SciPy's multivariate normal and the conjugate posterior."""

import numpy as np
import pytest
from scipy import stats

from llm_barriers.model.weights.gaussian_discounts import JointNormal, Loadings

EVERY = np.array(
    [
        [0.5, 0.2, 0.0, 0.7, 0.0, 0.0],
        [0.5, 0.0, 0.0, 0.0, 0.3, 0.0],
        [0.0, -0.4, 0.0, 0.0, 0.2, 0.0],
        [1.5, 0.0, 0.0, 0.0, 0.0, 0.0],
    ]
)
"""Two discounts that reports share, three that one has for itself (one of them has two), and one that none has."""
RNG = np.random.default_rng(3)
RESIDUALS = RNG.normal(size=(4, 5))
VARIANCES = {"same for all": np.array([[0.01], [0.2], [0.5], [0.001]]), "own": RNG.uniform(0.01, 1, (4, 5))}


def _law(name, linked):
    variances = VARIANCES[name]
    return JointNormal(Loadings(EVERY), RESIDUALS, variances, np.broadcast_to(linked, variances.shape))


def _of(law, draw):
    column = min(draw, law.variances.shape[1] - 1)
    loadings = law.linked[:, [column]] * EVERY
    return loadings, np.diag(law.variances[:, column]) + loadings @ loadings.T


@pytest.mark.parametrize("name", VARIANCES)
@pytest.mark.parametrize("linked", [np.ones((4, 1)), np.array([[1.0], [0.0], [1.0], [1.0]])], ids=["all", "one not"])
def test_the_density_is_that_of_a_multivariate_normal(name, linked):
    law = _law(name, linked)
    expected = [stats.multivariate_normal(np.zeros(4), _of(law, n)[1]).logpdf(r) for n, r in enumerate(RESIDUALS.T)]
    np.testing.assert_allclose(law.log_density(), expected, rtol=1e-10)


@pytest.mark.parametrize("name", VARIANCES)
def test_the_discounts_are_those_of_the_regression(name):
    draws = 40_000
    law = _law(name, np.ones((4, 1)))
    repeated = JointNormal(
        law.loadings,
        np.repeat(RESIDUALS[:, :1], draws, axis=1),
        np.repeat(law.variances[:, :1], draws, axis=1) if law.variances.shape[1] > 1 else law.variances,
        np.ones((4, 1)),
    )
    drawn = repeated.discounts(np.random.default_rng(1))
    loadings, covariance = _of(law, 0)
    gain = loadings.T @ np.linalg.inv(covariance)
    np.testing.assert_allclose(drawn.mean(axis=0), gain @ RESIDUALS[:, 0], atol=5 / np.sqrt(draws))
    np.testing.assert_allclose(np.cov(drawn.T), np.eye(6) - gain @ loadings, atol=8 / np.sqrt(draws))


@pytest.mark.parametrize("reports,discounts", [(0, 0), (3, 0), (3, 1)])
def test_there_may_be_nothing_to_share(reports, discounts):
    law = JointNormal(
        Loadings(np.eye(reports, discounts)), np.ones((reports, 2)), np.ones((reports, 1)), np.ones((reports, 1))
    )
    expected = sum(stats.norm(0, np.sqrt(1 + (n < discounts))).logpdf(1) for n in range(reports))
    np.testing.assert_allclose(law.log_density(), expected, rtol=1e-12)
    assert law.discounts(np.random.default_rng(0)).shape == (2, discounts)


def test_discounts_are_expected_one_after_another():
    """Taken in order, what residuals and the discounts before lead to expect is the mean given the residuals."""
    variances = np.array([0.01, 0.2, 0.5, 0.001])
    slopes, settled = Loadings(EVERY).regressions(variances), np.zeros(EVERY.shape[1])
    for discount, row in enumerate(slopes):
        settled[discount] = row @ (RESIDUALS[:, 0] - EVERY @ settled)
    joint = EVERY.T @ np.linalg.solve(np.diag(variances) + EVERY @ EVERY.T, RESIDUALS[:, 0])
    np.testing.assert_allclose(settled, joint, rtol=1e-9)
