"""The author's step from 12% to 20%: which common spread of his two reports would make it a posterior."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from ...model import Graph, prior_draws
from ...model.evidence import observed_value
from ..fit import CI_PROB

__all__ = ["AuthorStep", "author_steps", "solve_spread"]

Array = NDArray[np.float64]


class AuthorStep(NamedTuple):
    """A posterior of the cost ratio that lands on the author's 20% under one read-out.

    Attributes
    ----------
    readout : {"mean", "median"}
        Which centre is put on the target.
    sd : float
        Common spread of the reports on the log scale that does it.
    mean, median, low, high : float
        The posterior, with its equal-tailed interval.
    at_least_68 : float
        Probability that the ratio is at least the upper end that the author printed.
    """

    readout: str
    sd: float
    mean: float
    median: float
    low: float
    high: float
    at_least_68: float


def author_steps(
    graph: Graph, *, target: float, threshold: float, draws: int = 400_000, seed: int = 1, ci_prob: float = CI_PROB
) -> list[AuthorStep]:
    """Solve the spread for the mean and for the median.

    Parameters
    ----------
    graph : Graph
        Of the study ``author``.
    target : float
        The ratio to land on: the post's 20%.
    threshold : float
        The post's 68%.
    draws, seed : int
        Of the prior, which the reports re-weight.
    ci_prob : float, optional

    Raises
    ------
    ValueError
        If no spread lands on the target.
    """
    nodes, _ = prior_draws(graph, draws=draws, seed=seed, names=("cost_ratio", "first_year_ratio"))
    ratio, measured = nodes["cost_ratio"].to_numpy(), np.log(nodes["first_year_ratio"].to_numpy())
    reports = np.array([observed_value(graph.study.evidence[item], "dimensionless") for item in graph.study.items])
    found = []
    for readout in ("mean", "median"):
        sd = solve_spread(ratio, measured, reports, target=target, readout=readout)
        w = _weights(measured, reports, sd)
        low, centre, high = _quantiles(ratio, w, ((1 - ci_prob) / 2, 0.5, (1 + ci_prob) / 2))
        found.append(AuthorStep(readout, sd, float(w @ ratio), centre, low, high, float(w @ (ratio >= threshold))))
    return found


def solve_spread(ratio: Array, measured: Array, reports: Array, *, target: float, readout: str) -> float:
    """Return the common spread of the reports at which the re-weighted ratio has the target as its centre.

    Parameters
    ----------
    ratio : array
        Prior draws of the cost ratio.
    measured : array
        The same draws of the log ratio that the reports measure.
    reports : array
        The reports on that scale.
    target : float
    readout : {"mean", "median"}
    """

    def miss(log_sd: float) -> float:
        w = _weights(measured, reports, float(np.exp(log_sd)))
        return (float(w @ ratio) if readout == "mean" else _quantiles(ratio, w, (0.5,))[0]) - target

    return float(np.exp(optimize.brentq(miss, np.log(0.5), np.log(50.0), xtol=1e-6)))


def _weights(measured: Array, reports: Array, sd: float) -> Array:
    log_w = -((reports[:, np.newaxis] - measured) ** 2).sum(axis=0) / (2 * sd**2)
    w = np.exp(log_w - log_w.max())
    return np.asarray(w / w.sum())


def _quantiles(values: Array, weights: Array, probabilities: tuple[float, ...]) -> list[float]:
    found = np.quantile(values, probabilities, weights=weights, method="inverted_cdf")
    return [float(v) for v in found]
