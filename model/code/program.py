"""Program: the names of a graph in order, each with what it is drawn or computed from."""

from typing import NamedTuple

import numpy as np

from ...priors import Prior
from ..graph import Graph
from ..language import Backend, Evaluator, Names, Value
from .symbols import Symbol, Vector, symbol

__all__ = ["DRAWS", "Line", "program", "variable"]

DRAWS = {
    "constant": "number",
    "normal": "normal",
    "lognormal": "lognormal",
    "logitnormal": "logitnormal",
    "two_piece_lognormal": "two_piece",
    "uniform": "uniform",
    "half_normal": "half_normal",
    "exp_half_normal": "exp_half_normal",
    "exp_exponential": "exp_exponential",
}
"""Operations that draw, of families that are drawn by the numbers of their form."""


class Line(NamedTuple):
    """One assignment: a scalar or a coordinate as the graph has it, its unit, and its value."""

    name: str
    unit: str
    value: Symbol


def variable(name: str) -> str:
    """Return a name as languages take it."""
    return "".join(c if c.isascii() and c.isalnum() else "_" for c in name).strip("_").lower()


def program(graph: Graph) -> list[Line]:
    """Return every quantity and computed node in an order in which each comes after what it takes."""
    lines = _Lines(graph.known)
    evaluator = Evaluator(graph.known, lines)
    for name in graph.names:
        evaluator.value(name)
    return lines.made


class _Lines(Backend):
    """Values as symbols, noted as they are made; no item of evidence is in."""

    def __init__(self, names: Names) -> None:
        self.names, self.made = names, list[Line]()

    def quantity(self, name: str, priors: tuple[Prior, ...], unit: str, dims: tuple[str, ...]) -> Value:
        """Draw a quantity, or each coordinate of one."""
        drawn = [
            self._noted(part, unit, _drawn(prior)) for part, prior in zip(self.names.parts(name), priors, strict=True)
        ]
        return Vector(drawn) if dims else drawn[0]

    def _noted(self, name: str, unit: str, value: Symbol) -> Symbol:
        if value.operation == "name" and value.arguments == (name,):
            return value
        self.made.append(Line(name, unit, value))
        return Symbol("name", (name,), value.random)

    def included(self, item: str) -> Value:
        """Have no item in."""
        return 0.0

    def stack(self, values: list[Value]) -> Value:
        """Make a vector of scalars."""
        return Vector(map(symbol, values))

    def register(self, name: str, value: Value, unit: str, dims: tuple[str, ...]) -> Value:
        """Give a computed value its name, or each coordinate of one."""
        if not dims:
            return self._noted(name, unit, symbol(value))
        parts = self.names.parts(name)
        return Vector(self._noted(part, unit, element) for part, element in zip(parts, value, strict=True))


def _drawn(prior: Prior) -> Symbol:
    """Return what draws from a prior."""
    numbers, p = [float(number) for number in prior.numbers], prior.parameters
    match prior.family:
        case "beta" if "alpha" in p:
            return _call("beta", [p["alpha"], p["beta"]])
        case "beta":
            size = p["mean"] * (1 - p["mean"]) / p["sd"] ** 2 - 1
            return _call("beta", [p["mean"] * size, (1 - p["mean"]) * size])
        case "exp_half_student_t":
            return _call("exp_half_student_t", [p["nu"], p["scale"]])
        case "lognormal_mixture":
            return _tabled(prior)
        case "uniform":
            return _call("uniform", [numbers[0], numbers[0] + numbers[1]])
    return _call(DRAWS[prior.family], numbers)


def _call(operation: str, numbers: list[float]) -> Symbol:
    if operation == "number":
        return symbol(numbers[0])
    return Symbol(operation, tuple(map(symbol, numbers)), True)


TABLE = np.linspace(-4.0, 4.0, 81)
"""Normal scores at which the log of a quantile is tabled where no tool has the family."""


def _tabled(prior: Prior) -> Symbol:
    return _call("tabled", [float(value) for value in np.log(prior.forward(TABLE))])
