r"""Power: how the conclusion responds when an item's likelihood, or a prior, is made a little sharper or flatter.

A density :math:`p` is raised to a power, :math:`p^\alpha`, at :math:`\alpha = 1 \mp 0.01`, and the posterior
draws are re-weighted by :math:`p^{\alpha - 1}`; the sensitivity is how far the distribution of the conclusion (of its
log, where it is always positive) moves, as a Jensen–Shannon distance of cumulative distributions for each doubling of
:math:`\alpha` (Kallioinen et al. 2024). It costs no fit.

**It acts on the scale on which the graph is sampled**, where every quantity is a stretched root without
parameters (the non-centred form). Sharpening an item then sharpens its own error and not its discounts,
whose priors carry most of the distrust: an item may be read as insensitive here and yet move the
conclusion much when it is left out. To flatten a discount's prior is to distrust its items more.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import xarray as xr
from arviz_stats.base import array_stats
from numpy.typing import NDArray
from scipy import special

from ...model.arrays import always_positive
from ..fit import Fit

__all__ = ["SENSITIVE", "Power", "power_scaling", "power_sensitivity"]

Array = NDArray[np.float64]

ALPHAS = (0.99, 1.01)

SENSITIVE = 0.05
"""Sensitivity from which ArviZ calls a component influential."""


class Power(NamedTuple):
    """The sensitivity of the conclusion, or of another target, to one component.

    Attributes
    ----------
    component : str
        An evidence item, or a quantity with a prior; all coordinates of one that is drawn as a vector.
    kind : {"item", "prior"}
    sensitivity : float
    noise : float
        What a component that has nothing to do with the target shows: the same one, its draws shuffled.
    """

    component: str
    kind: str
    sensitivity: float
    noise: float


def power_scaling(fit: Fit, *, seed: int, target: xr.DataArray | None = None) -> list[Power]:
    """Scale each item and each prior in turn.

    Parameters
    ----------
    fit : Fit
    seed : int
        Of the shuffle that gives the noise.
    target : xarray.DataArray, optional
        Posterior draws, dims ``chain`` and ``draw``, of what is looked at; the conclusion unless given.

    Returns
    -------
    list of Power
        The most sensitive first.

    Notes
    -----
    An item or a prior whose log-density is the same at all draws, such as a uniform prior's, has
    sensitivity zero.
    """
    values = _conclusion(fit) if target is None else target.values
    shuffled = np.random.default_rng(seed).permutation(values.ravel()).reshape(values.shape)
    rows = [
        Power(name, kind, power_sensitivity(values, term), power_sensitivity(shuffled, term))
        for kind, terms in _components(fit).items()
        for name, term in terms.items()
    ]
    return sorted(rows, key=lambda row: -row.sensitivity)


def _conclusion(fit: Fit) -> Array:
    node = fit.graph.study.model.conclusion.node
    drawn = np.asarray(fit.tree["posterior"][node].values)
    return np.log(drawn) if always_positive(fit.graph, node) else drawn


def _components(fit: Fit) -> dict[str, Mapping[str, Array]]:
    """Return the log-densities of items and priors, summed over coordinates."""
    roots = {name: root.quantity for name, root in fit.graph.roots.items()}
    groups = {
        kind: fit.tree[group].to_dataset() if group in fit.tree else xr.Dataset()
        for kind, group in (("item", "log_likelihood"), ("prior", "log_prior"))
    }
    return {
        kind: {
            roots.get(str(name), str(name)): term.values.reshape(*term.shape[:2], -1).sum(axis=-1)
            for name, term in data.data_vars.items()
        }
        for kind, data in groups.items()
    }


def power_sensitivity(node: Array, log_density: Array) -> float:
    """Return how far a node's distribution moves as one log-density is scaled.

    Parameters
    ----------
    node : array
        Posterior draws. Shape: (chains, draws).
    log_density : array
        At the same draws.

    Notes
    -----
    ArviZ's measure, under weights that are not smoothed: so close to one they have no tail to smooth, and
    the smoothing refuses a log-density that is flat at one end, such as a floor's that is far exceeded.
    """
    lower, upper = (special.softmax((alpha - 1) * log_density) for alpha in ALPHAS)
    return float(array_stats.power_scale_sense(node, lower, upper, *ALPHAS))
