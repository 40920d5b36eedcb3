"""Exploration: what a reader needs who changes priors, reports and dates with no program at hand.

Draws that serve many studies at once, and which inputs are worth a slider, belong here. It imports `fit`.
"""

from .leverage import leverages as leverages
from .mixture import Explored as Explored
from .mixture import explored as explored
