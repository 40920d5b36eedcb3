"""A fit beside another method's posterior of the same study."""

import time
from typing import NamedTuple

import numpy as np

from llm_barriers.analyses.fit import Gate, Sample, judged
from llm_barriers.analyses.fit.fitting import trusted_draws
from llm_barriers.model import evaluate
from llm_barriers.model.arrays import input_names
from llm_barriers.model.weights import Marginal, Particles, tempered

from .generated import generated
from .quadrature import exact

LEVELS = (0.05, 0.5, 0.95)
NOT_ALIKE, ERRORS = 0.02, 4.0
"""Probability by which a quantile may be off whatever its error, and errors that it may be off by."""
DRAWS, CHAINS, MOVES = 10_000, 4096, 32


class Tried(NamedTuple):
    """A generated study as it is fitted, and the quantile that is farthest from the other method's.

    Attributes
    ----------
    method, oracle : str
    gate : Gate
    off, errors : float
        Probability by which it is off, and standard errors of both.
    worst : str
    log_evidence, log_evidence_mcse : float
        Of the fit over the oracle's, and the fit's error.
    seconds : float
        Of processor time, of the fit.
    """

    method: str
    oracle: str
    gate: Gate
    off: float
    errors: float
    worst: str
    log_evidence: float
    log_evidence_mcse: float
    seconds: float

    @property
    def verdict(self):
        """Say whether the fit is right, wrong, or was refused."""
        right = self.off < NOT_ALIKE or self.errors < ERRORS
        return "refused" if not self.gate.passed else "right" if right else "WRONG"


def tried(seed, *, draws=DRAWS):
    """Fit a generated study, and compare it with quadrature, or with long tempered runs where that takes too long."""
    graph, start = generated(seed), time.process_time()
    drawn = trusted_draws(graph, seed=seed, draws=draws)
    seconds, gate = time.process_time() - start, judged(drawn)
    method = "particles" if isinstance(drawn, Particles) else "weights"
    other = exact(graph.study)
    if other:
        return Tried(method, "quadrature", gate, *_worst(graph, drawn, other), seconds)
    first = Tried(method, "tempered runs", gate, *_worst(graph, drawn, _tempered(graph, seed, moves=MOVES)), seconds)
    if first.verdict != "WRONG":
        return first
    longer = _tempered(graph, seed, moves=4 * MOVES)  # the shorter ones may have missed something themselves
    return Tried(method, "longer runs", gate, *_worst(graph, drawn, longer), seconds)


def _worst(graph, drawn, other):
    off = max(_apart(graph, drawn, other), key=lambda each: min(each[0] / NOT_ALIKE, each[1] / ERRORS))
    return *off, drawn.log_evidence - other.log_evidence, drawn.log_evidence_mcse


class Reference(NamedTuple):
    """Long tempered runs, as they are compared."""

    samples: dict[str, Sample]
    log_evidence: float

    def below(self, name, value):
        estimate = self.samples[name].probability(self.samples[name].values <= value)
        return estimate.value, estimate.mcse


def _tempered(graph, seed, *, moves):
    drawn = tempered(Marginal.of(graph), seed=1000 + seed, chains=CHAINS, moves=moves)
    return Reference(_samples(graph, drawn), drawn.log_evidence)


def _samples(graph, drawn):
    integrated = {input_names(graph)[column] for column in drawn.marginal.integrated}
    names = [name for name in graph.names if graph.uncertain(name) and name not in integrated]
    nodes = evaluate(graph, drawn.roots, names=names, terms=())[0]
    return {name: Sample(nodes[name].to_numpy()[np.newaxis], drawn.weights, drawn.copy_of) for name in names}


def _apart(graph, drawn, other):
    """Yield the probability and the errors by which each quantile is off, and whose."""
    for name, sample in _samples(graph, drawn).items():
        for level in LEVELS:
            at = sample.at(level)
            ours, (theirs, error) = sample.probability(sample.values <= at), other.below(name, at)
            off = abs(ours.value - theirs)
            yield off, off / np.hypot(ours.mcse, error), f"{name} at {level:.0%}"
