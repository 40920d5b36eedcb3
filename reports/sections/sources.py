"""Sources: where the study's numbers and evidence come from."""

from ...priors import Study
from ..render.document import Block, Facts
from ..run.run import Run

__all__ = ["compute", "write"]


def compute(run: Run) -> Study:
    """Return the study."""
    return run.study


def write(study: Study) -> list[Block]:
    """List the sources that are named."""
    named = {q.source for q in study.quantities.values()} | {e.source for e in study.evidence.values()}
    cited = {key: source for key, source in sorted(study.catalogue.sources.items()) if key in named}
    texts = {key: f"{s.author} ({s.date}). {s.title}{f'. {s.where}' if s.where else ''}" for key, s in cited.items()}
    return [Facts(texts)]
