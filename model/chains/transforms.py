r"""Transforms: how a sampler that follows gradients sees the roots that are not normal, which is by a normal score.

A positive root :math:`r` and a root :math:`u` between zero and one have the score :math:`s` with

.. math:: r = -\Phi^{-1}\bigl(\Phi(-s) / 2\bigr), \qquad u = \Phi(s),

which makes a half-normal and a uniform root exactly standard normal, and leaves the tails of other positive
roots as they are. A logarithm would stretch what lies near zero into a long tail below; sampling both sides
of zero and taking the absolute value would give the posterior a second mode, which looks to a sampler like
a wide spread. PyMC's own transforms can be chained to the same, but find their slopes by differentiation, where
these are known in closed form.
"""

import numpy as np
import pytensor.tensor as pt
from pymc.logprob.transforms import Transform

from ..language import Value

__all__ = ["PositiveScore", "UnitScore"]


class PositiveScore(Transform):
    """A positive variable as the normal score that it has under the half-normal distribution."""

    name = "score"
    ndim_supp = 0

    def forward(self, value: Value, *inputs: Value) -> Value:
        """Turn a positive value into its score."""
        return np.sqrt(2) * pt.erfcinv(2 * pt.erfc(value / np.sqrt(2)))

    def backward(self, value: Value, *inputs: Value) -> Value:
        """Turn a score into the positive value."""
        return np.sqrt(2) * pt.erfcinv(0.5 * pt.erfc(value / np.sqrt(2)))

    def log_jac_det(self, value: Value, *inputs: Value) -> Value:
        """Return the log of the slope of `backward`: the score's density over the half-normal one."""
        return 0.5 * (self.backward(value, *inputs) ** 2 - value**2) - np.log(2)


class UnitScore(Transform):
    """A variable between zero and one as the normal score that it has under the uniform distribution."""

    name = "score"
    ndim_supp = 0

    def forward(self, value: Value, *inputs: Value) -> Value:
        """Turn a value between zero and one into its score."""
        return -np.sqrt(2) * pt.erfcinv(2 * value)

    def backward(self, value: Value, *inputs: Value) -> Value:
        """Turn a score into the value between zero and one."""
        return 0.5 * pt.erfc(-value / np.sqrt(2))

    def log_jac_det(self, value: Value, *inputs: Value) -> Value:
        """Return the log of the slope of `backward`, which is the normal density."""
        return -0.5 * value**2 - 0.5 * np.log(2 * np.pi)
