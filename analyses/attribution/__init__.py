"""Attribution: how much of a whole each of several members accounts for, whatever the whole is of.

Shapley values of any set function belong here. It imports no other folder.
"""

from .shapley import EXACT as EXACT
from .shapley import Attribution as Attribution
from .shapley import Subset as Subset
from .shapley import attributed as attributed
from .shapley import in_turn as in_turn
from .shapley import needed as needed
from .shapley import shapley as shapley
from .shapley import shapley_mcse as shapley_mcse
from .shapley import subsets as subsets
