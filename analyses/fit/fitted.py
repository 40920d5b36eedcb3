"""Fitted: a study's posterior, as draws of its roots and as a labelled tree of every node at them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from ...model import Graph, evaluate
from ...priors import split_name
from .diagnosis import Diagnosis, Source
from .estimates import Sample
from .gate import Gate
from .nodes import node_draws

__all__ = ["Fit", "Posterior"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Posterior:
    """Draws of the roots that stand for a posterior.

    Attributes
    ----------
    graph : Graph
    roots : dict of str to array
        Values of every root, chains after each other, as `model.arrays.walk` takes them.
    diagnosis : Diagnosis
    weights : array or None
        Of the draws, summing to one; None if they are equal.
    copy_of : array of int or None
        Of equally weighted draws, the weighted draw that each is a copy of; None of others.
    chains : int
        One where draws are no chains.
    """

    graph: Graph
    roots: Mapping[str, Array]
    diagnosis: Diagnosis
    weights: Array | None = None
    copy_of: NDArray[np.int_] | None = None
    chains: int = 1

    def nodes(self, names: Iterable[str], *, graph: Graph | None = None) -> xr.Dataset:
        """Evaluate nodes at the draws: of the graph, or of another with the same roots that asks something else."""
        return evaluate(graph or self.graph, self.roots, names={split_name(name)[0] for name in names}, terms=())[0]

    def sample(self, values: Array) -> Sample:
        """Return what was computed from each draw as a sample; a constant has one value."""
        if values.size == 1:
            return Sample(values.reshape(1, 1))
        return Sample(values.reshape(self.chains, -1), self.weights, self.copy_of)


@dataclass(frozen=True)
class Fit:
    """A fitted study.

    Attributes
    ----------
    graph : Graph
    tree : xarray.DataTree
        Equally weighted draws: see `model.arrays.posterior_tree`. Of weighted draws ``sample_stats`` has which
        one each is a copy of. Its attributes hold the diagnosis, so that a stored tree is a whole fit.
    """

    graph: Graph
    tree: xr.DataTree

    def _repr_html_(self) -> str:
        """Show the headline in a notebook; of a fit that has not converged only that."""
        if not self.gate.passed:
            return f"<p>Not converged: {escape(self.gate.reason())}</p>"
        posterior = self.tree["posterior"].to_dataset()
        names = [name for name in self.graph.study.model.headline if posterior.get(name) is not None]
        ends = posterior[names].quantile([0.5, 0.05, 0.95], ("chain", "draw")).to_dataframe().T
        ends.insert(0, "unit", [self.graph.units[name] for name in names])
        shown = ends.set_axis(["unit", "median", "5%", "95%"], axis="columns")
        return str(shown.to_html(float_format="{:.3g}".format))

    @cached_property
    def diagnosis(self) -> Diagnosis:
        """How the draws were made, and how far they may be trusted."""
        return Diagnosis.read(self.tree.attrs)

    @property
    def method(self) -> Source:
        """What the draws come from."""
        return self.diagnosis.method

    @property
    def cut(self) -> bool:
        """Whether share reports informed only their own discounts and the room."""
        return self.diagnosis.cut

    @property
    def gate(self) -> Gate:
        """Whether it has converged; nothing of a fit that has not may be reported."""
        return self.diagnosis.gate

    @property
    def ess(self) -> float:
        """Effective number of draws."""
        return self.diagnosis.ess

    @cached_property
    def roots(self) -> dict[str, Array]:
        """Values of every root at the posterior draws, chains after each other; as `model.arrays.walk` takes them."""
        return {
            str(name): node.values.reshape(-1, *node.shape[2:])
            for name, node in self.tree["unconstrained_posterior"].data_vars.items()
        }

    @property
    def chains(self) -> int:
        """Number of chains; one of weighted draws."""
        return int(self.tree["sample_stats"].sizes["chain"])

    @cached_property
    def posterior(self) -> Posterior:
        """The draws of the roots alone."""
        return Posterior(self.graph, self.roots, self.diagnosis, None, self._copy_of, self.chains)

    @property
    def alike(self) -> NDArray[np.int_]:
        """Number the draws; those of one number are copies of one weighted draw, or neighbours in a chain."""
        if self._copy_of is not None:
            return self._copy_of
        draws = self.tree["sample_stats"].sizes["draw"]
        return np.arange(self.chains * draws) // int(np.sqrt(draws))

    @cached_property
    def _copy_of(self) -> NDArray[np.int_] | None:
        if self.method == "chains":
            return None
        return np.unique(self.tree["sample_stats"]["copy_of"], return_inverse=True)[1].ravel()

    def sample(self, name: str, group: str = "posterior") -> Sample:
        """Return the draws of a node, or of a coordinate of one, and what they are worth.

        Parameters
        ----------
        name : str
            ``node`` or ``node[coordinate]``.
        group : {"posterior", "prior"}
        """
        data = self.tree[group].to_dataset()
        return self.sample_of(node_draws(data if split_name(name)[0] in data else self._constants, name), group)

    def sample_of(self, values: NDArray[Any], group: str = "posterior") -> Sample:
        """Return what was computed from each draw of a group as a sample; a constant has one value."""
        if group == "prior" or values.size == 1:
            return Sample(values.reshape(1, -1))
        return Sample(values.reshape(self.chains, -1), copy_of=self._copy_of)

    @cached_property
    def nodes(self) -> xr.Dataset:
        """Every node at the posterior draws; a constant has no draws."""
        return xr.merge([self.tree["posterior"].to_dataset(), self._constants], compat="override")

    @property
    def _constants(self) -> xr.Dataset:
        return self.tree["constant_data"].to_dataset()

    @property
    def light(self) -> "Fit":
        """It with its inputs and, of its nodes, those of the headline: a fifth of the memory."""
        nodes, kept = self.tree["posterior"].to_dataset(), self.kept
        groups = {name: self.tree[name].to_dataset() for name in ("constant_data", *kept.children)}
        told = nodes[[name for name in self.graph.study.model.headline if name in nodes]]
        tree = xr.DataTree.from_dict({"posterior": told, **groups})
        tree.attrs = kept.attrs
        return Fit(self.graph, tree)

    @property
    def kept(self) -> xr.DataTree:
        """The roots and the diagnostics, from which `restored` makes the whole fit again."""
        groups = ("unconstrained_posterior", "sample_stats")
        kept = xr.DataTree.from_dict({name: self.tree[name].to_dataset() for name in groups})
        kept.attrs = dict(self.tree.attrs)
        return kept
