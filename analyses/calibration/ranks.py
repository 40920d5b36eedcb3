"""Ranks: where what is taken for true lies among the draws of a refit to reports that were simulated from it."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from ...model import Graph, evaluate
from ...model.arrays import input_names, roots_of_scores, scores_of_roots
from ...model.evidence import value_of
from ...priors import split_name
from ..fit import DRAWS, Method, holds, judged, node_draws, nodes_of, refit, trusted_draws

__all__ = ["KEPT", "Refit", "quantities", "rank", "refitted"]

Array = NDArray[np.float64]

KEPT = 199
"""Draws of a refit that a truth is ranked among: its rank is one of two hundred, so that 99% of them can be told."""
FEW = 1000
"""Draws of a first refit, which are enough for its gate; what that refuses is refitted with as many as a report has."""
CHAIN_DRAWS, MORE_CHAIN_DRAWS = 4000, 16_000
"""Draws of chains, and of those that are sampled again since the first were refused for want of draws alone."""


class Refit(NamedTuple):
    """Draws of a refit.

    Attributes
    ----------
    scores : array
        Of all inputs. Shape: (`KEPT`, inputs).
    method : str
        Where they come from: ``weights``, ``particles`` or ``chains``.
    again : bool
        Whether the gate refused those of the first, faster fit.
    passed : bool
        Whether it let these pass. Where it did not they count all the same: to leave them out would bias the ranks.
    """

    scores: Array
    method: str
    again: bool
    passed: bool


def refitted(graph: Graph, *, seed: int, method: Method = "auto") -> Refit:
    """Fit a graph with few draws, and where these cannot be trusted with as many as a report has."""
    if method == "mcmc":
        fit = refit(graph, seed=seed, draws=CHAIN_DRAWS, method=method)
        if again := fit.gate.short:
            fit = refit(graph, seed=seed, draws=MORE_CHAIN_DRAWS, method=method)
        scores = scores_of_roots(graph, fit.roots)
        places = np.linspace(0, len(scores) - 1, KEPT).astype(int)
        return Refit(scores[places], fit.method, again, fit.gate.passed)
    drawn = trusted_draws(graph, seed=seed, draws=FEW, method="reweighting" if method == "auto" else method)
    gate, again = judged(drawn), False
    if not gate.passed:
        drawn, again = trusted_draws(graph, seed=seed, draws=DRAWS, method=method), True
        gate = judged(drawn)
    roots, _ = drawn.resampled(KEPT, seed)
    source = "weights" if hasattr(drawn, "pareto_k") else "particles"
    return Refit(scores_of_roots(graph, roots), source, again, gate.passed)


def quantities(graph: Graph, scores: Array) -> dict[str, Array]:
    """Return all that is ranked, at draws of the inputs.

    Every input by its name; headline nodes; claims, as ``claim:NAME``; and of the data, the log-likelihood of all items
    and of each cluster, the log-density, and how far the conclusion is from what is reported on average.

    Notes
    -----
    What depends on the data as well as on the inputs tells of faults that the inputs alone do not, such as evidence
    that is not read (Modrák et al. 2023).
    """
    study, record = graph.study, graph.study.model
    named = [name for name in record.headline if graph.uncertain(split_name(name)[0])]
    needed = {split_name(n)[0] for claim in study.claims.values() for n in nodes_of(claim.statement)}
    needed |= {split_name(name)[0] for name in (*named, record.conclusion.node)}
    nodes, terms = evaluate(graph, roots_of_scores(graph, scores), names=sorted(needed), terms=study.items)
    ranked = {name: scores[:, column] for column, name in enumerate(input_names(graph))}
    ranked |= {part: node_draws(nodes, part) for name in named for part in graph.known.parts(name)}
    ranked |= {f"claim:{n}": holds(c.statement, nodes, graph.units).astype(float) for n, c in study.claims.items()}
    return ranked | _of_data(graph, scores, {str(n): term.values for n, term in terms.items()}, nodes)


def _of_data(graph: Graph, scores: Array, terms: Mapping[str, Array], nodes: xr.Dataset) -> dict[str, Array]:
    study = graph.study
    clusters: dict[str, Array] = {}
    for name, term in terms.items():
        cluster = study.evidence[name].cluster
        clusters[f"log_likelihood:{cluster}"] = clusters.get(f"log_likelihood:{cluster}", 0.0) + term
    total = np.sum(list(terms.values()), axis=0)
    reported = np.mean([value_of(name, graph.known) for name in study.items if study.evidence[name].of_kind.logged])
    with np.errstate(all="ignore"):
        over = np.log(node_draws(nodes, study.model.conclusion.node)) - reported
    return {
        "log_likelihood": total,
        "log_density": total - 0.5 * (scores**2).sum(axis=1),
        "conclusion_over_reports": over,
        **clusters,
    }


def rank(values: Array, rng: np.random.Generator) -> int:
    """Return the rank of the first value among the others, ties at random."""
    values = np.nan_to_num(np.broadcast_to(values, 1 + KEPT), nan=-np.inf)
    return int((values[1:] < values[0]).sum() + rng.integers(0, (values[1:] == values[0]).sum() + 1))
