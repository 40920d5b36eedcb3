"""Sampling: the posterior by nutpie, from a graph that is compiled once for all studies of its structure."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import nutpie
import xarray as xr
from numpy.typing import NDArray

from .graph import Graph
from .posterior import posterior_tree
from .tensors import TensorGraph, data_of, structure, tensor_graph

__all__ = ["CHAINS", "TARGET_ACCEPT", "TUNE", "sample"]

CHAINS = 4
TUNE = 1000
TARGET_ACCEPT = 0.99

Array = NDArray[np.float64]


@dataclass(frozen=True)
class _Compiled:
    """A compiled model, and what it was compiled from."""

    tensors: TensorGraph
    nutpie: Any


class _Structured:
    """A graph that is equal to any other of its structure, so that one compilation is kept for all."""

    def __init__(self, graph: Graph) -> None:
        self.graph, self.key = graph, structure(graph)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Structured) and self.key == other.key


@cache
def _compiled(structured: _Structured) -> _Compiled:
    tensors = tensor_graph(structured.graph, every_option=True)
    names = [variable.name for variable in tensors.model.free_RVs]
    return _Compiled(tensors, nutpie.compile_pymc_model(tensors.model, var_names=names))


def sample(graph: Graph, *, seed: int, draws: int, chains: int = CHAINS) -> xr.DataTree:
    """Sample the posterior of a graph by the no-U-turn sampler.

    Parameters
    ----------
    graph : Graph
        Compiled at most once for each structure; numbers, items and options are data.
    seed : int
    draws : int
        Draws kept in each chain.
    chains : int, optional

    Returns
    -------
    xarray.DataTree
        As `posterior_tree` gives it, and ``sample_stats``.
    """
    compiled = _compiled(_Structured(graph))
    trace = nutpie.sample(
        compiled.nutpie.with_data(**data_of(graph, compiled.tensors)),
        draws=draws,
        tune=TUNE,
        chains=chains,
        seed=seed,
        target_accept=TARGET_ACCEPT,
        progress_bar=False,
    )
    found = trace["posterior"].to_dataset()
    tree = posterior_tree(graph, _active_roots(graph, found), chains=chains, seed=seed)
    stats = trace["sample_stats"].to_dataset()
    tree["sample_stats"] = xr.DataTree(stats[[name for name, v in stats.data_vars.items() if v.dtype != object]])
    return tree


def _active_roots(graph: Graph, found: xr.Dataset) -> dict[str, Array]:
    """Return the roots that the study's priors use, chains after each other."""
    roots = {}
    for name, root in graph.roots.items():
        kept = found[name if name in found else f"{name}_{root.prior.root}"].to_numpy()
        roots[name] = kept.reshape(-1, *kept.shape[2:])
    return roots
