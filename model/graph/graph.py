"""The graph: a study's quantities, computed nodes and evidence, tied together by name.

**Every quantity is a parameter-free root, stretched and linked** (the non-centred form), **every item of
evidence is an observed variable, and an item that is out contributes exactly zero log-likelihood**;
``tests/model/graph/test_graph.py`` holds all three. `chains.pymc_model` makes one `pymc.Model` of it; draws by
plain arrays, which need no PyMC, go through the same evaluator (`arrays`).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ...priors import Prior, Quantity, Study, StudyError, split_name, unknown_name
from ...priors.study import NO_LIKELIHOOD
from ..argument import ARGUMENT
from ..evidence import observation
from ..language import Backend, Computed, Evaluator, Names, Node, Stacked, Value, unused_arguments

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
    parents : dict
        By node: the names that a formula takes.
    unused : dict
        By name: arguments of its formula that the study's structural choices leave without a use. Where only
        some nodes are asked for, as by `draws`, these need not be evaluated for it.
    items : tuple of str
        Evidence items in the graph, in order of date, in or out.
    """

    study: Study
    known: Names
    roots: dict[str, Root]
    parents: dict[str, tuple[str, ...]]
    unused: dict[str, frozenset[str]]
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
    def dims(self) -> dict[str, tuple[str, ...]]:
        """Dims of every node."""
        return {name: self.known.dims(name) for name in self.names}

    def with_study(self, study: Study) -> "Graph":
        """Return the graph of another study with the same formulas."""
        return build(study, argument=self.argument.values())

    def ancestors(self, name: str) -> frozenset[str]:
        """Return a node's ancestors and itself, without coordinates."""
        found: set[str] = set()
        queue = [name]
        while queue:
            base = split_name(queue.pop())[0]
            if base not in found and base in self.units:
                found.add(base)
                queue.extend(self.parents.get(base, ()))
        return frozenset(found)

    @cached_property
    def _uncertain(self) -> frozenset[str]:
        driven = {split_name(name)[0] for name, entry in self.study.quantities.items() if not entry.prior.constant}
        return frozenset(name for name in self.names if self.ancestors(name) & driven)

    def uncertain(self, name: str) -> bool:
        """Whether a node has a distribution, which is to say a quantity that has one among its ancestors."""
        return name in self._uncertain

    def has_mean(self, name: str) -> bool:
        """Whether a node has a finite mean: no ancestor's tail is too heavy for one."""
        heavy = {split_name(r.quantity)[0] for r in self.roots.values() if r.prior.heavy}
        return not self.ancestors(name) & heavy

    def included(self, items: Iterable[str] | None = None) -> np.ndarray:
        """Return the mask over `items`: those of the study, or those given."""
        chosen = set(self.study.items if items is None else items)
        return np.array([float(name in chosen) for name in self.items])


class _Medians(Backend):
    """Values as numbers, every root at zero: enough to find roots and parents, and what does not fit."""

    def __init__(self, study: Study) -> None:
        self.study = study
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

    def chosen(self, choices: tuple[str, ...], formula: Callable[[Mapping[str, str]], Value]) -> Value:
        return formula({choice: self.study.choices[choice] for choice in choices})

    def stack(self, values: list[Value]) -> Value:
        return np.array(values)

    def register(self, name: str, value: Value, unit: str, dims: tuple[str, ...]) -> Value:
        return value


def build(study: Study, *, argument: Iterable[Node] = ARGUMENT) -> Graph:
    """Build the graph of a study.

    Parameters
    ----------
    study : Study
        Priors, evidence, choices and date.
    argument : iterable of Node, optional
        The computed nodes; the post's unless given.

    Returns
    -------
    Graph

    Raises
    ------
    StudyError
        If a name is unknown, a coordinate has no entry, or a unit does not fit.
    """
    items = () if study.choices.get("evidence_model") in NO_LIKELIHOOD else study.items_by_date()
    names, medians = Names(study, argument), _Medians(study)
    evaluator = Evaluator(names, medians)
    check_names(names)
    with np.errstate(all="ignore"):
        for name in names.all:
            evaluator.value(name)
        for name in items:
            observation(name, evaluator)
        unused = _unused(evaluator)
    return Graph(study, names, medians.roots, evaluator.parents, unused, items)


def _unused(evaluator: Evaluator) -> dict[str, frozenset[str]]:
    """Return, for each formula that depends on structural choices, the arguments that it has no use for."""
    found = {}
    for name in evaluator.names.all:
        source = evaluator.names.source(name)
        for part in source.parts if isinstance(source, Stacked) else (source,):
            if isinstance(part, Computed) and part.choices:
                found[part.name] = _unused_by(part, evaluator)
    return found


def _unused_by(computed: Computed, evaluator: Evaluator) -> frozenset[str]:
    options = {choice: evaluator.study.choices[choice] for choice in computed.choices}
    values = {name: evaluator.value(name) for name in computed.needed}
    return unused_arguments(lambda given: computed.node.at({**given, **options}), values)


def check_names(names: Names) -> None:
    """Check that every quantity of the study has a use.

    Raises
    ------
    StudyError
        If the study names a quantity that nothing takes; the message names the file that holds it.
    """
    study, items = names.study, names.study.evidence.values()
    used = {name for node in names.nodes.values() for name in (node.name, *node.arguments)}
    used |= {name for item in items for name in (*item.discounts, item.measures, item.sd_quantity) if name}
    bases = {split_name(name)[0] for name in used} if names.nodes else set(map(_base, study.quantities))
    for name, entry in study.quantities.items():
        base, coordinate = split_name(name)
        problem = _dim_problem(entry, study) or (coordinate and _coordinate_problem(name, names))
        if base not in bases and not entry.file.startswith(SHIPPED_FILES):
            known = [other for other in names.all if other in bases]
            problem = unknown_name(name, known, what="quantity")
        if problem:
            raise StudyError(problem, file=entry.file, key=f"quantities.{name}")


def _dim_problem(entry: Quantity, study: Study) -> str:
    dims = study.model.dims
    return next((unknown_name(dim, dims, what="dim") for dim in entry.dims if dim not in dims), "")


def _coordinate_problem(name: str, names: Names) -> str:
    base, coordinate = split_name(name)
    known = names.coordinates(base)
    return "" if coordinate in known else unknown_name(name, [f"{base}[{c}]" for c in known], what="coordinate")


SHIPPED_FILES = ("quantities/", "studies/", "choices.toml")
"""Where the shipped quantities are, some of which are read without being used by anything."""


def _base(name: str) -> str:
    return split_name(name)[0]
