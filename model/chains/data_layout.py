"""Layout: where each number of a study stands in the data of a compiled model.

A model that is compiled once must take every study of its structure as data. So that it stays small, all roots
are one vector, the values of one form of prior another, and so are all constants; this module says which element
is whose. A quantity whose prior has several forms under the options of the structural choices (no room,
half-normal room, …) has an element of each of them, from the same root, and data say which form is taken.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from ...priors import EvidenceItem, Prior, Quantity, with_choices
from ...priors.kinds import KINDS
from ...priors.prior import CONSTANT, Form
from ..evidence import numbers_of, value_of
from ..graph import Graph
from ..language import Names

__all__ = ["ROOTS", "Layout", "Part", "Slot"]

ROOTS = "roots"
"""Name of the vector of roots."""

Data = dict[str, NDArray[np.float64]]


class Part(NamedTuple):
    """A quantity, or one coordinate of it, with roots or constants of its own; one prior a coordinate, of one form."""

    name: str
    priors: tuple[Prior, ...]
    vector: bool


class Slot(NamedTuple):
    """A part under one form: which elements of the vector of that form's values are its own."""

    part: str
    form: Form
    where: slice


@dataclass(frozen=True)
class Layout:
    """The structure of a graph under every option of its choices.

    Attributes
    ----------
    options : dict of str to tuple of str
        By structural choice: the options that a compiled model computes side by side; of how evidence enters, those
        with a joint likelihood.
    forms : dict of str to tuple of Form
        By part: the forms of its priors.
    sizes : dict of str to int
        By part: its coordinates.
    items : tuple of str
        Evidence items, by kind.
    """

    options: Mapping[str, tuple[str, ...]]
    forms: Mapping[str, tuple[Form, ...]]
    sizes: Mapping[str, int]
    items: tuple[str, ...]

    @classmethod
    def of(cls, graph: Graph) -> "Layout":
        """Lay out a graph."""
        study = graph.study
        options = {c: tuple(study.options[c].options) if c in study.options else (o,) for c, o in study.choices.items()}
        if study.choice_on_evidence:
            options[study.choice_on_evidence] = study.joint_options or (study.choices[study.choice_on_evidence],)
        forms, sizes = _forms(graph, options)
        items = tuple(name for kind in KINDS for name in graph.items if study.evidence[name].kind == kind)
        return cls(options, forms, sizes, items)

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """Every part under every form, form by form; constants last."""
        slots = []
        for form in self.vectors:
            start = 0
            for part, forms in self.forms.items():
                if form in forms:
                    slots.append(Slot(part, form, slice(start, start + self.sizes[part])))
                    start += self.sizes[part]
        return tuple(slots)

    @cached_property
    def vectors(self) -> tuple[Form, ...]:
        """Forms of which there is any; constants last."""
        forms = {form for forms in self.forms.values() for form in forms}
        return tuple(sorted(forms, key=lambda form: (form == CONSTANT, form.name)))

    @cached_property
    def places(self) -> dict[str, slice]:
        """By part that has a root under any of its forms: which elements of the vector of roots are its own."""
        parts = [part for part, forms in self.forms.items() if forms != (CONSTANT,)]
        ends = np.cumsum([self.sizes[part] for part in parts]).tolist()
        return {part: slice(end - self.sizes[part], end) for part, end in zip(parts, ends, strict=True)}

    @property
    def root_count(self) -> int:
        """Length of the vector of roots."""
        return max((place.stop for place in self.places.values()), default=0)

    def roots_of(self, form: Form) -> NDArray[np.int_]:
        """Positions of the roots of a form's values in the vector of roots."""
        parts = [slot.part for slot in self.slots if slot.form == form]
        return np.concatenate([np.arange(self.places[part].start, self.places[part].stop) for part in parts])

    @cached_property
    def lengths(self) -> dict[Form, int]:
        """Elements of each form's vector."""
        return {form: max(slot.where.stop for slot in self.slots if slot.form == form) for form in self.vectors}

    @cached_property
    def several(self) -> tuple[str, ...]:
        """Parts that have more than one form."""
        return tuple(part for part, forms in self.forms.items() if len(forms) > 1)

    def active(self, graph: Graph) -> dict[str, Form]:
        """Return the form of each part in a study of this structure."""
        return {part.name: part.priors[0].form for part in _parts(graph.known)}

    def data(self, graph: Graph) -> Data:
        """Return a study's data.

        Parameters
        ----------
        graph : Graph
            Of the same structure.

        Returns
        -------
        dict of str to array
            ``<form>_prior``, a row for each of the numbers of the form; ``form`` of each part that has
            several; ``<choice>_option``; ``included`` and ``observed`` of the items, and ``<kind>_numbers``, a row
            for each of the numbers of its items.
        """
        study, names = graph.study, self.options
        seen = set(study.items)
        return {
            **self._priors(graph),
            **{f"{c}_option": np.array(float(self._option(graph, c))) for c in names if len(names[c]) > 1},
            "included": np.array([float(name in seen) for name in self.items]),
            "observed": np.array([value_of(name, graph.known) for name in self.items]),
            **self._numbers(graph),
        }

    def _numbers(self, graph: Graph) -> Data:
        """Return the numbers of items; one where a quantity gives the number."""
        numbers: dict[str, list[tuple[float | None, ...]]] = {}
        for name in self.items:
            numbers.setdefault(graph.study.evidence[name].kind, []).append(numbers_of(name, graph.known))
        tables = {kind: np.array(rows, dtype=float).T for kind, rows in numbers.items()}
        return {f"{kind}_numbers": np.where(np.isnan(rows), 1.0, rows) for kind, rows in tables.items() if rows.size}

    def _option(self, graph: Graph, choice: str) -> int:
        """Return an option's position; of the evidence model among those with a likelihood."""
        own = graph.study.choices[choice]
        return self.options[choice].index(own) if own in self.options[choice] else 0

    def _priors(self, graph: Graph) -> Data:
        """Return priors' numbers; those of a form that is not taken are zero, of which any form makes a number."""
        parts = {part.name: part for part in _parts(graph.known)}
        active = self.active(graph)
        data = {f"{form.name}_prior": np.zeros((form.size, self.lengths[form])) for form in self.vectors}
        for part, form, where in self.slots:
            if active.get(part) == form:
                data[f"{form.name}_prior"][:, where] = np.transpose([prior.numbers for prior in parts[part].priors])
        taken = [float(self.forms[part].index(active.get(part, self.forms[part][0]))) for part in self.several]
        return data | {"form": np.array(taken)}

    def roots(self, graph: Graph, draws: xr.Dataset) -> dict[str, NDArray[np.float64]]:
        """Return the roots of a study's priors, as the graph names them.

        Parameters
        ----------
        graph : Graph
        draws : xarray.Dataset
            Of the compiled model: the vector of roots, with dims ``chain`` and ``draw`` first.

        Returns
        -------
        dict of str to array
            Chains after each other. Shape of each: (draws,) or (draws, coordinates).
        """
        values = draws[ROOTS].values
        flat = values.reshape(-1, values.shape[-1])
        roots = {name: flat[:, self.places[root.quantity]] for name, root in graph.roots.items()}
        return {name: values if graph.roots[name].dims else values[:, 0] for name, values in roots.items()}

    def structure(self, graph: Graph) -> str:
        """Return a hash of all that a compiled model depends on; studies that share it share the model."""
        evidence = [(name, _shape(graph.study.evidence[name])) for name in self.items]
        origins = [(name, _origins(graph, name), graph.dims[name]) for name in graph.names]
        nodes = [(node.name, [id(f.function) for f in node.formulas]) for node in graph.argument.values()]
        dims = {dim: graph.study.coordinates(dim) for dim in graph.study.model.dims}
        content = (sorted(self.options.items()), self.slots, evidence, origins, nodes, dims)
        return hashlib.sha256(repr(content).encode()).hexdigest()


def _shape(item: EvidenceItem) -> tuple[object, ...]:
    return item.kind, item.measures, item.discounts, item.sd_quantity


def _origins(graph: Graph, name: str) -> list[bool]:
    """Say, by coordinate, whether a name's value is a quantity's."""
    coordinates = graph.known.coordinates(name) or (None,)
    return [isinstance(graph.known.origin(name, c), Quantity) for c in coordinates]


def _parts(names: Names) -> Iterator[Part]:
    """Yield every part of every quantity."""
    for name in names.all:
        if priors := names.priors(name):
            yield Part(name, priors, bool(names.dims(name)))
            continue
        for coordinate in names.coordinates(name):
            origin = names.origin(name, coordinate)
            if isinstance(origin, Quantity):
                part = f"{name}[{coordinate}]"
                yield Part(part, (names.prior(part, origin),), False)


def _forms(graph: Graph, options: Mapping[str, tuple[str, ...]]) -> tuple[dict[str, tuple[Form, ...]], dict[str, int]]:
    """Return the forms that each part's priors take under any of the options, and its size."""
    study, forms, sizes = graph.study, dict[str, dict[Form, None]](), dict[str, int]()
    changing = [
        graph.with_study(with_choices(study, {choice: option}))
        for choice, names in options.items()
        for option in names
        if option != study.choices[choice] and study.options[choice].options[option].quantities
    ]
    for each in (graph, *changing):
        for part in _parts(each.known):
            forms.setdefault(part.name, {})[part.priors[0].form] = None
            sizes[part.name] = len(part.priors)
    return {name: tuple(sorted(own, key=lambda f: f.name)) for name, own in forms.items()}, sizes
