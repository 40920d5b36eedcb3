r"""Tempered: the posterior by sequential Monte Carlo, from the prior through ever sharper likelihoods.

Particles begin as draws of the prior, which lie wherever the posterior can, or of a proposal, from which the way is
shorter. What the posterior has over that enters as its power :math:`t`, that is :math:`L^t` from the prior, with
:math:`t` rising from nought to one as fast as half of the particles go on counting. At each :math:`t` some are
drawn by their weights, and each of these begins a chain, all states of which are the next particles ("waste-free").
Every other step of a chain is a preconditioned Crank–Nicolson one around a Student-t fitted to the particles, which is
large along directions in which the evidence says little; the others add the difference of two particles, which leads
along what is bent and from mode to mode. Neither follows a gradient, so that a step function does no harm.

Each of several runs estimates the evidence, and counts by it. What the particles are worth their origins
tell: those that descend from one draw of the prior are one draw in so far as they are alike. Where steps are short the
runs fall short of the evidence, all by as much; that it grows along the chains tells by about how much.

References
----------
Dau and Chopin (2022), Waste-free sequential Monte Carlo.
Grumitt, Karamanis and Seljak (2024), Sequential Kalman tuning of the t-preconditioned Crank–Nicolson algorithm.
ter Braak and Vrugt (2008), Differential evolution Markov chain with snooker updater and fewer chains.
Lee and Whiteley (2018), Variance estimation in the particle filter.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

from .importance import Drawn, log_mean
from .marginal import Marginal
from .proposal import Mixed, Proposal, far_start

__all__ = ["Particles", "scouted", "tempered"]

Array = NDArray[np.float64]

RUNS, CHAINS, MOVES = 4, 1024, 32
"""Independent runs, chains of each at each temperature, and states of a chain."""
SCOUTED = 3
"""States of a chain of a run that is only to tell where the posterior is."""
COUNTING = 0.5
"""Part of the particles that counts at the next temperature."""
NU = 5.0
"""Degrees of freedom of the Student-t that steps are taken around."""
ACCEPTED, SMALLEST, LARGEST = 0.25, 1e-3, 0.999
"""Part of the steps that their size is adapted to, and its bounds."""
WHOLE, NOISE = 0.1, 4e-3
"""Part of the differences that are added whole, from mode to mode, and the width of what is added to each beside it."""
LEAST, IMPOSSIBLE = 1e-6, -1e300
"""Variance that is taken for that of a direction along which the particles have none; and the log of no evidence."""

_Propose = Callable[[Array, float, np.random.Generator], tuple[Array, Array]]
"""Takes scores and the size of steps, and returns others with the log of the density of the way back over there."""


@dataclass(frozen=True, eq=False)
class Particles(Drawn):
    """Particles of independent runs, one run after the other.

    Attributes
    ----------
    origin : array of int
        The draw of the prior that each descends from.
    log_evidences : array
        Log marginal likelihood of the items that are in, as each run has it.
    """

    origin: NDArray[np.int_]
    log_evidences: Array

    @property
    def copy_of(self) -> NDArray[np.int_]:
        """Number the particles; those of one number count as one where they are alike."""
        return self.origin

    def some(self, count: int) -> Array:
        """Return the scores of so many particles of all runs, chosen by their weights."""
        points = (np.arange(count) + 0.5) / count
        return np.asarray(self.scores[np.searchsorted(np.cumsum(self.weights), points * (1 - 1e-12))])


class _State(NamedTuple):
    """Particles of one run.

    Attributes
    ----------
    scores : array
        Those that the evidence reaches.
    log_start, log_gain : array
        Log-density of where particles begin, and of the posterior over it.
    origin : array of int
    """

    scores: Array
    log_start: Array
    log_gain: Array
    origin: NDArray[np.int_]

    def at(self, places: NDArray[np.int_]) -> "_State":
        return _State(self.scores[places], self.log_start[places], self.log_gain[places], self.origin[places])


def tempered(
    marginal: Marginal,
    *,
    seed: int,
    start: Proposal | Mixed | None = None,
    runs: int = RUNS,
    chains: int = CHAINS,
    moves: int = MOVES,
) -> Particles:
    """Draw from the posterior by tempered sequential Monte Carlo.

    Parameters
    ----------
    marginal : Marginal
    seed : int
    start : Proposal or Mixed, optional
        Where particles begin: the prior with latents farther out, unless given. From what is nearer to the posterior
        the way is shorter.
    runs, chains, moves : int, optional
        Independent runs, four at least; chains of each at each temperature, and states of a chain.
    """
    size, start = chains * moves, start or far_start(marginal)
    scores, origin = np.empty((runs * size, marginal.start.size)), np.arange(runs * size)
    logs, drifts = np.empty(runs), np.empty(runs)
    for run in range(runs):
        own, rng = slice(run * size, (run + 1) * size), np.random.default_rng(_seed(seed, run))
        scores[own] = start.draw(rng, size)
        target = _Target(marginal, start)
        begun = target.state(scores[own][:, marginal.reached], np.arange(size))
        state, logs[run], drifts[run] = _Run(target, rng, chains, moves).posterior(begun)
        scores[own, marginal.reached], origin[own] = state.scores, state.origin + run * size
    weights = np.repeat(special.softmax(np.maximum(logs, IMPOSSIBLE)) / size, size)
    evidence, error = log_mean(logs)
    error = max(error * np.sqrt(runs / (runs - 3)), abs(float(drifts.mean())))  # a Student-t's, of so few
    return Particles(marginal, scores, weights, evidence, error, origin, logs)


def scouted(
    marginal: Marginal, start: Proposal, scores: Array, log_likelihood: Array, *, chains: int, seed: int
) -> tuple[Array, Array]:
    """Return scores from roughly where the posterior is, by one short run, and their log-likelihood.

    Parameters
    ----------
    marginal : Marginal
    start : Proposal
        Near the prior.
    scores, log_likelihood : array
        Its draws, some of which the evidence allows; fewer scouts than these are returned.
    chains : int
        Each of which leaves three scouts.
    seed : int
    """
    target = _Target(marginal, start)
    run = _Run(target, np.random.default_rng(_seed(seed, RUNS)), chains, SCOUTED)
    state, _, _ = run.posterior(target.weighed(scores, log_likelihood, np.arange(len(scores))))
    scouts = scores[: len(state.scores)].copy()
    scouts[:, marginal.reached] = state.scores
    return scouts, state.log_gain - start.log_prior_ratio(scouts)


@dataclass(frozen=True)
class _Target:
    """A posterior, and where the particles begin."""

    marginal: Marginal
    start: Proposal | Mixed

    def state(self, scores: Array, origin: NDArray[np.int_]) -> _State:
        """Return particles with these scores."""
        whole = np.zeros((len(scores), self.marginal.start.size), order="F")
        whole[:, self.marginal.reached] = scores
        return self.weighed(whole, self.marginal.log_likelihood(whole), origin)

    def weighed(self, whole: Array, log_likelihood: Array, origin: NDArray[np.int_]) -> _State:
        """Return particles of which all scores and the log-likelihood are known."""
        scores, log_ratio = whole[:, self.marginal.reached], self.start.log_prior_ratio(whole)
        return _State(scores, -0.5 * _squares(scores) - log_ratio, log_likelihood + log_ratio, origin)


@dataclass
class _Run:
    """One run, and the sizes that it has learnt for its two kinds of steps."""

    target: _Target
    rng: np.random.Generator
    chains: int
    moves: int
    sizes: list[float] = field(default_factory=lambda: [0.5, 0.5])

    def posterior(self, state: _State) -> tuple[_State, float, float]:
        """Take particles from where they begin to the posterior.

        Returns
        -------
        state : _State
        log_evidence : float
            By the later states of the chains, which are nearer to where these lead.
        drift : float
            What it is more than by all states: where steps are short, nearly as much as it still falls short.
        """
        power, later, total = 0.0, 0.0, 0.0
        while power < 1:
            if not np.isfinite(state.log_gain).any():
                return state, -np.inf, 0.0
            rise = _rise(state.log_gain, 1 - power)
            gain = rise * state.log_gain
            later += log_mean(gain[len(gain) // 2 if power else 0 :])[0]
            power, total = power + rise, total + log_mean(gain)[0]
            state = self._moved(state, special.softmax(gain), power)
        return state, later, later - total

    def _moved(self, state: _State, weights: Array, power: float) -> _State:
        """Begin chains from particles chosen by their weights, and return all states of these chains."""
        reference = state.scores[self._chosen(weights, len(weights))]
        proposals = (_Around.of(state.scores, weights).propose, partial(_difference, reference))
        states = [state.at(self._chosen(weights, self.chains))]
        for move in range(1, self.moves):
            states.append(self._step(states[-1], proposals, move, power))
        return _State(*map(np.concatenate, zip(*states, strict=True)))

    def _chosen(self, weights: Array, count: int) -> NDArray[np.int_]:
        points = (np.arange(count) + self.rng.random()) / count
        return np.minimum(np.searchsorted(np.cumsum(weights), points), len(weights) - 1)

    def _step(self, state: _State, proposals: tuple[_Propose, _Propose], move: int, power: float) -> _State:
        """Take one step of every chain, of the one kind or the other, and learn its size."""
        kind = move % 2
        scores, log_ratio = proposals[kind](state.scores, self.sizes[kind], self.rng)
        tried = self.target.state(scores, state.origin)
        with np.errstate(invalid="ignore"):  # minus infinity after minus infinity is no step
            rise = tried.log_start - state.log_start + power * (tried.log_gain - state.log_gain) + log_ratio
        chances = np.exp(np.minimum(np.nan_to_num(rise, nan=-np.inf), 0.0))
        learnt = self.sizes[kind] * np.exp((chances.mean() - ACCEPTED) / np.sqrt(1 + move // 2))
        self.sizes[kind] = float(np.clip(learnt, SMALLEST, LARGEST))
        taken = self.rng.random(len(chances)) < chances
        pairs = zip(tried, state, strict=True)
        return _State(*(np.where(taken[:, np.newaxis] if new.ndim > 1 else taken, new, old) for new, old in pairs))


@dataclass(frozen=True)
class _Around:
    """A Student-t fitted to particles."""

    mean: Array
    root: Array
    inverse: Array

    @classmethod
    def of(cls, scores: Array, weights: Array) -> "_Around":
        mean = weights @ scores
        weighted = np.sqrt(weights)[:, np.newaxis] * (scores - mean)
        variances, axes = np.linalg.eigh(weighted.T @ weighted)
        sd = np.sqrt(np.maximum(variances, LEAST))
        return cls(mean, axes * sd, axes / sd)

    def propose(self, scores: Array, size: float, rng: np.random.Generator) -> tuple[Array, Array]:
        """Return steps that leave the Student-t as it is, and the log of its density where from over where to."""
        apart = (scores - self.mean) @ self.inverse
        heavy = (NU + apart.shape[1]) / 2
        scale = (NU + _squares(apart)) / 2 / rng.gamma(heavy, size=len(apart))
        noise = np.sqrt(scale)[:, np.newaxis] * rng.standard_normal(apart.shape)
        tried = np.sqrt(1 - size**2) * apart + size * noise
        log_density = [-heavy * np.log1p(_squares(each) / NU) for each in (apart, tried)]
        return self.mean + tried @ self.root.T, log_density[0] - log_density[1]


def _squares(scores: Array) -> Array:
    """Return the sum of squares of each draw's scores."""
    return np.asarray(np.einsum("ij,ij->i", scores, scores))


def _seed(seed: int, run: int) -> np.random.SeedSequence:
    return np.random.SeedSequence(seed, spawn_key=(run, 3))


def _difference(reference: Array, scores: Array, size: float, rng: np.random.Generator) -> tuple[Array, Array]:
    """Add the differences of particles, which is as likely there as back."""
    first, second = reference[rng.integers(0, len(reference), (2, len(scores)))]
    part = np.where(rng.random(len(scores)) < WHOLE, 1.0, size)[:, np.newaxis]
    noise = NOISE * (rng.random(scores.shape) - 0.5)  # a third of a normal's time
    return scores + part * (first - second) + noise, np.zeros(len(scores))


def _rise(log_gain: Array, most: float) -> float:
    """Return by how much the power of what is gained may rise; particles that are impossible go at once."""
    possible = log_gain[np.isfinite(log_gain)]

    def excess(rise: float) -> float:
        return float(1 / (special.softmax(rise * possible) ** 2).sum()) / len(possible) - COUNTING

    return most if excess(most) > 0 else float(optimize.brentq(excess, 1e-12, most, xtol=1e-12, rtol=1e-6))
