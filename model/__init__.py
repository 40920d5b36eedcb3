"""The graph, and how to draw from it: pure functions a part of the argument, wired into one PyMC model.

What draws is imported when it is first asked for, so that a graph that is only read waits for no arrays with labels.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .argument import ARGUMENT as ARGUMENT
from .graph import Graph as Graph
from .graph import build as build
from .graph import check_units as check_units
from .language import Node as Node
from .language import node as node

if TYPE_CHECKING:
    from .arrays import evaluate as evaluate
    from .arrays import prior_draws as prior_draws


def __getattr__(name: str) -> Any:
    """Hand on what draws."""
    if name not in ("evaluate", "prior_draws"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(".arrays", __name__), name)
