r"""Given data: what draws of an input and a target say about each other, without running the model again.

The first-order index :math:`\operatorname{Var} E[Y \mid X] / \operatorname{Var} Y` is estimated by sorting
draws into bins of equal size along the input. The variance between the means of bins is too large by what
chance alone puts there, which is taken off. The index holds for dependent inputs: it is then how much
knowing the input tells about the target, directly and through what goes with it. The rank correlation is
the plain one of Spearman; it sees monotone relations alone.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import stats

__all__ = ["distinct", "effective", "first_order", "rank_correlation"]

Array = NDArray[np.float64]

BINS, RESAMPLES = 40, 50


def distinct(draws: Array) -> tuple[NDArray[np.int_], Array]:
    """Return the rows of the distinct draws, and how often each occurs: re-weighted draws repeat themselves.

    Parameters
    ----------
    draws : array
        Shape: (draws, inputs).
    """
    _, rows, counts = np.unique(draws, axis=0, return_index=True, return_counts=True)
    return rows, counts.astype(float)


def effective(counts: Array) -> float:
    """Return how many independent draws are worth as much as draws that occur so often."""
    return float(counts.sum() ** 2 / (counts**2).sum())


def first_order(inputs: Array, targets: Array, *, seed: int, bins: int = BINS) -> tuple[Array, Array]:
    """Estimate the first-order index of each input for each target.

    Parameters
    ----------
    inputs : array
        Draws, independent but for repetition; those of a chain are taken as such. Shape: (draws, inputs).
    targets : array
        Shape: (targets, draws).
    seed : int
        Of the bootstrap, which resamples the distinct draws.
    bins : int, optional

    Returns
    -------
    index, standard_error : array
        Shape: (targets, inputs). An index of nothing scatters around zero, below it too, and its error is
        then up to twice too large.

    References
    ----------
    Plischke, Borgonovo and Smith (2013), Global sensitivity measures from given data.
    """
    rows, counts = distinct(inputs)
    again = np.random.default_rng(seed).multinomial(rows.size, np.full(rows.size, 1 / rows.size), RESAMPLES)
    weights = np.vstack([counts, counts * again])
    order = inputs[rows].argsort(axis=0, kind="stable")
    edges = np.linspace(0, rows.size, bins + 1).astype(int)[:-1]
    indices = np.array(
        [[_between(y[column], weights[:, column], edges) for column in order.T] for y in targets[:, rows]]
    )
    return indices[..., 0], indices[..., 1:].std(axis=-1, ddof=1)


def _between(y: Array, weights: Array, edges: NDArray[np.int_]) -> Array:
    """Return the index from a target in the order of an input, for each set of weights of the draws."""
    size, sums, squares = (np.add.reduceat(weights * w, edges, axis=1) for w in (np.ones_like(y), y, weights))
    whole, mean_square = size.sum(axis=1), sums.sum(axis=1) ** 2 / size.sum(axis=1)
    noise = squares / size
    between, square = (sums**2 / size).sum(axis=1), (weights * y**2).sum(axis=1)
    within = (square - between) / (whole - noise.sum(axis=1))
    by_chance = within * (noise.sum(axis=1) - squares.sum(axis=1) / whole)
    return np.asarray((between - mean_square - by_chance) / (square - mean_square))


def rank_correlation(inputs: Array, targets: Array) -> tuple[Array, Array]:
    """Return Spearman's rank correlation of each input with each target, and its standard error.

    Parameters
    ----------
    inputs : array
        Draws, independent but for repetition. Shape: (draws, inputs).
    targets : array
        Shape: (targets, draws).

    Returns
    -------
    correlation, standard_error : array
        Shape: (targets, inputs).

    References
    ----------
    Bonett and Wright (2000), Sample size requirements for estimating Pearson, Kendall and Spearman correlations.
    """
    ranks, ranked = (_standard(stats.rankdata(values, axis=0)) for values in (inputs, targets.T))
    correlation = ranked.T @ ranks / len(ranks)
    worth = effective(distinct(inputs)[1])
    error = (1 - correlation**2) * np.sqrt((1 + correlation**2 / 2) / (worth - 3))
    return correlation, error


def _standard(ranks: Array) -> Array:
    sd = ranks.std(axis=0)
    return np.asarray((ranks - ranks.mean(axis=0)) / np.where(sd > 0, sd, 1))
