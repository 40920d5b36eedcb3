"""The graph: one `pymc.Model` that holds a study's quantities, computed nodes and evidence.

**Every quantity is a parameter-free root, stretched and linked** (the non-centred form), **every item of
evidence is an observed variable, and an item that is out contributes exactly zero log-likelihood**;
``tests/test_graph.py`` holds all three. Whether an item is in is data (``included``), so one compiled
graph serves every date and every choice of items.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pymc as pm
import pytensor.tensor as pt

from ..priors import Prior, Quantity, Study, StudyError, split_name, unknown_name
from ..priors.study import NO_LIKELIHOOD
from .argument import ARGUMENT
from .evidence import observation, observe
from .nodes import Node, Value
from .wiring import DIMS, Wiring

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
    """A study as a PyMC model, with what is known of its names.

    Attributes
    ----------
    study : Study
        What it was built from.
    model : pymc.Model
        The graph. Its names are public: nodes, roots (``<quantity>_z``) and evidence items.
    roots : dict of str to Root
        The free random variables.
    units, dims, parents : dict
        By node. Parents are the names that a formula takes.
    argument : dict of str to Node
        The computed nodes.
    items : tuple of str
        Evidence items in the graph, in order of date, in or out.
    """

    study: Study
    model: pm.Model
    roots: dict[str, Root]
    units: dict[str, str]
    dims: dict[str, tuple[str, ...]]
    parents: dict[str, tuple[str, ...]]
    argument: dict[str, Node]
    items: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all nodes, constants among them."""
        return tuple(self.units)

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

    def uncertain(self, name: str) -> bool:
        """Whether a node has a distribution, which is to say a root among its ancestors."""
        driven = {split_name(root.quantity)[0] for root in self.roots.values()}
        return bool(self.ancestors(name) & driven)

    def has_mean(self, name: str) -> bool:
        """Whether a node has a finite mean: no ancestor's tail is too heavy for one."""
        heavy = {split_name(r.quantity)[0] for r in self.roots.values() if r.prior.heavy}
        return not self.ancestors(name) & heavy

    def included(self, items: Iterable[str] | None = None) -> np.ndarray:
        """Return the mask over `items`: those of the study, or those given."""
        chosen = set(self.study.items if items is None else items)
        return np.array([float(name in chosen) for name in self.items])


class _Tensors:
    """Values as tensors in an open model."""

    def __init__(self, study: Study, items: tuple[str, ...]) -> None:
        self.study, self.items = study, items
        self.roots: dict[str, Root] = {}
        self.units: dict[str, str] = {}
        self.node_dims: dict[str, tuple[str, ...]] = {}

    def quantity(self, name: str, priors: tuple[Prior, ...], unit: str, dims: tuple[str, ...]) -> Value:
        free = next((p for p in priors if not p.constant), None)
        if free is None:
            values = np.array([float(p.forward(0.0)) for p in priors])
            data = pm.Data(name, values if dims else values[0], dims=dims or None)
            return self._noted(name, data, unit, dims)
        root = Root(f"{name}_z", name, free, dims)
        self.roots[root.name] = root
        return self.register(name, _stretched(priors, _free_variable(root), bool(dims)), unit, dims)

    def included(self, item: str) -> Value:
        if item not in self.items:
            return pt.constant(0.0)
        return pm.modelcontext(None)["included"][self.items.index(item)]

    def stack(self, values: list[Value]) -> Value:
        return pt.stack(values)

    def register(self, name: str, value: Value, unit: str, dims: tuple[str, ...]) -> Value:
        """Make a value a public node; a coordinate's own value stays inside its vector."""
        if split_name(name)[1]:
            return value
        return self._noted(name, pm.Deterministic(name, value, dims=dims or None), unit, dims)

    def _noted(self, name: str, value: Value, unit: str, dims: tuple[str, ...]) -> Value:
        if not split_name(name)[1]:
            self.units[name], self.node_dims[name] = unit, dims
        return value


def _free_variable(root: Root) -> Value:
    """Register a root; a one-sided one is folded at zero."""
    dims = root.dims or None
    match root.prior.root:
        case "half_normal":
            return abs(pm.Normal(root.name, 0.0, 1.0, dims=dims))
        case "half_student_t":
            return abs(pm.StudentT(root.name, nu=root.prior.nu, mu=0.0, sigma=1.0, dims=dims))
        case "exponential":
            return abs(pm.Laplace(root.name, 0.0, 1.0, dims=dims))
        case "uniform":
            return pm.Uniform(root.name, 0.0, 1.0, dims=dims)
    return pm.Normal(root.name, 0.0, 1.0, dims=dims)


def _stretched(priors: tuple[Prior, ...], root: Value, vector: bool) -> Value:
    """Stretch a root by its priors' scales and link it; a constant among free ones has scale zero."""
    link = next(p.link for p in priors if not p.constant)
    location, below, above = (np.array(v) for v in zip(*(_form(p, link) for p in priors), strict=True))
    if not vector:
        location, below, above = location[0], below[0], above[0]
    both_sides = any(p.root == "normal" and p.below != p.above for p in priors)
    scale = pt.switch(root < 0, below, above) if both_sides else above
    stretched = location + scale * root
    match link:
        case "exp":
            return pt.exp(stretched)
        case "expit":
            return pt.sigmoid(stretched)
    return stretched


def _form(prior: Prior, link: str) -> tuple[float, float, float]:
    if not prior.constant or link == "identity":
        return prior.location, prior.below, prior.above
    value = prior.location
    with np.errstate(divide="ignore"):
        return (float(np.log(value)) if link == "exp" else float(np.log(value / (1 - value)))), 0.0, 0.0


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
    argument = tuple(argument)
    items = () if study.choices.get("evidence_model") in NO_LIKELIHOOD else study.items_by_date()
    coords = {dim: study.coordinates(dim) for dim in ("scenario", "model", "source")}
    with pm.Model(coords={**coords, "item": items}) as model:
        tensors = _Tensors(study, items)
        wiring = Wiring(study, argument, tensors)
        check_names(wiring)
        if items:
            pm.Data("included", np.array([float(name in study.items) for name in items]), dims="item")
        for name in wiring.names():
            wiring.value(name)
        for name in items:
            observe(name, observation(name, wiring), tensors.included(name))
    nodes = {node.name: node for node in argument}
    return Graph(study, model, tensors.roots, tensors.units, tensors.node_dims, wiring.parents, nodes, items)


def check_names(wiring: Wiring) -> None:
    """Check that every quantity of the study has a use.

    Raises
    ------
    StudyError
        If the study names a quantity that nothing takes; the message names the file that holds it.
    """
    study, items = wiring.study, wiring.study.evidence.values()
    used = {name for node in wiring.nodes.values() for name in (node.name, *node.arguments)}
    used |= {name for item in items for name in (*item.discounts, item.measures, item.sd_quantity) if name}
    bases = {split_name(name)[0] for name in used} if wiring.nodes else set(map(_base, study.quantities))
    for name, entry in study.quantities.items():
        base, coordinate = split_name(name)
        problem = _dim_problem(entry) or (coordinate and _coordinate_problem(name, wiring))
        if base not in bases and not entry.file.startswith(SHIPPED_FILES):
            known = [other for other in wiring.names() if other in bases]
            problem = unknown_name(name, known, what="quantity")
        if problem:
            raise StudyError(problem, file=entry.file, key=f"quantities.{name}")


def _dim_problem(entry: Quantity) -> str:
    return next((unknown_name(dim, DIMS, what="dim") for dim in entry.dims if dim not in DIMS), "")


def _coordinate_problem(name: str, wiring: Wiring) -> str:
    base, coordinate = split_name(name)
    known = wiring.coordinates(base)
    return "" if coordinate in known else unknown_name(name, [f"{base}[{c}]" for c in known], what="coordinate")


SHIPPED_FILES = ("quantities/", "studies/", "choices.toml")
"""Where the shipped quantities are, some of which are read without being used by anything."""


def _base(name: str) -> str:
    return split_name(name)[0]
