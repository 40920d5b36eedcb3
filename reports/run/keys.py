"""Keys: everything that can change a result, as one hash, and nothing that cannot."""

import hashlib
import json
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...model import Graph
from ...model.graph import formulas_digest
from ...priors.assumptions import assumptions

if TYPE_CHECKING:
    from .tasks import Task

__all__ = ["MAKERS", "PACKAGES", "key_of", "version"]

PACKAGES: tuple[str, ...] = ("arviz-base", "arviz-stats", "llvmlite", "numba", "numpy", "nutpie", "pandas", "pint")
PACKAGES += ("pymc", "pytensor", "SALib", "scipy", "xarray")
"""Those whose version may change a result."""

MAKERS = ("priors", "model", "analyses", "reports/run")
"""Folders whose code makes what is kept."""


def key_of(graph: Graph, task: "Task[Any]") -> str:
    """Return a hash of everything that a result depends on.

    Parameters
    ----------
    graph : Graph
        What its study assumes, and its formulas.
    task : Task
        Its name and settings.
    """
    content = {
        "study": assumptions(graph.study),
        "formulas": formulas_digest(graph.argument.values()),
        "task": task.name,
        "settings": dict(task.settings),
        "version": version(),
    }
    return _hash(json.dumps(content, sort_keys=True).encode())


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


@cache
def version() -> str:
    """Return a hash of this project's own code, which may be edited in place, and of the versions of what computes."""
    top = Path(__file__).resolve().parents[2]
    files = [path for folder in MAKERS for path in sorted((top / folder).rglob("*.py"))]
    code = {path.relative_to(top).as_posix(): _hash(path.read_bytes()) for path in files}
    return _hash(json.dumps([code, {name: metadata.version(name) for name in PACKAGES}]).encode())
