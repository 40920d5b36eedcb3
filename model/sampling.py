"""Sampling: the posterior by nutpie, with every node evaluated at its draws."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import nutpie
import xarray as xr
from numpy.typing import NDArray

from ..priors import StudyError
from ..priors.families import root_logpdf
from .draws import evaluate, prior_draws, root_values
from .graph import Graph

__all__ = ["CHAINS", "DRAWS", "TARGET_ACCEPT", "Sampler", "check_possible"]

CHAINS = 4
DRAWS = 2500
TUNE = 1000
TARGET_ACCEPT = 0.99
POSSIBLE = -700.0
"""Log-likelihood below which a double-precision likelihood is zero."""

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Sampler:
    """A graph compiled once, which samples the posterior of any choice of its items.

    Attributes
    ----------
    graph : Graph
    compiled : nutpie model
        Its only data that changes is which items are in.
    """

    graph: Graph
    compiled: Any

    @classmethod
    def of(cls, graph: Graph) -> "Sampler":
        """Compile a graph.

        Raises
        ------
        StudyError
            If an item is impossible under the prior; see `check_possible`.
        """
        check_possible(graph)
        return cls(graph, nutpie.compile_pymc_model(graph.model, var_names=list(graph.roots)))

    def sample(
        self, *, seed: int, items: Iterable[str] | None = None, draws: int = DRAWS, chains: int = CHAINS
    ) -> xr.DataTree:
        """Sample the posterior.

        Parameters
        ----------
        seed : int
        items : iterable of str, optional
            Evidence items that are in; the study's unless given.
        draws, chains : int
            Draws kept in each chain, and chains.

        Returns
        -------
        xarray.DataTree
            Groups ``posterior`` and ``prior`` (every uncertain node), ``log_likelihood``, ``log_prior``,
            ``observed_data``, ``constant_data``, ``sample_stats`` and ``unconstrained_posterior`` (the
            roots). Units are attributes of the variables.
        """
        chosen = tuple(self.graph.study.items if items is None else items)
        compiled = self.compiled
        if self.graph.items:
            compiled = compiled.with_data(included=self.graph.included(chosen))
        trace = nutpie.sample(
            compiled,
            draws=draws,
            tune=TUNE,
            chains=chains,
            seed=seed,
            target_accept=TARGET_ACCEPT,
            progress_bar=False,
        )
        return _tree(self.graph, trace, chosen, draws=draws * chains, seed=seed)


def check_possible(graph: Graph, *, draws: int = 4000, seed: int = 0) -> None:
    """Check that every item is possible: that some prior draw gives it a likelihood above zero.

    Raises
    ------
    StudyError
        If one is not; the message names the item, its value and the node that it measures.
    """
    nodes, log_likelihood = prior_draws(graph, draws=draws, seed=seed)
    for name in graph.study.items:
        best = float(np.nan_to_num(log_likelihood[name], nan=-np.inf).max())
        if best < POSSIBLE:
            item = graph.study.evidence[name]
            raise StudyError(_impossible(graph, name, nodes), file=item.file, key=f"evidence.{name}")


def _impossible(graph: Graph, name: str, nodes: xr.Dataset) -> str:
    item = graph.study.evidence[name]
    base, _, coordinate = item.measures.partition("[")
    node = nodes[base] if not coordinate else nodes[base].sel({graph.dims[base][0]: coordinate[:-1]})
    low, high = (float(v) for v in np.quantile(node, (0.0, 1.0)))
    given = f"{item.low:g} to {item.high:g}" if item.low is not None and item.high is not None else item.value
    return (
        f"no prior draw allows the item: it reports {given} {item.unit} of {item.measures!r}, which the prior puts"
        f" between {low:.3g} and {high:.3g} {graph.units[base]}. Widen a prior or a discount, or drop the item"
    )


def _tree(graph: Graph, trace: xr.DataTree, items: tuple[str, ...], *, draws: int, seed: int) -> xr.DataTree:
    chains = trace["posterior"].to_dataset()[list(graph.roots)]
    shape = (chains.sizes["chain"], chains.sizes["draw"])
    roots = {name: chains[name].to_numpy().reshape(-1, *chains[name].shape[2:]) for name in graph.roots}
    nodes, log_likelihood = evaluate(graph, roots, items=items)
    before = root_values(graph, draws, np.random.default_rng(seed))
    prior, _ = evaluate(graph, before, items=())
    uncertain = [name for name in graph.names if graph.uncertain(name)]
    constants = nodes[[name for name in graph.names if not graph.uncertain(name)]]
    groups = {
        "posterior": _in_chains(nodes[uncertain], shape),
        "prior": _in_chains(prior[uncertain], shape),
        "log_likelihood": _in_chains(log_likelihood[list(items)], shape),
        "log_prior": _in_chains(_log_prior(graph, roots), shape),
        "observed_data": _observed(graph, items),
        "constant_data": constants.drop_vars([c for c in constants.coords if c not in constants.dims]),
        "sample_stats": _storable(trace["sample_stats"].to_dataset()),
        "unconstrained_posterior": chains.drop_attrs(),
    }
    return xr.DataTree.from_dict({name: data for name, data in groups.items() if data.variables})


def _in_chains(data: xr.Dataset, shape: tuple[int, int]) -> xr.Dataset:
    """Split one axis of draws into chains and draws; a node that happens to be constant is repeated."""
    chains, draws = shape
    variables = {
        name: (("chain", *v.dims), v.to_numpy().reshape(chains, draws, *v.shape[1:]), v.attrs)
        for name, v in data.data_vars.items()
    }
    coords = {dim: data[dim] for dim in data.dims if dim in data.coords and dim != "draw"}
    return xr.Dataset(variables, coords={"chain": range(chains), "draw": range(draws), **coords})


def _log_prior(graph: Graph, roots: Mapping[str, Array]) -> xr.Dataset:
    terms = {name: root_logpdf(root.prior, roots[name]) for name, root in graph.roots.items()}
    return xr.Dataset({name: (("draw", *graph.roots[name].dims), term) for name, term in terms.items()})


def _observed(graph: Graph, items: tuple[str, ...]) -> xr.Dataset:
    model = graph.model
    return xr.Dataset({name: ((), float(model.rvs_to_values[model[name]].eval())) for name in items})


def _storable(stats: xr.Dataset) -> xr.Dataset:
    return stats[[name for name, v in stats.data_vars.items() if v.dtype != object]]
