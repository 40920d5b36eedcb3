r"""Averaging: the conclusion over all models of the same facts, weighted by how well each predicts the evidence.

Choices are of two kinds. **Models** of the same facts differ in what they make of the evidence, so that the
evidence can tell them apart: with a prior weight :math:`\pi_m`, the product of its options' weights, and a
marginal likelihood :math:`Z_m`, a model has the weight :math:`w_m = \pi_m Z_m / \sum \pi Z`, and the average is the
mixture :math:`\sum_m w_m\, p(x \mid y, m)`. **Questions** differ in what is asked; no evidence prefers one, and the
average is over none: it answers the study's own. Models that see other data (a cut, or no likelihood) have no
:math:`Z` to be compared with, and are left out. Where only some models were run, each that was drawn at random
counts for its share of those that were not, and the errors hold what the draw may have missed.

References
----------
Hoeting, Madigan, Raftery and Volinsky (1999), Bayesian model averaging: a tutorial.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..fit import CI_PROB, PROBABILITIES
from .model_comparison import has_likelihood, probabilities
from .multiverse import Multiverse, Universe
from .specifications import equivalents, questions

__all__ = ["Average", "AverageRow", "WeightRow", "average"]

Array = NDArray[np.float64]


class AverageRow(NamedTuple):
    """The conclusion as an average over models, with Monte Carlo standard errors.

    Attributes
    ----------
    title : str
    models : float
        How many it is made of: their effective number, the inverse of the sum of the squared weights.
    median, low, high : float
        Of the mixture of the posteriors.
    below : float
        Probability that the node is below its threshold.
    mcse_median, mcse_low, mcse_high, mcse_below : float
    """

    title: str
    models: float
    median: float
    low: float
    high: float
    below: float
    mcse_median: float = 0.0
    mcse_low: float = 0.0
    mcse_high: float = 0.0
    mcse_below: float = 0.0


class WeightRow(NamedTuple):
    """An option's weight in the average, and the conclusion averaged over the models that take it.

    Attributes
    ----------
    choice, option, title : str
    prior, weight : float
        Of all models that take it, beforehand and by the evidence.
    median, below : float
        Of their average alone.
    mcse_weight, mcse_median, mcse_below : float
    """

    choice: str
    option: str
    title: str
    prior: float
    weight: float
    median: float
    below: float
    mcse_weight: float
    mcse_median: float
    mcse_below: float


class Average(NamedTuple):
    """The conclusion averaged over models of the same facts.

    Attributes
    ----------
    by_evidence, by_prior : AverageRow
        Weighted by evidence and prior weights, and by prior weights alone.
    weights : list of WeightRow
        By choice and option, of the choices that are averaged over.
    models, without : int
        Models that it is over, and models that were run and have no evidence that can be compared.
    """

    by_evidence: AverageRow
    by_prior: AverageRow
    weights: list[WeightRow]
    models: int
    without: int


@dataclass(frozen=True)
class _Mixture:
    """Models: their quantiles at `PROBABILITIES`, weights, which sum to one, and standard errors of log weights."""

    universes: Sequence[Universe]
    values: Array
    weights: Array
    errors: Array

    def of(self, members: Sequence[bool]) -> "_Mixture":
        """Return the mixture of some of the models, which weigh equally where none has any weight."""
        weights = np.where(np.dot(members, self.weights), self.weights, 1.0)[members]
        universes = [universe for universe, member in zip(self.universes, members, strict=True) if member]
        return _Mixture(universes, self.values[members], weights / weights.sum(), self.errors[members])

    def row(self, title: str, ci_prob: float) -> AverageRow:
        """Read the mixture off its parts."""
        conclusion, tail = self.universes[0].conclusion, (1 - ci_prob) / 2
        models = float(1 / (self.weights**2).sum())
        median, low, high = map(float, self._quantiles([0.5, tail, 1 - tail]))
        mcse_median, mcse_low, mcse_high = map(self._error, (median, low, high))
        below, mcse_below = self._below(conclusion.threshold)
        return AverageRow(title, models, median, low, high, below, mcse_median, mcse_low, mcse_high, mcse_below)

    def _below(self, value: float) -> tuple[float, float]:
        """Return the probability below a value; its error is of the parts' probabilities and of their weights."""
        node = self.universes[0].conclusion.node
        each = np.array([u.headline.chance_below(node, value) for u in self.universes])
        own = np.array([u.headline.mcse_below(node, value) for u in self.universes])
        whole = float(self.weights @ each)
        return whole, float(np.linalg.norm(self.weights * np.hypot(own, (each - whole) * self.errors)))

    def _error(self, quantile: float) -> float:
        probability, mcse = self._below(quantile)
        low, high = self._quantiles(np.clip([probability - mcse, probability + mcse], *PROBABILITIES[[0, -1]]))
        return float(high - low) / 2

    def _quantiles(self, levels: ArrayLike) -> Array:
        """Let each quantile that a part has stand for the probability around it."""
        middles = (PROBABILITIES[1:] + PROBABILITIES[:-1]) / 2
        mass = np.diff(np.concatenate([[0.0], middles, [1.0]]))
        probability = np.outer(self.weights, mass).ravel()
        at = np.asarray(levels, dtype=float)
        return np.asarray(np.quantile(self.values.ravel(), at, weights=probability, method="inverted_cdf"))


def average(multiverse: Multiverse, *, ci_prob: float = CI_PROB) -> Average | None:
    """Average the conclusion over the models of the same facts that were run.

    Parameters
    ----------
    multiverse : Multiverse
        Whose models weigh as much as the specifications that they stand for.
    ci_prob : float, optional

    Returns
    -------
    Average or None
        None where no model has evidence that can be compared.
    """
    study = multiverse.study
    own = {choice: study.choices[choice] for choice in questions(study)}
    asked = [universe for universe in multiverse.converged if own.items() <= universe.options.items()]
    models = [u for u in asked if has_likelihood(study, u.options) and np.isfinite(u.headline.log_evidence)]
    prior = np.array([_prior_weight(multiverse, universe) for universe in models])
    if not prior.any():
        return None
    drawn = np.sqrt([1 - 1 / universe.represents for universe in models])
    evidence = np.array([u.headline.log_evidence for u in models])
    errors = np.hypot(drawn, [u.headline.log_evidence_mcse for u in models])
    values = np.array([u.headline.data["posterior"].sel(node=u.conclusion.node).values for u in models])
    mixture = _Mixture(models, values, probabilities(evidence, errors, prior=prior)[0], errors)
    return Average(
        mixture.row("Average, weighted by how well each predicts the evidence", ci_prob),
        _Mixture(models, values, prior / prior.sum(), drawn).row("Average by prior weights alone", ci_prob),
        [row for choice in multiverse.varied for row in _weights(multiverse, choice, mixture, prior, evidence)],
        len(models),
        len(asked) - len(models),
    )


def _prior_weight(multiverse: Multiverse, universe: Universe) -> float:
    """Return the product of its options' weights, summed over all models that it stands for."""
    study, models = multiverse.study, set(multiverse.varied) - set(questions(multiverse.study))
    same = equivalents(study, universe.options, multiverse.varied)
    weights = (prod(study.options[choice].options[each[choice]].weight for choice in models) for each in same)
    return universe.represents * sum(weights)


def _weights(multiverse: Multiverse, choice: str, mixture: _Mixture, prior: Array, evidence: Array) -> list[WeightRow]:
    """Return a row an option of a choice between models; none where all of them take the same."""
    group = [universe.options[choice] for universe in mixture.universes]
    before, _ = probabilities(np.zeros(prior.size), np.zeros(prior.size), prior=prior, group=group)
    after, mcse = probabilities(evidence, mixture.errors, prior=prior, group=group)
    options, rows = multiverse.study.options[choice].options, []
    for option, *weights in zip(dict.fromkeys(group), before, after, mcse, strict=True):
        own = mixture.of([each == option for each in group]).row("", CI_PROB)
        values = [*weights[:2], own.median, own.below, weights[2], own.mcse_median, own.mcse_below]
        rows.append(WeightRow(choice, option, options[option].title, *map(float, values)))
    return rows if len(rows) > 1 else []
