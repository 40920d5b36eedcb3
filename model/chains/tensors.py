"""Tensors: the functions and random variables that formulas of observation models and families use, as PyTensor's."""

from dataclasses import dataclass

import numpy as np
import pymc as pm
import pytensor.tensor as pt
from pymc.distributions.dist_math import normal_lcdf

from ...priors.functions import Functions
from ..language import Value

__all__ = ["TENSORS", "RandomTensors", "select"]


def _take(table: Value, index: Value) -> Value:
    columns = pt.as_tensor(table)
    return columns[index] if columns.ndim == 1 else columns[index, pt.arange(columns.shape[1])]


TENSORS = Functions(
    exp=pt.exp,
    log=pt.log,
    log1p=pt.log1p,
    logaddexp=pm.math.logaddexp,
    gammaln=pt.gammaln,
    expit=pt.sigmoid,
    ndtr=lambda x: 0.5 * pt.erfc(-x / np.sqrt(2)),
    ndtri=lambda p: -np.sqrt(2) * pt.erfcinv(2 * p),
    log_ndtr=lambda x: normal_lcdf(0.0, 1.0, x),
    where=pt.where,
    minimum=pt.minimum,
    maximum=pt.maximum,
    clip=pt.clip,
    whole=lambda value: pt.cast(value, "int64"),
    take=_take,
)
"""Of tensors."""


@dataclass(frozen=True)
class RandomTensors:
    """Random variables of a size under the names that `numpy.random.Generator` has for draws."""

    size: Value

    def normal(self, loc: Value, scale: Value) -> Value:
        """Return a normal variable."""
        return pm.Normal.dist(loc, scale, size=self.size)

    def standard_t(self, df: Value) -> Value:
        """Return a Student-t variable."""
        return pm.StudentT.dist(df, mu=0.0, sigma=1.0, size=self.size)

    def binomial(self, n: Value, p: Value) -> Value:
        """Return a binomial variable."""
        return pm.Binomial.dist(n, p, size=self.size)

    def poisson(self, lam: Value) -> Value:
        """Return a Poisson variable."""
        return pm.Poisson.dist(lam, size=self.size)


def select(index: Value, values: list[Value]) -> Value:
    """Return the value at an index that is data; all are computed."""
    chosen = values[0]
    for position, value in enumerate(values[1:], start=1):
        chosen = pt.switch(pt.eq(index, position), value, chosen)
    return chosen
