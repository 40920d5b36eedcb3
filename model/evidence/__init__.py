"""Evidence: what an item reports, of which node, and how reports come about.

An observation model belongs here, once; what is done with it does not. It imports `language` alone.
"""

from .observation import centre as centre
from .observation import check_joint as check_joint
from .observation import observation as observation
from .observation import observed_value as observed_value
from .observation import spread as spread
from .observation import story_of as story_of
from .observation import terms as terms
from .observation import value_of as value_of
from .observation_models import Story as Story
