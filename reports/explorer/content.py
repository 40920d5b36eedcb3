"""Content: everything that the page knows, as plain values."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...analyses.exploration import Explored, explored, leverages
from ...analyses.fit import Headline, judged
from ...model import Graph
from ...model.weights import Weighted
from ...priors import Study, with_choices
from ...priors.units import conversion_factor
from ..render.conclusion import Conclusion
from ..render.words import unit_words
from ..run.run import Run
from ..run.settings import checked_gate
from .block import block
from .link import LINK_VERSION
from .positions import Position, positions

__all__ = ["content"]

DRAWS, FEWER = 20_000, 3_000
"""Draws of the study, and of each position that has draws of its own."""

QUANTILES = np.arange(1, 200) / 200
"""Of the conclusion under each option of a structural choice."""


def content(run: Run) -> dict[str, Any]:
    """Compute all that the page shows of a study, refused unless it has converged.

    Raises
    ------
    NotConverged
        If the draws do not serve a position.
    """
    held = positions(run.study)
    shared = [each for each in held if each.weighed]
    blocks = [_block(run, shared, DRAWS)]
    places = {each.name: 0 for each in shared}
    for each in held:
        if not each.weighed:
            places[each.name] = len(blocks)
            blocks.append(_block(run.of(each.study), [each], FEWER))
    return {
        "version": LINK_VERSION,
        "study": {"name": run.study.name, "title": run.study.title, "digest": run.graph.digest()[:12]},
        "command": f"llm-barriers what-if --study {_command(held[0])}",
        "model": run.study.model.title,
        "conclusion": _conclusion(run.graph),
        "dates": sorted({item.published.isoformat() for item in run.study.evidence.values()}),
        "presets": [_preset(each, places[each.name]) for each in held],
        "blocks": blocks,
        "choices": _choices(run),
        "units": {unit: unit_words(unit) for unit in sorted(_units(blocks))},
    }


def _units(blocks: Sequence[dict[str, Any]]) -> set[str]:
    return {e["unit"] for b in blocks for e in (*b["quantities"].values(), *b["items"], *b["shown"], b["conclusion"])}


def _command(own: Position) -> str:
    """Return how a command is told of the study, with the options that changed it."""
    chosen = [f"--choose {k.partition('.')[2]}={v}" for k, v in own.layer.items() if k.startswith("choices.")]
    dated = [f"--as-of {own.layer['as_of']}"] if "as_of" in own.layer else []
    return " ".join([own.extends, *dated, *chosen])


def _preset(position: Position, place: int) -> dict[str, Any]:
    said = {key: getattr(position, key) for key in ("name", "title", "note", "extends", "weighed")}
    return {**said, "layer": dict(position.layer), "block": place, "as_of": position.study.as_of.isoformat()}


def _block(run: Run, held: Sequence[Position], draws: int) -> dict[str, Any]:
    """Return the draws of the first position's study, which serve the others too."""
    run.step(f"drawing for “{held[0].title}”")
    graphs = [run.graph, *(run.graph.with_study(each.study) for each in held[1:])]
    items = [name for name in run.study.items_by_date() if any(_may_be_in(each.study, name) for each in held)]
    drawn = explored(run.graph, graphs[1:], items=items, draws=draws, seed=run.settings.seed)
    for graph, each in zip(graphs, held, strict=True):
        checked_gate(judged(_weighted(drawn, graph)), f"“{each.title}”")
    return block(drawn, items, leverages(run.fit))


def _may_be_in(study: Study, name: str) -> bool:
    return study.evidence[name].include and study.taken_on_evidence.likelihood != "none"


def _weighted(drawn: Explored, graph: Graph) -> Weighted:
    return Weighted.of(drawn.marginal, drawn.scores, drawn.log_weights(graph))


def _conclusion(graph: Graph) -> dict[str, Any]:
    told = Conclusion(graph)
    record = told.record
    return {
        "node": record.node,
        "title": record.title,
        "phrase": told.title,
        "question": record.question or record.title,
        "threshold": record.threshold,
        "unit": told.unit,
        "factor": conversion_factor(graph.units[record.node], told.unit),
        "below": record.below,
        "above": record.above,
    }


def _choices(run: Run) -> list[dict[str, Any]]:
    """Return the structural choices; of each option that is not taken, the conclusion under it."""
    study = run.study
    others = [
        (name, option) for name, taken in study.choices.items() for option in study.answerable(name) if option != taken
    ]
    graphs = [run.graph.with_study(with_choices(study, {name: option})) for name, option in others]
    told = dict(zip(others, run.headline_all(graphs), strict=True))
    return [
        {
            "name": name,
            "title": study.options[name].title,
            "taken": taken,
            "options": [
                {
                    "name": option,
                    "title": study.options[name].options[option].title,
                    **_summary(study, told.get((name, option))),
                }
                for option in study.answerable(name)
            ],
        }
        for name, taken in study.choices.items()
        if len(study.answerable(name)) > 1
    ]


def _summary(study: Study, headline: Headline | None) -> dict[str, Any]:
    """Return what holds of the conclusion under an option.

    Nothing of the one that is taken, which has draws, and of one whose fit has not converged, which the page says.
    """
    if headline is None or not headline.gate.passed:
        return {}
    record = study.model.conclusion
    return {
        "quantiles": [headline.quantile(record.node, p) for p in QUANTILES.tolist()],
        "below": headline.chance_below(record.node, record.threshold),
    }
