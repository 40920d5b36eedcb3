"""Squigglepy: the prior part of a graph as a program in Python that draws with that package."""

from collections.abc import Iterable

from ..graph import Graph
from .program import Line, program, variable
from .symbols import Symbol

__all__ = ["squigglepy"]

_START = '''\
"""The prior part of the study “{title}” in squigglepy: every input drawn once, and the same arithmetic in NumPy.

Squigglepy has no likelihoods, so no item of evidence enters. Names and units are those of the graph.
"""

import sys

import numpy as np
import squigglepy as sq

N = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
sq.set_seed(1)


def samples(d):
    return np.asarray(sq.sample(d, N), dtype=float)


def drawn_normal(m, s):
    return samples(sq.norm(mean=m, sd=s))


def drawn_lognormal(m, s):
    return samples(sq.lognorm(norm_mean=m, norm_sd=s))


def drawn_uniform(low, high):
    return samples(sq.uniform(low, high))


def drawn_beta(a, b):
    return samples(sq.beta(a, b))


def drawn_logitnormal(m, s):
    return 1 / (1 + np.exp(-drawn_normal(m, s)))


def drawn_two_piece(m, below, above):
    z = drawn_normal(0, 1)
    return np.exp(m + np.where(z < 0, below, above) * z)


def drawn_half_normal(s):
    return np.abs(drawn_normal(0, s))


def drawn_exp_half_normal(s):
    return np.exp(drawn_half_normal(s))


def drawn_exp_exponential(s):
    return np.exp(s * samples(sq.exponential(1)))


def drawn_exp_half_student_t(nu, s):
    return np.exp(s * drawn_half_normal(1) / np.sqrt(samples(sq.gamma(nu / 2, scale=2 / nu))))


def drawn_tabled(*logs):
    return np.exp(np.interp(drawn_normal(0, 1), np.linspace(-4, 4, len(logs)), logs))


'''

_FUNCTIONS = {"exp": "np.exp", "log": "np.log", "log1p": "np.log1p", "ceil": "np.ceil"}
_FUNCTIONS |= {"min": "np.minimum", "max": "np.maximum"}


def squigglepy(graph: Graph, results: Iterable[str]) -> str:
    """Return the program, which prints the 5%, 50% and 95% quantiles of the nodes that are asked for.

    Parameters
    ----------
    graph : Graph
    results : iterable of str
        Scalars, or coordinates of vectors.
    """
    lines = [_line(line) for line in program(graph)]
    pairs = ", ".join(f'"{name}": {variable(name)}' for name in results)
    end = [
        "",
        f"for name, values in {{{pairs}}}.items():",
        "    print(name, *np.quantile(values, [0.05, 0.5, 0.95]))",
        "",
    ]
    return _START.format(title=graph.study.title.replace("\n", " ")) + "\n".join([*lines, *end])


def _line(line: Line) -> str:
    return f"{variable(line.name)} = {_written(line.value)}  # {line.unit}"


def _written(value: Symbol) -> str:
    match value.operation:
        case "number":
            return repr(value.arguments[0])
        case "name":
            return variable(value.arguments[0])
        case "+" | "-" | "*" | "/" | "<" | "<=" | ">" | ">=":
            return f"({_written(value.arguments[0])} {value.operation} {_written(value.arguments[1])})"
    name = _FUNCTIONS.get(value.operation, f"drawn_{value.operation}")
    return f"{name}({', '.join(map(_written, value.arguments))})"
