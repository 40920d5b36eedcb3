"""The gate: a fit that misses it is never reported as a result."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from ...model.weights import Weighted

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
    "finite",
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
        Pareto k below 0.7, more than 400 effective draws, no mode that is missed, and no node with a draw that is
        not finite.
    pareto_k : float
        Shape of the tail of the importance weights.
    ess : float
        Effective number of draws, before resampling.
    worst : str
        A node that is not finite, if there is one.
    covered : bool
        Whether the draws lie wherever draws of the prior say that the posterior is: see `model.weights.Modes`.
    """

    passed: bool
    pareto_k: float
    ess: float
    worst: str = ""
    covered: bool = True

    @property
    def short(self) -> bool:
        """Whether it is missed for want of draws alone, so that more may help."""
        return self.ess <= MIN_ESS and self.pareto_k < MAX_PARETO_K and not self.worst

    def reason(self) -> str:
        """Say in one sentence what was found, and what is allowed."""
        missed = "" if self.covered else ", and a part of the posterior that draws of the prior point to is missed"
        broken = f", and {self.worst!r} is not finite" if self.worst else ""
        return (
            f"Pareto k {self.pareto_k:.2f} (below {MAX_PARETO_K}), {self.ess:.0f} effective draws"
            f" (above {MIN_ESS}){missed}{broken}"
        )


@dataclass(frozen=True)
class ChainGate:
    """Whether chains have converged.

    Attributes
    ----------
    passed : bool
        No divergence, every R-hat below 1.01, every bulk and tail effective sample size above 400, and no mode
        that is missed.
    divergences : int
    max_rhat, min_ess_bulk, min_ess_tail : float
        Over all nodes that are judged.
    worst : str
        The node with the largest R-hat or the smallest effective sample size.
    missed : int
        Modes of the posterior that no chain visited: see `model.weights.Modes`.
    """

    passed: bool
    divergences: int
    max_rhat: float
    min_ess_bulk: float
    min_ess_tail: float
    worst: str
    missed: int = 0

    @property
    def short(self) -> bool:
        """Whether it is missed for want of draws alone, so that more may help."""
        return not self.passed and self.divergences == 0 and bool(np.isfinite(self.max_rhat))

    def reason(self) -> str:
        """Say in one sentence what was found, and what is allowed."""
        missed = f", {self.missed} modes that no chain visited (allowed 0)" if self.missed else ""
        return (
            f"{self.divergences} divergences (allowed 0), largest R-hat {self.max_rhat:.4f} (below {MAX_RHAT}),"
            f" smallest effective sample size {min(self.min_ess_bulk, self.min_ess_tail):.0f} (above {MIN_ESS}),"
            f" worst at {self.worst!r}{missed}"
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

    @property
    def short(self) -> bool:
        """Whether it is missed for want of draws alone, so that more may help."""
        return self.first.short and self.low > MIN_PROPOSALS and not self.worst

    def reason(self) -> str:
        """Say in one sentence what was found, and what is allowed."""
        broken = f", and {self.worst!r} is not finite" if self.worst else ""
        return (
            f"without the share reports {self.first.reason()}; with them {self.typical:.0f} effective proposals a draw,"
            f" and for 95% of the draws {self.low:.0f} or more (above {MIN_PROPOSALS}){broken}"
        )


def diagnostics(posterior: xr.Dataset) -> xr.Dataset:
    """Return R-hat, bulk and tail effective sample size of every node of chains.

    Returns
    -------
    xarray.Dataset
        The nodes, with a dim ``diagnostic`` of ``rhat``, ``ess_bulk`` and ``ess_tail``. NaN for nodes that
        take few distinct values, such as a number of servers: their continuous parents are judged.
    """
    from arviz_stats import ess, rhat  # here, since weighted draws need not wait for it

    if not posterior.data_vars:
        return posterior
    tails = (0.05, 0.95)  # the ends of a 90% interval
    with np.errstate(invalid="ignore", divide="ignore"):  # of what does not vary there is no R-hat
        each = [rhat(posterior), ess(posterior), ess(posterior, method="tail", prob=tails)]
    whole = xr.concat(each, xr.DataArray(["rhat", "ess_bulk", "ess_tail"], dims="diagnostic", name="diagnostic"))
    return whole.where(posterior.map(_takes_many_values))


def _takes_many_values(node: xr.DataArray) -> Any:
    return xr.apply_ufunc(
        lambda draws: np.unique(draws).size >= DISTINCT, node, input_core_dims=[["chain", "draw"]], vectorize=True
    )


Gate = WeightGate | ChainGate | CutGate


def read_gate(stored: Mapping[str, Any]) -> Gate:
    """Return the gate that has these attributes."""
    if "first" in stored:
        return CutGate(**{**stored, "first": read_gate(stored["first"])})
    return WeightGate(**stored) if "pareto_k" in stored else ChainGate(**stored)


def weight_gate(weighted: Weighted) -> WeightGate:
    """Judge weighted draws by their weights, and by whether they lie wherever the posterior does."""
    passed = weighted.covered and weighted.pareto_k < MAX_PARETO_K and weighted.ess > MIN_ESS
    return WeightGate(passed, weighted.pareto_k, weighted.ess, covered=weighted.covered)


def cut_gate(first: Gate, effective: NDArray[np.float64]) -> CutGate:
    """Judge draws of a cut distribution.

    Parameters
    ----------
    first : Gate
        Of the posterior without the share reports.
    effective : array
        Effective number of proposals behind each draw.
    """
    low, typical = (float(q) for q in np.quantile(effective, (0.05, 0.5)))
    return CutGate(first.passed and low > MIN_PROPOSALS, first, low, typical)


def finite(gate: Gate, nodes: xr.Dataset) -> Gate:
    """Return a gate that no node with a draw that is not finite passes."""
    broken = _not_finite(nodes)
    return replace(gate, passed=False, worst=broken) if broken else gate


def _not_finite(nodes: xr.Dataset) -> str:
    """Return a node with a draw that is not finite, or nothing."""
    bare = nodes.variables  # as labelled arrays they would take longer than the check itself
    return next((str(name) for name in nodes.data_vars if not np.isfinite(bare[name].values).all()), "")


def chain_gate(tree: xr.DataTree, *, missed: int = 0) -> ChainGate:
    """Judge chains by every node that is not constant.

    Parameters
    ----------
    tree : xarray.DataTree
        With groups ``posterior`` and ``sample_stats``.
    missed : int, optional
        Modes of the posterior that no chain visited.

    Notes
    -----
    A node with a draw that is not finite fails the gate, and so does a fit in which nothing varies.
    """
    divergences = int(tree["sample_stats"]["diverging"].sum())
    posterior = tree["posterior"].to_dataset()
    broken = _not_finite(posterior)
    checks = {str(name): node.values.reshape(3, -1) for name, node in diagnostics(posterior).data_vars.items()}
    judged = {name: values for name, values in checks.items() if np.isfinite(values).any()}
    if broken or not judged:
        return ChainGate(False, divergences, np.nan, np.nan, np.nan, broken or "nothing that varies")
    rhats = {name: float(np.nanmax(values[0])) for name, values in judged.items()}
    fewest = {name: float(np.nanmin(values[1:])) for name, values in judged.items()}
    converged = max(rhats.values()) < MAX_RHAT
    worst = min(fewest, key=fewest.__getitem__) if converged else max(rhats, key=rhats.__getitem__)
    bulk, tail = (float(np.nanmin([np.nanmin(values[row]) for values in judged.values()])) for row in (1, 2))
    passed = divergences == 0 and converged and min(bulk, tail) > MIN_ESS and not missed
    return ChainGate(passed, divergences, max(rhats.values()), bulk, tail, worst, missed)
