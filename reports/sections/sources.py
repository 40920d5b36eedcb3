"""Sources: where the study's numbers and evidence come from."""

from ..render.document import Block, Facts, Paragraph
from ..render.words import listed
from ..run.run import Run

__all__ = ["write"]


def write(run: Run) -> list[Block]:
    """List the sources that are named."""
    study = run.study
    named = {q.source for q in study.quantities.values()} | {e.source for e in study.evidence.values()}
    cited = {key: source for key, source in sorted(study.catalogue.sources.items()) if key in named}
    texts = {key: f"{s.author} ({s.date}). {s.title}{f'. {s.where}' if s.where else ''}" for key, s in cited.items()}
    words = sorted(each for each in named if each and each not in study.catalogue.sources)
    said = [Paragraph([f"Others are named by the study alone: {listed(words)}."])] if words else []
    return [Facts(texts, {key: source.url for key, source in cited.items() if source.url}), *said]
