"""Roots: their draws from the prior, block by block, each with a seed of its own."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import numpy as np
from numpy.random.bit_generator import ISeedSequence
from numpy.typing import NDArray

from ...priors import Prior
from ...priors.prior import root_draws
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


class _Words(ISeedSequence):
    """A part of the words of a seed sequence, which hashes once for many generators."""

    def __init__(self, words: NDArray[Any]) -> None:
        self.words = words

    def generate_state(self, n_words: int, dtype: Any = np.uint32) -> NDArray[Any]:
        words: NDArray[Any] = self.words.view(dtype)
        return words[:n_words]


class _BlockRoots(Mapping[str, Sequence[Array] | Array]):
    """Roots of one block, each drawn when it is asked for."""

    def __init__(self, graph: Graph, seed: int, number: int, size: int) -> None:
        self.graph, self.size = graph, size
        lengths = {name: len(_coordinates(graph, name)) or 1 for name in graph.roots}
        ends = dict(zip(lengths, np.cumsum(list(lengths.values())), strict=True))
        state = np.random.SeedSequence(seed, spawn_key=(number,)).generate_state(4 * sum(lengths.values()), np.uint64)
        self.words = {name: state.reshape(-1, 4)[ends[name] - length : ends[name]] for name, length in lengths.items()}

    def __getitem__(self, name: str) -> Sequence[Array] | Array:
        prior, words = self.graph.roots[name].prior, self.words[name]
        return _Drawn(prior, words, self.size) if self.graph.roots[name].dims else _drawn(prior, words[0], self.size)

    def __iter__(self) -> Iterator[str]:
        return iter(self.graph.roots)

    def __len__(self) -> int:
        return len(self.graph.roots)


class _Drawn(Sequence[Array]):
    """Columns of a vector's draws, each drawn when it is taken."""

    def __init__(self, prior: Prior, words: NDArray[Any], size: int) -> None:
        self.prior, self.words, self.size = prior, words, size

    def __getitem__(self, index: Any) -> Any:
        return _drawn(self.prior, self.words[index], self.size)

    def __len__(self) -> int:
        return len(self.words)


def _drawn(prior: Prior, words: NDArray[Any], size: int) -> Array:
    seed = cast("np.random.SeedSequence", _Words(words))
    return root_draws(prior, (size,), np.random.Generator(np.random.SFC64(seed)))


def _coordinates(graph: Graph, name: str) -> tuple[str, ...]:
    return tuple(c for dim in graph.roots[name].dims for c in graph.study.coordinates(dim))
