"""The gate: a fit that misses it is never reported as a result."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr
from arviz_stats.base import array_stats
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
    posterior = tree["posterior"].to_dataset()
    if not posterior.data_vars:
        return posterior
    posterior = posterior.transpose("chain", "draw", ...)
    columns = [_columns(node) for node in posterior.data_vars.values()]
    whole = np.concatenate(columns)
    judged = [np.unique(column).size >= DISTINCT for column in whole]
    found = np.full((len(_DIAGNOSTICS), len(whole)), np.nan)
    with ThreadPoolExecutor(len(_DIAGNOSTICS)) as pool:
        found[:, judged] = [*pool.map(lambda diagnostic: diagnostic(whole[judged]), _DIAGNOSTICS.values())]
    parts = np.split(found, np.cumsum([len(own) for own in columns])[:-1], axis=1)
    return xr.Dataset(
        {
            name: (("diagnostic", *node.dims[2:]), part.reshape(-1, *node.shape[2:]))
            for (name, node), part in zip(posterior.data_vars.items(), parts, strict=True)
        },
        {"diagnostic": list(_DIAGNOSTICS), **{d: v for d, v in posterior.coords.items() if d not in ("chain", "draw")}},
    )


def _columns(node: xr.DataArray) -> NDArray[np.float64]:
    """Return the chains of each coordinate of a node. Shape: (coordinates, chains, draws)."""
    return np.moveaxis(node.to_numpy().reshape(node.sizes["chain"], node.sizes["draw"], -1), -1, 0)


def _effective(method: str, **keywords: object) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    return lambda chains: np.asarray(array_stats.ess(chains, method=method, **keywords))


_DIAGNOSTICS: dict[str, Callable[[NDArray[np.float64]], NDArray[np.float64]]] = {
    "rhat": lambda chains: np.asarray(array_stats.rhat(chains)),
    "ess_bulk": _effective("bulk"),
    "ess_tail": _effective("tail", prob=(0.05, 0.95)),
}
"""Of chains, coordinates first: what is judged of each. The tails are the ends of a 90% interval."""


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
    found = {name: np.asarray(node) for name, node in diagnostics(tree).data_vars.items()}
    rhat = {str(n): float(np.fmax.reduce(v[0], axis=None)) for n, v in found.items()}
    bulk, tail = ({str(n): float(np.fmin.reduce(v[row], axis=None)) for n, v in found.items()} for row in (1, 2))
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
