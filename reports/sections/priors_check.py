"""Priors check: whether a study is sound, and what it holds."""

from ...model import Graph
from ..render.document import Block, Facts, Note
from ..run.run import Run

__all__ = ["compute", "write"]


def compute(run: Run) -> Graph:
    """Return the graph, which is checked as it is made."""
    return run.graph


def write(graph: Graph) -> list[Block]:
    """Say what the study holds."""
    study = graph.study
    facts = {
        "study": study.name,
        "as_of": study.as_of.isoformat(),
        "digest": study.digest(),
        "quantities": len(study.quantities),
        "nodes": len(graph.names),
        "items_in": list(study.items),
        "claims": len(study.claims),
        "choices": dict(study.choices),
    }
    return [Facts(facts), Note("The study is sound: names, units, dates and claims fit, and its evidence is possible.")]
