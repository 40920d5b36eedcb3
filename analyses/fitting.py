"""Fitting: a study's graph, its posterior and whether that has converged."""

from dataclasses import dataclass

import xarray as xr

from ..model import Graph, Sampler, build, check_units
from ..model.sampling import DRAWS
from ..priors import Study
from .claims import check_claims
from .gate import Gate, gate

__all__ = ["Fit", "checked_graph", "fit"]


@dataclass(frozen=True)
class Fit:
    """A fitted study.

    Attributes
    ----------
    sampler : Sampler
        The compiled graph, for further fits.
    tree : xarray.DataTree
        See `Sampler.sample`.
    gate : Gate
        Whether it has converged; nothing of a fit that has not may be reported.
    """

    sampler: Sampler
    tree: xr.DataTree
    gate: Gate

    @property
    def graph(self) -> Graph:
        """The study's graph."""
        return self.sampler.graph


def checked_graph(study: Study) -> Graph:
    """Build a study's graph and check its names, units and claims.

    Raises
    ------
    StudyError
        If one of them does not fit.
    """
    graph = build(study)
    check_units(study)
    check_claims(study.claims, graph)
    return graph


def fit(study: Study, *, seed: int, draws: int = DRAWS) -> Fit:
    """Fit a study.

    Parameters
    ----------
    study : Study
    seed : int
    draws : int, optional
        Draws in each of the four chains.

    Raises
    ------
    StudyError
        If the study cannot be built, or an item of its evidence is impossible.
    """
    sampler = Sampler.of(checked_graph(study))
    tree = sampler.sample(seed=seed, draws=draws)
    return Fit(sampler, tree, gate(tree))
