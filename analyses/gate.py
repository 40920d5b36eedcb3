"""The gate: a fit that misses it is never reported as a result."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

__all__ = [
    "MAX_PARETO_K",
    "MAX_RHAT",
    "MIN_ESS",
    "MIN_PROPOSALS",
    "ChainGate",
    "CutGate",
    "Gate",
    "WeightGate",
    "chain_gate",
    "cut_gate",
    "diagnostics",
    "read_gate",
    "weight_gate",
]

MAX_RHAT = 1.01
MIN_ESS = 400
MAX_PARETO_K = 0.7
MIN_PROPOSALS = 5
DISTINCT = 100


@dataclass(frozen=True)
class WeightGate:
    """Whether re-weighted draws can be trusted.

    Attributes
    ----------
    passed : bool
        Pareto k below 0.7, more than 400 effective draws, and no node with a draw that is not finite.
    pareto_k : float
        Shape of the tail of the importance weights.
    ess : float
        Effective number of draws, before resampling.
    worst : str
        A node that is not finite, if there is one.
    """

    passed: bool
    pareto_k: float
    ess: float
    worst: str = ""

    def reason(self) -> str:
        """Say in one sentence what was found, and what is allowed."""
        broken = f", and {self.worst!r} is not finite" if self.worst else ""
        return (
            f"Pareto k {self.pareto_k:.2f} (below {MAX_PARETO_K}), {self.ess:.0f} effective draws"
            f" (above {MIN_ESS}){broken}"
        )


@dataclass(frozen=True)
class ChainGate:
    """Whether chains have converged.

    Attributes
    ----------
    passed : bool
        No divergence, every R-hat below 1.01, and every bulk and tail effective sample size above 400.
    divergences : int
    max_rhat, min_ess_bulk, min_ess_tail : float
        Over all nodes that are judged.
    worst : str
        The node with the largest R-hat or the smallest effective sample size.
    """

    passed: bool
    divergences: int
    max_rhat: float
    min_ess_bulk: float
    min_ess_tail: float
    worst: str

    def reason(self) -> str:
        """Say in one sentence what was found, and what is allowed."""
        return (
            f"{self.divergences} divergences (allowed 0), largest R-hat {self.max_rhat:.4f} (below {MAX_RHAT}),"
            f" smallest effective sample size {min(self.min_ess_bulk, self.min_ess_tail):.0f} (above {MIN_ESS}),"
            f" worst at {self.worst!r}"
        )


@dataclass(frozen=True)
class CutGate:
    """Whether draws of a cut distribution can be trusted.

    Attributes
    ----------
    passed : bool
        The gate of the first factor passed, 95% of the draws have more than 5 effective proposals behind
        what the reports inform, and no node has a draw that is not finite. Resampling from so few is biased
        by about one part in as many, and only for those few draws.
    first : Gate
        Of the posterior without the share reports.
    low, typical : float
        Effective proposals behind a draw: the fifth percentile and the median.
    worst : str
        A node that is not finite, if there is one.
    """

    passed: bool
    first: "Gate"
    low: float
    typical: float
    worst: str = ""

    def reason(self) -> str:
        """Say in one sentence what was found, and what is allowed."""
        broken = f", and {self.worst!r} is not finite" if self.worst else ""
        return (
            f"without the share reports {self.first.reason()}; with them {self.typical:.0f} effective proposals a draw,"
            f" and for 95% of the draws {self.low:.0f} or more (above {MIN_PROPOSALS}){broken}"
        )


def diagnostics(tree: xr.DataTree) -> xr.Dataset:
    """Return R-hat, bulk and tail effective sample size of every node.

    Returns
    -------
    xarray.Dataset
        The nodes, with a dim ``diagnostic`` of ``rhat``, ``ess_bulk`` and ``ess_tail``. NaN for nodes that
        take few distinct values, such as a number of servers: their continuous parents are judged.
    """
    import arviz as az  # it takes seconds, which re-weighted draws need not wait for

    posterior = tree["posterior"].to_dataset()
    with np.errstate(invalid="ignore", divide="ignore"):
        kinds = {
            "rhat": az.rhat(posterior),
            "ess_bulk": az.ess(posterior, method="bulk"),
            "ess_tail": az.ess(posterior, method="tail"),
        }
    found = xr.concat(list(kinds.values()), dim=xr.Variable("diagnostic", list(kinds)))
    return xr.Dataset({name: node.where(_continuous(posterior[name])) for name, node in found.data_vars.items()})


def _continuous(node: xr.DataArray) -> xr.DataArray:
    """Whether each coordinate of a node takes many values."""
    flat = node.transpose("chain", "draw", ...).to_numpy()
    columns = flat.reshape(flat.shape[0] * flat.shape[1], -1).T
    many = np.array([np.unique(column).size >= DISTINCT for column in columns]).reshape(flat.shape[2:])
    return xr.DataArray(many, dims=[dim for dim in node.dims if dim not in ("chain", "draw")])


Gate = WeightGate | ChainGate | CutGate


def read_gate(stored: Mapping[str, Any]) -> Gate:
    """Return the gate that has these attributes."""
    if "first" in stored:
        return CutGate(**{**stored, "first": read_gate(stored["first"])})
    return WeightGate(**stored) if "pareto_k" in stored else ChainGate(**stored)


def weight_gate(posterior: xr.Dataset, *, pareto_k: float, ess: float) -> WeightGate:
    """Judge re-weighted draws.

    Parameters
    ----------
    posterior : xarray.Dataset
        Draws of nodes.
    pareto_k, ess : float
        Of the weights.
    """
    broken = _not_finite(posterior)
    return WeightGate(pareto_k < MAX_PARETO_K and ess > MIN_ESS and not broken, pareto_k, ess, broken)


def cut_gate(posterior: xr.Dataset, *, first: Gate, effective: NDArray[np.float64]) -> CutGate:
    """Judge draws of a cut distribution.

    Parameters
    ----------
    posterior : xarray.Dataset
        Draws of nodes.
    first : Gate
        Of the posterior without the share reports.
    effective : array
        Effective number of proposals behind each draw.
    """
    low, typical = (float(q) for q in np.quantile(effective, (0.05, 0.5)))
    broken = _not_finite(posterior)
    return CutGate(first.passed and low > MIN_PROPOSALS and not broken, first, low, typical, broken)


def _not_finite(posterior: xr.Dataset) -> str:
    """Return a node with a draw that is not finite, or nothing."""
    nodes = posterior.variables  # bare arrays: as labelled ones they would take longer than the check itself
    return next((str(name) for name in posterior.data_vars if not np.isfinite(nodes[name].to_numpy()).all()), "")


def chain_gate(tree: xr.DataTree) -> ChainGate:
    """Judge chains by every node that is not constant.

    Parameters
    ----------
    tree : xarray.DataTree
        With groups ``posterior`` and ``sample_stats``.

    Notes
    -----
    A node with a draw that is not finite fails the gate, and so does a fit in which nothing varies.
    """
    divergences = int(tree["sample_stats"]["diverging"].sum())
    broken = _not_finite(tree["posterior"].to_dataset())
    found = diagnostics(tree)
    rhat = {str(n): float(v.sel(diagnostic="rhat").max()) for n, v in found.data_vars.items()}
    bulk = {str(n): float(v.sel(diagnostic="ess_bulk").min()) for n, v in found.data_vars.items()}
    tail = {str(n): float(v.sel(diagnostic="ess_tail").min()) for n, v in found.data_vars.items()}
    judged = [name for name in rhat if not np.isnan(rhat[name])]
    if broken or not judged:
        return ChainGate(False, divergences, np.nan, np.nan, np.nan, broken or "nothing that varies")
    max_rhat = max(rhat[n] for n in judged)
    worst = max(judged, key=lambda n: rhat[n])
    if max_rhat < MAX_RHAT:
        worst = min(judged, key=lambda n: min(bulk[n], tail[n]))
    min_bulk, min_tail = min(bulk[n] for n in judged), min(tail[n] for n in judged)
    passed = divergences == 0 and max_rhat < MAX_RHAT and min(min_bulk, min_tail) > MIN_ESS
    return ChainGate(passed, divergences, max_rhat, min_bulk, min_tail, worst)
