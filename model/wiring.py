"""Wiring: finding the value of every name, whether values are tensors, arrays or quantities with units.

One walk serves all three, so that the units that are checked, the draws that are simulated and the graph
that is sampled are of the same formulas.
"""

from collections.abc import Callable, Mapping
from typing import Protocol

from ..priors import Prior, Quantity, Study, StudyError, split_name
from .names import Names
from .nodes import Node, Value

__all__ = ["Backend", "Wiring"]


class Backend(Protocol):
    """What values are made of."""

    def quantity(self, name: str, priors: tuple[Prior, ...], unit: str, dims: tuple[str, ...]) -> Value:
        """Make the value of a quantity from its prior, or from one prior a coordinate where it has dims."""

    def included(self, item: str) -> Value:
        """Say whether an evidence item is in: one or zero."""

    def chosen(self, choices: tuple[str, ...], formula: Callable[[Mapping[str, str]], Value]) -> Value:
        """Evaluate what depends on structural choices, at the options that are taken."""

    def stack(self, values: list[Value]) -> Value:
        """Make a vector of scalars."""

    def register(self, name: str, value: Value, unit: str, dims: tuple[str, ...]) -> Value:
        """Take note of a computed value, and return it."""


class Wiring:
    """Names to values, each made once, parents first.

    Parameters
    ----------
    names : Names
        What the study calls its quantities and nodes.
    backend : Backend
        What values are made of.
    """

    def __init__(self, names: Names, backend: Backend) -> None:
        self.names, self.backend = names, backend
        self.parents: dict[str, tuple[str, ...]] = {}
        self._values: dict[str, Value] = {}
        self._underway: list[str] = []

    @property
    def study(self) -> Study:
        """Where quantities and choices come from."""
        return self.names.study

    def value(self, name: str) -> Value:
        """Return the value of ``included[item]``, a node, a quantity, or a coordinate of one.

        Raises
        ------
        StudyError
            If there is nothing of that name, or it depends on itself.
        """
        base, coordinate = split_name(name)
        if base == "included" and coordinate:
            return self.backend.included(coordinate)
        if coordinate:
            return self.value(base)[self.names.index(base, coordinate)]
        if name not in self._values:
            self._values[name] = self._made(name)
        return self._values[name]

    def _made(self, name: str) -> Value:
        self.names.check_known(name)
        if name in self._underway:
            raise StudyError(f"{name!r} depends on itself: {' → '.join([*self._underway, name])}", file=self.study.file)
        self._underway.append(name)
        coordinates = self.names.coordinates(name)
        value = self._vector(name, coordinates) if coordinates else self._scalar(name)
        self._underway.pop()
        return value

    def _scalar(self, name: str) -> Value:
        origin = self.names.origin(name, None)
        if isinstance(origin, Quantity):
            return self.backend.quantity(name, (self.names.prior(name, origin),), self.names.unit(name), ())
        return self.backend.register(name, self._computed(name, origin), origin.unit, ())

    def _vector(self, name: str, coordinates: tuple[str, ...]) -> Value:
        dims, unit = self.names.dims(name), self.names.unit(name)
        if priors := self.names.priors(name):
            return self.backend.quantity(name, priors, unit, dims)
        origins = [self.names.origin(name, c) for c in coordinates]
        if all(origin is self.names.nodes.get(name) for origin in origins):
            return self.backend.register(name, self._computed(name, self.names.nodes[name]), unit, dims)
        parts = [self._part(name, i, c, o) for i, (c, o) in enumerate(zip(coordinates, origins, strict=True))]
        return self.backend.register(name, self.backend.stack(parts), unit, dims)

    def _part(self, name: str, index: int, coordinate: str, origin: Quantity | Node) -> Value:
        part = f"{name}[{coordinate}]"
        if isinstance(origin, Quantity):
            self.parents[name] = (*self.parents.get(name, ()), part)
            return self.backend.quantity(part, (self.names.prior(part, origin),), self.names.unit(name), ())
        value = self._computed(name, origin)
        return value[index] if origin.dims else value

    def _computed(self, name: str, node: Node) -> Value:
        known = self.parents.get(name, ())
        self.parents[name] = tuple(dict.fromkeys((*known, *node.arguments)))
        choices = tuple(argument for argument in node.arguments if argument in self.study.choices)
        values = {argument: self.value(argument) for argument in node.arguments if argument not in choices}
        return self.backend.chosen(
            choices, lambda options: node.formula(*({**values, **options}[argument] for argument in node.arguments))
        )
