"""Wiring: finding the value of every name, whether the values are tensors or quantities with units.

One walk serves both, so that the units that are checked are those of the graph that is sampled.
"""

from collections.abc import Iterable
from typing import Protocol

from ..priors import Prior, Quantity, Study, StudyError, make_prior, split_name, unknown_name
from ..priors.units import conversion_factor
from .nodes import Node, Value

__all__ = ["DIMS", "Backend", "Wiring", "one_form"]

DIMS = ("scenario", "model", "source")
"""The dims of the graph."""


class Backend(Protocol):
    """What values are made of."""

    def quantity(self, name: str, priors: tuple[Prior, ...], unit: str, dims: tuple[str, ...]) -> Value:
        """Make the value of a quantity from its prior, or from one prior a coordinate where it has dims."""

    def included(self, item: str) -> Value:
        """Say whether an evidence item is in: one or zero."""

    def stack(self, values: list[Value]) -> Value:
        """Make a vector of scalars."""

    def register(self, name: str, value: Value, unit: str, dims: tuple[str, ...]) -> Value:
        """Take note of a computed value, and return it."""


class Wiring:
    """Names to values, each made once, parents first.

    Parameters
    ----------
    study : Study
        Where quantities and choices come from.
    argument : iterable of Node
        The computed nodes.
    backend : Backend
        What values are made of.

    Notes
    -----
    A coordinate takes its value from the first of: the study's entry for it, the study's entry for the
    whole node, a formula for it, a formula for the whole node. So an entry always replaces a formula.
    """

    def __init__(self, study: Study, argument: Iterable[Node], backend: Backend) -> None:
        self.study, self.backend = study, backend
        self.nodes = {node.name: node for node in argument}
        self.parents: dict[str, tuple[str, ...]] = {}
        self._values: dict[str, Value] = {}
        self._underway: list[str] = []

    def names(self) -> tuple[str, ...]:
        """Names of all quantities and computed nodes, without coordinates."""
        return tuple(dict.fromkeys(split_name(name)[0] for name in (*self.study.quantities, *self.nodes)))

    def dims(self, name: str) -> tuple[str, ...]:
        """Dims of a public name; none for a scalar."""
        for entries in (self.nodes, self.study.quantities):
            if name in entries and entries[name].dims:
                return tuple(entries[name].dims)
        parts = {c for base, c in map(split_name, (*self.study.quantities, *self.nodes)) if base == name and c}
        return tuple(dim for dim in DIMS if parts & set(self.study.coordinates(dim)))

    def coordinates(self, name: str) -> tuple[str, ...]:
        """Coordinates of a public name; none for a scalar."""
        return tuple(c for dim in self.dims(name) for c in self.study.coordinates(dim))

    def unit(self, name: str) -> str:
        """Unit of a public name: as the computed node declares it, or else as its entry does.

        Raises
        ------
        StudyError
            If there is nothing of that name.
        """
        self._check_known(name)
        parts = [name, *(f"{name}[{c}]" for c in self.coordinates(name))]
        units = [self.nodes[p].unit for p in parts if p in self.nodes]
        return (units or [self.study.quantities[p].unit for p in parts if p in self.study.quantities])[0]

    def value(self, name: str) -> Value:
        """Return the value of a choice, ``included[item]``, a node, a quantity, or a coordinate of one.

        Raises
        ------
        StudyError
            If there is nothing of that name, or it depends on itself.
        """
        if name in self.study.choices:
            return self.study.choices[name]
        base, coordinate = split_name(name)
        if base == "included" and coordinate:
            return self.backend.included(coordinate)
        if coordinate:
            return self.value(base)[self._index(base, coordinate)]
        if name not in self._values:
            self._values[name] = self._made(name)
        return self._values[name]

    def _index(self, base: str, coordinate: str) -> int:
        names = self.coordinates(base)
        if coordinate not in names:
            allowed = [f"{base}[{c}]" for c in names] or self.names()
            raise StudyError(unknown_name(f"{base}[{coordinate}]", allowed, what="node"), file=self.study.file)
        return names.index(coordinate)

    def _check_known(self, name: str) -> None:
        if name not in self.names():
            raise StudyError(unknown_name(name, self.names(), what="node"), file=self.study.file)

    def _made(self, name: str) -> Value:
        self._check_known(name)
        if name in self._underway:
            raise StudyError(f"{name!r} depends on itself: {' → '.join([*self._underway, name])}", file=self.study.file)
        self._underway.append(name)
        coordinates = self.coordinates(name)
        value = self._vector(name, coordinates) if coordinates else self._scalar(name, self._origin(name, None))
        self._underway.pop()
        return value

    def _origin(self, name: str, coordinate: str | None) -> Quantity | Node:
        part = f"{name}[{coordinate}]"
        for entries in (self.study.quantities, self.nodes):
            for key in (part, name):
                if key in entries:
                    return entries[key]
        names = [n for n in (*self.study.quantities, *self.nodes) if split_name(n)[0] == name]
        problem = f"has no entry; {name!r} needs one for every coordinate, as {', '.join(names)} have"
        raise StudyError(problem, file=self.study.file, key=f"quantities.{part}")

    def _scalar(self, name: str, origin: Quantity | Node) -> Value:
        if isinstance(origin, Quantity):
            return self.backend.quantity(name, (self._prior(name, origin),), self.unit(split_name(name)[0]), ())
        value = self._computed(split_name(name)[0], origin)
        return self.backend.register(name, value, origin.unit, ())

    def _vector(self, name: str, coordinates: tuple[str, ...]) -> Value:
        origins = [self._origin(name, c) for c in coordinates]
        dims, unit = self.dims(name), self.unit(name)
        if all(isinstance(origin, Quantity) for origin in origins):
            priors = tuple(self._prior(name, origin) for origin in origins if isinstance(origin, Quantity))
            if one_form(priors):
                return self.backend.quantity(name, priors, unit, dims)
        if all(origin is self.nodes.get(name) for origin in origins):
            return self.backend.register(name, self._computed(name, self.nodes[name]), unit, dims)
        parts = [self._part(name, i, c, o) for i, (c, o) in enumerate(zip(coordinates, origins, strict=True))]
        return self.backend.register(name, self.backend.stack(parts), unit, dims)

    def _part(self, name: str, index: int, coordinate: str, origin: Quantity | Node) -> Value:
        part = f"{name}[{coordinate}]"
        if isinstance(origin, Quantity):
            self.parents[name] = (*self.parents.get(name, ()), part)
            return self.backend.quantity(part, (self._prior(part, origin),), self.unit(name), ())
        value = self._computed(name, origin)
        return value[index] if origin.dims else value

    def _computed(self, name: str, node: Node) -> Value:
        known = self.parents.get(name, ())
        self.parents[name] = tuple(dict.fromkeys((*known, *node.arguments)))
        return node.formula(*(self.value(argument) for argument in node.arguments))

    def _prior(self, name: str, entry: Quantity) -> Prior:
        unit, key = self.unit(split_name(name)[0]), f"quantities.{name}.unit"
        factor = conversion_factor(entry.unit, unit, file=entry.file, key=key)
        return make_prior(entry.prior.family, entry.prior.parameters, factor=factor)


def one_form(priors: Iterable[Prior]) -> bool:
    """Whether all priors that are not constant have the same root and link, so that a vector serves them."""
    return len({(p.root, p.link, p.nu) for p in priors if not p.constant}) <= 1
