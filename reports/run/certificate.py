"""Certificates: the ranks of a study's calibration, of which model and code they are, and where they were made.

One ships with each study that was calibrated. What cannot change a fit, such as words, comments and what is read off
it, is no part of the code that it is of.
"""

import hashlib
import io
import json
import os
import platform
import time
import tokenize
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...model import Graph
from ...model.graph import formulas_digest
from ...priors.assumptions import assumptions
from .keys import PACKAGES
from .packing import pack, unpack

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["CALIBRATED", "code_digest", "found", "model_digest", "origin", "read", "save"]

CALIBRATED: tuple[str, ...] = (
    "priors/families",
    "priors/kinds",
    "priors/functions.py",
    "priors/prior.py",
    "model/arrays",
    "model/chains",
)
CALIBRATED += (
    "model/evidence",
    "model/graph",
    "model/language",
    "model/weights",
    "analyses/fit",
    "analyses/calibration",
)
"""The code that a calibration is of, beside the formulas of the model."""

_TOP = Path(__file__).resolve().parents[2]
_FOLDER = Path(__file__).parent / "certificates"
_LAYOUT = {tokenize.NL, tokenize.COMMENT, tokenize.ENCODING}
_BEGINS = {tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}


def model_digest(graph: Graph) -> str:
    """Return a hash of what a study assumes and of its formulas."""
    content = [assumptions(graph.study), formulas_digest(graph.argument.values())]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:32]


@cache
def code_digest() -> str:
    """Return a hash of the code that is calibrated, without its comments, docstrings and layout."""
    paths = (path for name in CALIBRATED for path in sorted((_TOP / name).rglob("*.py")) or [_TOP / name])
    code = {path.relative_to(_TOP).as_posix(): list(_tokens(path.read_text(encoding="utf-8"))) for path in paths}
    return hashlib.sha256(json.dumps(code).encode()).hexdigest()[:32]


def _tokens(source: str) -> Iterator[str]:
    """Yield what a module is made of; a text by itself is a docstring."""
    before: int | None = tokenize.NEWLINE
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in _LAYOUT:
            continue
        said = before is not None and not (token.type == tokenize.STRING and before in _BEGINS)
        if said:
            yield token.string if token.type not in _BEGINS else str(token.type)
        before = token.type if said else None if before in _BEGINS else tokenize.NEWLINE


def origin(graph: Graph) -> dict[str, Any]:
    """Return what a calibration is of that is made now, and where."""
    seconds = float(os.environ.get("SOURCE_DATE_EPOCH") or time.time())
    return {
        "model": model_digest(graph),
        "code": code_digest(),
        "date": time.strftime("%Y-%m-%d", time.gmtime(seconds)),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors",
        "python": platform.python_version(),
        "packages": json.dumps({name: metadata.version(name) for name in PACKAGES}),
    }


def read(path: Path) -> "dict[str, xr.Dataset]":
    """Return the calibrations of a certificate by how they were made, such as ``prior_auto``."""
    return {str(name): node.to_dataset(inherit=False) for name, node in unpack(path).children.items()}


def save(path: Path, calibrations: "Mapping[str, xr.Dataset]") -> None:
    """Write a certificate, whole or not at all."""
    import xarray as xr

    from .whole import whole_file

    with whole_file(path) as made:
        pack(xr.DataTree.from_dict(dict(calibrations)), made)


def found(graph: Graph) -> "dict[str, xr.Dataset]":
    """Return the calibrations that ship of a model; none if it was not calibrated."""
    own = model_digest(graph)
    for path in sorted(_FOLDER.glob("*.npz")):
        if kept := {name: data for name, data in read(path).items() if data.attrs["model"] == own}:
            return kept
    return {}
