r"""Mixture: joint draws that serve many studies which differ in their evidence.

The draws are of a mixture of the prior and of the posteriors of several studies, whose density over the prior's is

.. math:: m(z) = s_0 + \sum_j s_j\, L_j(z) / Z_j

with :math:`L_j` the likelihood of a study's items and :math:`Z_j` about its evidence; whatever :math:`Z_j` is, this is
what they are drawn from. Another study's posterior is the same draws with the weights

.. math:: w = \frac{L(z)}{m(z)}\, \frac{p'(x)}{p(x)},

where the last factor is of the priors that it changes: at least a part :math:`s_j` of the draws counts for study
:math:`j`. The weights are trusted as far as their Pareto k and effective size say.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy import special

from ...model import Graph, evaluate
from ...model.arrays import input_names, roots_of_scores
from ...model.weights import Marginal, Mixed, adapted, find_modes, prior_proposal
from ...priors import split_name

__all__ = ["Explored", "explored"]

Array = NDArray[np.float64]

PRIOR, FIRST = 0.15, 0.4
"""Parts of the draws that are the prior's and the study's own posterior's; the other studies share the rest."""
BATCH, POOL, STAGE = 65_536, 30, 30
"""Weighted draws from which some are kept, at a time; how many there are for each that is kept; and their stage."""


@dataclass(frozen=True)
class Explored:
    """Joint draws of a study's inputs, for its posterior and those of studies that are much like it.

    Attributes
    ----------
    graph : Graph
    marginal : Marginal
        Of all items that may be in.
    scores : array
        Shape: (draws, kept inputs).
    log_ratio : array
        Log of the prior's density over the mixture's. Shape: (draws,).
    """

    graph: Graph
    marginal: Marginal
    scores: Array
    log_ratio: Array

    @property
    def integrated(self) -> tuple[str, ...]:
        """Discounts that enter nothing but normal reports: no draw has them, they are integrated out."""
        names = input_names(self.graph)
        return tuple(names[column] for column in self.marginal.integrated)

    def nodes(self, names: Iterable[str]) -> xr.Dataset:
        """Evaluate nodes at the draws."""
        roots = roots_of_scores(self.graph, self.marginal.all_scores(self.scores))
        return evaluate(self.graph, roots, names=sorted({split_name(name)[0] for name in names}), terms=())[0]

    def log_weights(self, graph: Graph) -> Array:
        """Return the logs of the weights that make the draws the posterior of a study with the same priors."""
        return self.log_ratio + _marginal(self.marginal, graph).log_likelihood(self.scores)


def explored(graph: Graph, others: Sequence[Graph] = (), *, items: Iterable[str], draws: int, seed: int) -> Explored:
    """Draw inputs for a study and for others that differ from it in their evidence.

    Parameters
    ----------
    graph : Graph
        Of the study.
    others : sequence of Graph, optional
        Of studies with the same priors and choices.
    items : iterable of str
        That may be in, under any of them.
    draws, seed : int

    Raises
    ------
    StudyError
        If the study cuts its reports: they have no joint likelihood.
    """
    marginal = Marginal.of(graph.with_study(graph.study.with_items(items)), latents=False)
    each = [_marginal(marginal, other) for other in (graph, *others)]
    proposal = _proposal(each, seed)
    batches, evidence, kept = -(-POOL * draws // BATCH), np.zeros(0), list[tuple[Array, Array]]()
    for number, part in enumerate(np.diff(np.linspace(0, draws, batches + 1).astype(int)).tolist()):
        rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(number, STAGE, 4)))
        scores = proposal.draw(rng, BATCH)
        likelihoods = np.array([other.log_likelihood(scores) for other in each])
        ratio = proposal.log_prior_ratio(scores)
        evidence = evidence if number else special.logsumexp(likelihoods + ratio, axis=1) - np.log(BATCH)
        density = _log_density(likelihoods - evidence[:, np.newaxis])
        chosen = _chosen(special.softmax(density + ratio), part, rng)
        kept.append((scores[chosen], -density[chosen]))
    picked, log_ratio = zip(*kept, strict=True)
    return Explored(graph, marginal, np.concatenate(picked), np.concatenate(log_ratio))


def _log_density(likelihoods: Array) -> Array:
    """Return the log of the mixture's density over the prior's, given each study's likelihood over its evidence."""
    others, rest = len(likelihoods) - 1, 1 - PRIOR - FIRST
    shares = [PRIOR, FIRST, *[rest / others] * others] if others else [PRIOR, 1 - PRIOR]
    rows = np.vstack([np.zeros(likelihoods.shape[1]), likelihoods])
    return np.asarray(special.logsumexp(rows, axis=0, b=np.array(shares)[:, np.newaxis]))


def _chosen(weights: Array, draws: int, rng: np.random.Generator) -> NDArray[np.int_]:
    """Choose draws by their weights: systematic resampling, which copies none that weighs less than one of them."""
    points = (np.arange(draws) + rng.random()) / draws
    return np.searchsorted(np.cumsum(weights), points * (1 - 1e-12))


def _proposal(marginals: Sequence[Marginal], seed: int) -> Mixed:
    """Mix the prior with a proposal for each study, in equal parts."""
    parts, shares = [prior_proposal(marginals[0])], [PRIOR]
    for each in marginals:
        proposal = adapted(each, find_modes(each, seed=seed), seed=seed)
        parts += proposal.parts
        shares += [(1 - PRIOR) / len(marginals) * part for part in proposal.shares]
    return Mixed(tuple(parts), tuple(shares))


def _marginal(marginal: Marginal, graph: Graph) -> Marginal:
    """Return the evidence of a graph over the same columns of scores."""
    reports, others = (
        tuple(name for name in names if name in graph.study.items) for names in (marginal.reports, marginal.others)
    )
    return replace(marginal, graph=graph, reports=reports, others=others)
