"""Evidence: what an item reports, of which node, and how far its report may be trusted.

What ties an item of a kind (`priors.kinds`) to the values of a graph belongs here. It imports `language` alone.
"""

from .observation import Observation as Observation
from .observation import check_joint as check_joint
from .observation import numbers_of as numbers_of
from .observation import observation as observation
from .observation import observation_model as observation_model
from .observation import observed_value as observed_value
from .observation import terms as terms
from .observation import value_of as value_of
