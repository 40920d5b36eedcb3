"""Multiverse: the conclusion under every combination of the structural choices that no prior covers.

Specifications of one family (`specifications`) are read off one set of posterior draws, since they differ
in what is asked of it and in nothing that was measured.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import xarray as xr

from ...model import Graph
from ...model.weights import on_steps
from ...priors import ImpossibleEvidence, Study
from ...priors.model_record import Conclusion
from ..fit import CI_PROB, Headline, Method, Readout, Verdict, finite, headline_data, node_draws, posterior
from .specifications import Options, answers, families, questions, specifications, taking, varied_choices

__all__ = ["ConclusionsAll", "Multiverse", "Universe", "conclusions", "headlines_of"]
__all__ += ["multiverse"]


@dataclass(frozen=True)
class Universe:
    """The conclusion under one specification.

    Attributes
    ----------
    options : dict of str to str
        The specification.
    headline : Headline
        After the evidence, with its gate: one that has not passed is no result.
    conclusion : Conclusion
        The node that it is about.
    represents : float, optional
        How many it stands for: itself, and its share of those that were not drawn.
    """

    options: Options
    headline: Headline
    conclusion: Conclusion
    represents: float = 1.0

    @property
    def converged(self) -> bool:
        """Whether it may be reported."""
        return self.headline.gate.passed

    @cached_property
    def verdict(self) -> Verdict:
        """What is read off it, with an interval of `CI_PROB`."""
        return Verdict.of(self.headline, self.conclusion)

    def interval(self, ci_prob: float = CI_PROB) -> Readout:
        """Return the median and its equal-tailed interval."""
        return self.headline.interval(self.conclusion.node, ci_prob=ci_prob)


@dataclass(frozen=True)
class Multiverse:
    """Specifications with what they conclude.

    Attributes
    ----------
    study : Study
        Whose choices they vary.
    varied : tuple of str
        The choices that are varied.
    universes : list of Universe
        The study's own is the first.
    total : int
        Distinct specifications that there are, run or not.
    impossible : list of Options, optional
        Specifications under which nothing could have led to the evidence, which are none of the universes.
    """

    study: Study
    varied: tuple[str, ...]
    universes: list[Universe]
    total: int
    impossible: list[Options] = field(default_factory=list)

    @cached_property
    def converged(self) -> list[Universe]:
        """Those that may be reported."""
        return [universe for universe in self.universes if universe.converged]

    @cached_property
    def log(self) -> bool:
        """Whether medians are compared on a log scale, since all of them are positive."""
        return all(universe.verdict.median > 0 for universe in self.converged)

    def beyond(self, universe: Universe) -> float:
        """Return how far a median lies above the threshold, on the scale on which medians are compared."""
        median, threshold = universe.verdict.median, universe.conclusion.threshold
        return float(np.log(median / threshold) if self.log else median - threshold)


def _drawn(
    study: Study, groups: list[list[Options]], number: int | None, seed: int
) -> list[tuple[list[Options], float]]:
    """Return the first family, those that differ from it in one choice, and others at random until there are enough.

    Each with how many it stands for. More extend fewer.
    """
    first, models = groups[0][0], set(study.choices) - set(questions(study))
    apart = [sum(first[choice] != family[0][choice] for choice in models) for family in groups]
    chosen = [family for family, changed in zip(groups, apart, strict=True) if changed <= 1]
    others = [family for family, changed in zip(groups, apart, strict=True) if changed > 1]
    drawn: list[list[Options]] = []
    for position in np.random.default_rng(seed).permutation(len(others)):
        if number is not None and sum(map(len, chosen + drawn)) >= number:
            break
        drawn.append(others[position])
    return [(family, 1.0) for family in chosen] + [(family, len(others) / len(drawn)) for family in drawn]


def multiverse(
    graph: Graph,
    *,
    conclusions_all: "ConclusionsAll",
    vary: Iterable[str] | None = None,
    number: int | None = None,
    seed: int = 0,
) -> Multiverse:
    """Run specifications.

    Parameters
    ----------
    graph : Graph
        Of the study whose choices are varied.
    conclusions_all : callable
        What draws each family's conclusions.
    vary : iterable of str, optional
        Choices to vary; all unless given.
    number : int, optional
        Run whole families, the study's own, those that differ from it in one choice and others drawn at random,
        until there are so many specifications; all unless given.
    seed : int, optional
        Of that random order.

    Raises
    ------
    StudyError
        If there is no such choice.
    """
    study, varied = graph.study, varied_choices(graph.study, vary)
    specs = list(specifications(study, vary=varied))
    chosen = _drawn(study, families(study, specs), number, seed)
    models = [{c: option for c, option in family[0].items() if c not in questions(study)} for family, _ in chosen]
    asked = [graph.with_study(taking(study, options)) for options in models]
    universes: list[Universe] = []
    impossible: list[Options] = []
    for (family, represents), headlines in zip(chosen, conclusions_all(asked), strict=True):
        if not headlines:
            impossible += family
            continue
        answered = list(zip(answers(study), headlines, strict=True))
        for options in family:
            headline = next(each for answer, each in answered if answer.items() <= options.items())
            universes.append(Universe(options, headline, study.model.conclusion, represents))
    return Multiverse(study, varied, universes, len(specs), impossible)


ConclusionsAll = Callable[[Sequence[Graph]], list[list[Headline]]]
"""What gives the conclusions of graphs, none where the evidence is impossible: here, from a store or on a cluster."""


def headlines_of(answered: xr.Dataset) -> list[Headline]:
    """Split what `conclusions` returns into a headline a question."""
    return [Headline(answered.isel(question=i)) for i in range(answered.sizes.get("question", 0))]


def conclusions(graph: Graph, *, seed: int, draws: int, method: Method = "auto") -> xr.Dataset:
    """Answer every question of `QUESTIONS` from one set of posterior draws.

    Parameters
    ----------
    graph : Graph
    seed, draws, method
        As for `headline.headline`: ten weighted draws for each. What chains cannot follow under one question is
        weighed under each: see `model.weights.discontinuities`.

    Returns
    -------
    xarray.Dataset
        As in `Headline`, with a dim ``question``: the combinations of options in the order of the study's. Empty, with
        an attribute ``impossible`` that says why, where nothing could have led to the evidence.
    """
    study = graph.study
    asked = [graph.with_study(taking(study, {**study.choices, **options})) for options in answers(study)]
    asking = max(asked, key=lambda each: len(each.roots))
    try:
        drawn = posterior(asking, seed=seed, draws=draws, method="auto" if on_steps(asking) else method)
    except ImpossibleEvidence as error:
        return xr.Dataset(attrs={"impossible": error.problem})
    node = study.model.conclusion.node
    nodes = [drawn.nodes([node], graph=each) for each in asked]
    diagnosis = replace(drawn.diagnosis, gate=finite(drawn.diagnosis.gate, nodes[0]))
    each = [
        headline_data(own, {"posterior": {node: drawn.sample(node_draws(values, node))}}, diagnosis)
        for own, values in zip(asked, nodes, strict=True)
    ]
    return xr.concat(each, "question", combine_attrs="identical")
