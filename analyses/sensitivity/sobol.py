r"""Sobol: how much of a variance independent inputs account for, alone and with their interactions.

.. math:: S_i = \operatorname{Var} E[Y \mid X_i] / \operatorname{Var} Y, \qquad
          T_i = E \operatorname{Var}[Y \mid X_{-i}] / \operatorname{Var} Y.

The indices are SALib's. They need independent inputs, so they are for priors; for a posterior see `shapley`.
"""

from collections.abc import Callable, Sequence

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from SALib.analyze import sobol as analysis
from SALib.sample import sobol as sampling
from scipy import special

from .targets import check_finite

__all__ = ["sobol_indices"]

Array = NDArray[np.float64]

POINTS = 2048
"""Base points of the design; a model run takes so many times the groups and two."""
RESAMPLES = 100
CONF_LEVEL = 0.9


def sobol_indices(
    response: Callable[[Array], Array],
    names: Sequence[str],
    groups: Sequence[str],
    *,
    seed: int,
    points: int = POINTS,
) -> xr.Dataset:
    """Return first-order and total indices of groups of independent inputs.

    Parameters
    ----------
    response : callable
        Standard normal scores, shape (draws, inputs), to targets, shape (targets, draws).
    names : sequence of str
        The targets'.
    groups : sequence of str
        Of each input, the group that it is in; its own name if it is on its own.
    seed, points : int
        A power of two of base points.

    Returns
    -------
    xarray.Dataset
        ``sobol_first`` and ``sobol_total``, dims ``target`` and ``group`` (in order of first mention), and
        ``…_se``, their Monte Carlo standard errors by the bootstrap. A total above the first is interaction.

    Raises
    ------
    StudyError
        If a target is not finite somewhere: SALib would return zeros without a word.

    References
    ----------
    Saltelli et al. (2010), Variance based sensitivity analysis of model output; SALib (Herman and Usher 2017).
    """
    order = list(dict.fromkeys(groups))
    if len(order) == 1:
        return _whole(names, order[0])
    problem = {"num_vars": len(groups), "names": [f"x{i}" for i in range(len(groups))], "groups": list(groups)}
    problem["bounds"] = [[0.0, 1.0]] * len(groups)
    uniform = sampling.sample(problem, points, calc_second_order=False, seed=seed)
    outputs = response(special.ndtri(np.clip(uniform, 1e-12, 1 - 1e-12)))
    check_finite(outputs, names)
    indices = [_analysed(problem, output, seed) for output in outputs]
    variables = {key: (("target", "group"), np.array([each[key] for each in indices])) for key in indices[0]}
    return xr.Dataset(variables, {"target": list(names), "group": order})


def _whole(names: Sequence[str], group: str) -> xr.Dataset:
    """Return the indices of a single group, which SALib does not take: it accounts for everything, exactly."""
    sizes = {"sobol_first": 1.0, "sobol_first_se": 0.0, "sobol_total": 1.0, "sobol_total_se": 0.0}
    variables = {key: (("target", "group"), np.full((len(names), 1), size)) for key, size in sizes.items()}
    return xr.Dataset(variables, {"target": list(names), "group": [group]})


def _analysed(problem: dict[str, object], output: Array, seed: int) -> dict[str, Array]:
    indices = analysis.analyze(
        problem, output, calc_second_order=False, num_resamples=RESAMPLES, conf_level=CONF_LEVEL, seed=seed
    )
    z = special.ndtri((1 + CONF_LEVEL) / 2)
    return {
        "sobol_first": np.asarray(indices["S1"]),
        "sobol_first_se": np.asarray(indices["S1_conf"]) / z,
        "sobol_total": np.asarray(indices["ST"]),
        "sobol_total_se": np.asarray(indices["ST_conf"]) / z,
    }
