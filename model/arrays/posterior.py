"""Posterior: draws of the roots, with every node evaluated at them, as one labelled tree."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from ...priors import split_name
from ..evidence import value_of
from ..graph import Graph
from .draws import evaluate
from .root_draws import root_values

__all__ = ["posterior_tree"]

Array = NDArray[np.float64]


def posterior_tree(graph: Graph, roots: Mapping[str, Array], *, chains: int, seed: int) -> xr.DataTree:
    """Evaluate the graph at posterior draws of its roots, and at as many of the prior.

    Parameters
    ----------
    graph : Graph
    roots : dict of str to array
        Shape of each: (chains * draws,) or (chains * draws, coordinates).
    chains : int
        One where draws are independent of each other.
    seed : int
        Of the prior draws.

    Returns
    -------
    xarray.DataTree
        Groups ``posterior`` and ``prior`` (every uncertain node), ``log_likelihood`` (the items that are
        in), ``log_prior``, ``observed_data``, ``constant_data`` and ``unconstrained_posterior`` (the roots).
        Units and titles are attributes of the variables.
    """
    items = graph.study.items
    draws = len(next(iter(roots.values())))
    uncertain = [name for name in graph.names if graph.uncertain(name)]
    prior, _ = evaluate(graph, root_values(graph, draws, seed), names=uncertain, terms=())  # first: its roots go again
    nodes, log_likelihood = evaluate(graph, roots, terms=items)
    constants = nodes[[name for name in graph.names if not graph.uncertain(name)]]
    groups = {
        "posterior": _in_chains(nodes[uncertain], chains),
        "prior": _in_chains(prior, chains),
        "log_likelihood": _in_chains(log_likelihood, chains),
        "log_prior": _in_chains(_log_prior(graph, roots), chains),
        "observed_data": _observed(graph),
        "constant_data": constants.drop_vars([c for c in constants.coords if c not in constants.dims]),
        "unconstrained_posterior": _in_chains(_labelled(graph, roots), chains),
    }
    always = ("posterior", "prior", "constant_data")  # readers need not ask whether there is a constant
    return xr.DataTree.from_dict({name: data for name, data in groups.items() if data.variables or name in always})


def _observed(graph: Graph) -> xr.Dataset:
    """Return what the items that are in report, each on its scale, in the unit of the node that it measures."""
    variables = {}
    for name in graph.study.items:
        item = graph.study.evidence[name]
        units = item.of_kind.scale.units.format(graph.units[split_name(item.measures)[0]])
        variables[name] = ((), value_of(name, graph.known), {"units": units, "long_name": item.title})
    return xr.Dataset(variables)


def _in_chains(data: xr.Dataset, chains: int) -> xr.Dataset:
    """Split one axis of draws into chains and draws."""
    size = data.sizes.get("draw", 0) // chains
    variables = {
        name: (("chain", *v.dims), v.values.reshape(chains, size, *v.shape[1:]), v.attrs)
        for name, v in ((name, data.variables[name]) for name in data.data_vars)
    }
    coords = {dim: data[dim] for dim in data.dims if dim in data.coords and dim != "draw"}
    return xr.Dataset(variables, coords={"chain": range(chains), "draw": range(size), **coords})


def _labelled(graph: Graph, roots: Mapping[str, Array]) -> xr.Dataset:
    return xr.Dataset(
        {name: (("draw", *root.dims), roots[name]) for name, root in graph.roots.items()},
        {dim: list(graph.study.coordinates(dim)) for root in graph.roots.values() for dim in root.dims},
    )


def _log_prior(graph: Graph, roots: Mapping[str, Array]) -> xr.Dataset:
    terms = {name: -(roots[name] ** 2) / 2 - np.log(2 * np.pi) / 2 for name in graph.roots}
    return xr.Dataset({name: (("draw", *graph.roots[name].dims), term) for name, term in terms.items()})
