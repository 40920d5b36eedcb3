"""Sensitivity: which inputs move the conclusion, and how much rests on judgement.

Questions about inputs, all others being as they are, belong here. It imports `fit`.
"""

from .power import SENSITIVE as SENSITIVE
from .power import Power as Power
from .power import power_scaling as power_scaling
from .sensitivity import Sensitivity as Sensitivity
from .sensitivity import sensitivity as sensitivity
from .sensitivity import settled as settled
from .sensitivity import shapley_of as shapley_of
from .sensitivity import top_inputs as top_inputs
from .targets import Target as Target
from .targets import find_target as find_target
