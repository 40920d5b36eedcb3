"""The graph: a study's quantities, nodes and items tied together by name, and the check of its units.

What is known of a graph before any of it is drawn belongs here. It imports `language`, `argument` and `evidence`.
"""

from .graph import Graph as Graph
from .graph import Root as Root
from .graph import build as build
from .parts import part_of as part_of
from .units import check_units as check_units
