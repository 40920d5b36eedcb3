"""Links: where a page's names, titles and numbers lead, for every form of the page that has links."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .document import Document, Facts, Origin, Table

__all__ = ["Links"]

_PARTS = re.compile(r"(?<=“)[^”]+(?=”)|(?<![\w.,“–-])[<>+−×]?\$?\d(?:[\d.,]*\d)?(?:e[−-]?\d+)?(?:[KMBT]\b|%)?(?![\w-])")
"""A title in quotes, or a number."""

_YEAR = re.compile(r"(19|20)\d\d")

_BEHIND = re.compile(r"”(?: (?:moves )?most)?,? (?:\(|(?:its median )?from )(?:(?!\. )[^()“”])*")
"""What may stand between a title and a number that is of it: “Price” (now 3), or “Price” moves most, from 2 to 3."""


@dataclass(frozen=True)
class Links:
    """The places in a document that its names and sentences lead to.

    Attributes
    ----------
    names : mapping of str to str
        The places of quantities, items and sources, by name.
    titles : mapping of str to str
        The same, and those of a table's rows, by what they are called.
    origins : mapping of str to Origin
        Sections that say where their numbers are from.
    """

    names: Mapping[str, str]
    titles: Mapping[str, str]
    origins: Mapping[str, Origin]

    @classmethod
    def of(cls, document: Document) -> "Links":
        """Find the entries of a document, and the sections that say where their numbers are from."""
        rows = [table for table in document.of(Table) if table.keys and table.shown in ("everywhere", "page")]
        listed = {name: place(table, name) for table in rows if table.entries for name in table.keys}
        cited = {name: f"source-{name}" for block in document.of(Facts) if block.links for name in block.entries}
        titled = [table for table in rows if "title" in table.frame]
        called = {
            title: place(table, name)
            for table in titled
            for name, title in zip(table.keys, table.frame["title"], strict=True)
            if title
        }
        named = {title: name for name, title in document.titles.items() if name.partition("[")[0] in listed}
        titles = called | {title: listed[name.partition("[")[0]] for title, name in named.items()}
        return cls(cited | listed, titles, {origin.section: origin for origin in document.of(Origin)})

    def name(self, name: str) -> str:
        """Return the place of a name, or of that which it is a coordinate of; empty if there is none."""
        return self.names.get(name) or self.names.get(name.partition("[")[0], "")

    def number(self, section: str) -> str:
        """Return where a section's numbers lead: to the entry of what they are of, or to what prints them again."""
        origin = self.origins.get(section)
        return (self.name(origin.node) or f"from-{section}") if origin else ""

    def sentence(self, text: str, section: str, quantities: Sequence[tuple[str, str]] = ()) -> list[tuple[str, str]]:
        """Take a section's sentences apart: each part with the place that it leads to, or nothing.

        A number leads to the quantity that it is said to be of, or to the title before the brackets that it stands in,
        or else where the section's numbers do.
        """
        parts, end, called, known = list[tuple[str, str]](), 0, (0, ""), _spans(text, quantities)
        for match in _PARTS.finditer(text):
            start = match.start()
            if match[0] in self.titles or match[0][0].isalpha() or _YEAR.fullmatch(match[0]):
                where = self.titles.get(match[0], "")
                called = (match.end(), where) if where else called
            else:
                own = next((self.name(node) for begin, stop, node in known if begin <= start < stop), "")
                behind = called[1] if _BEHIND.fullmatch(text, called[0], start) else ""
                where = own or behind or self.number(section)
            if where:
                parts += [(text[end:start], ""), (match[0], where)]
                end = match.end()
        return [part for part in (*parts, (text[end:], "")) if part[0]]


def _spans(text: str, quantities: Sequence[tuple[str, str]]) -> list[tuple[int, int, str]]:
    """Return where numbers stand in a text, in order, each with the quantity that it is of."""
    spans, end = list[tuple[int, int, str]](), 0
    for number, node in quantities:
        start = text.index(number, end)
        end = start + len(number)
        spans.append((start, end, node))
    return spans


def place(table: Table, name: object) -> str:
    """Return where a row of a table is."""
    return f"{table.name}-{name}"
