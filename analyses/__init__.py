"""Questions about a study, a folder a kind of question and a question a file.

Each takes a study's graph or its fit and returns labelled data; nothing here draws a picture or writes a file.
The names below are handed on from the folders when they are first asked for, so that a question imports no
other question's libraries.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .change import read_changes as read_changes
    from .change import what_if as what_if
    from .explanation import explain as explain
    from .fit import Fit as Fit
    from .fit import checked_graph as checked_graph
    from .fit import claim_probabilities as claim_probabilities
    from .fit import fit_each as fit_each
    from .fit import refit as refit
    from .fit import summarise as summarise

_FOLDERS = {
    "Fit": "fit",
    "checked_graph": "fit",
    "claim_probabilities": "fit",
    "explain": "explanation",
    "fit_each": "fit",
    "read_changes": "change",
    "refit": "fit",
    "summarise": "fit",
    "what_if": "change",
}


def __getattr__(name: str) -> Any:
    """Hand on a name from its folder."""
    if name not in _FOLDERS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_FOLDERS[name]}", __name__), name)
