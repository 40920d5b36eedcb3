"""Links: where a page's names, titles and numbers lead, for every form of the page that has links."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from .document import Document, Facts, Origin, Table

__all__ = ["Links"]

_PARTS = re.compile(r"(?<=“)[^”]+(?=”)|(?<![\w.,“–-])[<>+−×]?\$?\d(?:[\d.,]*\d)?(?:e[−-]?\d+)?(?:[KMBT]\b|%)?(?![\w-])")
"""A title in quotes, or a number."""

_YEAR = re.compile(r"(19|20)\d\d")


@dataclass(frozen=True)
class Links:
    """The places in a document that its names and sentences lead to.

    Attributes
    ----------
    names : mapping of str to str
        The places of quantities, items and sources, by name.
    titles : mapping of str to str
        The same by what they are called.
    sections : frozenset of str
        Those that say where their numbers are from.
    """

    names: Mapping[str, str]
    titles: Mapping[str, str]
    sections: frozenset[str]

    @classmethod
    def of(cls, document: Document) -> "Links":
        """Find the entries of a document, and the sections that say where their numbers are from."""
        listed = {
            str(name): place(table, name)
            for table in document.of(Table)
            if table.entries and table.frame.index.name and table.shown in ("everywhere", "page")
            for name in table.frame.index
        }
        cited = {name: f"source-{name}" for block in document.of(Facts) if block.links for name in block.entries}
        named = {title: name for name, title in document.titles.items() if name.partition("[")[0] in listed}
        titles = {title: listed[name.partition("[")[0]] for title, name in named.items()}
        return cls(cited | listed, titles, frozenset(origin.section for origin in document.of(Origin)))

    def name(self, name: str) -> str:
        """Return the place of a name, or of that which it is a coordinate of; empty if there is none."""
        return self.names.get(name) or self.names.get(name.partition("[")[0], "")

    def sentence(self, text: str, section: str) -> list[tuple[str, str]]:
        """Take a section's sentence apart: each part with the place that it leads to, or nothing."""
        parts, end = list[tuple[str, str]](), 0
        for match in _PARTS.finditer(text):
            if where := self._place(match[0], section):
                parts += [(text[end : match.start()], ""), (match[0], where)]
                end = match.end()
        return [part for part in (*parts, (text[end:], "")) if part[0]]

    def _place(self, part: str, section: str) -> str:
        if part in self.titles or part[0].isalpha() or _YEAR.fullmatch(part):
            return self.titles.get(part, "")
        return f"from-{section}" if section in self.sections else ""


def place(table: Table, name: object) -> str:
    """Return where a row of a table is."""
    return f"{table.name}-{name}"
