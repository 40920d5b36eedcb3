"""Transforms: scores under which half-normal and uniform roots are standard normal, with the slope that this takes."""

import numpy as np
import pymc as pm
import pytensor.tensor as pt
import pytest
from scipy import stats

from llm_barriers.model.chains.transforms import PositiveScore, UnitScore

SCORES = np.linspace(-5.0, 5.0, 41)
TRANSFORMS = [
    (PositiveScore(), stats.halfnorm, lambda: pm.HalfNormal.dist(1.0)),
    (UnitScore(), stats.uniform, lambda: pm.Uniform.dist(0.0, 1.0)),
]


@pytest.mark.parametrize(("transform", "law", "dist"), TRANSFORMS)
def test_a_score_has_the_probability_of_its_value(transform, law, dist):
    values = transform.backward(pt.constant(SCORES)).eval()
    np.testing.assert_allclose(law.cdf(values), stats.norm.cdf(SCORES), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(transform.forward(pt.constant(values)).eval(), SCORES, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize(("transform", "law", "dist"), TRANSFORMS)
def test_scores_are_standard_normal(transform, law, dist):
    score = pt.constant(SCORES)
    logp = pm.logp(dist(), transform.backward(score)) + transform.log_jac_det(score)
    np.testing.assert_allclose(logp.eval(), stats.norm.logpdf(SCORES), rtol=1e-9)


def test_the_slope_is_that_of_the_transform():
    score = pt.vector("score")
    for transform, *_ in TRANSFORMS:
        slope = pt.grad(transform.backward(score).sum(), score)
        difference = pt.log(slope) - transform.log_jac_det(score)
        np.testing.assert_allclose(difference.eval({score: SCORES}), 0.0, atol=1e-8)
