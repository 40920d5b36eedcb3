"""Packing: a labelled tree as one file of plain NumPy arrays.

A report reads hundreds of results, and NetCDF takes a hundred times as long to open as its numbers take to read.
"""

import json
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["UNREADABLE", "about", "pack", "unpack"]

UNREADABLE = (OSError, ValueError, LookupError, TypeError, AttributeError, EOFError, BadZipFile, zlib.error)
"""What may be raised of a file that `pack` did not write whole."""

_LABELS, _ABOUT = "labels", "about"
"""The arrays of JSON: names, dims and attributes, and what is said of the file. The others are numbered."""


def pack(tree: "xr.DataTree", path: Path, said: Mapping[str, str] | None = None) -> None:
    """Write a tree whose arrays are of numbers, truth values and texts, and whose attributes are plain.

    Parameters
    ----------
    tree : xarray.DataTree
    path : Path
    said : mapping of str to str, optional
        What `about` finds again.
    """
    arrays: list[NDArray[Any]] = []
    labels = {node.path: _packed(node.to_dataset(inherit=False), arrays) for node in tree.subtree}
    texts = {_LABELS: json.dumps(labels, default=_plain), _ABOUT: json.dumps(said or {})}
    named = {name: np.array(text) for name, text in texts.items()} | {str(i): a for i, a in enumerate(arrays)}
    with path.open("wb") as file:
        np.savez(file, allow_pickle=False, **named)


def _packed(data: "xr.Dataset", arrays: list[NDArray[Any]]) -> dict[str, Any]:
    """Append a group's arrays, and return its labels with the numbers of the arrays."""
    variables = []
    for name, variable in data.variables.items():
        variables.append([name, name in data.coords, variable.dims, variable.attrs, len(arrays)])
        values = variable.values
        arrays.append(values.astype(np.str_) if values.dtype.kind in "OT" else values)
    return {"attrs": data.attrs, "variables": variables}


def _plain(value: Any) -> Any:
    """Return a NumPy number as one of Python."""
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{value!r} cannot be an attribute of a stored result")


def unpack(path: Path | BinaryIO) -> "xr.DataTree":
    """Read a tree that `pack` wrote; of anything else, raise one of `UNREADABLE`."""
    import xarray as xr  # here, since what is said of a file needs no labels

    with np.load(path, allow_pickle=False) as stored:
        labels = json.loads(str(stored[_LABELS]))
        return xr.DataTree.from_dict({name: _unpacked(group, stored) for name, group in labels.items()})


def about(path: Path) -> dict[str, str]:
    """Return what is said of a file; nothing of one that `pack` did not write whole."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            said = json.loads(str(stored[_ABOUT]))
    except UNREADABLE:
        return {}
    return said if isinstance(said, dict) else {}


def _unpacked(group: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> "xr.Dataset":
    def variables(*, coordinates: bool) -> Iterator[tuple[str, tuple[list[str], NDArray[Any], dict[str, Any]]]]:
        for name, coordinate, dims, attrs, number in group["variables"]:
            if coordinate == coordinates:
                yield name, (dims, arrays[str(number)], attrs)

    import xarray as xr

    return xr.Dataset(dict(variables(coordinates=False)), dict(variables(coordinates=True)), group["attrs"])
