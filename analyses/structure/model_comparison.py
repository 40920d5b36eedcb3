r"""Model comparison: where structural choices are models of the same data, which one the data prefer.

The marginal likelihood of a specification, :math:`Z = \int p(y \mid x)\, p(x)\, dx`, is the average weight of
the draws that its posterior is made of, so that it comes with its Monte Carlo error. With equal prior
probabilities the options of a choice have the probabilities :math:`Z_o / \sum Z`, and a mixture of the
posteriors with these weights averages the conclusion over models. Choices that redefine the conclusion
(questions) leave the data as they were, and evidence models without a joint likelihood have no :math:`Z`:
neither is compared. Marginal likelihoods lean on the priors of the discounts, hence a comparison also
where these are narrower and wider.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ...model import Graph
from ...priors import Study, with_choices
from ..fit import CI_PROB, PROBABILITIES, Headline, HeadlineAll
from .multiverse import Multiverse, Universe
from .specifications import Options, questions, taking

__all__ = ["AverageRow", "EvidenceRow", "averages", "compare_options", "joint", "probabilities"]

Array = NDArray[np.float64]


class EvidenceRow(NamedTuple):
    """How well one option predicts the data.

    Attributes
    ----------
    choice, option, title : str
    scale : float
        What the widths of the discounts' priors were multiplied by.
    log_evidence, log_evidence_mcse : float
        Log marginal likelihood and its Monte Carlo standard error; NaN where the fit has not converged or
        chains were run, which do not give it.
    probability, probability_mcse : float
        Of the option among those of its choice whose evidence is known, all equally likely beforehand.
    """

    choice: str
    option: str
    title: str
    scale: float
    log_evidence: float
    log_evidence_mcse: float
    probability: float
    probability_mcse: float


class AverageRow(NamedTuple):
    """The conclusion as an average over specifications.

    Attributes
    ----------
    title : str
    specifications : float
        How many it is made of: their effective number, the inverse of the sum of the squared weights.
    median, low, high : float
        Of the mixture of the posteriors.
    below : float
        Probability that the node is below its threshold.
    """

    title: str
    specifications: float
    median: float
    low: float
    high: float
    below: float


def probabilities(log_evidence: ArrayLike, mcse: ArrayLike, group: Sequence[str] | None = None) -> tuple[Array, Array]:
    r"""Turn log marginal likelihoods into probabilities of groups of models.

    Parameters
    ----------
    log_evidence, mcse : array_like
        One a model, with its Monte Carlo standard error; none is NaN.
    group : sequence of str, optional
        What each model belongs to; each is its own group unless given. A group's evidence is the mean of
        its models', so that it does not gain by having many.

    Returns
    -------
    probability, mcse : array
        In order of the groups' first models. The error is by the delta method: :math:`Z_i` has the standard
        error :math:`Z_i s_i`, independent of the others.
    """
    logs, errors = np.asarray(log_evidence, dtype=float), np.asarray(mcse, dtype=float)
    names = list(dict.fromkeys(range(logs.size) if group is None else group))
    member = np.array([[name == own for own in (range(logs.size) if group is None else group)] for name in names])
    share = member / member.sum(axis=1, keepdims=True)
    weight = np.exp(logs - logs.max())
    mean = share @ weight
    probability = mean / mean.sum()
    slope = (share - np.outer(probability, share.sum(axis=0))) / mean.sum()
    return probability, np.sqrt(((slope * weight * errors) ** 2).sum(axis=1))


def compare_options(
    at: Mapping[float, Graph], choices: Iterable[str] | None = None, *, headline_all: HeadlineAll
) -> list[EvidenceRow]:
    """Compare the options of each choice, with the study's own option of every other.

    Parameters
    ----------
    at : mapping of float to Graph
        The study with the widths of its discounts' priors multiplied by each factor; one for as they are.
    choices : iterable of str, optional
        Choices to compare the options of; all unless given.
    headline_all : callable
        What gives the headlines of graphs.

    Returns
    -------
    list of EvidenceRow
        By factor, choice and option. A choice without two options that have a likelihood is left out.
    """
    study = next(iter(at.values())).study
    compared = {c: options for c in choices or study.options if len(options := _comparable(study, c)) > 1}
    asked = {
        (scale, choice, option): graph.with_study(with_choices(graph.study, {choice: option}))
        for scale, graph in at.items()
        for choice, options in compared.items()
        for option in options
        if option != study.choices[choice]
    }
    graphs = [*at.values(), *asked.values()]
    headlines = dict(zip([*at, *asked], headline_all(graphs), strict=True))
    rows = []
    for scale in at:
        for choice, options in compared.items():
            own = [headlines[scale if o == study.choices[choice] else (scale, choice, o)] for o in options]
            rows += _rows(study, choice, dict(zip(options, own, strict=True)), scale)
    return rows


def _has_likelihood(study: Study, options: Options) -> bool:
    taken = taking(study, options)
    return bool(taken.items) and not taken.cut


def _comparable(study: Study, choice: str) -> list[str]:
    """Return the options of a choice that are models of the same data."""
    if choice in questions(study) or choice not in study.choices:
        return []
    return [o for o in study.options[choice].options if _has_likelihood(study, {**study.choices, choice: o})]


def _rows(study: Study, choice: str, headlines: Mapping[str, Headline], scale: float) -> list[EvidenceRow]:
    known = {option: each for option, each in headlines.items() if each.gate.passed and np.isfinite(each.log_evidence)}
    values = [(each.log_evidence, each.log_evidence_mcse) for each in known.values()]
    chances = (
        dict(zip(known, zip(*probabilities(*zip(*values, strict=True)), strict=True), strict=True)) if known else {}
    )
    return [
        EvidenceRow(
            choice,
            option,
            study.options[choice].options[option].title,
            scale,
            *((each.log_evidence, each.log_evidence_mcse) if option in known else (np.nan, np.nan)),
            *(map(float, chances[option]) if option in known else (np.nan, np.nan)),
        )
        for option, each in headlines.items()
    ]


def joint(multiverse: Multiverse) -> dict[str, dict[str, tuple[float, float]]]:
    """Return each option's probability with the other choices averaged over, and its Monte Carlo error.

    Returns
    -------
    dict of str to dict
        By choice and option, over the specifications that were run and have a likelihood; none counts twice
        for being asked several questions.
    """
    usable = _usable(multiverse)
    values = np.array([(u.headline.log_evidence, u.headline.log_evidence_mcse) for u in usable]).reshape(-1, 2)
    result = {}
    for choice in multiverse.varied:
        group = [universe.options[choice] for universe in usable]
        if choice not in questions(multiverse.study) and len(set(group)) > 1:
            chances = zip(*probabilities(values[:, 0], values[:, 1], group), strict=True)
            result[choice] = {o: (float(p), float(e)) for o, (p, e) in zip(dict.fromkeys(group), chances, strict=True)}
    return result


def _usable(multiverse: Multiverse) -> list[Universe]:
    """Return specifications with a likelihood that ask the study's own question."""
    own = {choice: multiverse.study.choices[choice] for choice in questions(multiverse.study)}
    return [
        universe
        for universe in multiverse.converged
        if own.items() <= universe.options.items()
        and np.isfinite(universe.headline.log_evidence)
        and _has_likelihood(multiverse.study, universe.options)
    ]


def averages(multiverse: Multiverse, *, ci_prob: float = CI_PROB) -> list[AverageRow]:
    """Average the conclusion over specifications that ask the study's own question of the same data.

    Returns
    -------
    list of AverageRow
        With weights by marginal likelihood, and with equal ones; empty where no specification has a likelihood.
    """
    usable = _usable(multiverse)
    if not usable:
        return []
    log_evidence = [universe.headline.log_evidence for universe in usable]
    weights, _ = probabilities(log_evidence, np.zeros(len(usable)))
    equal = np.full(len(usable), 1 / len(usable))
    return [
        _average("Average, weighted by how well each predicts the evidence", usable, weights, ci_prob),
        _average("Average with equal weights", usable, equal, ci_prob),
    ]


def _average(title: str, universes: Sequence[Universe], weights: Array, ci_prob: float) -> AverageRow:
    """Read a mixture off its parts' quantiles, each of which stands for the probability around it."""
    middles = (PROBABILITIES[1:] + PROBABILITIES[:-1]) / 2
    mass = np.diff(np.concatenate([[0.0], middles, [1.0]]))
    values = np.array([u.headline.data["posterior"].sel(node=u.conclusion.node).to_numpy() for u in universes])
    tail = (1 - ci_prob) / 2
    probability = np.outer(weights, mass).ravel()
    low, median, high = np.quantile(values.ravel(), (tail, 0.5, 1 - tail), weights=probability, method="inverted_cdf")
    below = float(weights @ [u.verdict.below for u in universes])
    return AverageRow(title, float(1 / (weights**2).sum()), float(median), float(low), float(high), below)
