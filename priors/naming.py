"""Naming: what a quantity, an item, a claim or a correlation of a study's own may be called."""

import re

from .errors import StudyError, quoted

__all__ = ["check_entry_name", "check_quantity_name"]

LONGEST = 80
"""Characters of a name at most."""

_QUANTITY = re.compile(r"[^\W\d]\w*(?:\[[^\[\]]*[^\[\]\s][^\[\]]*\])?")


def check_quantity_name(name: str, *, file: str, key: str) -> None:
    """Check that a name is that of a node, or of one coordinate of one.

    Raises
    ------
    StudyError
        If it is not.
    """
    if not _QUANTITY.fullmatch(name) or not name.isprintable():
        raise StudyError(f"{quoted(name)} is no name. Allowed: 'name' or 'name[coordinate]'", file=file, key=key)


def check_entry_name(name: str, *, file: str, key: str) -> None:
    """Check that a name can stand in a file's name, in a title and between brackets.

    Raises
    ------
    StudyError
        If it cannot.
    """
    plain = name.isprintable() and name == name.strip() and not set(name) & set("/[]")
    if not plain or not 0 < len(name) <= LONGEST:
        problem = f"is no name. Allowed: up to {LONGEST} printed characters, without / [ ]"
        raise StudyError(f"{quoted(name)} {problem}", file=file, key=key)
