r"""Explained variance: how much of a target's variance each input accounts for where inputs depend on each other.

With dependent inputs the Sobol indices no longer share out the variance. The Shapley effect of an input is the Shapley
value of the explained variance :math:`v(S) = \operatorname{Var} E[Y \mid X_S]`. Effects are not negative and sum to the
variance, whatever the dependence (Owen and Prieur 2017). Each :math:`v(S)` comes from pairs of draws that share
:math:`X_S` and are otherwise drawn anew given it: :math:`v(S) = \operatorname{Var} Y - \tfrac12 E (Y - Y')^2`.
"""

from collections.abc import Callable, Collection, Sequence
from functools import cached_property

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy import special
from scipy.stats import qmc

from ..attribution import Subset, shapley
from .copula import Copula

__all__ = ["ExplainedVariance", "shapley_effects"]

Array = NDArray[np.float64]

DESIGNS, POINTS = 16, 512
"""Scrambled Sobol designs, from whose spread the Monte Carlo error is taken, and points of each."""


class ExplainedVariance:
    """The variance that knowing a set of inputs explains, by Monte Carlo; each set is computed once.

    Parameters
    ----------
    response : callable
        Scores of inputs, shape (draws, inputs), to targets, shape (targets, draws).
    copulas : sequence of Copula
        Joint distribution of the scores, for each design.
    noise : array
        Standard normals. Shape: (designs, points, 2 * inputs).
    """

    def __init__(self, response: Callable[[Array], Array], copulas: Sequence[Copula], noise: Array) -> None:
        self.response, self.copulas = response, copulas
        self.size = noise.shape[-1] // 2
        self._noise = noise[..., self.size :]
        self._base = [copula.draw(rows) for copula, rows in zip(copulas, noise[..., : self.size], strict=True)]
        self._known: dict[frozenset[int], Array] = {}

    @classmethod
    def of(
        cls, response: Callable[[Array], Array], copula: Copula, *, seed: int, points: int = POINTS
    ) -> "ExplainedVariance":
        """Take one distribution and `DESIGNS` designs, whose spread is the Monte Carlo error."""
        noise = [_normal_points(2 * len(copula.correlation), points, (seed, design)) for design in range(DESIGNS)]
        return cls(response, [copula] * DESIGNS, np.array(noise))

    @classmethod
    def under(
        cls, response: Callable[[Array], Array], copulas: Sequence[Copula], *, seed: int, points: int = POINTS
    ) -> "ExplainedVariance":
        """Take several distributions and one design, so that only the distributions make a difference."""
        noise = _normal_points(2 * len(copulas[0].correlation), points, (seed, 0))
        return cls(response, copulas, np.array([noise] * len(copulas)))

    @cached_property
    def values(self) -> Array:
        """Targets at the base draws. Shape: (targets, designs, points)."""
        return self._respond(self._base)

    @cached_property
    def total(self) -> Array:
        """The whole variance. Shape: (targets, designs)."""
        return np.asarray(self.values.var(axis=-1))

    def __call__(self, held: Collection[int]) -> Array:
        """Return the variance that a set of inputs explains. Shape: (targets, designs)."""
        key = frozenset(held)
        if key not in self._known:
            self._known[key] = self._explained(key)
        return self._known[key]

    def _explained(self, held: frozenset[int]) -> Array:
        if not held:
            return np.zeros_like(self.total)
        if len(held) == self.size:
            return self.total
        designs = zip(self.copulas, self._base, self._noise, strict=True)
        again = self._respond([copula.given(base, held, noise) for copula, base, noise in designs])
        return np.asarray(self.total - 0.5 * ((self.values - again) ** 2).mean(axis=-1))

    def _respond(self, ranks: Sequence[Array]) -> Array:
        scores = [copula.values(rows) for copula, rows in zip(self.copulas, ranks, strict=True)]
        values = self.response(np.vstack(scores))
        return values.reshape(len(values), len(scores), -1)


def _normal_points(size: int, points: int, key: tuple[int, int]) -> Array:
    rng = np.random.default_rng(np.random.SeedSequence(key[0], spawn_key=key[1:]))
    uniform = qmc.Sobol(size, rng=rng).random(points)
    return np.asarray(special.ndtri(np.clip(uniform, 1e-12, 1 - 1e-12)))


def shapley_effects(
    explained: ExplainedVariance,
    names: Sequence[str],
    groups: Sequence[str],
    *,
    resampled: ExplainedVariance | None = None,
) -> xr.Dataset:
    """Share the variance of targets out among groups of inputs.

    Parameters
    ----------
    explained : ExplainedVariance
    names : sequence of str
        The targets'.
    groups : sequence of str
        Of each input, the group that it is in; its own name if it is on its own. The cost doubles with each.
    resampled : ExplainedVariance, optional
        Under the distributions of resampled draws, where the distribution was fitted to draws: their
        spread is part of the error.

    Returns
    -------
    xarray.Dataset
        ``shapley``, dims ``target`` and ``group`` (in order of first mention): parts of the variance, which
        sum to one; and ``shapley_se``, their standard errors.

    References
    ----------
    Owen and Prieur (2017), On Shapley value for measuring importance of dependent inputs; Song, Nelson and
    Staum (2016), Shapley effects for global sensitivity analysis.
    """
    order = list(dict.fromkeys(groups))
    members = [frozenset(i for i, group in enumerate(groups) if group == name) for name in order]
    effects, total = _effects(explained, members), explained.total[:, np.newaxis]
    parts = effects.mean(axis=-1) / total.mean(axis=-1)
    errors = (effects - parts[..., np.newaxis] * total).var(axis=-1, ddof=1) / DESIGNS / total.mean(axis=-1) ** 2
    if resampled:
        errors += (_effects(resampled, members) / resampled.total[:, np.newaxis]).var(axis=-1, ddof=1)
    variables = {"shapley": (("target", "group"), parts), "shapley_se": (("target", "group"), np.sqrt(errors))}
    return xr.Dataset(variables, {"target": list(names), "group": order})


def _effects(explained: ExplainedVariance, members: Sequence[frozenset[int]]) -> Array:
    """Return the effect of every group. Shape: (targets, groups, designs)."""

    def together(groups: Subset) -> Array:
        return explained(frozenset[int]().union(*(members[group] for group in groups)))

    return np.moveaxis(shapley(together, len(members)), 0, 1)
