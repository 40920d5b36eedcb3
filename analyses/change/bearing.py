"""Bearing: evidence of the studies that one extends which still moves what it replaces."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from scipy import special

from ...model import Graph
from ...priors import Prior, Quantity
from ..fit import Row
from .plausibility import own

__all__ = ["Bearing", "bearing", "replaced"]


class Bearing(NamedTuple):
    """A quantity that a study replaces, and the evidence that is not its own and still bears on it.

    Attributes
    ----------
    name, unit : str
    items : tuple of str
        In order of date.
    before, after : float
        Median of the prior, and of the posterior.
    moved : float
        From one to the other, in standard deviations of the prior's normal score.
    """

    name: str
    unit: str
    items: tuple[str, ...]
    before: float
    after: float
    moved: float


def replaced(graph: Graph) -> dict[str, tuple[str, ...]]:
    """Return the items that bear on each quantity with a width which a study of the user's replaces."""
    study = graph.study
    foreign = {item: graph.reaching(item) for item in study.items if not own(study, study.evidence[item])}
    changed = [name for base in study.quantities for name in graph.known.parts(base) if _replaced(graph, name)]
    bearing = {name: tuple(item for item, behind in foreign.items() if name in behind) for name in changed}
    return {name: items for name, items in bearing.items() if items}


def _replaced(graph: Graph, name: str) -> bool:
    origin = graph.origin(name)
    known = graph.study.catalogue.quantities.values()
    return (
        isinstance(origin, Quantity)
        and not origin.prior.constant
        and own(graph.study, origin)
        and origin.prior not in [entry.prior for entry in known]
    )


def bearing(graph: Graph, rows: Mapping[str, Row]) -> list[Bearing]:
    """Return what foreign evidence does to each quantity that a study replaces, what moves most first.

    Parameters
    ----------
    graph : Graph
    rows : mapping of str to Row
        The posterior of every node.
    """
    made = []
    for name, items in replaced(graph).items():
        origin, row = graph.origin(name), rows[name]
        assert isinstance(origin, Quantity)
        prior = graph.known.prior(name, origin)
        before = float(prior.quantile(0.5))
        made.append(Bearing(name, row.unit, items, before, row.median, _score(prior, row.median)))
    return sorted(made, key=lambda each: -abs(each.moved))


_SCORES = np.linspace(-6.0, 6.0, 2001)


def _score(prior: Prior, value: float) -> float:
    """Return the normal score at which a prior has a value."""
    return float(np.interp(value, prior.quantile(special.ndtr(_SCORES)), _SCORES))
