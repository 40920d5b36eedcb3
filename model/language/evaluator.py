"""Evaluator: finding the value of every name, whether values are tensors, arrays or quantities with units.

One walk serves all three, so that the units that are checked, the draws that are simulated and the graph
that is sampled are of the same formulas.
"""

from collections.abc import Callable, Container
from typing import Protocol

import numpy as np

from ...priors import Prior, Study, StudyError, split_name
from .names import Computed, Given, Names, Stacked
from .nodes import Formula, Value

__all__ = ["Backend", "Evaluator"]


class Backend(Protocol):
    """What values are made of."""

    def quantity(self, name: str, priors: tuple[Prior, ...], unit: str, dims: tuple[str, ...]) -> Value:
        """Make the value of a quantity from its prior, or from one prior a coordinate where it has dims."""

    def included(self, item: str) -> Value:
        """Say whether an evidence item is in: one or zero."""

    def observed(self, item: str, value: float) -> Value:
        """Make the value of what an evidence item reports, on its scale."""
        return value

    def chosen(self, source: Computed, at: Callable[[Formula], Value]) -> Value:
        """Evaluate a node: by the formula of the option that the study takes, unless all are wanted side by side."""
        return at(source.formula)

    def coordinate(self, given: Given, index: int) -> Value | None:
        """Make one coordinate of a quantity on its own, if that is less work than to make all of them."""
        return None

    def stack(self, values: list[Value]) -> Value:
        """Make a vector of scalars."""

    def register(self, name: str, value: Value, unit: str, dims: tuple[str, ...]) -> Value:
        """Take note of a computed value, and return it."""


class Evaluator:
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
        self._values: dict[str, Value] = {}
        self._logs: dict[str, Value] = {}
        self._underway: list[str] = []

    @property
    def study(self) -> Study:
        """Where quantities and choices come from."""
        return self.names.study

    def value(self, name: str) -> Value:
        """Return the value of ``included[item]`` or ``observed[item]``, a node, a quantity, or a coordinate of one.

        Raises
        ------
        StudyError
            If there is nothing of that name, or it depends on itself.
        """
        if name in self._values:
            return self._values[name]
        base, coordinate = split_name(name)
        if base == "included" and coordinate:
            return self.backend.included(coordinate)
        if base == "observed" and coordinate:
            return self.backend.observed(coordinate, self._reported(coordinate))
        value = self._coordinate(base, self.names.index(base, coordinate)) if coordinate else self._made(name)
        self._values[name] = value
        return value

    def _reported(self, item: str) -> float:
        """Return what an item reports, which nothing but its kind has to say where it has no unit."""
        known = self.study.evidence.get(item)
        return known.of_kind.reported(known) if known else 0.0

    def log(self, name: str) -> Value:
        """Return the logarithm of a value, which is made once."""
        if name not in self._logs:
            self._logs[name] = np.log(self.value(name))
        return self._logs[name]

    def over(self, backend: Backend, *, keeping: Container[str] | None = None) -> "Evaluator":
        """Return an evaluator over another backend that keeps the values, made so far, of some names.

        Parameters
        ----------
        backend : Backend
        keeping : container of str, optional
            Names whose values the other backend does not change; all unless given.
        """
        other = Evaluator(self.names, backend)
        other._values = {name: v for name, v in self._values.items() if keeping is None or name in keeping}
        return other

    def take(self, other: "Evaluator", names: Container[str]) -> None:
        """Take the values that another evaluator has made of some names and of their coordinates."""
        for values, made in ((self._values, other._values), (self._logs, other._logs)):
            values |= {name: value for name, value in made.items() if split_name(name)[0] in names}

    def _coordinate(self, base: str, index: int) -> Value:
        """Take a coordinate from its vector, or make it alone where nothing has asked for the vector so far."""
        given = None if base in self._values else self.names.source(base)
        alone = self.backend.coordinate(given, index) if isinstance(given, Given) else None
        return self.value(base)[index] if alone is None else alone

    def _made(self, name: str) -> Value:
        source = self.names.source(name)
        if name in self._underway:
            raise StudyError(f"{name!r} depends on itself: {' → '.join([*self._underway, name])}", file=self.study.file)
        self._underway.append(name)
        value = self._of(source)
        self._underway.pop()
        return value

    def _of(self, source: Given | Computed | Stacked) -> Value:
        match source:
            case Given():
                return self.backend.quantity(*source)
            case Computed():
                value = self._computed(source)
            case Stacked():
                value = self.backend.stack([self._part(index, part) for index, part in enumerate(source.parts)])
        return self.backend.register(source.name, value, source.unit, source.dims)

    def _part(self, index: int, part: Given | Computed) -> Value:
        if isinstance(part, Given):
            return self.backend.quantity(*part)
        value = self._computed(part)
        return value[index] if part.node.dims else value

    def _computed(self, source: Computed) -> Value:
        return self.backend.chosen(source, lambda formula: formula(*map(self.value, formula.arguments)))
