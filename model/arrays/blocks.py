"""Blocks: draws worked on a part at a time, on all processors."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import parent_process

__all__ = ["BLOCK", "SMALL", "block_size", "in_blocks"]

BLOCK = 32768
"""Draws at a time: a node's values then stay in the processor's cache. Seeds go by block: a new size is new draws."""
SMALL = 4096
"""Draws at a time where every input has its value for each in one array."""
VALUES = 2**18
"""Values of inputs at a time, where there are so many inputs that `SMALL` draws of them would outgrow the cache."""


def block_size(inputs: int) -> int:
    """Return how many draws of so many inputs are worked on at a time."""
    return min(SMALL, max(VALUES // max(inputs, 1), 1))


def in_blocks(draws: int, work: Callable[[int, slice], None], *, size: int = BLOCK, threads: int | None = None) -> None:
    """Do work block by block.

    Parameters
    ----------
    draws : int
    work : callable
        Takes a block's number and the slice of draws that it covers; the last may be short.
    size : int, optional
        Draws of a block.
    threads : int, optional
        As many as there are processors unless given. A process that another has started has one: others have the rest.
        Where little is computed of each block two take longer than one, since they wait for the interpreter in turns.
    """
    slices = [slice(start, min(start + size, draws)) for start in range(0, draws, size)]
    threads = threads or (1 if parent_process() else os.cpu_count())
    if len(slices) < 2 or threads == 1:
        for number, block in enumerate(slices):
            work(number, block)
        return
    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(work, range(len(slices)), slices):
            pass
