"""Roots: their draws from the prior, which is a standard normal, block by block."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..graph import Graph
from .blocks import BLOCK

__all__ = ["Columns", "block_roots", "root_values"]

Array = NDArray[np.float64]
Columns = Mapping[str, Sequence[Array] | Array]
"""Roots by name: of a vector a column for each coordinate, which may be drawn when it is taken."""


def block_roots(graph: Graph, *, seed: int, number: int, size: int) -> Columns:
    """Return the roots of one block, each drawn when it is asked for.

    Parameters
    ----------
    graph : Graph
    seed : int
    number : int
        Of the block.
    size : int
        Draws; the roots of a short block are the beginning of a whole one's.
    """
    return _BlockRoots(graph, seed, number, size)


def root_values(graph: Graph, draws: int, seed: int) -> dict[str, Array]:
    """Draw every root from its prior. Shape of each: (draws,) or (draws, coordinates)."""
    blocks = [
        block_roots(graph, seed=seed, number=number, size=min(BLOCK, draws - start))
        for number, start in enumerate(range(0, draws, BLOCK))
    ]
    return {name: np.concatenate([np.array(block[name]).T for block in blocks]) for name in graph.roots}


class _BlockRoots(dict[str, Sequence[Array] | Array]):
    """Roots of one block, each drawn when it is first asked for."""

    def __init__(self, graph: Graph, seed: int, number: int, size: int) -> None:
        super().__init__()
        self.graph, self.seed, self.number, self.size = graph, seed, number, size
        self.positions = {name: position for position, name in enumerate(graph.roots)}

    def __missing__(self, name: str) -> Sequence[Array] | Array:
        dims, draw = self.graph.roots[name].dims, partial(self._drawn, self.positions[name])
        count = sum(len(self.graph.study.coordinates(dim)) for dim in dims)
        self[name] = _Coordinates(draw, count) if dims else draw(0)
        return self[name]

    def _drawn(self, *key: int) -> Array:
        seed = np.random.SeedSequence(self.seed, spawn_key=(self.number, *key))
        return np.random.Generator(np.random.SFC64(seed)).standard_normal(self.size)


class _Coordinates(Sequence[Array]):
    """Draws of a vector's coordinates, each with a seed of its own and drawn when it is taken."""

    def __init__(self, draw: Callable[[int], Array], count: int) -> None:
        self.draw, self.length = draw, count

    def __getitem__(self, index: Any) -> Any:
        if index >= self.length:
            raise IndexError(index)
        return self.draw(index)

    def __len__(self) -> int:
        return self.length
