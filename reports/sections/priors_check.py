"""Priors check: whether a study is sound, and what it holds."""

from ...analyses.change import bypassed, idle
from ..render.document import Block, Facts, Note
from ..run.run import Run
from .bearing import told
from .slips import generic, slips

__all__ = ["write"]


def write(run: Run) -> list[Block]:
    """Say what the study holds, which is checked as its graph is made."""
    study, graph = run.study, run.graph
    facts = {
        "study": study.name,
        "as_of": study.as_of.isoformat(),
        "digest": study.digest(),
        "quantities": len(study.quantities),
        "nodes": len(graph.names),
        "items_in": list(study.items),
        "claims": len(study.claims),
        "choices": dict(study.choices),
        "weights": study.weights,
        "without_effect": [*idle(graph), *bypassed(graph)],
    }
    warnings = slips(graph)
    fits = "names, units, dates and claims fit, and its evidence is possible"
    warned = any(each.startswith("Warning") for each in warnings)
    return [
        Facts(facts),
        *map(Note, warnings),
        *map(Note, told(run)),
        *map(Note, generic(graph)),
        Note(f"The study can be run: {fits}. Mind the warnings." if warned else f"The study is sound: {fits}."),
    ]
