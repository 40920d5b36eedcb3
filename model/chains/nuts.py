"""Sampling: the posterior by nutpie, from a density that is compiled once for all studies of its structure."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import nutpie
import xarray as xr
from numpy.typing import NDArray
from pytensor.configdefaults import config
from pytensor.graph.traversal import graph_inputs

from ..arrays import posterior_tree
from ..evidence import check_joint
from ..graph import Graph
from .compact import compact_model
from .data_layout import Layout

__all__ = ["CAREFUL", "CHAINS", "TARGET_ACCEPT", "TUNE", "sample"]

CHAINS = 4
TUNE = 400
TARGET_ACCEPT = 0.9
"""Acceptance that steps are adapted to: small enough for most studies, large enough to be quick."""
CAREFUL = 0.99
"""Acceptance for a posterior in which larger steps go astray."""

CACHED = False
"""Whether parts that were compiled before are taken from the disk, which takes half as long: what is linked from parts
rounds its last digits otherwise than what is compiled as a whole, and the chains of a seed would differ with it."""

Array = NDArray[np.float64]


@dataclass(frozen=True)
class _Compiled:
    """A compiled density, where each number stands in its data, and which of them it has."""

    layout: Layout
    nutpie: Any
    data: frozenset[str]


class _Structured:
    """A graph that is equal to any other of its structure, so that one compilation is kept for all."""

    def __init__(self, graph: Graph) -> None:
        self.graph, self.layout = graph, Layout.of(graph)
        self.key = self.layout.structure(graph)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Structured) and self.key == other.key


@cache
def _compiled(structured: _Structured) -> _Compiled:
    model = compact_model(structured.graph, structured.layout)
    used = frozenset(str(value.name) for value in graph_inputs([model.logp()]))
    with config.change_flags(numba__cache=CACHED):
        compiled = nutpie.compile_pymc_model(model)
    return _Compiled(structured.layout, compiled, used)


def sample(
    graph: Graph, *, seed: int, draws: int, chains: int = CHAINS, target_accept: float = TARGET_ACCEPT
) -> xr.DataTree:
    """Sample the posterior of a graph by the no-U-turn sampler.

    Parameters
    ----------
    graph : Graph
        Compiled at most once for each structure; numbers, items and options are data.
    seed : int
    draws : int
        Draws kept in each chain.
    chains : int, optional
    target_accept : float, optional
        Average acceptance that the steps are adapted to.

    Returns
    -------
    xarray.DataTree
        As `posterior_tree` gives it, and ``sample_stats``.

    Raises
    ------
    StudyError
        If the study cuts its reports: see `cut`.
    """
    check_joint(graph.study)
    compiled = _compiled(_Structured(graph))
    data = {name: values for name, values in compiled.layout.data(graph).items() if name in compiled.data}
    trace = nutpie.sample(
        compiled.nutpie.with_data(**data),
        draws=draws,
        tune=TUNE,
        chains=chains,
        seed=seed,
        target_accept=target_accept,
        adaptation="low_rank",
        progress_bar=False,
    )
    roots = compiled.layout.roots(graph, trace["posterior"].to_dataset())
    tree = posterior_tree(graph, roots, chains=chains, seed=seed)
    stats = trace["sample_stats"].to_dataset()
    numbers = [name for name, v in stats.data_vars.items() if v.dtype != object]
    tree["sample_stats"] = xr.DataTree(stats[numbers].drop_attrs())  # among which is when they were made
    return tree
