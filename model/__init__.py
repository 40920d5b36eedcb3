"""The graph, and how to draw from it: pure functions a part of the argument, wired into one PyMC model."""

from .argument import ARGUMENT as ARGUMENT
from .arrays import evaluate as evaluate
from .arrays import prior_draws as prior_draws
from .graph import Graph as Graph
from .graph import build as build
from .graph import check_units as check_units
from .language import Node as Node
from .language import node as node
