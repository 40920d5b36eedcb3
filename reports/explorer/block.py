"""Block: the draws of one study with its items, priors and claims, as the page's engine takes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from ...analyses.exploration import Explored
from ...analyses.fit import holds, node_draws, nodes_of
from ...model.evidence import numbers_of, observation_model, terms
from ...model.graph import Graph
from ...priors import EvidenceItem, Quantity, split_name
from ...priors.units import conversion_factor
from ..render.words import label, prior_words, titled, titles_of
from .packing import SCALES, TRANSFORMS, bits, column, plain_prior

__all__ = ["block", "reported"]

Array = NDArray[np.float64]

KNOBS = 16
"""Quantities whose draws are carried, those with the most leverage, so that their priors can be changed."""
LEAST = 0.01
"""Leverage below which none is."""


@dataclass(frozen=True)
class _Columns:
    """Columns by scale and name, each packed once, and what reads them."""

    graph: Graph
    nodes: xr.Dataset
    packed: dict[str, Any] = field(default_factory=dict)

    def key(self, name: str, scale: str) -> str:
        """Return the key of a node's column, which is packed if it is not yet."""
        key = f"{scale}:{name}"
        if key not in self.packed:
            with np.errstate(all="ignore"):
                self.packed[key] = column(TRANSFORMS[scale](self.values(name)))
        return key

    def values(self, name: str) -> Array:
        return np.broadcast_to(node_draws(self.nodes, name), self.nodes.sizes["draw"])

    def term(self, name: str) -> dict[str, Any]:
        """Return a constant, or the key of a column."""
        if not self.graph.uncertain(name):
            return {"value": float(node_draws(self.nodes, name)[0])}
        return {"column": self.key(name, "identity")}


def block(explored: Explored, items: Sequence[str], leverages: Mapping[str, float]) -> dict[str, Any]:
    """Return what the page has of one study.

    Parameters
    ----------
    explored : Explored
    items : sequence of str
        Those that may be in.
    leverages : dict of str to float
        By quantity, the largest first.
    """
    graph, study = explored.graph, explored.graph.study
    knobs = _knobs(explored, leverages)
    shown = [n for n in dict.fromkeys((*study.model.headline, *study.model.explored)) if _has(graph, n)]
    wanted = {*shown, study.model.conclusion.node, *knobs}
    wanted |= {t for i in items for t in terms(i, graph.known)} | {*_nodes_of_claims(graph)}
    nodes = explored.nodes(split_name(name)[0] for name in wanted)
    columns = _Columns(graph, nodes)
    integrated, titles = set(explored.integrated), titles_of(graph)
    result = {
        "draws": len(explored.log_ratio),
        "log_ratio": column(explored.log_ratio),
        "as_of": study.as_of.isoformat(),
        "items": [_item(columns, name, integrated) for name in items],
        "quantities": {n: _quantity(columns, n, integrated, leverages[n]) for n in knobs},
        "shown": [_shown(columns, name, titled(name, titles)) for name in shown],
        "conclusion": _shown(columns, study.model.conclusion.node, ""),
        "claims": [_claim(columns, name) for name in study.claims],
    }
    return {**result, "columns": columns.packed}


def _has(graph: Graph, name: str) -> bool:
    base, coordinate = split_name(name)
    return base in graph.names and (coordinate is None or coordinate in graph.known.coordinates(base))


def _nodes_of_claims(graph: Graph) -> list[str]:
    return [node for claim in graph.study.claims.values() for node in nodes_of(claim.statement)]


def _knobs(explored: Explored, leverages: Mapping[str, float]) -> list[str]:
    """Return quantities whose priors the page can change, the one with the most leverage first."""
    graph, study = explored.graph, explored.graph.study
    integrated = {split_name(name)[0] for name in explored.integrated}
    able = [
        name
        for name in leverages
        if study.quantities[name].prior.family in SCALES and (name in integrated or not _whole(graph, name))
    ]
    return [name for name in able if abs(leverages[name]) >= LEAST][:KNOBS]


def _whole(graph: Graph, name: str) -> bool:
    """Whether an entry is of all coordinates of a vector."""
    return bool(graph.known.coordinates(name))


def _quantity(columns: _Columns, name: str, integrated: set[str], leverage: float) -> dict[str, Any]:
    entry, items = columns.graph.study.quantities[name], columns.graph.study.evidence.values()
    inside = any(split_name(each)[0] == name for each in integrated)
    return {
        "title": entry.title or label(name),
        "unit": entry.unit,
        "factor": any(name in item.discounts for item in items),
        "prior": plain_prior(entry.prior),
        "column": None if inside else columns.key(name, SCALES[entry.prior.family]),
        "leverage": leverage,
        "words": prior_words(entry.prior),
        **_provenance(columns.graph, entry),
    }


def _provenance(graph: Graph, entry: Quantity | EvidenceItem) -> dict[str, Any]:
    source = graph.study.catalogue.sources.get(entry.source)
    said = {"quote": entry.quote, "verbatim": entry.quote_kind != "paraphrase", "note": entry.note}
    return said | {
        "basis": entry.basis if isinstance(entry, Quantity) else "",
        "source": f"{source.author}: {source.title} ({source.date})" if source else "",
        "url": source.url if source else "",
    }


def _item(columns: _Columns, name: str, integrated: set[str]) -> dict[str, Any]:
    graph, study = columns.graph, columns.graph.study
    item, model = study.evidence[name], observation_model(study, name)
    unit, count = graph.units[split_name(item.measures)[0]], len(item.discounts)
    number, *_ = (*numbers_of(name, graph.known), None)
    labels, scale = terms(name, graph.known)[1 : 1 + count], item.of_kind.scale
    return {
        "name": name,
        "title": item.title,
        "kind": item.kind,
        "model": model.name,
        "measures": columns.key(item.measures, "log" if item.of_kind.logged else "identity"),
        "scale": "logit" if scale.part else "log" if scale.unit else "identity",
        "factor": conversion_factor(item.unit, unit) if scale.unit else 1.0,
        "value": reported(item),
        "exposure": number if item.kind == "count" else None,
        "sd": columns.term(item.sd_quantity) if item.sd_quantity else {"value": number},
        "needed": [columns.term(each) for each in model.needed],
        "discounts": {d: _discount(columns, x, integrated) for d, x in zip(item.discounts, labels, strict=True)},
        "published": item.published.isoformat(),
        "include": item.include,
        "unit": item.unit,
        "cluster": item.cluster,
        **_provenance(graph, item),
    }


def reported(item: EvidenceItem) -> float:
    """Return what an item reports, in its own unit: of a range the middle on its scale."""
    return float(item.of_kind.scale.back(item.of_kind.reported(item)))


def _discount(columns: _Columns, name: str, integrated: set[str]) -> dict[str, Any]:
    """Return what a discount adds to the log of what is measured: a number, a column, or a normal variable."""
    if name not in integrated:
        return columns.term(name)
    prior = columns.graph.study.quantity(name).prior
    return {"label": name, "quantity": split_name(name)[0], "prior": plain_prior(prior)}


def _shown(columns: _Columns, name: str, title: str) -> dict[str, Any]:
    scale = "log" if np.nanmin(columns.values(name)) > 0 else "identity"
    unit = columns.graph.units[split_name(name)[0]]
    return {"name": name, "title": title, "unit": unit, "scale": scale, "column": columns.key(name, scale)}


def _claim(columns: _Columns, name: str) -> dict[str, Any]:
    claim = columns.graph.study.claims[name]
    holding = holds(claim.statement, columns.nodes, columns.graph.units)
    return {
        "name": name,
        "title": claim.title,
        "quote": claim.quote,
        "holds": bits(np.broadcast_to(holding, columns.nodes.sizes["draw"])),
    }
