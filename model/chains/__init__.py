"""Chains: the graph as a PyMC model, and the posterior by the no-U-turn sampler.

The one folder that imports PyMC and nutpie; nothing below it does. It imports `arrays` and what is below it.
"""

from .nuts import CAREFUL as CAREFUL
from .nuts import TARGET_ACCEPT as TARGET_ACCEPT
from .nuts import sample as sample
from .pymc_model import pymc_model as pymc_model
