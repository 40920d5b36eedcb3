"""What a computed node is: pure functions, one an option of a structural choice, whose arguments name the parents."""

import ast
import inspect
import sys
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from .sources import loaded

__all__ = ["Formula", "Node", "Pick", "node", "smaller"]

Value = Any
"""A tensor in the graph, an array over draws, or a pint quantity in the unit check: the functions take all three.

A vector has its coordinates on the first axis; draws, where there are any, are on the last.
"""


class Pick(NamedTuple):
    """How a formula picks one coordinate of a vector: the input that picks, and the vector that it picks by."""

    input: str
    weight: str


@dataclass(frozen=True)
class Formula:
    """One way to compute a node.

    Attributes
    ----------
    function : callable
        Pure function; its argument names are the parents. An argument ``x__y`` is ``x[y]``.
    steps : bool
        Whether it is a step function of its arguments, so that no gradient leads through it.
    pick : Pick or None
        How it picks one coordinate of a vector, if it does, which is a step function too.
    takes : tuple of str
        Names of the parents, where the function's arguments do not tell.
    """

    function: Callable[..., Value]
    steps: bool = False
    pick: Pick | None = None
    takes: tuple[str, ...] = ()

    @cached_property
    def arguments(self) -> tuple[str, ...]:
        """Names of the nodes and quantities that it takes."""
        return self.takes or tuple(coordinate_name(name) for name in inspect.signature(self.function).parameters)

    def __call__(self, *values: Value) -> Value:
        """Evaluate the function."""
        return self.function(*values)

    @property
    def expression(self) -> str:
        """The formula as it stands in the source, without its signature and docstring; the call without a source."""
        try:
            source = textwrap.dedent(inspect.getsource(self.function))
            body = next(part for part in ast.parse(source).body if isinstance(part, ast.FunctionDef)).body
        except (OSError, SyntaxError, StopIteration):  # typed in, or in a string, of which others' source is found
            return f"{self.function.__name__}({', '.join(self.arguments)})"
        own = body[1:] if inspect.getdoc(self.function) else body
        return textwrap.dedent("\n".join(source.splitlines()[own[0].lineno - 1 :]))


@dataclass(frozen=True, eq=False)
class Node:
    """A computed quantity of the graph.

    Attributes
    ----------
    name : str
        Public name; ``node[coordinate]`` for one coordinate of a vector.
    unit : str
        Declared unit, which every formula must give when it is evaluated with units.
    dims : tuple of str
        Dims of the result. A coordinate depends on the same coordinate of arguments with the same dims.
    formula : Formula
        How it is computed, unless the option taken has a formula of its own.
    part : str
        The part of the argument, which is the module's name.
    choice : str
        The structural choice on which the formula depends; empty for none.
    options : dict of str to Formula
        Formulas of options of the choice, by the option's name.
    twin : str
        The node that this one is another form of. Where a study replaces that one's formula, it has its value.
    share : bool
        Whether it is a part of a whole or a probability, so that it is not more than one.
    """

    name: str
    unit: str
    dims: tuple[str, ...]
    formula: Formula
    part: str
    choice: str = ""
    options: dict[str, Formula] = field(default_factory=dict)
    twin: str = ""
    share: bool = False

    def __call__(self, *values: Value) -> Value:
        """Evaluate the formula of all options that have none of their own."""
        return self.formula(*values)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle where a node is declared, so that it is the same node wherever it is read; else what it is made of."""
        name, module = self.formula.function.__name__, sys.modules.get(self.formula.function.__module__)
        if module and module.__name__ != "__main__" and getattr(module, name, None) is self:
            return _declared, (module.__name__, getattr(module, "__file__", None), name)
        return Node, tuple(getattr(self, each.name) for each in fields(self))

    def option[Function: Callable[..., Value]](
        self, name: str, *, steps: bool = False, pick: Pick | None = None
    ) -> Callable[[Function], Function]:
        """Declare a pure function as the node's formula under an option of its choice.

        Parameters
        ----------
        name : str
            The option's.
        steps, pick
            As of `Formula`.
        """

        def declare(function: Function) -> Function:
            self.options[name] = Formula(function, steps, pick)
            return function

        return declare

    def taken(self, choices: Mapping[str, str]) -> Formula:
        """Return the formula at the options that are taken."""
        return self.options.get(choices.get(self.choice, ""), self.formula)

    @property
    def formulas(self) -> tuple[Formula, ...]:
        """All its formulas."""
        return (self.formula, *self.options.values())

    @property
    def arguments(self) -> tuple[str, ...]:
        """Names that any of its formulas takes."""
        return tuple(dict.fromkeys(name for formula in self.formulas for name in formula.arguments))

    @property
    def title(self) -> str:
        """First line of the formula's docstring; the name in words where it has none."""
        lines = (inspect.getdoc(self.formula.function) or self.name.replace("_", " ").capitalize()).splitlines()
        return lines[0].rstrip(".")


def _declared(module: str, path: str | None, name: str) -> Node:
    node: Node = getattr(loaded(module, path), name)
    return node


def coordinate_name(argument: str) -> str:
    """Turn a Python argument such as ``demand__twitter`` into the name ``demand[twitter]``."""
    name, _, coordinate = argument.partition("__")
    return f"{name}[{coordinate}]" if coordinate else name


def node(
    unit: str,
    *dims: str,
    choice: str = "",
    steps: bool = False,
    pick: Pick | None = None,
    twin: str = "",
    share: bool = False,
) -> Callable[[Callable[..., Value]], Node]:
    """Declare a pure function as a node of the graph.

    Parameters
    ----------
    unit : str
        Unit of the result.
    *dims : str
        Dims of the result; none for a scalar.
    choice : str, optional
        A structural choice, of which some options have a formula of their own; see `Node.option`.
    steps, pick
        As of `Formula`.
    twin, share
        As of `Node`.
    """

    def declare(function: Callable[..., Value]) -> Node:
        name, part = coordinate_name(function.__name__), function.__module__.rpartition(".")[2]
        return Node(name, unit, dims, Formula(function, steps, pick), part, choice, twin=twin, share=share)

    return declare


def same_as(twin: Node, name: str) -> Node:
    """Return a twin, or a coordinate of one, that has the value of what it is a twin of.

    Parameters
    ----------
    twin : Node
    name : str
        What it is a twin of.
    """
    return Node(twin.name, twin.unit, (), Formula(_same, takes=(name,)), twin.part)


def _same(value: Value) -> Value:
    """Return the value itself."""
    return value


def smaller(a: Value, b: Value) -> Value:
    """Return the smaller of two values, exactly; unlike `numpy.minimum`, of tensors as well."""
    if not (hasattr(a, "owner") or hasattr(b, "owner")):  # which tensors have, and neither arrays nor quantities
        return np.minimum(a, b)
    import pytensor.tensor as pt  # here, since whoever draws arrays need not wait for it

    return pt.minimum(a, b)
