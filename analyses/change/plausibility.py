"""Plausibility: what a study says that can have no effect, or lies so far out that it may be a slip of the pen."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import xarray as xr

from ...model import Graph, prior_draws
from ...model.arrays import FAR
from ...model.evidence import terms, value_of
from ...priors import EvidenceItem, Quantity, Study, StudyError, split_name, with_choices
from ...priors.catalogue import SHIPPED_FILES
from ...priors.layers import is_toml
from ..fit import node_draws, nodes_of

__all__ = [
    "Beyond",
    "Far",
    "beyond_limits",
    "bypassed",
    "far_items",
    "far_values",
    "idle",
    "idle_choices",
    "idle_items",
    "own",
    "taken",
    "unchanged",
]

DRAWS, FEW, SEED = 2000, 50, 0
ENDS = (0.05, 0.95)
SLIP = FAR / 10
"""Factor beyond these ends from which a value may be a slip of the pen."""


class Far(NamedTuple):
    """A value that is far out.

    Attributes
    ----------
    name : str
        The quantity or node, or the item that reports it.
    value : float
    low, high : float
        90% interval of the prior that it is set against.
    unit : str
    """

    name: str
    value: float
    low: float
    high: float
    unit: str


class Beyond(NamedTuple):
    """A value that is more than it can be.

    Attributes
    ----------
    name : str
        The quantity, or the item that reports it.
    limit : str
        The node that it cannot be more than.
    chance : float
        Probability before the evidence that it is.
    """

    name: str
    limit: str
    chance: float


def idle(graph: Graph) -> tuple[str, ...]:
    """Return the quantities that no node, item or claim depends on, as choices stand."""
    study, used = graph.study, taken(graph)
    return tuple(
        name for name in study.quantities if not used & set(_served(graph, name)) and not _follows(study, name)
    )


def taken(graph: Graph) -> frozenset[str]:
    """Return what a node, an item or a claim takes as choices stand: of a vector the coordinates that are taken."""
    study, known = graph.study, graph.known
    nodes = [name for name in graph.names if graph.parents.get(name)]
    taken = {parent for name in nodes for part in graph.known.parts(name) for parent in known.parents(part)}
    taken |= {name for item in study.items for name in terms(item, known)}
    taken |= {name for claim in study.claims.values() for name in nodes_of(claim.statement)}
    return frozenset(taken | {part for name in taken for part in known.parts(name)})


def bypassed(graph: Graph) -> tuple[str, ...]:
    """Return the coordinates that nothing takes, since an entry stands for what would."""
    used, known, given = taken(graph), graph.known, graph.study.quantities
    takers = {name: [n for n, node in graph.argument.items() if name in node.formula.arguments] for name in graph.names}
    parts = [part for name in graph.names for part in known.parts(name) if part not in used]
    return tuple(p for p in parts if any(f"{each}[{split_name(p)[1]}]" in given for each in takers[split_name(p)[0]]))


def _follows(study: Study, name: str) -> bool:
    """Whether a coordinate has its entry from that of the whole, beside which it says nothing."""
    base, coordinate = split_name(name)
    whole, part = study.quantities.get(base), study.quantities[name]
    return coordinate is not None and whole is not None and (whole.file, whole.prior) == (part.file, part.prior)


def _served(graph: Graph, name: str) -> tuple[str, ...]:
    """Return the names whose value an entry gives; of a shipped one, those too that would follow a change of it."""
    study, entry, parts = graph.study, graph.study.quantities[name], graph.known.parts(name)
    if not own(study, entry):
        return parts
    origins = {part: graph.known.origin(*split_name(part)) for part in parts}
    return tuple(
        n for n, o in origins.items() if isinstance(o, Quantity) and (o.file, o.prior) == (entry.file, entry.prior)
    )


def own(study: Study, entry: Quantity | EvidenceItem) -> bool:
    """Whether an entry is of a file of the user's."""
    data = study.catalogue
    shipped = {each.file for each in data.quantities.values()} | {each.file for each in data.evidence.values()}
    return _users(entry.file) and entry.file not in shipped


def _users(file: str) -> bool:
    return is_toml(file) and not file.startswith(SHIPPED_FILES)


def idle_items(graph: Graph) -> tuple[str, ...]:
    """Return the items that the user means to be in, and that something else in the study keeps out."""
    study = graph.study
    out = {name: item for name, item in study.evidence.items() if name not in study.items}
    meant = {name for name, item in out.items() if item.include and own(study, item)}
    return tuple(name for name in out if name in meant or _users(study.listed.get(name, "")))


def idle_choices(graph: Graph) -> tuple[str, ...]:
    """Return the choices that the user makes, and of which any other option would come to the same.

    That is: every computed node, and the likelihood of every item, is the same at the same draws, with the user's own
    numbers in the place of the option's; or an option of another choice that is taken says so. That evidence enters at
    all is not what a form of it is chosen for.
    """
    study = graph.study
    said = {each for name, option in study.choices.items() for each in study.options[name].options[option].idle}
    made = [c for c, file in study.chosen.items() if file == "choices" or _users(file)]
    known = _told(graph) if made else {}
    return tuple(c for c in made if c in said or all(_same(known, each) for each in _otherwise(graph, c)))


def _otherwise(graph: Graph, choice: str) -> Iterator[dict[str, np.ndarray]]:
    """Yield what a graph tells at each other option of a choice, with the user's own numbers."""
    study, options = graph.study, graph.study.options[choice].options
    mine = {name: entry for name, entry in study.quantities.items() if own(study, entry)}
    enters = options[study.choices[choice]].likelihood != "none"
    for option in [name for name, each in options.items() if not enters or each.likelihood != "none"]:
        other = with_choices(study, {choice: option})
        try:
            yield _told(graph.with_study(replace(other, quantities={**other.quantities, **mine})))
        except StudyError:  # an option that does not fit the user's numbers is another
            yield {}


def _told(graph: Graph) -> dict[str, np.ndarray]:
    """Return draws of all that is computed and of the likelihood, and which reports are cut."""
    study = graph.study
    nodes, likelihood = prior_draws(graph, draws=FEW, seed=SEED, names=graph.parents, terms=study.items)
    cut = [name for name in study.items if study.cut and study.evidence[name].of_kind.scale.part]
    told = {
        f"{kind} {name}": each.values for kind, of in (("", nodes), ("log", likelihood)) for name, each in of.items()
    }
    return told | {f"cut {name}": np.ones(1) for name in cut}


def _same(some: Mapping[str, np.ndarray], others: Mapping[str, np.ndarray]) -> bool:
    return some.keys() == others.keys() and all(
        np.allclose(values, others[name], rtol=1e-9, atol=0, equal_nan=True) for name, values in some.items()
    )


def unchanged(graph: Graph) -> Graph | None:
    """Return the graph of the model's own numbers at the study's choices; None if they have none."""
    data = graph.study.catalogue
    own = replace(graph.study, quantities=data.quantities, evidence=data.evidence, claims={})
    try:
        return graph.with_study(with_choices(own, graph.study.choices))
    except StudyError:
        return None


def far_values(graph: Graph, base: Graph) -> list[Far]:
    """Return quantities whose median is far from what another graph has for them before the evidence."""
    changed = {n: q for n, q in graph.study.quantities.items() if base.study.quantities.get(n) != q}
    known = {name: entry for name, entry in changed.items() if split_name(name)[0] in base.names}
    draws = _draws(base, known)
    far = []
    for name, entry in known.items():
        for part in base.known.parts(name):
            whole, coordinate = split_name(part)
            others = base.known.parts(whole)  # which a new coordinate is set against
            alike = others if coordinate and part not in others else (part,)
            value = float(graph.known.prior(part, entry).quantile(0.5))
            far += _far(part, value, np.concatenate([node_draws(draws, each) for each in alike]), base.units[whole])
    return far


def far_items(graph: Graph) -> list[Far]:
    """Return items whose report is far from what they measure, before the evidence."""
    items = [name for name in graph.study.items if graph.study.evidence[name].of_kind.logged]
    measured = {name: graph.study.evidence[name].measures for name in items}
    draws, far = _draws(graph, measured.values()), []
    for name, node in measured.items():
        scale, value = graph.study.evidence[name].of_kind.scale, _reported(graph, name)
        drawn, unit = node_draws(draws, node).ravel(), graph.units[split_name(node)[0]]
        if value is not None:
            odd = _far(name, value, drawn, unit)
            far += [_as_share(each) for each in odd] if scale.part else odd
    return far


def beyond_limits(graph: Graph) -> list[Beyond]:
    """Return quantities and reports that may well be more than what the model's record says they cannot be.

    A formula that is itself a part of its limit never is.
    """
    study, rows = graph.study, []
    for node, limit in study.model.limits.items():
        draws = _draws(graph, [node, limit])
        own, most = node_draws(draws, node), node_draws(draws, limit)
        items = [name for name in study.items if _bounded(study.evidence[name], node)]
        values = [(node, own), *((name, _reported(graph, name)) for name in items)]
        chances = [(name, float(np.mean(value > most))) for name, value in values if value is not None]
        rows += [Beyond(name, limit, min(chance, 1 - 1 / DRAWS)) for name, chance in chances]  # none is sure of so few
    return [row for row in rows if row.chance > ENDS[0]]


def _bounded(item: EvidenceItem, node: str) -> bool:
    """Whether an item says how much a node is, or at least is."""
    return item.measures == node and item.of_kind.logged and item.kind != "ceiling"


def _reported(graph: Graph, name: str) -> float | None:
    """Return what an item says of the node that it measures, in the node's unit; None where it says no size."""
    scale = graph.study.evidence[name].of_kind.scale
    return None if scale.size is None else float(scale.size(scale.back(value_of(name, graph.known))))


def _as_share(far: Far) -> Far:
    """Return odds as the share that is reported of them, in percent."""
    value, low, high = (100 * odds / (1 + odds) for odds in far[1:4])
    return Far(far.name, value, low, high, "percent")


def _draws(graph: Graph, names: Iterable[str] | Mapping[str, object]) -> xr.Dataset:
    bases = sorted({split_name(name)[0] for name in names})
    return prior_draws(graph, draws=DRAWS, seed=SEED, names=bases, terms=())[0]


def _far(name: str, value: float, draws: np.ndarray, unit: str) -> list[Far]:
    with np.errstate(all="ignore"):  # beyond what a computer holds nothing is far
        low, high = (float(end) for end in np.quantile(draws, ENDS))
    near = low <= 0 or low / SLIP <= value <= high * SLIP or value <= 0
    return [] if near else [Far(name, value, low, high, unit)]
