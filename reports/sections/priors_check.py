"""Priors check: whether a study is sound, and what it holds."""

from ..render.document import Block, Facts, Note
from ..run.run import Run
from .slips import far_out, without_effect

__all__ = ["write"]


def write(run: Run) -> list[Block]:
    """Say what the study holds, which is checked as its graph is made."""
    study, graph = run.study, run.graph
    unused, own = without_effect(graph)
    facts = {
        "study": study.name,
        "as_of": study.as_of.isoformat(),
        "digest": study.digest(),
        "quantities": len(study.quantities),
        "nodes": len(graph.names),
        "items_in": list(study.items),
        "claims": len(study.claims),
        "choices": dict(study.choices),
        "without_effect": unused,
    }
    warnings = [Note(f"Warning: {name} is changed, and nothing depends on it as the choices stand.") for name in own]
    warnings += map(Note, far_out(graph))
    return [
        Facts(facts),
        *warnings,
        Note("The study is sound: names, units, dates and claims fit, and its evidence is possible."),
    ]
