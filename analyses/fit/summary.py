"""Summary: median, interval and, where it exists, mean of every node."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from ...model import Graph
from .gate import diagnostics
from .readouts import CI_PROB, interval

__all__ = ["Row", "labelled", "node_draws", "summarise"]


class Row(NamedTuple):
    """One node, or one coordinate of one.

    Attributes
    ----------
    name, unit : str
        ``node`` or ``node[coordinate]``, and the node's unit.
    median, low, high : float
        Of the posterior, with an equal-tailed interval.
    mean : float or None
        None where the posterior has none, because an ancestor's tail is too heavy.
    ess_bulk, rhat : float or None
        None for a constant and for a node that takes few distinct values.
    """

    name: str
    unit: str
    median: float
    low: float
    high: float
    mean: float | None
    ess_bulk: float | None
    rhat: float | None


def labelled(node: xr.DataArray) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield ``node`` or ``node[coordinate]`` with the selection that gives it."""
    dims = [dim for dim in node.dims if dim not in ("chain", "draw", "diagnostic")]
    if not dims:
        yield str(node.name), {}
        return
    for coordinate in node[dims[0]].to_numpy():
        yield f"{node.name}[{coordinate}]", {str(dims[0]): coordinate}


def node_draws(data: xr.Dataset, name: str) -> NDArray[np.float64]:
    """Return the draws of a node or a coordinate of one, on one axis; a constant has one draw.

    Parameters
    ----------
    data : xarray.Dataset
        Nodes with ``draw``, and ``chain`` or not.
    name : str
        ``node`` or ``node[coordinate]``.

    Raises
    ------
    KeyError
        If there is no such node or coordinate.
    """
    base = name.partition("[")[0]
    for label, where in labelled(data[base]):
        if label == name:
            return data[base].sel(where).to_numpy().ravel()
    raise KeyError(name)


def summarise(
    tree: xr.DataTree, graph: Graph, *, ci_prob: float = CI_PROB, var_names: Iterable[str] | None = None
) -> list[Row]:
    """Summarise the posterior.

    Parameters
    ----------
    tree : xarray.DataTree
        A fit.
    graph : Graph
    ci_prob : float, optional
        Probability of the equal-tailed interval.
    var_names : iterable of str, optional
        Nodes to return; all unless given, constants among them.

    Returns
    -------
    list of Row
    """
    posterior, constants = tree["posterior"].to_dataset(), tree["constant_data"].to_dataset()
    found = diagnostics(tree)
    rows = []
    for name in graph.names if var_names is None else var_names:
        data = posterior if name in posterior else constants
        for label, where in labelled(data[name]):
            values = data[name].sel(where).to_numpy().ravel()
            centre, low, high = interval(values, ci_prob=ci_prob)
            mean = float(values.mean()) if graph.has_mean(name) else None
            checks = [_check(found, name, where, kind) for kind in ("ess_bulk", "rhat")]
            rows.append(Row(label, graph.units[name], centre, low, high, mean, *checks))
    return rows


def _check(found: xr.Dataset, name: str, where: dict[str, Any], kind: str) -> float | None:
    if name not in found:
        return None
    value = float(found[name].sel(where).sel(diagnostic=kind))
    return value if np.isfinite(value) else None
