"""BibTeX: the sources that a study names."""

from ...priors import Study
from ..render.bibtex import source_entry

__all__ = ["bibtex"]


def bibtex(study: Study) -> str:
    """Return an entry for each source that a quantity, an item or a claim of a study names."""
    named = {entry.source for entry in study.quantities.values()} | {entry.source for entry in study.evidence.values()}
    named |= {entry.source for entry in study.claims.values()}
    sources = sorted(study.catalogue.sources.items())
    return "\n".join(f"{source_entry(key, source)}\n" for key, source in sources if key in named)
