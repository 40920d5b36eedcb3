"""Specifications: the conclusion under every combination of the structural choices, where it is known already."""

from typing import Any

from ...analyses.structure import Multiverse, Universe, multiverse
from ..run.run import Run
from ..run.settings import SPECIFICATIONS, conclusions_kept

__all__ = ["kept_multiverse", "specifications"]


def kept_multiverse(run: Run) -> Multiverse | None:
    """Return a study's multiverse from the store; None where some of it is not there."""
    settings = run.settings
    try:
        return multiverse(
            run.graph, conclusions_all=conclusions_kept(settings), number=SPECIFICATIONS, seed=settings.seed
        )
    except LookupError:
        return None


def specifications(made: Multiverse | None) -> dict[str, Any] | None:
    """Return what the page has of a multiverse: each specification's options by number, and what it concludes."""
    if made is None or not made.converged:
        return None
    options = {choice: made.study.answerable(choice) for choice in made.varied}

    def row(universe: Universe) -> list[Any]:
        taken = [names.index(universe.options[choice]) for choice, names in options.items()]
        said = (*universe.interval(), universe.verdict.below)
        return [taken, *(float(f"{value:.6g}") for value in said)]

    return {"choices": list(options), "total": made.total, "rows": sorted(map(row, made.converged), key=lambda r: r[1])}
