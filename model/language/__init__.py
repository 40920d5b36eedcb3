"""Language: what a node, a name and a value are, and the one walk that gives every name its value.

It knows studies (`priors`) and no formula of any argument. It imports no other folder of the model.
"""

from .evaluator import Backend as Backend
from .evaluator import Evaluator as Evaluator
from .names import Computed as Computed
from .names import Given as Given
from .names import Names as Names
from .names import Stacked as Stacked
from .nodes import Formula as Formula
from .nodes import Node as Node
from .nodes import Pick as Pick
from .nodes import Value as Value
from .nodes import node as node
from .nodes import smaller as smaller
from .sources import loaded as loaded
from .sources import source_of as source_of
