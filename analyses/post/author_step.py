"""The author's step from 12% to 20%: which common standard deviation of his two reports would make it a posterior."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

from ...model import Graph, prior_draws
from ...model.evidence import observed_value
from ...priors import make_prior
from ..fit import CI_PROB, OVERSAMPLING, Gate, Sample, node_draws, posterior

__all__ = ["AuthorStep", "author_steps", "solve_sd"]

Array = NDArray[np.float64]


class AuthorStep(NamedTuple):
    """A posterior of the cost ratio that lands on the author's 20% under one read-out.

    Attributes
    ----------
    readout : {"mean", "median"}
        Which centre is put on the target.
    sd : float
        Common standard deviation of the reports on the log scale that does it.
    mean, median, low, high : float
        The posterior, with its equal-tailed interval.
    at_least_68 : float
        Probability that the ratio is at least the upper end that the author printed.
    mcse_mean, mcse_median, mcse_low, mcse_high, mcse_at_least_68 : float
        Monte Carlo standard errors. Of the centre that is put on the target it is that of ``sd``.
    """

    readout: str
    sd: float
    mean: float
    median: float
    low: float
    high: float
    at_least_68: float
    mcse_mean: float
    mcse_median: float
    mcse_low: float
    mcse_high: float
    mcse_at_least_68: float
    gate: Gate


def author_steps(
    graph: Graph, *, target: float, threshold: float, draws: int = 400_000, seed: int = 1, ci_prob: float = CI_PROB
) -> list[AuthorStep]:
    """Solve the standard deviation for the mean and for the median.

    Parameters
    ----------
    graph : Graph
        Of the study ``author``.
    target : float
        The ratio to land on: the post's 20%.
    threshold : float
        The post's 68%.
    draws, seed : int
        Of the prior, which the reports re-weight to solve the standard deviation; the posteriors are fits like others.
    ci_prob : float, optional

    Raises
    ------
    ValueError
        If none lands on the target.
    """
    items = [graph.study.evidence[name] for name in graph.study.items]
    names = (graph.study.model.conclusion.node, items[0].measures)
    nodes, _ = prior_draws(graph, draws=draws, seed=seed, names=names, terms=())
    ratio, measured = (nodes[name].values for name in names)
    reports = np.array([observed_value(item, "dimensionless") for item in items])
    solved = []
    for readout in ("mean", "median"):
        sd = solve_sd(ratio, np.log(measured), reports, target=target, readout=readout)
        drawn = posterior(_at(graph, str(items[0].sd_quantity), sd), seed=seed, draws=draws // OVERSAMPLING)
        after = drawn.sample(node_draws(drawn.nodes(names[:1]), names[0]))
        mean, reaching = after.mean(), after.probability(after.values >= threshold)
        centre, errors = after.interval(ci_prob)
        values = (mean.value, *centre, reaching.value, mean.mcse, *errors, reaching.mcse)
        solved.append(AuthorStep(readout, sd, *values, drawn.diagnosis.gate))
    return solved


def _at(graph: Graph, name: str, sd: float) -> Graph:
    """Return the graph with the reports' standard deviation at a value."""
    prior = make_prior("constant", {"value": sd})
    quantities = {name: graph.study.quantities[name].model_copy(update={"prior": prior})}
    return graph.with_study(replace(graph.study, quantities={**graph.study.quantities, **quantities}))


def solve_sd(ratio: Array, measured: Array, reports: Array, *, target: float, readout: str) -> float:
    """Return the common standard deviation of the reports at which the re-weighted ratio has the target as its centre.

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
        after = _weighted(ratio, measured, reports, float(np.exp(log_sd)))
        return (after.mean().value if readout == "mean" else float(after.at(0.5))) - target

    return float(np.exp(optimize.brentq(miss, np.log(0.5), np.log(50.0), xtol=1e-6)))


def _weighted(ratio: Array, measured: Array, reports: Array, sd: float) -> Sample:
    """Weigh prior draws of the ratio by the reports, which are so wide that no weight of them runs away."""
    log_weights = -((reports[:, np.newaxis] - measured) ** 2).sum(axis=0) / (2 * sd**2)
    return Sample(ratio[np.newaxis], special.softmax(log_weights))
