"""Draws: every node and every log-likelihood from values of the roots, at array speed.

The node functions are evaluated on arrays, a draw an element, through the same wiring that builds the
PyMC graph; there is no second copy of the arithmetic, and nothing to compile. The work is done in blocks
that fit the processor's cache, on as many threads as there are processors. Each root of each block has a seed
of its own, so that neither the number of blocks or threads nor what is asked for changes any draw, and fewer
draws are the first of more.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple, cast

import numpy as np
import xarray as xr
from numpy.random.bit_generator import ISeedSequence
from numpy.typing import NDArray

from ..priors import Prior, Study
from ..priors.families import root_draws
from .evidence import observation
from .graph import Graph
from .nodes import Value
from .wiring import Wiring

__all__ = ["BLOCK", "constant_values", "evaluate", "in_blocks", "prior_draws", "root_values", "walk"]

Array = NDArray[np.float64]
Roots = Mapping[str, Array]

BLOCK = 16384
"""Draws at a time: a node's values then stay in the processor's cache. Seeds go by block: a new size is new draws."""

KEPT = 1 << 24
"""Bytes asked for and given back before blocks are worked on. An allocator that learns from it (glibc's) then keeps up
to twice as much of what a block frees for the next one, in place of returning it to the system and asking again."""


class _Arrays:
    """Values as arrays: coordinates on the first axis, draws on the last."""

    def __init__(self, study: Study, roots: Roots, included: frozenset[str]) -> None:
        self.study, self.roots, self.items = study, roots, included

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

    def chosen(self, choices: tuple[str, ...], formula: Callable[[Mapping[str, str]], Value]) -> Value:
        return formula({choice: self.study.choices[choice] for choice in choices})

    def stack(self, values: list[Value]) -> Value:
        return np.stack(np.broadcast_arrays(*values))

    def register(self, name: str, value: Value, unit: str, dims: tuple[str, ...]) -> Value:
        return value


def walk(graph: Graph, roots: Roots, *, items: Iterable[str] | None = None, constants: Wiring | None = None) -> Wiring:
    """Return the wiring of a graph over arrays, which evaluates what it is asked for.

    Parameters
    ----------
    graph : Graph
    roots : dict of str to array
        Values of every root. Shape: (draws,) or (draws, coordinates).
    items : iterable of str, optional
        Evidence items that are in; the study's unless given.
    constants : Wiring, optional
        What `constant_values` gives for the same items, so that it is not worked out again for every block.
    """
    arrays = _Arrays(graph.study, roots, frozenset(graph.study.items if items is None else items))
    return constants.over(arrays) if constants else Wiring(graph.known, arrays)


def constant_values(graph: Graph, *, items: Iterable[str] | None = None) -> Wiring:
    """Return a wiring in which everything that no root reaches has its value."""
    wiring = walk(graph, {}, items=items)
    for name in graph.names:
        if not graph.uncertain(name):
            wiring.value(name)
    return wiring


def in_blocks(draws: int, work: Callable[[int, slice], None]) -> None:
    """Do work block by block on all processors.

    Parameters
    ----------
    draws : int
    work : callable
        Takes a block's number and the slice of draws that it covers; the last may be short.
    """
    slices = [slice(start, min(start + BLOCK, draws)) for start in range(0, draws, BLOCK)]
    np.empty(KEPT, np.uint8)
    if len(slices) < 2:
        for number, block in enumerate(slices):
            work(number, block)
        return
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for _ in pool.map(work, range(len(slices)), slices):
            pass


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

    def fill(self, graph: Graph, wiring: Wiring, block: slice) -> None:
        for name, values in self.nodes.items():
            found = np.asarray(wiring.value(name), dtype=float)
            if not graph.uncertain(name):
                values[...] = found.reshape(values.shape)
            elif values.ndim == 1:
                values[block] = found
            else:
                values[block] = np.moveaxis(np.broadcast_to(found, (*values.shape[1:], found.shape[-1])), -1, 0)
        for item, values in self.log_likelihood.items():
            if wiring.backend.included(item):
                seen = observation(item, wiring)
                values[block] = seen.story.logpdf(seen.value, *seen.parameters)

    def labelled(self, graph: Graph) -> tuple[xr.Dataset, xr.Dataset]:
        nodes = {
            name: (("draw", *graph.dims[name]) if graph.uncertain(name) else graph.dims[name], v, _units(graph, name))
            for name, v in self.nodes.items()
        }
        coords = {dim: list(graph.study.coordinates(dim)) for dim in {d for name in nodes for d in graph.dims[name]}}
        return xr.Dataset(nodes, coords), xr.Dataset({item: ("draw", v) for item, v in self.log_likelihood.items()})


def _units(graph: Graph, name: str) -> dict[str, str]:
    return {"units": graph.units[name]}


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
        Dims: ``draw`` and the node's own; a constant has no ``draw``. Units are attributes.
    log_likelihood : xarray.Dataset
        One variable an item, dim ``draw``; exactly zero for an item that is out.
    """
    draws = len(next(iter(roots.values()), ()))
    return _evaluated(graph, draws, lambda _, block: {n: v[block] for n, v in roots.items()}, names, items, terms)


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

    def roots_of(number: int, block: slice) -> Roots:
        return _BlockRoots(graph, seed, number, block.stop - block.start)

    return _evaluated(graph, draws, roots_of, names, None, terms)


def _evaluated(
    graph: Graph,
    draws: int,
    roots_of: Callable[[int, slice], Roots],
    names: Iterable[str] | None,
    items: Iterable[str] | None,
    terms: Iterable[str] | None,
) -> tuple[xr.Dataset, xr.Dataset]:
    wanted = _Wanted.of(graph, draws, graph.names if names is None else names, graph.items if terms is None else terms)

    constants = constant_values(graph, items=items)

    def work(number: int, block: slice) -> None:
        wanted.fill(graph, walk(graph, roots_of(number, block), items=items, constants=constants), block)

    in_blocks(draws, work)
    return wanted.labelled(graph)


class _Words(ISeedSequence):
    """A part of the words of a seed sequence, which hashes once for many generators."""

    def __init__(self, words: NDArray[Any]) -> None:
        self.words = words

    def generate_state(self, n_words: int, dtype: Any = np.uint32) -> NDArray[Any]:
        words: NDArray[Any] = self.words.view(dtype)
        return words[:n_words]


class _BlockRoots(Mapping[str, Array]):
    """Roots of one block, each drawn when it is asked for; a short block is the beginning of a whole one.

    Every root has a seed of its own, so that its draws do not depend on what else is asked for.
    """

    def __init__(self, graph: Graph, seed: int, number: int, size: int) -> None:
        self.graph, self.size = graph, size
        words = np.random.SeedSequence(seed, spawn_key=(number,)).generate_state(4 * len(graph.roots), np.uint64)
        self.words = dict(zip(graph.roots, words.reshape(-1, 4), strict=True))

    def __getitem__(self, name: str) -> Array:
        root, words = self.graph.roots[name], cast("np.random.SeedSequence", _Words(self.words[name]))
        rng = np.random.Generator(np.random.SFC64(words))
        if not root.dims:
            return root_draws(root.prior, (self.size,), rng)  # one draw after the other: the first of a whole block
        lengths = [len(self.graph.study.coordinates(dim)) for dim in root.dims]
        return root_draws(root.prior, (*lengths, BLOCK), rng)[..., : self.size].T

    def __iter__(self) -> Iterator[str]:
        return iter(self.graph.roots)

    def __len__(self) -> int:
        return len(self.graph.roots)


def root_values(graph: Graph, draws: int, seed: int) -> dict[str, Array]:
    """Draw every root from its prior. Shape of each: (draws,) or (draws, coordinates)."""
    blocks = [
        _BlockRoots(graph, seed, number, min(BLOCK, draws - start))
        for number, start in enumerate(range(0, draws, BLOCK))
    ]
    return {name: np.concatenate([block[name] for block in blocks]) for name in graph.roots}
