"""Weights: the posterior as weighted draws of a proposal that is fitted to it.

Proposals, importance weights and what is integrated out belong here. It imports `arrays` and what is below it.
"""

from .adaptive import adapted as adapted
from .cut import inform as inform
from .cut import without_shares as without_shares
from .discontinuities import check_gradient as check_gradient
from .discontinuities import on_steps as on_steps
from .importance import Drawn as Drawn
from .importance import Weighted as Weighted
from .importance import reweight as reweight
from .marginal import Marginal as Marginal
from .modes import Modes as Modes
from .modes import find_modes as find_modes
from .modes import modes_among as modes_among
from .pareto import smoothed_weights as smoothed_weights
from .pool import Pool as Pool
from .proposal import Mixed as Mixed
from .proposal import Proposal as Proposal
from .proposal import laplace as laplace
from .proposal import prior_proposal as prior_proposal
from .tempered import Particles as Particles
from .tempered import tempered as tempered
