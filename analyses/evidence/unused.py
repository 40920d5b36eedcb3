"""Unused: evidence that the post's author had and did not use, or turned by hand into a number, used.

A bound set by hand, a factor worked out beside the calculation and an observation left out for lack of time
are all the same thing to a graph: an item that updates the node it bears on. Each is put in alone, so that
what it says is not mixed with what the others say, and then with all other evidence.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from ...model import Graph, prior_draws
from ...priors import split_name
from ..fit import CI_PROB, DRAWS, Fit, FitAll, Gate, Readout, Sample, check_node, information_gain, interval, node_draws

__all__ = ["Use", "unused"]


class Use(NamedTuple):
    """One node, and what one item says of it.

    Attributes
    ----------
    item, title : str
        The item, and its title.
    author_did : str
        What the post's author did with it.
    used : bool
        Whether he used it at all.
    node, unit : str
        The node, or coordinate of one, that it bears on.
    post : Readout or None
        The node under the post's own inputs; None where these have no such node.
    before, alone, together : Readout
        The node before any evidence, with this item alone and with all: median and interval.
    nats_alone, nats_together : float
        Information gained about the node by the item alone, and by all items.
    mcse_alone, mcse_together, mcse_nats_alone, mcse_nats_together : Readout, float
        Monte Carlo standard errors.
    gate : Gate
        Of the fit with this item alone; a row whose fit has not converged is no result.
    """

    item: str
    title: str
    author_did: str
    used: bool
    node: str
    unit: str
    post: Readout | None
    before: Readout
    alone: Readout
    together: Readout
    nats_alone: float
    nats_together: float
    mcse_alone: Readout
    mcse_together: Readout
    mcse_nats_alone: float
    mcse_nats_together: float
    gate: Gate


def unused(
    known: Fit, post: Graph, *, fit_all: FitAll, seed: int, draws: int = DRAWS, ci_prob: float = CI_PROB
) -> list[Use]:
    """Put in, one at a time, the items that the study says bear on a node of the post's argument.

    Parameters
    ----------
    known : Fit
        The fit with all items, which is not repeated.
    post : Graph
        Of the post's own inputs.
    fit_all : callable
        What fits the graphs.
    seed, draws : int
        Of the draws before any evidence.
    ci_prob : float, optional

    Returns
    -------
    list of Use
        In order of date, one for every uncertain node that an item's ``informs`` names. Empty if no such
        item is in.

    Raises
    ------
    StudyError
        If an item says that it informs something that is no node.
    """
    graph = known.graph
    pairs = list(_pairs(graph))
    items = list(dict.fromkeys(item for item, _ in pairs))
    fits = dict(zip(items, fit_all([_only(graph, item) for item in items]), strict=True))
    nodes = [node for _, node in pairs]
    before = _prior(_only(graph), nodes, draws, seed)
    theirs = _prior(post, [node for node in nodes if _has(post, node)], draws, seed)
    return [_use(known, fits[item], item, node, before, theirs, ci_prob) for item, node in pairs]


def _pairs(graph: Graph) -> Iterator[tuple[str, str]]:
    """Yield the items that are in with each uncertain node that they inform."""
    for name in graph.study.items:
        item = graph.study.evidence[name]
        for node in item.informs:
            check_node(node, graph, item.file, f"evidence.{name}.informs")
            if graph.uncertain(split_name(node)[0]):
                yield name, node


def _only(graph: Graph, *items: str) -> Graph:
    return graph.with_study(graph.study.with_items(items))


def _has(graph: Graph, node: str) -> bool:
    base, coordinate = split_name(node)
    return base in graph.names and (coordinate is None or coordinate in graph.known.coordinates(base))


def _prior(graph: Graph, nodes: list[str], draws: int, seed: int) -> dict[str, np.ndarray]:
    bases = sorted({split_name(node)[0] for node in nodes})
    drawn, _ = prior_draws(graph, draws=draws, seed=seed, names=bases, terms=[])
    return {node: node_draws(drawn, node) for node in nodes}


def _use(
    known: Fit,
    alone: Fit,
    item: str,
    node: str,
    before: dict[str, np.ndarray],
    theirs: dict[str, np.ndarray],
    ci_prob: float,
) -> Use:
    entry = known.graph.study.evidence[item]
    single, every = alone.sample(node).interval(ci_prob), known.sample(node).interval(ci_prob)
    gains = [information_gain(Sample(before[node][np.newaxis]), fit.sample(node)) for fit in (alone, known)]
    return Use(
        item=item,
        title=entry.title,
        author_did=entry.author_did,
        used=entry.used_by_author,
        node=node,
        unit=known.graph.units[split_name(node)[0]],
        post=interval(theirs[node], ci_prob=ci_prob) if node in theirs else None,
        before=interval(before[node], ci_prob=ci_prob),
        alone=single[0],
        together=every[0],
        nats_alone=gains[0].value,
        nats_together=gains[1].value,
        mcse_alone=single[1],
        mcse_together=every[1],
        mcse_nats_alone=gains[0].mcse,
        mcse_nats_together=gains[1].mcse,
        gate=alone.gate,
    )
