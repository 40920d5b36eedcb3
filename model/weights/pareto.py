"""Pareto smoothing: the largest weights replaced by quantiles of a Pareto distribution that is fitted to them.

ArviZ does the same, and a test holds the two together; here the tail alone is sorted, and nothing waits for its import.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import special

__all__ = ["smoothed_weights"]

Array = NDArray[np.float64]

TAIL_PART, TAIL_ROOT = 0.2, 3.0
"""The tail that is smoothed: a fifth of the weights, or three times the root of their number if fewer."""
FLAT = 1.0
"""Logs by which the weights of a tail differ at least; those of a tail with k = 0.3 span two for a thousand of them."""
CURVES, STEEPEST = 30, 3.0
"""Distributions that are averaged, beside the root of the tail's size, and how far their parameter is spread."""
PRIOR_K, PRIOR_SIZE = 0.5, 10
"""The shape that a fit is drawn to, and how many weights that counts for."""


def smoothed_weights(log_weights: Array) -> tuple[Array, float]:
    """Return Pareto-smoothed weights that sum to one, and Pareto k.

    Notes
    -----
    Where the largest weights are nearly equal they are bounded, and there is no tail to fit: nothing is
    smoothed, and k is zero.

    References
    ----------
    Vehtari, Simpson, Gelman, Yao and Gabry (2024), Pareto smoothed importance sampling.
    """
    if not np.isfinite(log_weights.max()):  # one is no number, or none is possible
        return np.full(log_weights.size, 1 / log_weights.size), np.inf
    logs, pareto_k = np.maximum(log_weights - log_weights.max(), -700.0), 0.0
    size = int(min(TAIL_PART * logs.size, TAIL_ROOT * np.sqrt(logs.size)))
    cutoff, *tail = sorted(np.argpartition(logs, -size - 1)[-size - 1 :], key=logs.__getitem__)
    if np.ptp(logs[tail]) >= FLAT:
        least = np.exp(logs[cutoff])
        pareto_k, scale = _fitted(np.exp(logs[tail]) - least)
        if np.isfinite(pareto_k) and scale > 0:
            beyond = -np.log1p(-np.arange(0.5, size) / size)
            with np.errstate(over="ignore"):  # none counts for more than the largest did
                logs[tail] = np.minimum(np.log(least + scale * np.expm1(pareto_k * beyond) / pareto_k), 0.0)
    return np.exp(logs - special.logsumexp(logs)), pareto_k


def _fitted(excess: Array) -> tuple[float, float]:
    """Return shape and scale of the generalised Pareto distribution of values above zero, in ascending order.

    Notes
    -----
    The empirical Bayes estimate of Zhang and Stephens (2009): a weighted mean over distributions, drawn to a shape.
    """
    number, quartile = excess.size, excess[int(excess.size / 4 + 0.5) - 1]
    if quartile <= excess[0]:
        return np.nan, np.nan
    tried = CURVES + int(np.sqrt(number))
    slopes = (1 - np.sqrt(tried / (np.arange(1, tried + 1) - 0.5))) / (STEEPEST * quartile) + 1 / excess[-1]
    shapes = np.log1p(-slopes[:, np.newaxis] * excess).mean(axis=1)
    weights = special.softmax(number * (np.log(-slopes / shapes) - shapes - 1))
    kept = weights >= 10 * np.finfo(float).eps
    slope = slopes[kept] @ weights[kept] / weights[kept].sum()
    shape = np.log1p(-slope * excess).mean()
    pareto_k = (number * shape + PRIOR_SIZE * PRIOR_K) / (number + PRIOR_SIZE)
    return float(pareto_k) if np.isfinite(pareto_k) else np.inf, float(-shape / slope)
