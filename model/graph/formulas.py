"""Formulas: where a model's computed nodes are, and a hash of all of them that can change a result."""

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from ...priors import ModelRecord, StudyError
from ..language import Node, loaded, source_of

__all__ = ["argument_of", "formulas_digest"]


def argument_of(model: ModelRecord) -> tuple[Node, ...]:
    """Return the computed nodes of a model, from where its record says that they are.

    Raises
    ------
    StudyError
        If there are none.
    """
    return _argument(model.formulas, model.folder)


@cache
def _argument(formulas: str, folder: str) -> tuple[Node, ...]:
    source, _, name = formulas.partition(":")
    where = {"file": str(Path(folder) / "model.toml"), "key": "formulas"}
    try:
        module = loaded("", str(Path(folder).resolve() / source)) if source.endswith(".py") else loaded(source)
        nodes = tuple(getattr(module, name))
    except (ImportError, OSError, AttributeError, TypeError) as error:
        problem = f"{formulas!r} cannot be read: {error}. Allowed: 'package.module:NAME', or 'file.py:NAME' beside it"
        raise StudyError(problem, **where) from None
    if not all(isinstance(node, Node) for node in nodes):
        raise StudyError(f"{formulas!r} holds something that is no node", **where)
    return nodes


def formulas_digest(argument: Iterable[Node]) -> str:
    """Return a hash of all formulas of an argument, by the source of the modules that they are in."""
    nodes = tuple(argument)
    functions = {formula.function for node in nodes for formula in node.formulas}
    said = [(n.name, n.unit, n.dims, n.choice, sorted(n.options), [f.arguments for f in n.formulas]) for n in nodes]
    return hashlib.sha256(repr((said, sorted({source_of(function) for function in functions}))).encode()).hexdigest()
