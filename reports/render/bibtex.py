"""BibTeX: an entry for a bibliography."""

from collections.abc import Mapping

__all__ = ["bibtex"]

_SPECIAL = str.maketrans({"\\": r"\textbackslash{}", **{mark: rf"\{mark}" for mark in "&%$#_{}"}})


def bibtex(kind: str, key: str, fields: Mapping[str, str]) -> str:
    """Write an entry; a value in braces is taken as a name, and all else of it is text.

    Parameters
    ----------
    kind : str
        Such as ``online``.
    key : str
        By which it is cited.
    fields : mapping of str to str
    """
    lines = [f"  {name} = {{{_text(value)}}}," for name, value in fields.items()]
    return "\n".join([f"@{kind}{{{key},", *lines, "}"])


def _text(value: str) -> str:
    if value.startswith("{") and value.endswith("}"):
        return f"{{{value[1:-1].translate(_SPECIAL)}}}"
    return value.translate(_SPECIAL)
