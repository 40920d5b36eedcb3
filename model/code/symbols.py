"""Symbols: what formulas give when their arguments are names, so that each is read once and written in any language."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["Symbol", "Vector", "symbol"]

UFUNCS = {
    np.exp: "exp",
    np.log: "log",
    np.log1p: "log1p",
    np.ceil: "ceil",
    np.minimum: "min",
    np.maximum: "max",
    np.add: "+",
    np.subtract: "-",
    np.multiply: "*",
    np.true_divide: "/",
    np.less: "<",
    np.less_equal: "<=",
    np.greater: ">",
    np.greater_equal: ">=",
}
"""What NumPy calls an operation, and what it is called here."""


class _Arithmetic(ABC):
    """Operators that apply an operation by its name, from either side."""

    @abstractmethod
    def apply(self, operation: str, *values: Any) -> Any:
        """Apply an operation to values, this one among them."""

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *values: Any, **_: Any) -> Any:
        return self.apply(UFUNCS[ufunc], *values)

    def __add__(self, other: Any) -> Any:
        return self.apply("+", self, other)

    def __radd__(self, other: Any) -> Any:
        return self.apply("+", other, self)

    def __sub__(self, other: Any) -> Any:
        return self.apply("-", self, other)

    def __rsub__(self, other: Any) -> Any:
        return self.apply("-", other, self)

    def __mul__(self, other: Any) -> Any:
        return self.apply("*", self, other)

    def __rmul__(self, other: Any) -> Any:
        return self.apply("*", other, self)

    def __truediv__(self, other: Any) -> Any:
        return self.apply("/", self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return self.apply("/", other, self)

    def __neg__(self) -> Any:
        return self.apply("-", 0.0, self)

    def __lt__(self, other: Any) -> Any:
        return self.apply("<", self, other)

    def __le__(self, other: Any) -> Any:
        return self.apply("<=", self, other)

    def __gt__(self, other: Any) -> Any:
        return self.apply(">", self, other)

    def __ge__(self, other: Any) -> Any:
        return self.apply(">=", self, other)


@dataclass(frozen=True, eq=False)
class Symbol(_Arithmetic):
    """A number, a variable, or an operation on such.

    Attributes
    ----------
    operation : str
        ``number``, ``name``, or what is done to the arguments.
    arguments : tuple
        The number or the name itself, or symbols.
    random : bool
        Whether it has a distribution.
    """

    operation: str
    arguments: tuple[Any, ...]
    random: bool

    def apply(self, operation: str, *values: Any) -> Any:
        """Apply an operation; to each element where another value is a vector."""
        if any(isinstance(value, Vector) for value in values):
            return next(value for value in values if isinstance(value, Vector)).apply(operation, *values)
        symbols = tuple(map(symbol, values))
        return Symbol(operation, symbols, any(each.random for each in symbols))


def symbol(value: Any) -> Symbol:
    """Return a value as a symbol."""
    return value if isinstance(value, Symbol) else Symbol("number", (float(value),), False)


class Vector(_Arithmetic):
    """Symbols, one a coordinate; the methods of an array that formulas use along its first axis."""

    def __init__(self, elements: Iterable[Symbol]) -> None:
        self.elements = list(elements)

    def __iter__(self) -> Iterator[Symbol]:
        """Yield each coordinate's symbol."""
        return iter(self.elements)

    def __getitem__(self, index: int) -> Symbol:
        """Return one coordinate's symbol."""
        return self.elements[index]

    def apply(self, operation: str, *values: Any) -> "Vector":
        """Apply an operation element by element."""
        size = len(self.elements)
        rows = [list(value) if isinstance(value, Vector) else [value] * size for value in values]
        return Vector(symbol(row[0]).apply(operation, *row) for row in zip(*rows, strict=True))

    def _folded(self, fold: Callable[[Symbol, Symbol], Symbol]) -> list[Symbol]:
        made = [self.elements[0]]
        for element in self.elements[1:]:
            made.append(fold(made[-1], element))
        return made

    def sum(self, axis: int) -> Symbol:
        """Return the sum over all coordinates."""
        return self._folded(lambda total, element: total.apply("+", total, element))[-1]

    def cumsum(self, axis: int) -> "Vector":
        """Return the sums up to each coordinate."""
        return Vector(self._folded(lambda total, element: total.apply("+", total, element)))

    def max(self, axis: int) -> Symbol:
        """Return the largest."""
        return self._folded(lambda largest, element: largest.apply("max", largest, element))[-1]
