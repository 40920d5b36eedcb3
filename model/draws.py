"""Draws: joint prior draws at array speed, and every node from values of the roots.

The node functions are evaluated on arrays, a draw an element, through the same wiring that builds the
PyMC graph; there is no second copy of the arithmetic, and nothing to compile.
"""

from collections.abc import Iterable, Mapping

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from ..priors import Prior
from ..priors.families import root_draws
from .evidence import observation
from .graph import Graph
from .nodes import Value
from .wiring import Wiring

__all__ = ["evaluate", "prior_draws", "root_values"]

Array = NDArray[np.float64]


class _Arrays:
    """Values as arrays: coordinates on the first axis, draws on the last."""

    def __init__(self, roots: Mapping[str, Array], included: frozenset[str]) -> None:
        self.roots, self.items = roots, included

    def quantity(self, name: str, priors: tuple[Prior, ...], unit: str, dims: tuple[str, ...]) -> Value:
        if all(prior.constant for prior in priors):
            values = np.array([float(prior.forward(0.0)) for prior in priors])
            return values[:, np.newaxis] if dims else values[0]
        root = self.roots[f"{name}_z"]
        if not dims:
            return priors[0].forward(root)
        return np.stack([prior.forward(values) for prior, values in zip(priors, root.T, strict=True)])

    def included(self, item: str) -> float:
        return float(item in self.items)

    def stack(self, values: list[Value]) -> Value:
        return np.stack(np.broadcast_arrays(*values))

    def register(self, name: str, value: Value, unit: str, dims: tuple[str, ...]) -> Value:
        return value


def evaluate(
    graph: Graph,
    roots: Mapping[str, Array],
    *,
    names: Iterable[str] | None = None,
    items: Iterable[str] | None = None,
) -> tuple[xr.Dataset, xr.Dataset]:
    """Evaluate nodes and pointwise log-likelihoods at values of the roots.

    Parameters
    ----------
    graph : Graph
    roots : dict of str to array
        Values of every root. Shape: (draws,) or (draws, coordinates).
    names : iterable of str, optional
        Nodes to return; all unless given.
    items : iterable of str, optional
        Evidence items that are in; the study's unless given.

    Returns
    -------
    nodes : xarray.Dataset
        Dims: ``draw`` and the node's own; a constant has no ``draw``. Units are attributes.
    log_likelihood : xarray.Dataset
        One variable an item, dim ``draw``; exactly zero for an item that is out.
    """
    chosen = frozenset(graph.study.items if items is None else items)
    wiring = Wiring(graph.study, graph.argument.values(), _Arrays(roots, chosen))
    size = len(next(iter(roots.values()), ()))
    wanted = graph.names if names is None else tuple(names)
    nodes = {name: _labelled(graph, name, wiring.value(name), size) for name in wanted}
    terms = {item: ("draw", _log_likelihood(item, wiring, size, item in chosen)) for item in graph.items}
    coords = {dim: list(graph.study.coordinates(dim)) for dim in {d for name in nodes for d in graph.dims[name]}}
    return xr.Dataset(nodes, coords=coords), xr.Dataset(terms)


def _labelled(graph: Graph, name: str, value: Value, size: int) -> tuple[tuple[str, ...], Array, dict[str, str]]:
    """Put draws first and coordinates after them; a constant keeps its coordinates alone."""
    dims, unit = graph.dims[name], {"units": graph.units[name]}
    shape = [len(graph.study.coordinates(dim)) for dim in dims]
    array = np.asarray(value, dtype=float)
    if not graph.uncertain(name):
        return dims, array.reshape(shape), unit
    return ("draw", *dims), np.moveaxis(np.broadcast_to(array, (*shape, size)), -1, 0), unit


def _log_likelihood(item: str, wiring: Wiring, size: int, included: bool) -> Array:
    if not included:
        return np.zeros(size)
    seen = observation(item, wiring)
    return np.broadcast_to(seen.story.logpdf(seen.value, *seen.parameters), size).astype(float)


def root_values(graph: Graph, draws: int, rng: np.random.Generator) -> dict[str, Array]:
    """Draw every root from its prior. Shape of each: (draws,) or (draws, coordinates)."""
    sizes = {name: [len(graph.study.coordinates(dim)) for dim in root.dims] for name, root in graph.roots.items()}
    return {name: root_draws(root.prior, (draws, *sizes[name]), rng) for name, root in graph.roots.items()}


def prior_draws(
    graph: Graph, *, draws: int, seed: int, names: Iterable[str] | None = None
) -> tuple[xr.Dataset, xr.Dataset]:
    """Draw jointly from the prior.

    Parameters
    ----------
    graph : Graph
    draws : int
    seed : int
    names : iterable of str, optional
        Nodes to keep; all unless given.

    Returns
    -------
    nodes, log_likelihood : xarray.Dataset
        As `evaluate` returns them.
    """
    return evaluate(graph, root_values(graph, draws, np.random.default_rng(seed)), names=names)
