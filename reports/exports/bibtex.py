"""BibTeX: the sources that a study names."""

from ...priors import Study
from ...priors.records import Source

__all__ = ["bibtex"]

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
}
"""What has a meaning of its own in an entry, and how it is written; brackets around a title say that it is ours."""


def bibtex(study: Study) -> str:
    """Return an entry for each source that a quantity, an item or a claim of a study names."""
    entries = (*study.quantities.values(), *study.evidence.values(), *study.claims.values())
    named = {entry.source for entry in entries}
    return "\n".join(_entry(key, source) for key, source in sorted(study.catalogue.sources.items()) if key in named)


def _entry(key: str, source: Source) -> str:
    year, _, rest = source.date.partition("-")
    fields = {
        "author": f"{{{_escaped(source.author)}}}",
        "title": f"{{{_escaped(source.title)}}}",
        "year": year,
        "month": rest.partition("-")[0],
        "howpublished": _escaped(source.where),
        "url": source.url,
        "urldate": source.looked_up,
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{key},", *lines, "}", ""])


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(character, character) for character in text)
