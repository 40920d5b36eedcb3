"""Targets: what is asked about, a node or a claim, as one number a draw that can be shared out.

A node that is always positive is asked about on the log scale: a ratio of costs has tails so heavy that it has no
variance to share out, and its log has. A claim is one where it holds and zero elsewhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from ...model import Graph
from ...model.arrays import always_positive, evaluate, input_names, roots_of_scores
from ...priors import StudyError, split_name, unknown_name
from ...priors.statements import Statement
from ..fit import holds, node_draws, nodes_of

__all__ = ["Response", "Target", "check_finite", "find_target"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Target:
    """A node, on the log scale if it is always positive, or a claim.

    Attributes
    ----------
    name : str
        ``node``, ``node[coordinate]`` or the claim's name.
    nodes : tuple of str
        The nodes that it is read from.
    statement : Statement or None
        The claim's; None for a node.
    log : bool
        Whether values are logs of the node.
    """

    name: str
    nodes: tuple[str, ...]
    statement: Statement | None = None
    log: bool = False

    def values(self, data: xr.Dataset, units: Mapping[str, str]) -> Array:
        """Return the node or its log, or one where the claim holds and zero elsewhere. Shape: (draws,)."""
        if self.statement is not None:
            return holds(self.statement, data, units).astype(float)
        drawn = node_draws(data, self.name)
        return np.log(drawn) if self.log else drawn

    def centre(self, values: Array) -> float:
        """Read the node's median, in its unit, or the claim's probability off values of the target."""
        if self.statement:
            return float(np.mean(values))
        return float(np.exp(np.median(values)) if self.log else np.median(values))


def find_target(graph: Graph, name: str, *, key: str = "target") -> Target:
    """Find a node or a claim by its name.

    Parameters
    ----------
    graph : Graph
    name : str
    key : str, optional
        What the user gave the name to, for the message.

    Raises
    ------
    StudyError
        If there is neither, or it is certain.
    """
    claims = graph.study.claims
    if name not in (known := [*claims, *(part for node in graph.names for part in graph.known.parts(node))]):
        raise StudyError(unknown_name(name, known, what="node or claim"), key=key)
    if name in claims:
        target = Target(name, nodes_of(claims[name].statement), claims[name].statement)
    else:
        target = Target(name, (name,), log=always_positive(graph, name))
    if not any(graph.uncertain(split_name(node)[0]) for node in target.nodes):
        raise StudyError(f"{name!r} is a constant of this study, so that no input moves it", key=key)
    return target


def check_finite(values: Array, names: Sequence[str]) -> None:
    """Check values of targets before they are shared out: one that is not finite makes every index nonsense.

    Parameters
    ----------
    values : array
        Shape: (targets, draws).
    names : sequence of str
        The targets'.

    Raises
    ------
    StudyError
        With the target's name and how often it is not finite.
    """
    for name, row in zip(names, values, strict=True):
        wrong = float(np.mean(~np.isfinite(row)))
        if wrong:
            raise StudyError(
                f"{name!r} is not finite in {wrong:.2g} of the draws, so that its variance cannot be shared out."
                " Allowed: a node that is always finite, or a claim"
            )


@dataclass(frozen=True)
class Response:
    """Targets as a function of the scores of those inputs that they depend on.

    Attributes
    ----------
    graph : Graph
        Narrowed to the roots that reach a target.
    targets : tuple of Target
    columns : tuple of int
        The inputs with a part in a target, among those of the narrowed graph.
    """

    graph: Graph
    targets: tuple[Target, ...]
    columns: tuple[int, ...]

    @classmethod
    def of(cls, graph: Graph, targets: Sequence[Target]) -> "Response":
        """Narrow a graph to what its targets depend on, as its structural choices stand."""
        nodes = [node for target in targets for node in target.nodes]
        behind = frozenset[str]().union(*map(graph.lineage, nodes)) & graph.inputs
        bases = {split_name(name)[0] for name in behind}
        roots = {n: root for n, root in graph.roots.items() if split_name(root.quantity)[0] in bases}
        narrow = replace(graph, roots=roots)
        columns = (column for column, name in enumerate(input_names(narrow)) if name in behind)
        return cls(narrow, tuple(targets), tuple(columns))

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names of the inputs, in the order of the scores."""
        names = input_names(self.graph)
        return tuple(names[column] for column in self.columns)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the targets."""
        return tuple(target.name for target in self.targets)

    def __call__(self, scores: Array) -> Array:
        """Evaluate the targets.

        Parameters
        ----------
        scores : array
            Shape: (draws, inputs).

        Returns
        -------
        array
            Shape: (targets, draws).

        Raises
        ------
        StudyError
            If a target is not finite somewhere.
        """
        nodes = self._nodes(scores)
        values = [np.broadcast_to(target.values(nodes, self.graph.units), len(scores)) for target in self.targets]
        check_finite(np.array(values), self.names)
        return np.array(values)

    def _nodes(self, scores: Array) -> xr.Dataset:
        complete = np.zeros((len(scores), len(input_names(self.graph))))
        complete[:, list(self.columns)] = scores
        names = {split_name(node)[0] for target in self.targets for node in target.nodes}
        return evaluate(self.graph, roots_of_scores(self.graph, complete), names=sorted(names), terms=())[0]
