"""Curves: the posterior's centre along a discount, from the store where they have been followed before."""

from functools import partial

import xarray as xr

from ...analyses.evidence import CENTRES, Curve, implied, kind_of
from ...model import Graph
from .scheduling import Task, scheduled
from .settings import Settings

__all__ = ["follow"]


def follow(graph: Graph, discount: str, settings: Settings, *, draws: int) -> list[Curve]:
    """Follow the posterior along a discount; see `analyses.implied.implied`.

    Parameters
    ----------
    graph : Graph
    discount : str
    settings : Settings
    draws : int
        Weighted draws of a curve.
    """
    task: Task[list[Curve]] = Task(
        partial(_followed, discount=discount, draws=draws, seed=settings.seed),
        partial(_read, discount=discount),
        settings.seed,
        {"task": "implied", "discount": discount, "draws": draws},
    )
    (found,) = scheduled([graph], settings.schedule, task)
    return found


def _followed(graph: Graph, *, discount: str, draws: int, seed: int) -> xr.DataTree:
    """Return a dataset an evidence model."""
    found = implied(graph, discount, draws=draws, seed=seed)
    return xr.DataTree.from_dict({curve.evidence_model: _dataset(curve) for curve in found})


def _dataset(curve: Curve) -> xr.Dataset:
    errors = {f"{name}_error": ("value", curve.errors[name]) for name in CENTRES}
    return xr.Dataset(
        {name: ("value", curve.centres[name]) for name in CENTRES} | errors, coords={"value": curve.values}
    )


def _read(graph: Graph, tree: xr.DataTree, *, discount: str) -> list[Curve]:
    kind = kind_of(graph.study, discount)
    return [
        Curve(
            graph.study.name,
            discount,
            kind,
            model,
            tree[model]["value"].to_numpy(),
            {name: tree[model][name].to_numpy() for name in CENTRES},
            {name: tree[model][f"{name}_error"].to_numpy() for name in CENTRES},
        )
        for model in kind.models
    ]
