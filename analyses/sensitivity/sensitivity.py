"""Sensitivity: which input moves a node or a claim, before the evidence and after it.

Four answers side by side, since none serves all. *One at a time*: the target with an input held low and
high. *Sobol indices* share out the prior's variance, where inputs are independent. *Shapley effects* share
out the posterior's, where they are not. *First-order indices and rank correlations* are read off the draws
as they are. Inputs are grouped by the part of the argument that they feed and by the basis of their
numbers, which says how much of the conclusion's uncertainty rests on judgement.

Only inputs that a target is computed from have a part in it. Those that evidence is discounted by shape
its posterior without being among them: see `power` for these.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy import special

from ...model import Graph
from ...model.arrays import input_names, scores_of_roots
from ...priors import StudyError
from ..fit import CI_PROB, Fit
from .copula import Copula
from .explained_variance import ExplainedVariance, shapley_effects
from .given_data import distinct, first_order, rank_correlation
from .sobol import sobol_indices
from .targets import Response, Target, find_target

__all__ = ["GROUPINGS", "OTHERS", "STATES", "Sensitivity", "sensitivity", "settled", "shapley_of", "top_inputs"]

Array = NDArray[np.float64]

GROUPINGS, STATES, ENDS = ("part", "basis"), ("prior", "posterior"), ("low", "high")
OTHERS = "all other inputs"

PLAYERS = 10
"""Inputs with a Shapley effect of their own; the others, if there are more, share one."""
HELD = 4096
"""Draws of the other inputs while one is held."""
SETTLED = 0.99
"""Share of draws beyond which so few differ that other draws may hold none."""
RESAMPLED = 8
"""Bootstrap samples of the posterior's draws, for the error that their number leaves in a Shapley effect."""


class Sensitivity(NamedTuple):
    """What moves the targets.

    Attributes
    ----------
    graph : Graph
    targets : tuple of Target
    inputs : xarray.Dataset
        Dims ``target`` and ``input``, which has the coordinates ``part`` and ``basis``. Indices come with a
        standard error, ``…_se``:

        - ``held`` (also ``state`` and ``end``): the target's median, or the claim's probability, with the
          input at the ``low`` and the ``high`` end of its interval in that state, and the others as they are
          given that;
        - ``centre`` (``target`` and ``state``): the same with no input held;
        - ``sobol_first``, ``sobol_total``: parts of the prior's variance;
        - ``shapley``: parts of the posterior's variance, which sum to one with `others`;
        - ``first_order``: part of the posterior's variance that knowing the input alone explains;
        - ``rank`` (also ``state``): Spearman's rank correlation.
    others : xarray.Dataset or None
        ``shapley`` of all inputs that have no effect of their own.
    groups : dict of str to xarray.Dataset
        By grouping (``part``, ``basis``): ``sobol_first``, ``sobol_total`` and ``shapley`` with their errors,
        dims ``target`` and ``group``.
    fidelity : xarray.DataArray
        The target's variance under the Gaussian copula over its variance in the posterior's draws. Far from
        one, the Shapley effects are of another distribution.
    ci_prob : float
        Of the equal-tailed intervals at whose ends inputs are held.
    """

    graph: Graph
    targets: tuple[Target, ...]
    inputs: xr.Dataset
    others: xr.Dataset | None
    groups: dict[str, xr.Dataset]
    fidelity: xr.DataArray
    ci_prob: float


@dataclass(frozen=True)
class _Asked:
    """Targets with draws of their inputs' scores, and their values there, in both states."""

    response: Response
    draws: dict[str, Array]
    values: dict[str, Array]
    seed: int

    @classmethod
    def of(cls, fit: Fit, names: Sequence[str], seed: int) -> "_Asked":
        response = Response.of(fit.graph, [find_target(fit.graph, name) for name in names])
        after = _posterior_scores(fit, response.inputs)
        draws = {"prior": np.random.default_rng(seed).standard_normal(after.shape), "posterior": after}
        asked = cls(response, draws, {state: response(rows) for state, rows in draws.items()}, seed)
        asked.check_varies()
        return asked

    def check_varies(self) -> None:
        for state, rows in self.values.items():
            for name, row in zip(self.response.names, rows, strict=True):
                if np.ptp(row) == 0:
                    raise StudyError(
                        f"{name!r} is the same in all {row.size} draws of the {state}: it is settled under this study,"
                        " and no input moves it",
                        key="target",
                    )

    def explained(self) -> tuple[ExplainedVariance, ExplainedVariance]:
        """Variances that sets of inputs explain in the posterior, and the same in resampled posteriors."""
        after, rng = self.draws["posterior"], np.random.default_rng(self.seed)
        rows, counts = distinct(after)
        again = (rng.multinomial(rows.size, np.full(rows.size, 1 / rows.size)) for _ in range(RESAMPLED))
        copulas = [Copula.of(after[np.repeat(rows, (counts * times).astype(int))]) for times in again]
        return (
            ExplainedVariance.of(self.response, Copula.of(after), seed=self.seed),
            ExplainedVariance.under(self.response, copulas, seed=self.seed),
        )

    def labelled(self, dims: tuple[str, ...], **arrays: Array) -> xr.Dataset:
        """Label arrays with the names of their dims."""
        names = {"target": self.response.names, "input": self.response.inputs, "state": STATES, "end": ENDS}
        return xr.Dataset({k: (dims, v) for k, v in arrays.items()}, {dim: list(names[dim]) for dim in dims})


def settled(fit: Fit, name: str) -> bool:
    """Whether a node or claim is the same in nearly all draws of the prior or the posterior: no variance to share."""
    target, constants = find_target(fit.graph, name), fit.tree["constant_data"].to_dataset()
    states = (xr.merge([fit.tree[state].to_dataset(), constants], compat="override") for state in STATES)
    counts = [np.unique(target.values(data, fit.graph.units), return_counts=True)[1] for data in states]
    return any(count.max() > SETTLED * count.sum() for count in counts)


def sensitivity(fit: Fit, names: Sequence[str], *, seed: int, ci_prob: float = CI_PROB) -> Sensitivity:
    """Ask what moves nodes and claims.

    Parameters
    ----------
    fit : Fit
    names : sequence of str
        Nodes, coordinates of one, or claims.
    seed : int
    ci_prob : float, optional
        Of the intervals at whose ends inputs are held.

    Raises
    ------
    StudyError
        If a name is unknown, or a target does not vary or is not always finite.
    """
    asked = _Asked.of(fit, names, seed)
    response, (explained, resampled) = asked.response, asked.explained()
    first = _first_orders(asked)
    effects = shapley_effects(explained, response.names, _players(first), resampled=resampled)
    sobol = sobol_indices(response, response.names, response.inputs, seed=seed)
    alone = effects.drop_sel(group=OTHERS, errors="ignore").rename(group="input")
    parts = [first, _held(asked, ci_prob), _centres(asked), _ranks(asked), sobol.rename(group="input"), alone]
    inputs = xr.merge(parts, join="left", compat="no_conflicts").assign_coords(_groups_of(response))
    groups = {by: _grouped(asked, explained, resampled, [str(g) for g in inputs[by].values]) for by in GROUPINGS}
    copied = explained.values.reshape(len(response.names), -1).var(axis=1)
    return Sensitivity(
        fit.graph,
        response.targets,
        inputs,
        effects.sel(group=OTHERS, drop=True) if OTHERS in effects["group"] else None,
        groups,
        xr.DataArray(copied / asked.values["posterior"].var(axis=1), {"target": list(response.names)}),
        ci_prob,
    )


def shapley_of(fit: Fit, names: Sequence[str], *, seed: int) -> xr.Dataset:
    """Return the Shapley effects alone, dims ``target`` and ``input``; see `sensitivity`."""
    asked = _Asked.of(fit, names, seed)
    explained, resampled = asked.explained()
    players = _players(_first_orders(asked))
    return shapley_effects(explained, asked.response.names, players, resampled=resampled).rename(group="input")


def top_inputs(indices: xr.Dataset, target: str, *, index: str = "shapley", count: int = 3) -> list[str]:
    """Return the inputs with the largest index for a target, the largest first."""
    sizes = indices[index].sel(target=target).drop_sel(input=OTHERS, errors="ignore").fillna(-np.inf)
    return [str(name) for name in sizes.sortby(-sizes)["input"].values[:count]]


def _grouped(
    asked: _Asked, explained: ExplainedVariance, resampled: ExplainedVariance, groups: Sequence[str]
) -> xr.Dataset:
    names = asked.response.names
    before = sobol_indices(asked.response, names, groups, seed=asked.seed)
    return before.merge(shapley_effects(explained, names, groups, resampled=resampled))


def _posterior_scores(fit: Fit, inputs: Sequence[str]) -> Array:
    data = fit.tree["unconstrained_posterior"].to_dataset()
    roots = {str(name): node.values.reshape(-1, *node.shape[2:]) for name, node in data.data_vars.items()}
    names = input_names(fit.graph)
    return np.asarray(scores_of_roots(fit.graph, roots)[:, [names.index(name) for name in inputs]])


def _groups_of(response: Response) -> dict[str, tuple[str, list[str]]]:
    graph, quantities = response.graph, {name: response.graph.study.quantity(name) for name in response.inputs}
    parts = [graph.part_of(name, entry) for name, entry in quantities.items()]
    return {"part": ("input", parts), "basis": ("input", [entry.basis for entry in quantities.values()])}


def _players(first: xr.Dataset) -> list[str]:
    """Return each input's name, or `OTHERS` for those that tell least on their own where there are many."""
    ranks = (-first["first_order"].max("target").values).argsort(kind="stable").argsort()
    names = [str(name) for name in first["input"].values]
    own = len(names) if len(names) <= PLAYERS else PLAYERS - 1
    return [name if rank < own else OTHERS for name, rank in zip(names, ranks, strict=True)]


def _held(asked: _Asked, ci_prob: float) -> xr.Dataset:
    """Hold each input at either end of its interval, the others as they are given that."""
    size = len(asked.response.inputs)
    noise = np.random.default_rng(asked.seed).standard_normal((HELD, size))
    ends = special.ndtri([(1 - ci_prob) / 2, (1 + ci_prob) / 2])
    copulas = (Copula.independent(size), Copula.of(asked.draws["posterior"]))
    held = [[[_at(asked, copula, noise, i, end) for end in ends] for i in range(size)] for copula in copulas]
    return asked.labelled(("state", "input", "end", "target"), held=np.array(held))


def _at(asked: _Asked, copula: Copula, noise: Array, held: int, rank: float) -> list[float]:
    fixed = noise.copy()
    fixed[:, held] = rank
    return _read(asked.response, asked.response(copula.values(copula.given(fixed, {held}, noise))))


def _read(response: Response, values: Array) -> list[float]:
    return [target.centre(row) for target, row in zip(response.targets, values, strict=True)]


def _centres(asked: _Asked) -> xr.Dataset:
    rows = [_read(asked.response, asked.values[state]) for state in STATES]
    return asked.labelled(("state", "target"), centre=np.array(rows))


def _ranks(asked: _Asked) -> xr.Dataset:
    pairs = np.array([rank_correlation(asked.draws[state], asked.values[state]) for state in STATES])
    return asked.labelled(("state", "target", "input"), rank=pairs[:, 0], rank_se=pairs[:, 1])


def _first_orders(asked: _Asked) -> xr.Dataset:
    index, error = first_order(asked.draws["posterior"], asked.values["posterior"], seed=asked.seed)
    return asked.labelled(("target", "input"), first_order=index, first_order_se=error)
