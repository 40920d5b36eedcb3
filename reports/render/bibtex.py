"""BibTeX: entries for a bibliography."""

from collections.abc import Mapping

from ...priors.records import Source

__all__ = ["bibtex", "source_entry"]

_SPECIAL = str.maketrans({"\\": r"\textbackslash{}", **{mark: rf"\{mark}" for mark in "&%$#_{}"}})


def bibtex(kind: str, key: str, fields: Mapping[str, str]) -> str:
    """Write an entry, in which all is text; fields that are empty are left out.

    Parameters
    ----------
    kind : str
        Such as ``misc``.
    key : str
        By which it is cited.
    fields : mapping of str to str
        An author is one name, and an address is left as it is.
    """
    lines = [f"  {name} = {{{_written(name, value)}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{kind}{{{key},", *lines, "}"])


def _written(name: str, value: str) -> str:
    text = value if name == "url" else value.translate(_SPECIAL)
    return f"{{{text}}}" if name == "author" else text


def source_entry(key: str, source: Source) -> str:
    """Write the entry of a source."""
    year, _, rest = source.date.partition("-")
    fields = {"author": source.author, "title": source.title, "year": year, "month": rest.partition("-")[0]}
    return bibtex("misc", key, fields | {"howpublished": source.where, "url": source.url, "urldate": source.looked_up})
