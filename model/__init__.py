"""The graph, and how to draw from it: pure functions a part of the argument, wired into one PyMC model."""

from .argument import ARGUMENT as ARGUMENT
from .argument import PARTS as PARTS
from .draws import evaluate as evaluate
from .draws import prior_draws as prior_draws
from .graph import Graph as Graph
from .graph import build as build
from .nodes import Node as Node
from .nodes import node as node
from .unitcheck import check_units as check_units
