"""Calibrating: a study's refits to reports that were simulated from known inputs, a part at a time."""

from collections.abc import Callable

import numpy as np
import xarray as xr

from ...model import Graph
from ..fit import Method
from .ranks import Refit, quantities, rank, refitted
from .replication import Around, repeated, reporting, truths

__all__ = ["PART", "calibrate", "joined"]

PART = 20
"""Refits that are done, sent and kept together."""


def calibrate(
    graph: Graph,
    *,
    part: int,
    seed: int,
    around: Around = "prior",
    method: Method = "auto",
    by: Callable[..., Refit] = refitted,
) -> xr.Dataset:
    """Refit a study to reports that are simulated from known inputs, and rank these among the draws of the refits.

    Parameters
    ----------
    graph : Graph
    part : int
        Number of the part, of `PART` refits each; parts are independent of each other, and those of two seeds too.
    seed : int
    around : {"prior", "posterior"}
        Where the known inputs are drawn from; see `replication`.
    method : {"auto", "reweighting", "smc", "mcmc"}
    by : callable, optional
        What refits a graph, with a seed and the method.

    Returns
    -------
    xarray.Dataset
        ``rank`` by ``refit`` and ``quantity``, and by refit the ``method`` that gave its draws, whether it was refitted
        ``again`` since the gate refused a faster one, and whether the gate ``passed`` in the end.

    References
    ----------
    Talts, Betancourt, Simpson, Vehtari and Gelman (2018), Validating Bayesian inference algorithms with
    simulation-based calibration. Modrák et al. (2023), Simulation-based calibration checking with test quantities.
    Säilynoja, Schmitt, Bürkner and Vehtari (2025), Posterior SBC.
    """
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(part, 5)))
    whole = repeated(graph, around)
    known = truths(whole, around, refits=PART, seed=int(rng.integers(2**32)))
    ranked, told = [], []
    for truth in known:
        told_graph = reporting(whole, truth, around, rng)
        fit = by(told_graph, seed=int(rng.integers(2**32)), method=method)
        values = quantities(told_graph, np.vstack([truth, fit.scores]))
        ranked.append({name: rank(each, rng) for name, each in values.items()})
        told.append((fit.method, fit.again, fit.passed))
    names = list(ranked[0])
    of = {
        name: ("refit", np.array(column))
        for name, column in zip(("method", "again", "passed"), zip(*told, strict=True), strict=True)
    }
    table = np.array([[each[name] for name in names] for each in ranked], dtype=np.uint8)
    return xr.Dataset({"rank": (("refit", "quantity"), table), **of}, {"quantity": names})


def joined(parts: list[xr.Dataset]) -> xr.Dataset:
    """Put parts behind each other."""
    return xr.concat(parts, "refit")
