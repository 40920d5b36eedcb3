"""Kinds of evidence: one file each, with all that is particular to it, and a line in the registry.

It holds no item. It imports nothing but `functions` and `errors`.
"""

from ..errors import unknown_name
from .bounds import CEILING, FLOOR
from .count import COUNT
from .kind import Kind as Kind
from .kind import ObservationModel as ObservationModel
from .measurement import MEASUREMENT
from .search import SEARCH
from .share import SHARE

KINDS: dict[str, Kind] = {kind.name: kind for kind in (SHARE, MEASUREMENT, FLOOR, CEILING, COUNT, SEARCH)}
"""By name."""

FORMER = {"absence": "search"}
"""Kinds that are called otherwise now, by the name that studies may still have."""


def known_kind(name: str) -> str:
    """Return the name of a kind as it is now.

    Raises
    ------
    ValueError
        If there is none of that name.
    """
    if FORMER.get(name, name) not in KINDS:
        raise ValueError(unknown_name(name, KINDS, what="kind"))
    return FORMER.get(name, name)
