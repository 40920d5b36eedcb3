"""What a computed node is: a pure function whose arguments name the nodes that it needs."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

__all__ = ["UNUSABLE", "Node", "node", "smaller", "unused_arguments"]

Value = Any
"""A tensor in the graph, an array over draws, or a pint quantity in the unit check: the functions take all three.

A vector has its coordinates on the first axis; draws, where there are any, are on the last.
"""


@dataclass(frozen=True)
class Node:
    """A computed quantity of the graph.

    Attributes
    ----------
    name : str
        Public name; ``node[coordinate]`` for one coordinate of a vector.
    unit : str
        Declared unit, which the function must give when it is evaluated with units.
    dims : tuple of str
        Dims of the result.
    formula : callable
        Pure function; its argument names are the parents. An argument ``x__y`` is ``x[y]``.
    part : str
        The part of the argument, which is the module's name.
    """

    name: str
    unit: str
    dims: tuple[str, ...]
    formula: Callable[..., Value]
    part: str

    @cached_property
    def arguments(self) -> tuple[str, ...]:
        """Names of the nodes, quantities and choices that the formula needs."""
        return tuple(coordinate_name(name) for name in inspect.signature(self.formula).parameters)

    def at(self, values: Mapping[str, Value]) -> Value:
        """Evaluate the formula at values of its arguments, by name."""
        return self.formula(*map(values.__getitem__, self.arguments))

    @property
    def title(self) -> str:
        """First line of the formula's docstring, or the name in words where it has none."""
        first = (inspect.getdoc(self.formula) or "").partition("\n")[0].rstrip(".")
        return first or self.name.replace("_", " ").capitalize()

    @property
    def expression(self) -> str:
        """The formula as it stands in the source, without its signature and docstring."""
        lines = inspect.getsource(self.formula).splitlines()
        body = lines[next(i for i, line in enumerate(lines) if line.rstrip().endswith(":")) + 1 :]
        quotes = [i for i, line in enumerate(body) if '"""' in line]
        last = -1 if not quotes else quotes[0] if body[quotes[0]].count('"""') == 2 else quotes[1]
        return inspect.cleandoc("\n".join(["", *body[last + 1 :]]))


class _Unusable:
    """Stands for a value that a formula has no use for: whatever is done with it raises `TypeError`."""

    __array_ufunc__ = None

    def _refuse(self, *args: object, **keywords: object) -> Any:
        raise TypeError("this value is of an argument that the formula does not use")

    __array__ = __array_function__ = __bool__ = __eq__ = __getattr__ = __hash__ = _refuse


UNUSABLE: Value = _Unusable()
"""What a formula is given for an argument that it does not use."""


def unused_arguments(formula: Callable[[Mapping[str, Value]], Value], values: Mapping[str, Value]) -> frozenset[str]:
    """Return the arguments without whose values a formula works.

    Parameters
    ----------
    formula : callable
        Takes values by name.
    values : dict of str to value
        Of all arguments.
    """
    unused: dict[str, Value] = {}
    for name in values:
        try:
            found = formula({**values, **unused, name: UNUSABLE})
        except TypeError:
            continue
        if found is not UNUSABLE:
            unused[name] = UNUSABLE
    return frozenset(unused)


def coordinate_name(argument: str) -> str:
    """Turn a Python argument such as ``demand__twitter`` into the name ``demand[twitter]``."""
    name, _, coordinate = argument.partition("__")
    return f"{name}[{coordinate}]" if coordinate else name


def node(unit: str, *dims: str) -> Callable[[Callable[..., Value]], Node]:
    """Declare a pure function as a node of the graph.

    Parameters
    ----------
    unit : str
        Unit of the result.
    *dims : str
        Dims of the result; none for a scalar.
    """

    def declare(formula: Callable[..., Value]) -> Node:
        part = formula.__module__.rpartition(".")[2]
        return Node(coordinate_name(formula.__name__), unit, dims, formula, part)

    return declare


def smaller(a: Value, b: Value) -> Value:
    """Return the smaller of two values, exactly; unlike `numpy.minimum`, of tensors as well."""
    if not (hasattr(a, "owner") or hasattr(b, "owner")):  # which tensors have, and neither arrays nor quantities
        return np.minimum(a, b)
    import pytensor.tensor as pt  # here, since whoever draws arrays need not wait for it

    return pt.minimum(a, b)
