"""Priors quotes: whether a source's text holds what is quoted of it."""

from pathlib import Path
from typing import NamedTuple

from ...priors import StudyError, unknown_name
from ...priors.quotes import missing, quotes
from ..render.document import Block, Facts
from ..run.run import Run

__all__ = ["compute", "write"]

_SHOWN = 5


class Quoted(NamedTuple):
    """Of which source the text holds how many quotes."""

    source: str
    quotes: int


def compute(run: Run, *, text: Path, source: str) -> Quoted:
    """Look for every quote of a source in its text; refuse a source that none is of, or a text that one is not in."""
    of = [quote.source for quote in quotes(run.study)]
    if source not in of:
        raise StudyError(unknown_name(source, sorted(set(of)), what="source that is quoted"), key="--source")
    try:
        lost = missing(run.study, source, text.read_text(encoding="utf-8"))
    except (OSError, UnicodeError) as error:
        raise StudyError(
            f"cannot be read as text: {getattr(error, 'strerror', '') or error}", file=str(text)
        ) from error
    if lost:
        said = "; ".join(f"{quote.where} “{quote.text}”" for quote in lost[:_SHOWN])
        raise StudyError(f"holds {len(lost)} of {of.count(source)} quotes not: {said}", file=str(text), key=source)
    return Quoted(source, of.count(source))


def write(result: Quoted) -> list[Block]:
    """Say how many quotes there are."""
    return [Facts({"source": result.source, "quotes_found": result.quotes})]
