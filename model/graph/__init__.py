"""The graph: a study's quantities, nodes and items tied together by name, and the check of its units.

What is known of a graph before any of it is drawn belongs here. It imports `language` and
`evidence`; formulas are found by the record of the study's model.
"""

from .formulas import argument_of as argument_of
from .formulas import formulas_digest as formulas_digest
from .graph import Graph as Graph
from .graph import Root as Root
from .graph import build as build
from .units import check_units as check_units
