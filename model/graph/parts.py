"""Parts: the part of the argument that a quantity belongs to."""

from pathlib import PurePath

from ...priors import Quantity, split_name
from .graph import Graph

__all__ = ["part_of"]


def part_of(graph: Graph, name: str, entry: Quantity) -> str:
    """Return the part that a quantity feeds first, or the name of the file that it is in if it feeds none."""
    base = split_name(name)[0]
    feeds = (node.part for node in graph.argument.values() if base in {split_name(a)[0] for a in node.arguments})
    return next(feeds, PurePath(entry.file).stem)
