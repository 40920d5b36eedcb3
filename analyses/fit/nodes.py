"""Nodes: the draws of one node or coordinate, out of labelled data."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

__all__ = ["labelled", "node_draws"]

NOT_ITS_OWN = ("chain", "draw", "diagnostic")
"""Dims that are no node's."""


def labelled(node: xr.DataArray) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield ``node`` or ``node[coordinate]`` with the selection that gives it."""
    dims = [dim for dim in node.dims if dim not in NOT_ITS_OWN]
    if not dims:
        yield str(node.name), {}
        return
    for coordinate in node[dims[0]].values:
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
    node = data.variables[base]  # bare: a label takes longer to look up than its draws to read
    own = [dim for dim in node.dims if dim not in NOT_ITS_OWN]
    parts = [f"{base}[{coordinate}]" for coordinate in data.variables[own[0]].values] if own else [base]
    if name not in parts:
        raise KeyError(name)
    return np.asarray(node.values.take(parts.index(name), axis=node.dims.index(own[0])) if own else node.values).ravel()
