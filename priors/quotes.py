"""Quotes: what a study says that a source says, and whether its text does."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from .study import Study

__all__ = ["Quote", "missing", "quotes"]

ELLIPSIS = re.compile(r"\[?…\]?|\[\.\.\.\]")
MARK = re.compile(r"\[\d+\]")
"""A footnote's number, which stands amid the words that it is a note to."""
SAME = str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'", "–": "-", "—": "-", "−": "-", "\u00a0": " "})


class Quote(NamedTuple):
    """Words that are given as a source's own.

    Attributes
    ----------
    where : str
        Kind and name of the record that holds them, such as ``evidence.barr_2019``.
    source : str
        Key of the source.
    text : str
    """

    where: str
    source: str
    text: str


def quotes(study: Study) -> Iterator[Quote]:
    """Yield what a study and its model's data quote verbatim: an item's and a quantity's quotes of other kinds are not.

    Figures are the published post's, whose source is that of its event.
    """
    data = study.catalogue
    post = data.events["post"].source if "post" in data.events else ""
    tables: dict[str, Any] = {"quantities": study.quantities, "evidence": study.evidence, "claims": study.claims}
    tables |= {"figures": data.figures, "events": data.events, "unmodelled": data.unmodelled}
    entries = {
        f"{kind}.{name}": entry.model_dump() for kind, records in tables.items() for name, entry in records.items()
    }
    for choice, options in data.options.items():
        for option, each in options.options.items():
            entries |= {f"choices.{choice}.{option}.{name}": table for name, table in each.quantities.items()}
    for where, entry in entries.items():
        if entry.get("quote") and entry.get("quote_kind", "verbatim") == "verbatim":
            yield Quote(where, entry.get("source", post), entry["quote"])


def missing(study: Study, source: str, text: str) -> list[Quote]:
    """Return a source's quotes that its text does not hold, their parts between ellipses in order.

    Spaces, kinds of quotation marks and dashes, capitals and footnotes' numbers make no difference.
    """
    plain = _plain(text)
    return [quote for quote in quotes(study) if quote.source == source and not _holds(plain, quote.text)]


def _plain(text: str) -> str:
    return " ".join(MARK.sub("", text).translate(SAME).lower().split())


def _holds(plain: str, quote: str) -> bool:
    parts = [re.escape(part) for part in map(_plain, ELLIPSIS.split(quote)) if part]
    return re.search(".*?".join(parts), plain) is not None
