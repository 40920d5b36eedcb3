"""The posterior of a generated study by quadrature over its inputs: no search, no proposal, no chain.

The space of standard normal scores is halved, again and again, wherever the density changes within a cell. A cell is
let go where a bound says that it holds nothing: every node rises or falls with each of its inputs, and every item is
likeliest at its value, so that no point of a cell is likelier than the corners and the value allow. Nothing of the
project's own densities is used.
"""

from itertools import product
from typing import NamedTuple

import numpy as np
from scipy import special, stats

from .generated import FORMULAS

REACH = 40.0
"""Standard deviations of the prior, each way."""
FINE, NEGLIGIBLE, MOST = 2.0, 1e-4, 500_000
"""Change of the log-density in a cell that is not halved, part of the evidence let go, and cells that are too many."""
DRAWS = 200_000
BLOCK = 50_000


class Exact(NamedTuple):
    """A posterior as weighted points that cover it.

    Attributes
    ----------
    nodes : dict of str to array
    weights : array
    log_evidence, ess : float
    """

    nodes: dict[str, np.ndarray]
    weights: np.ndarray
    log_evidence: float
    ess: float

    def below(self, name, value):
        """Return the probability that a node is not above a value, and its error."""
        probability = self.weights[self.nodes[name] <= value].sum()
        return probability, np.sqrt(probability * (1 - probability) / self.ess)


def exact(study):
    """Return the posterior of a generated study, or None where it takes too many cells."""
    target = Target(study)
    cells = target.cells()
    if cells is None:
        return None
    middle, half, mass = cells
    rng, cumulated = np.random.default_rng(0), np.cumsum(special.softmax(mass))
    cell = np.searchsorted(cumulated, (np.arange(DRAWS) + rng.random()) / DRAWS * cumulated[-1])
    scores = middle[cell] + half[cell] * rng.uniform(-1, 1, (DRAWS, middle.shape[1]))
    drawn_from = special.log_softmax(mass)[cell] - np.log(2 * half[cell]).sum(axis=1)
    log_weights = target.log_density(scores) - drawn_from
    weights = special.softmax(log_weights)
    log_evidence = special.logsumexp(log_weights) - np.log(DRAWS)
    return Exact(target.nodes(scores), weights, log_evidence, 1 / (weights**2).sum())


class Target:
    """The density of a generated study over the scores of its inputs."""

    def __init__(self, study):
        fixed = ("report_nu", "report_reliability", "unreliable_sd")
        self.inputs = {name: of_score(each.prior) for name, each in study.quantities.items() if name not in fixed}
        self.items = [study.evidence[name] for name in study.items]
        self.story = study.choices["evidence_model"]

    def nodes(self, scores):
        nodes = {name: value(scores[..., column]) for column, (name, value) in enumerate(self.inputs.items())}
        for formula in FORMULAS:
            names = formula.__code__.co_varnames[: formula.__code__.co_argcount]
            if nodes.keys() >= set(names):
                nodes[formula.__name__] = formula(*(nodes[name] for name in names))
        return nodes

    def log_density(self, scores):
        nodes = self.nodes(scores)
        items = (self.log_term(item, centre(item, nodes)) for item in self.items)
        return sum(items) - 0.5 * (scores**2).sum(axis=-1) - scores.shape[-1] / 2 * np.log(2 * np.pi)

    def log_term(self, item, middle):
        """Return the log-density of an item around a middle."""
        off = (reported(item) - middle) / item.sd
        if item.kind in ("floor", "ceiling"):
            return special.log_ndtr(-off if item.kind == "floor" else off)
        if item.kind == "share" and self.story == "student_t":
            return stats.t.logpdf(off, 4.0) - np.log(item.sd)
        log_normal = stats.norm.logpdf(off) - np.log(item.sd)
        if item.kind == "share" and self.story == "reliability_mixture":
            unreliable = stats.norm.logpdf(reported(item), 0.0, 2.0)
            return np.logaddexp(np.log(0.6) + log_normal, np.log(0.4) + unreliable)
        return log_normal

    def cells(self):
        """Return middles, half widths and log masses of cells that hold the posterior, or None if they are too many."""
        middle, half = np.zeros((1, len(self.inputs))), np.full((1, len(self.inputs)), REACH)
        fine, known = [], -np.inf
        while 0 < len(middle) < MOST:
            blocks = (slice(at, at + BLOCK) for at in range(0, len(middle), BLOCK))
            bounds = [self.bounds(middle[block], half[block]) for block in blocks]
            least, mass, most, change = (np.concatenate(each) for each in zip(*bounds, strict=True))
            holds = held(most, np.logaddexp(known, special.logsumexp(least)) + np.log(NEGLIGIBLE))
            whole = holds & (change.max(axis=1) < FINE)
            known = np.logaddexp(known, special.logsumexp(least[whole])) if whole.any() else known
            fine.append((middle[whole], half[whole], mass[whole]))
            middle, half = halved(*(each[holds & ~whole] for each in (middle, half, change)))
        return None if len(middle) else tuple(np.concatenate(each) for each in zip(*fine, strict=True))

    def bounds(self, middle, half):
        """Return the log mass of cells: at least, by their middles, and at most; and the change along each score."""
        signs = np.array(list(product((-1, 1), repeat=middle.shape[1])))
        corners = self.nodes(middle[:, np.newaxis] + signs * half[:, np.newaxis])
        nearest, farthest = np.maximum(np.abs(middle) - half, 0), np.abs(middle) + half
        change, volume = 0.5 * (farthest**2 - nearest**2), np.log(2 * half / np.sqrt(2 * np.pi)).sum(axis=1)
        least, most = (volume - 0.5 * (each**2).sum(axis=1) for each in (farthest, nearest))
        for item in self.items:
            at = centre(item, corners)
            likeliest = np.clip(reported(item), at.min(axis=1), at.max(axis=1))
            terms = [self.log_term(item, each) for each in (at.min(axis=1), at.max(axis=1), likeliest)]
            least, most = least + np.min(terms, axis=0), most + np.max(terms, axis=0)
            sides = [np.abs(at[:, side > 0] - at[:, side < 0]).max(axis=1) for side in signs.T]
            change += np.column_stack(sides) / item.sd
        return least, self.log_density(middle) + np.log(2 * half).sum(axis=1), most, change


def halved(middle, half, change):
    """Halve cells along the score along which the density changes most."""
    rows, column = np.arange(len(middle)), change.argmax(axis=1) if len(middle) else np.arange(0)
    half, step = half.copy(), np.zeros_like(half)
    half[rows, column] /= 2
    step[rows, column] = half[rows, column]
    return np.concatenate([middle - step, middle + step]), np.concatenate([half, half])


def held(most, enough):
    """Say of all cells but those that together hold less than what is enough, whatever is in them."""
    order = np.argsort(most)
    holds = np.empty(len(most), dtype=bool)
    holds[order] = np.logaddexp.accumulate(most[order]) > enough
    return holds


def reported(item):
    return special.logit(item.value) if item.kind == "share" else np.log(item.value)


def centre(item, nodes):
    return np.log(nodes[item.measures]) + sum(nodes[name] for name in item.discounts)


def of_score(prior):
    """Return what makes an input's value of a standard normal score."""
    values = prior.parameters
    if prior.family == "normal":
        return lambda score: values["mean"] + values["sd"] * score
    if prior.family == "uniform":
        return special.ndtr
    if prior.family == "lognormal":
        return lambda score: values["median"] * np.exp(values["sigma"] * score)
    return of_mixture(*(np.array(values[name]) for name in ("weight", "median", "sigma")))


def of_mixture(weight, median, sigma):
    """Return the same of a mixture of lognormals, by a table of its logs."""
    ends = np.log(median) + np.multiply.outer([-REACH - 5, REACH + 5], sigma)
    logs = np.linspace(ends.min(), ends.max(), 40_001)
    off = (logs[:, np.newaxis] - np.log(median)) / sigma
    below, above = (special.logsumexp(special.log_ndtr(each), axis=1, b=weight) for each in (off, -off))
    scores = np.where(below < above, special.ndtri_exp(below), -special.ndtri_exp(above))
    return lambda score: np.exp(np.interp(score, scores, logs))
