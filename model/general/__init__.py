"""The argument of a model of one's own: what deploying it costs, and what developing it does, and no post's story.

Formulas that hold of any model are those of the post's argument; here are those in which that one is particular.
"""

from .order import ARGUMENT as ARGUMENT
