r"""Implied: how far the inference-share reports must be discounted for the ratio to land on a target.

A *discount* is a quantity of the study, named, that says how far the reports may be trusted: the standard
deviation that they have in common, a factor by which they overstate, the probability that one is reliable, or
the weight that the author's additive rule gives them. It is set to a value :math:`x`, everything else stays as
in the study, and the centre :math:`c(x)` of the posterior of the cost ratio is followed along a grid of
values. The discount that the target :math:`t` implies solves :math:`c(x) = t`. It may have no solution, in
which case no amount of that discount takes the reports to the target, or more than one.

All points of a curve weigh the same draws, so that it is as smooth as the truth and its crossings can be
solved for. They come from approximate posteriors at all values, and the weights are those of the whole mixture. Where
these cannot be trusted a point has weighted draws of its own; where these cannot be, particles are tempered for it, and
in the end it is fitted as any other graph.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy import interpolate, optimize

from ...model import Graph, evaluate
from ...model.weights import Drawn, Marginal, Mixed, Modes, Pool, Weighted, find_modes, tempered
from ..fit import OVERSAMPLING, Estimate, Sample, finite, judged, node_draws, trusted_draws, weighed
from .discounting import Kind, discounted, kind_of, options_of

__all__ = ["CENTRES", "Crossing", "Curve", "implied"]

Array = NDArray[np.float64]

CENTRES = ("mean", "median")
"""Read-outs of the posterior: the mean is what the author's tool prints."""

DRAWS = 40_000
"""Weighted draws of a curve."""
CHAINS = 512
"""Chains of each tempered run where a point needs particles: half a fit's, enough for its centre to within 2%."""
JUMP, HALVINGS = np.log(1.6), 4
"""The log of the largest factor between neighbouring points, and how often a step is halved to keep to it."""


class Crossing(NamedTuple):
    """A value of the discount at which the posterior's centre is on the target, and its Monte Carlo error."""

    value: float
    error: float


@dataclass(frozen=True)
class Curve:
    """The posterior's centre along a discount, under one evidence model.

    Attributes
    ----------
    study, discount : str
        Names.
    kind : Kind
    choice, evidence_model : str
        The choice of how reports enter, and the option of it.
    values : array
        Of the discount, rising.
    centres : dict of str to array
        By read-out, the centre of the cost ratio at each value; NaN where the draws cannot be trusted, and
        everywhere if it has no mean.
    errors : dict of str to array
        Monte Carlo standard errors of the logs of the centres.
    """

    study: str
    discount: str
    kind: Kind
    choice: str
    evidence_model: str
    values: Array
    centres: Mapping[str, Array]
    errors: Mapping[str, Array]

    @cached_property
    def trusted(self) -> NDArray[np.bool_]:
        """Points at which the draws can be trusted."""
        return np.isfinite(self.centres["median"])

    def reach(self, readout: str) -> tuple[float, float]:
        """Return the lowest and the highest centre along the curve; NaN if there is none."""
        centres = self.centres[readout][np.isfinite(self.centres[readout])]
        return (float(centres.min()), float(centres.max())) if centres.size else (np.nan, np.nan)

    def crossings(self, readout: str, target: float) -> list[Crossing]:
        """Solve for the values at which the centre is on the target; empty if no value suffices.

        Parameters
        ----------
        readout : {"mean", "median"}
        target : float
            A cost ratio.
        """
        height = np.log(self.centres[readout])
        seen = np.isfinite(height)
        if seen.sum() < 2:
            return []
        line = self.kind.line(self.values)
        curve = interpolate.PchipInterpolator(line[seen], height[seen])
        above = height >= np.log(target)
        apart = seen[:-1] & seen[1:] & (above[:-1] != above[1:])
        return [self._solved(curve, line, i, readout, target) for i in np.flatnonzero(apart).tolist()]

    def _solved(
        self, curve: interpolate.PchipInterpolator, line: Array, at: int, readout: str, target: float
    ) -> Crossing:
        place = optimize.brentq(lambda x: float(curve(x)) - np.log(target), line[at], line[at + 1], xtol=1e-6)
        error = np.interp(place, line, self.errors[readout]) / abs(float(curve(place, 1)))
        ends = self.kind.back(np.array([place, place - error, place + error]))
        return Crossing(float(ends[0]), float(ends[2] - ends[1]) / 2)


def implied(graph: Graph, discount: str, *, draws: int = DRAWS, seed: int = 1) -> list[Curve]:
    """Follow the posterior of the cost ratio along a discount, under each evidence model in which it is at work.

    Parameters
    ----------
    graph : Graph
        Of the study.
    discount : str
        One of `discounts`.
    draws : int, optional
        Weighted draws of a curve.
    seed : int, optional

    Raises
    ------
    StudyError
        If there is no such discount, or the study sees no report.
    """
    kind_of(graph.study, discount)

    @cache  # since all evidence models look at the first's
    def at(value: float, model: str) -> tuple[Marginal, Modes]:
        marginal = Marginal.of(graph.with_study(discounted(graph.study, discount, value, model)))
        return marginal, _whole(marginal, find_modes(marginal, seed=seed), seed)

    return [_curve(graph, discount, model, at, draws, seed) for model in options_of(graph.study, discount)]


def _whole(marginal: Marginal, modes: Modes, seed: int) -> Modes:
    """Draw of the scouts what this evidence does not reach: that of another value may, whose draws they check too."""
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(0, 6)))
    others = np.setdiff1d(np.arange(marginal.start.size), marginal.reached)
    scouts = modes.scouts.copy()
    scouts[:, others] = rng.standard_normal((len(scouts), others.size))
    return replace(modes, scouts=scouts)


_At = Callable[[float, str], tuple[Marginal, Modes]]
"""What gives the posterior at a value of the discount, under an evidence model."""


def _curve(graph: Graph, discount: str, evidence_model: str, at: _At, draws: int, seed: int) -> Curve:
    kind = kind_of(graph.study, discount)
    values = kind.grid
    posteriors = [at(value, evidence_model) for value in values]
    anchors = list(posteriors)
    first, *others = graph.study.joint_options
    if evidence_model in others:  # a report that is noise in one place may be all signal in another
        anchors += [at(value, first) for value in values]
    size = posteriors[0][0].start.size
    parts = tuple(part for marginal, modes in anchors if marginal.start.size == size for part in modes.parts)
    pool = Pool.of(Mixed(parts, (1 / len(parts),) * len(parts)), draws=draws, seed=seed)
    points = {value: _point(pool, *each, seed=seed) for value, each in zip(values, posteriors, strict=True)}
    _refine(points, kind, lambda value: _point(pool, *at(value, evidence_model), seed=seed))
    values = np.array(sorted(points))
    centres, errors = ({name: np.array([points[v][i][name] for v in values]) for name in CENTRES} for i in (0, 1))
    choice = graph.study.choice_on_evidence
    return Curve(graph.study.name, discount, kind, choice, evidence_model, values, centres, errors)


def _refine(points: dict[float, "_Point"], kind: Kind, at: Callable[[float], "_Point"]) -> None:
    """Halve the steps over which a centre jumps, where a posterior changes from one of its modes to another."""
    for _ in range(HALVINGS):
        values = np.array(sorted(points))
        heights = np.log([[points[value].centres[name] for value in values] for name in CENTRES])
        line, jumps = kind.line(values), (np.abs(np.diff(heights)) > JUMP).any(axis=0)
        for value in kind.back((line[:-1] + line[1:])[jumps] / 2):
            points[float(value)] = at(float(value))


def _drawn(pool: Pool, marginal: Marginal, modes: Modes, *, seed: int) -> Drawn:
    """Weigh the pool's draws; where these cannot be trusted, the point's own, which take a tenth of particles."""
    log_weights = marginal.log_likelihood(pool.scores) + pool.log_prior_ratio
    weighted = Weighted.of(marginal, pool.scores, log_weights)
    drawn: Drawn = modes.checked(weighted, modes.unseen(weighted, pool.proposal))
    draws = len(pool.scores) // OVERSAMPLING
    if not judged(drawn).passed:
        drawn, _ = weighed(marginal, modes, draws=draws, seed=seed)
    if judged(drawn).passed:
        return drawn
    particles = tempered(marginal, seed=seed, chains=CHAINS)
    return particles if judged(particles).passed else trusted_draws(marginal.graph, draws=draws, seed=seed)


class _Point(NamedTuple):
    """Centres by read-out, and Monte Carlo standard errors of their logs."""

    centres: dict[str, float]
    errors: dict[str, float]


def _point(pool: Pool, marginal: Marginal, modes: Modes, *, seed: int) -> _Point:
    """Read the centres off the posterior; NaN where no draws can be trusted or there is no mean."""
    nowhere = dict.fromkeys(CENTRES, np.nan)
    drawn = _drawn(pool, marginal, modes, seed=seed)
    node = marginal.graph.study.model.conclusion.node
    ratio = node_draws(evaluate(marginal.graph, drawn.roots, names=(node,), terms=())[0], node)
    if not finite(judged(drawn), xr.Dataset({node: ("draw", ratio)})).passed:
        return _Point(nowhere, nowhere)
    copy_of = None if isinstance(drawn, Weighted) else drawn.copy_of
    sample, logs = (Sample(each[np.newaxis], drawn.weights, copy_of) for each in (ratio, np.log(ratio)))
    mean = sample.mean() if marginal.graph.has_mean(node) else Estimate(np.nan, np.nan)
    (median,), (error,) = logs.quantiles([0.5])
    return _Point(
        {"mean": mean.value, "median": float(np.exp(median))},
        {"mean": mean.mcse / mean.value, "median": float(error)},
    )
