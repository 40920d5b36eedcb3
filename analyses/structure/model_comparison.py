r"""Model comparison: where structural choices are models of the same data, which one the data prefer.

The marginal likelihood of a specification, :math:`Z = \int p(y \mid x)\, p(x)\, dx`, is the average weight of
the draws that its posterior is made of, so that it comes with its Monte Carlo error. With prior weights
:math:`\pi_o` the options of a choice have the probabilities :math:`\pi_o Z_o / \sum \pi Z`; see `averaging` for
the conclusion under all of them. Choices that redefine the conclusion (questions) leave the data as they
were, and evidence models without a joint likelihood have no :math:`Z`: neither is compared. Marginal
likelihoods lean on the priors of the discounts, hence a comparison also where these are narrower and wider.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ...model import Graph
from ...priors import Study, with_choices
from ..fit import Headline, HeadlineNear
from .specifications import Options, questions, taking

__all__ = ["EvidenceRow", "compare_options", "has_likelihood", "probabilities"]

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
        Of the option among those of its choice whose evidence is known, by their prior weights and evidence.
    """

    choice: str
    option: str
    title: str
    scale: float
    log_evidence: float
    log_evidence_mcse: float
    probability: float
    probability_mcse: float


def probabilities(
    log_evidence: ArrayLike,
    mcse: ArrayLike,
    *,
    prior: ArrayLike | None = None,
    group: Sequence[str] | None = None,
) -> tuple[Array, Array]:
    r"""Turn log marginal likelihoods into probabilities of groups of models.

    Parameters
    ----------
    log_evidence, mcse : array_like
        One a model, with its Monte Carlo standard error; none is NaN.
    prior : array_like, optional
        Relative probabilities of the models beforehand; equal unless given.
    group : sequence of str, optional
        What each model belongs to; each is its own group unless given.

    Returns
    -------
    probability, mcse : array
        In order of the groups' first models. The error is by the delta method: :math:`Z_i` has the standard
        error :math:`Z_i s_i`, independent of the others.
    """
    logs, errors = np.asarray(log_evidence, dtype=float), np.asarray(mcse, dtype=float)
    groups = list(range(logs.size)) if group is None else list(group)
    member = np.array([[name == own for own in groups] for name in dict.fromkeys(groups)])
    weight = np.exp(logs - logs.max()) * (1.0 if prior is None else np.asarray(prior, dtype=float))
    probability = member @ weight / weight.sum()
    slope = (member - probability[:, np.newaxis]) * weight / weight.sum()
    return probability, np.sqrt(((slope * errors) ** 2).sum(axis=1))


def compare_options(
    at: Mapping[float, Graph], choices: Iterable[str] | None = None, *, headline_near: HeadlineNear
) -> list[EvidenceRow]:
    """Compare the options of each choice, with the study's own option of every other.

    Parameters
    ----------
    at : mapping of float to Graph
        The study with the widths of its discounts' priors multiplied by each factor; one for as they are.
    choices : iterable of str, optional
        Choices to compare the options of; all unless given.
    headline_near : callable
        What gives the headlines of graphs that are much like one of these.

    Returns
    -------
    list of EvidenceRow
        By factor, choice and option. A choice without two options that have a likelihood is left out.
    """
    study = next(iter(at.values())).study
    compared = {c: options for c in choices or study.options if len(options := _comparable(study, c)) > 1}
    others = [(c, option) for c, options in compared.items() for option in options if option != study.choices[c]]
    rows = []
    for scale, graph in at.items():
        asked = [graph.with_study(with_choices(graph.study, {choice: option})) for choice, option in others]
        whole, *each = headline_near(graph)([graph, *asked])
        headlines = dict(zip(others, each, strict=True))
        for choice, options in compared.items():
            own = {option: headlines.get((choice, option), whole) for option in options}
            rows += _rows(study, choice, own, scale)
    return rows


def has_likelihood(study: Study, options: Options) -> bool:
    """Whether all items have a joint likelihood under options: only then is there evidence that can be compared."""
    taken = taking(study, options)
    return bool(taken.items) and not taken.cut


def _comparable(study: Study, choice: str) -> list[str]:
    """Return the options of a choice that are models of the same data."""
    if choice in questions(study) or choice not in study.choices:
        return []
    return [o for o in study.answerable(choice) if has_likelihood(study, {**study.choices, choice: o})]


def _rows(study: Study, choice: str, headlines: Mapping[str, Headline], scale: float) -> list[EvidenceRow]:
    known = {option: each for option, each in headlines.items() if each.gate.passed and np.isfinite(each.log_evidence)}
    values = [(each.log_evidence, each.log_evidence_mcse) for each in known.values()]
    prior = [study.options[choice].options[option].weight for option in known]
    chances = {}
    if any(prior):
        weighed = probabilities(*zip(*values, strict=True), prior=prior)
        chances = dict(zip(known, zip(*weighed, strict=True), strict=True))
    return [
        EvidenceRow(
            choice,
            option,
            study.options[choice].options[option].title,
            scale,
            *((each.log_evidence, each.log_evidence_mcse) if option in known else (np.nan, np.nan)),
            *(map(float, chances[option]) if option in chances else (np.nan, np.nan)),
        )
        for option, each in headlines.items()
    ]
