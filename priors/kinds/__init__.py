"""Kinds of evidence: one file each, with all that is particular to it, and a line in the registry.

It holds no item. It imports nothing but `functions`.
"""

from .bounds import CEILING, FLOOR
from .count import COUNT
from .kind import Kind as Kind
from .kind import ObservationModel as ObservationModel
from .measurement import MEASUREMENT
from .search import SEARCH
from .share import SHARE

KINDS: dict[str, Kind] = {kind.name: kind for kind in (SHARE, MEASUREMENT, FLOOR, CEILING, COUNT, SEARCH)}
"""By name."""
