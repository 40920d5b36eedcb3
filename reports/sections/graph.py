"""Graph: the nodes, what they depend on, and the structural choices that were taken."""

from functools import partial
from typing import Any

import pandas as pd

from ...model import Graph
from ...priors import Study
from ..render.document import Block, Heading, Picture, Plot, Table, frame
from ..run.run import Run
from .evidence import items

__all__ = ["write"]

_CAPTION = "The parts of the argument, and what depends on what."
_MAP = "The map of every quantity and item; each leads to its entry below."


def write(run: Run) -> list[Block]:
    """Show the graph, its nodes and the choices."""
    graph = run.graph
    nodes = [(n, graph.units[n], list(graph.dims[n]), list(graph.parents.get(n, ()))) for n in graph.names]
    table = frame(("name", "unit", "dims", "parents"), nodes, index="name")
    return [
        Picture("graph", partial(_draw, graph), _CAPTION),
        Picture("map", partial(_draw_map, graph), _MAP, whole=True),
        Heading("Structural choices", 3),
        Table("choices", _choices(graph.study), ("title", "taken", "others"), {"title": "Choice"}, shown="page"),
        Table("nodes", table, shown="terminal", whole=True),
        Table("items", items(graph.study), shown="nowhere"),
    ]


def _draw(graph: Graph, **looks: Any) -> Plot:
    from ..figures.graph_parts import plot_graph  # here, since figures are not drawn wherever the graph is listed

    return plot_graph(graph, **looks)


def _draw_map(graph: Graph) -> Plot:
    from ..figures.graph_picture import plot_map

    return plot_map(graph)


def _choices(study: Study) -> pd.DataFrame:
    rows = []
    for name, option in study.choices.items():
        titles = {each: entry.title for each, entry in study.options[name].options.items()}
        rows.append((name, study.options[name].title, titles.pop(option), "; ".join(titles.values())))
    return frame(("choice", "title", "taken", "others"), rows, index="choice")
