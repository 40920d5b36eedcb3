"""The graph: a study's quantities, computed nodes and evidence, tied together by name.

**Every quantity is a function of a standard normal root** (the non-centred form), **every item of
evidence is an observed variable, and an item that is out contributes exactly zero log-likelihood**;
``tests/model/graph/test_graph.py`` holds all three. `chains.pymc_model` makes one `pymc.Model` of it; draws by
plain arrays, which need no PyMC, go through the same evaluator (`arrays`).
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath
from typing import Any

import numpy as np

from ...priors import Prior, Quantity, Study, split_name
from ..evidence import observation, terms
from ..language import Backend, Evaluator, Given, Names, Node, Value
from .checks import check_options, check_record, check_study, check_values
from .correlated import correlated
from .formulas import argument_of, formulas_digest

__all__ = ["Graph", "Root", "build"]


@dataclass(frozen=True)
class Root:
    """A free random variable of the graph, without parameters of its own.

    Attributes
    ----------
    name : str
        Name in the model: the quantity's, with ``_z`` behind it.
    quantity : str
        The quantity that it drives.
    prior : Prior
        Which root it is; its location and scales do not matter to it.
    dims : tuple of str
        Dims of the variable.
    """

    name: str
    quantity: str
    prior: Prior
    dims: tuple[str, ...]


@dataclass(frozen=True)
class Graph:
    """A study's graph, with what is known of its names.

    Attributes
    ----------
    study : Study
        What it was built from.
    known : Names
        Dims, units and origins of every name.
    roots : dict of str to Root
        The free random variables.
    items : tuple of str
        Evidence items in the graph, in order of date, in or out.
    """

    study: Study
    known: Names
    roots: dict[str, Root]
    items: tuple[str, ...]

    @property
    def argument(self) -> dict[str, Node]:
        """The computed nodes."""
        return self.known.nodes

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of all nodes, constants among them."""
        return self.known.all

    @cached_property
    def units(self) -> dict[str, str]:
        """Unit of every node."""
        return {name: self.known.unit(name) for name in self.names}

    @cached_property
    def titles(self) -> dict[str, str]:
        """Titles of nodes, of quantities, which go before those of the formulas that they replace, and of items."""
        titles = {name: node.title for name, node in self.argument.items()}
        titles |= {name: entry.title for name, entry in self.study.quantities.items()}
        titles |= {name: item.title for name, item in self.study.evidence.items()}
        return titles | self.study.subject.words

    def attrs(self, name: str) -> dict[str, str]:
        """Return what labelled data says of a node: its unit, and its title, or its name in words."""
        words = name.replace("_", " ").capitalize()
        return {"units": self.units[name], "long_name": self.titles.get(name, words)}

    @cached_property
    def dims(self) -> dict[str, tuple[str, ...]]:
        """Dims of every node."""
        return {name: self.known.dims(name) for name in self.names}

    @cached_property
    def columns(self) -> dict[str, slice]:
        """Where the inputs of each root stand among all inputs, one for each of its coordinates."""
        columns, start = dict[str, slice](), 0
        for name, root in self.roots.items():
            columns[name] = slice(start, start := start + len(self.known.parts(root.quantity)))
        return columns

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle what the graph was made of, and nothing that was worked out since."""
        return Graph, (self.study, self.known, self.roots, self.items)

    def digest(self) -> str:
        """Return a hash of everything that the study assumes and of the formulas."""
        return hashlib.sha256((self.study.digest() + formulas_digest(self.argument.values())).encode()).hexdigest()

    def with_study(self, study: Study) -> "Graph":
        """Return the graph of another study with the same formulas."""
        return build(study, argument=self.argument.values(), near=self)

    @cached_property
    def parents(self) -> dict[str, tuple[str, ...]]:
        """By computed node: what its formulas take at the options that the study takes."""
        sources = {name: self.known.source(name) for name in self.names}
        return {name: source.parents for name, source in sources.items() if not isinstance(source, Given)}

    @cached_property
    def inputs(self) -> frozenset[str]:
        """Quantities that have a distribution, or the coordinates of one that do."""
        origins = {name: self.origin(name) for base in self.names for name in self.known.parts(base)}
        return frozenset(n for n, o in origins.items() if isinstance(o, Quantity) and not o.prior.constant)

    def origin(self, name: str) -> Quantity | Node:
        """Return the entry or the computed node that gives a scalar, or one coordinate of a vector, its value."""
        return self.known.origin(*split_name(name))

    def part_of(self, name: str, entry: Quantity) -> str:
        """Return the part of the argument that a quantity feeds first, or the name of its file if it feeds none."""
        base = split_name(name)[0]
        feeds = (n.part for n in self.argument.values() if base in {split_name(a)[0] for a in n.arguments})
        return next(feeds, PurePath(entry.file).stem)

    @cached_property
    def _lineages(self) -> dict[str, frozenset[str]]:
        return {}

    def lineage(self, name: str) -> frozenset[str]:
        """Return a node, or one coordinate of it, and all that it depends on, vectors by their coordinates."""
        if name not in self._lineages:
            behind = (self.lineage(parent) for parent in self.known.parents(name))
            own = () if self.known.coordinates(name) else (name,)
            self._lineages[name] = frozenset(own).union(*behind)
        return self._lineages[name]

    def ancestors(self, name: str) -> frozenset[str]:
        """Return a node's ancestors and itself, without coordinates."""
        return frozenset(split_name(other)[0] for other in self.lineage(name))

    def reaching(self, item: str) -> frozenset[str]:
        """Return all that an item of evidence depends on, vectors by their coordinates.

        That is what lies behind the node that it measures, its discounts, its standard deviation and the parameters of
        its observation model.
        """
        return frozenset[str]().union(*map(self.lineage, terms(item, self.known)))

    def uncertain(self, name: str) -> bool:
        """Whether a node has a distribution, which is to say a quantity that has one among its ancestors."""
        return not self.inputs.isdisjoint(self.lineage(name))

    def has_mean(self, name: str) -> bool:
        """Whether a node has a finite mean: no ancestor's tail is too heavy for one."""
        heavy = {split_name(r.quantity)[0] for r in self.roots.values() if r.prior.heavy}
        return not self.ancestors(name) & heavy

    def included(self, items: Iterable[str] | None = None) -> np.ndarray:
        """Return the mask over `items`: those of the study, or those given."""
        chosen = set(self.study.items if items is None else items)
        return np.array([float(name in chosen) for name in self.items])


class _Medians(Backend):
    """Values as numbers, every root at zero: enough to find roots, and what does not fit."""

    def __init__(self) -> None:
        self.roots: dict[str, Root] = {}

    def quantity(self, name: str, priors: tuple[Prior, ...], unit: str, dims: tuple[str, ...]) -> Value:
        free = next((p for p in priors if not p.constant), None)
        if free is not None:
            root = Root(f"{name}_z", name, free, dims)
            self.roots[root.name] = root
        medians = np.array([float(prior.forward(0.5)) for prior in priors])
        return medians if dims else medians[0]

    def included(self, item: str) -> float:
        return 1.0

    def stack(self, values: list[Value]) -> Value:
        return np.array(values)

    def register(self, name: str, value: Value, unit: str, dims: tuple[str, ...]) -> Value:
        return value


def build(study: Study, *, argument: Iterable[Node] | None = None, near: Graph | None = None) -> Graph:
    """Build the graph of a study.

    Parameters
    ----------
    study : Study
        Priors, evidence, choices and date.
    argument : iterable of Node, optional
        The computed nodes; those of the study's model unless given.
    near : Graph, optional
        Of another study, whose priors serve where the entries are the same.

    Returns
    -------
    Graph

    Raises
    ------
    StudyError
        If a name is unknown, a coordinate has no entry, or a unit does not fit.
    """
    items = () if study.taken_on_evidence.likelihood == "none" else study.items_by_date()
    study, tied = correlated(study)
    names = Names(
        study, (*(argument_of(study.model) if argument is None else argument), *tied), near=near.known if near else None
    )
    medians = _Medians()
    evaluator = Evaluator(names, medians)
    check_options(names)
    if argument is None:
        check_record(names)
    check_study(names)
    with np.errstate(all="ignore"):
        for name in names.all:
            evaluator.value(name)
        for name in items:
            observation(name, evaluator)
        check_values(names, evaluator, items)
    return Graph(study, names, medians.roots, items)
