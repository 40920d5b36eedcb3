"""BibTeX: the sources that a study names."""

from ...priors import Study
from ..render.bibtex import bibtex as written
from ..render.bibtex import source_entry

__all__ = ["bibtex"]


def bibtex(study: Study) -> str:
    """Return an entry for each source that a quantity, an item or a claim of a study names; words are a title."""
    named = {entry.source for entry in study.quantities.values()} | {entry.source for entry in study.evidence.values()}
    named |= {entry.source for entry in study.claims.values()}
    known = study.catalogue.sources
    entries = [source_entry(key, source) for key, source in sorted(known.items()) if key in named]
    words = sorted(named - known.keys() - {""})
    entries += [written("misc", f"own{number}", {"title": title}) for number, title in enumerate(words, 1)]
    return "\n".join(f"{entry}\n" for entry in entries)
