"""What a table is."""

from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["Table"]


class Table(NamedTuple):
    """A header and rows."""

    header: Sequence[str]
    rows: Sequence[Sequence[object]]
