"""Draws: every node and every log-likelihood from values of the roots, at array speed.

The node functions are evaluated on arrays, a draw an element, through the same evaluator that builds the
PyMC graph; there is no second copy of the arithmetic, and nothing to compile. The work is done in blocks
that fit the processor's cache, on as many threads as there are processors, and goes no further up the graph
than what is asked for. Each root of each block, and each coordinate of one, has a seed of its own, so that
neither the number of blocks or threads nor what is asked for changes any draw, and fewer draws are the first
of more.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from ...priors import Prior
from ..evidence import observation
from ..graph import Graph
from ..language import Backend, Evaluator, Given, Value
from .blocks import BLOCK, block_size, in_blocks
from .root_draws import Columns, block_roots

__all__ = ["constant_values", "evaluate", "prior_draws", "walk", "walk_inputs"]

Array = NDArray[np.float64]
Roots = Mapping[str, Array]


class _Arrays(Backend):
    """Values as arrays: coordinates on the first axis, draws on the last."""

    def __init__(self, columns: Columns, included: frozenset[str]) -> None:
        self.columns, self.items = columns, included

    def quantity(self, name: str, priors: tuple[Prior, ...], unit: str, dims: tuple[str, ...]) -> Value:
        if all(prior.constant for prior in priors):
            values = np.array([float(prior.forward(0.0)) for prior in priors])
            return values[:, np.newaxis] if dims else values[0]
        root = self.columns[f"{name}_z"]
        if not dims:
            return priors[0].forward(np.asarray(root))
        return self.stack([prior.forward(column) for prior, column in zip(priors, root, strict=True)])

    def coordinate(self, given: Given, index: int) -> Value | None:
        if all(prior.constant for prior in given.priors):
            return None
        return given.priors[index].forward(self.columns[f"{given.name}_z"][index])

    def included(self, item: str) -> float:
        return float(item in self.items)

    def stack(self, values: list[Value]) -> Value:
        stacked = np.stack(np.broadcast_arrays(*values))
        return stacked if stacked.ndim > 1 else stacked[:, np.newaxis]  # all the same for every draw

    def register(self, name: str, value: Value, unit: str, dims: tuple[str, ...]) -> Value:
        return value


def walk(
    graph: Graph, roots: Roots, *, items: Iterable[str] | None = None, constants: Evaluator | None = None
) -> Evaluator:
    """Return the evaluator of a graph over arrays, which evaluates what it is asked for.

    Parameters
    ----------
    graph : Graph
    roots : dict of str to array
        Values of every root. Shape: (draws,) or (draws, coordinates).
    items : iterable of str, optional
        Evidence items that are in; the study's unless given.
    constants : Evaluator, optional
        What `constant_values` gives for the same items, so that it is not worked out again for every block.
    """
    return _walk(graph, {name: values.T for name, values in roots.items()}, items, constants)


def walk_inputs(graph: Graph, inputs: Sequence[Array], constants: Evaluator | None = None) -> Evaluator:
    """Return the evaluator of a graph over the scores of its inputs.

    Parameters
    ----------
    graph : Graph
    inputs : sequence of array
        Of every input, in the order of `normal_scores.input_names`: a score a draw, or one for all draws.
    constants : Evaluator, optional
        As for `walk`.
    """
    places = graph.columns.items()
    columns = {name: inputs[at] if graph.roots[name].dims else inputs[at.start] for name, at in places}
    return _walk(graph, columns, None, constants)


def _walk(graph: Graph, columns: Columns, items: Iterable[str] | None, constants: Evaluator | None) -> Evaluator:
    arrays = _Arrays(columns, frozenset(graph.study.items if items is None else items))
    return constants.over(arrays) if constants else Evaluator(graph.known, arrays)


def constant_values(graph: Graph, *, items: Iterable[str] | None = None) -> Evaluator:
    """Return an evaluator in which everything that no root reaches has its value."""
    evaluator = walk(graph, {}, items=items)
    for name in graph.names:
        if not graph.uncertain(name):
            evaluator.value(name)
    return evaluator


class _Wanted(NamedTuple):
    """Arrays that blocks fill: nodes and log-likelihoods by name, draws first."""

    nodes: dict[str, Array]
    log_likelihood: dict[str, Array]

    @classmethod
    def of(cls, graph: Graph, draws: int, names: Iterable[str], terms: Iterable[str]) -> "_Wanted":
        def empty(name: str) -> Array:
            shape = [len(graph.study.coordinates(dim)) for dim in graph.dims[name]]
            return np.empty([draws, *shape] if graph.uncertain(name) else shape)

        return cls({name: empty(name) for name in names}, {item: np.zeros(draws) for item in terms})

    def fill(self, graph: Graph, evaluator: Evaluator, block: slice) -> None:
        for name, values in self.nodes.items():
            value = np.asarray(evaluator.value(name), dtype=float)
            if not graph.uncertain(name):
                values[...] = value.reshape(values.shape)
            elif values.ndim == 1:
                values[block] = value
            else:
                values[block] = np.moveaxis(np.broadcast_to(value, (*values.shape[1:], value.shape[-1])), -1, 0)
        for item, values in self.log_likelihood.items():
            if evaluator.backend.included(item):
                values[block] = observation(item, evaluator).log_density()

    def labelled(self, graph: Graph) -> tuple[xr.Dataset, xr.Dataset]:
        nodes = {
            name: (("draw", *graph.dims[name]) if graph.uncertain(name) else graph.dims[name], v, graph.attrs(name))
            for name, v in self.nodes.items()
        }
        dims = dict.fromkeys(dim for name in nodes for dim in graph.dims[name])  # in an order that no hash seed changes
        coords = {dim: list(graph.study.coordinates(dim)) for dim in dims}
        terms = {n: ("draw", v, {"units": "nat", "long_name": graph.titles[n]}) for n, v in self.log_likelihood.items()}
        return xr.Dataset(nodes, coords), xr.Dataset(terms)


def evaluate(
    graph: Graph,
    roots: Roots,
    *,
    names: Iterable[str] | None = None,
    items: Iterable[str] | None = None,
    terms: Iterable[str] | None = None,
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
    terms : iterable of str, optional
        Items whose log-likelihood to return; all unless given.

    Returns
    -------
    nodes : xarray.Dataset
        Dims: ``draw`` and the node's own; a constant has no ``draw``. Units and titles are attributes.
    log_likelihood : xarray.Dataset
        One variable an item, dim ``draw``; exactly zero for an item that is out.
    """
    draws = len(next(iter(roots.values()), ()))

    def columns_of(_: int, block: slice) -> Columns:
        return {name: values[block].T for name, values in roots.items()}

    size = block_size(sum(values[:1].size for values in roots.values()))
    return _evaluated(graph, draws, columns_of, names, items, terms, size=size)


def prior_draws(
    graph: Graph, *, draws: int, seed: int, names: Iterable[str] | None = None, terms: Iterable[str] | None = None
) -> tuple[xr.Dataset, xr.Dataset]:
    """Draw jointly from the prior.

    Parameters
    ----------
    graph : Graph
    draws : int
    seed : int
    names : iterable of str, optional
        Nodes to keep; all unless given. Only they take memory: 8 bytes a draw for a scalar.
    terms : iterable of str, optional
        Items whose log-likelihood to keep; all unless given.

    Returns
    -------
    nodes, log_likelihood : xarray.Dataset
        As `evaluate` returns them.
    """

    def columns_of(number: int, block: slice) -> Columns:
        return block_roots(graph, seed=seed, number=number, size=block.stop - block.start)

    return _evaluated(graph, draws, columns_of, names, None, terms, size=BLOCK)


def _evaluated(
    graph: Graph,
    draws: int,
    columns_of: Callable[[int, slice], Columns],
    names: Iterable[str] | None,
    items: Iterable[str] | None,
    terms: Iterable[str] | None,
    *,
    size: int,
) -> tuple[xr.Dataset, xr.Dataset]:
    wanted = _Wanted.of(graph, draws, graph.names if names is None else names, graph.items if terms is None else terms)

    with np.errstate(all="ignore"):
        constants = constant_values(graph, items=items)

    def work(number: int, block: slice) -> None:
        with np.errstate(all="ignore"):  # a far tail may overflow, and is then infinite
            wanted.fill(graph, _walk(graph, columns_of(number, block), items, constants), block)

    in_blocks(draws, work, size=size, threads=None if size == BLOCK else 1)
    return wanted.labelled(graph)
