"""The post's argument: its computed nodes, a module a part, and the order in which the post makes it.

Only formulas belong here: numbers are in `priors`, evaluation is `language`, which is all that it imports.
"""

from .order import ARGUMENT as ARGUMENT
