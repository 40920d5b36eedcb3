"""Judging: what a fit's gate says of its draws, whatever they come from."""

from dataclasses import replace
from typing import Any, cast
from weakref import WeakKeyDictionary

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from ...model.arrays import input_names
from ...model.weights import Drawn, Particles, Weighted
from .estimates import Sample
from .gate import (
    FINITE_VARIANCE,
    MAX_PARETO_K,
    MAX_RHAT,
    MAX_SPREAD,
    MIN_EFFICIENCY,
    MIN_EFFICIENCY_HEAVY,
    MIN_ESS,
    MIN_PROPOSALS,
    ChainGate,
    CutGate,
    Gate,
    ParticleGate,
    WeightGate,
)

__all__ = ["chain_gate", "cut_gate", "diagnostics", "finite", "judged", "particle_gate", "weight_gate"]

DISTINCT = 100
"""Different values below which a node is not judged."""
ENDS = (0.05, 0.95)
"""The tails that are judged begin at the ends of a 90% interval."""
JUDGED = 4096
"""Particles of a run, about, that are compared with those of the others."""


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
    with np.errstate(invalid="ignore", divide="ignore"):  # of what does not vary there is no R-hat
        each = [rhat(posterior), ess(posterior), ess(posterior, method="tail", prob=ENDS)]
    whole = xr.concat(each, xr.DataArray(["rhat", "ess_bulk", "ess_tail"], dims="diagnostic", name="diagnostic"))
    varied: xr.Dataset = whole.where(posterior.map(_takes_many_values))
    return varied


def _takes_many_values(node: xr.DataArray) -> Any:
    return xr.apply_ufunc(
        lambda draws: np.unique(draws).size >= DISTINCT, node, input_core_dims=[["chain", "draw"]], vectorize=True
    )


def judged(drawn: Drawn) -> Gate:
    """Judge weighted draws or particles."""
    return particle_gate(drawn) if isinstance(drawn, Particles) else weight_gate(cast(Weighted, drawn))


def weight_gate(weighted: Weighted) -> WeightGate:
    """Judge weighted draws by their weights, and by whether they lie wherever the posterior does."""
    part = MIN_EFFICIENCY_HEAVY if weighted.pareto_k >= FINITE_VARIANCE else MIN_EFFICIENCY
    least = max(MIN_ESS, part * weighted.weights.size)
    passed = weighted.covered and weighted.pareto_k < MAX_PARETO_K and weighted.ess > least
    return WeightGate(passed, weighted.pareto_k, weighted.ess, covered=weighted.covered, least=least)


def particle_gate(particles: Particles) -> ParticleGate:
    """Judge particles, once, by whether the runs agree and by what they are worth at every input."""
    if particles not in _GATES:
        _GATES[particles] = _particle_gate(particles)
    return _GATES[particles]


_GATES = WeakKeyDictionary[Particles, ParticleGate]()


def _particle_gate(particles: Particles) -> ParticleGate:
    from arviz_stats import rhat

    marginal, evidences = particles.marginal, particles.log_evidences
    names = [*(input_names(marginal.graph)[column] for column in marginal.kept), *marginal.latent]
    columns = marginal.reached if marginal.reached.size else np.arange(len(names))
    scores = particles.scores[:, columns]
    runs = scores.reshape(evidences.size, -1, len(columns))
    thinned = xr.Dataset({"input": (("chain", "draw", "of"), runs[:, :: max(1, runs.shape[1] // JUDGED)])})
    worth = [_worth(Sample(each[np.newaxis], particles.weights, particles.origin)) for each in scores.T]
    max_rhat, fewest = float(rhat(thinned)["input"].max()), min(worth)
    spread = float(evidences.std(ddof=1)) if np.isfinite(evidences).all() else np.inf
    passed = max_rhat < MAX_RHAT and fewest > MIN_ESS and spread < MAX_SPREAD
    return ParticleGate(passed, max_rhat, fewest, spread, names[columns[worth.index(fewest)]])


def _worth(sample: Sample) -> float:
    """Return the fewest effective draws of a mean and of the probabilities beyond the ends of a 90% interval."""
    values = sample.values
    return min(sample.effective(each) for each in (values, *(values < end for end in np.quantile(values, ENDS))))


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
