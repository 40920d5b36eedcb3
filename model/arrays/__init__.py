"""Arrays: joint draws of the graph's roots, and every node and log-likelihood at them.

Everything that evaluates the graph on plain arrays belongs here. It imports `graph` and what is below it.
"""

from .blocks import SMALL as SMALL
from .blocks import block_size as block_size
from .blocks import in_blocks as in_blocks
from .draws import constant_values as constant_values
from .draws import evaluate as evaluate
from .draws import prior_draws as prior_draws
from .draws import walk as walk
from .draws import walk_inputs as walk_inputs
from .feasibility import FAR as FAR
from .feasibility import check_possible as check_possible
from .normal_scores import input_names as input_names
from .normal_scores import roots_of_scores as roots_of_scores
from .normal_scores import scores_of_roots as scores_of_roots
from .posterior import posterior_tree as posterior_tree
from .root_draws import root_values as root_values
from .signs import always_positive as always_positive
