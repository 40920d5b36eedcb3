"""Squiggle: the prior part of a graph as a program in that language."""

from collections.abc import Iterable

from ..graph import Graph
from .program import Line, program, variable
from .symbols import Symbol

__all__ = ["squiggle"]

_START = """\
// The prior part of the study “{title}” in Squiggle: every input a set of samples, and the same arithmetic on these.
// Squiggle has no likelihoods, so no item of evidence enters. Names and units are those of the graph.
samples(d) = SampleSet.fromDist(d)
drawn_normal(m, s) = samples(normal(m, s))
drawn_lognormal(m, s) = samples(lognormal(m, s))
drawn_uniform(low, high) = samples(uniform(low, high))
drawn_beta(a, b) = samples(beta(a, b))
drawn_logitnormal(m, s) = SampleSet.map(samples(normal(m, s)), {{|x| 1 / (1 + exp(-x))}})
drawn_two_piece(m, below, above) = SampleSet.map(samples(normal(0, 1)), {{|z| exp(m + (z < 0 ? below : above) * z)}})
drawn_half_normal(s) = SampleSet.map(samples(normal(0, s)), {{|x| abs(x)}})
drawn_exp_half_normal(s) = SampleSet.map(samples(normal(0, s)), {{|x| exp(abs(x))}})
drawn_exp_exponential(s) = SampleSet.map(samples(exponential(1)), {{|x| exp(s * x)}})
drawn_exp_half_student_t(nu, s) = SampleSet.map2(
  samples(normal(0, 1)), samples(gamma(nu / 2, 2 / nu)), {{|x, g| exp(s * abs(x) / g ^ 0.5)}}
)
drawn_tabled(logs) = SampleSet.map(samples(normal(0, 1)), {{|z|
  position = min([max([(z + 4) * 10, 0]), 79.999999])
  cell = floor(position)
  exp(logs[cell] + (position - cell) * (logs[cell + 1] - logs[cell]))
}})

"""

_CALLS = {"ceil": "ceil(x)", "log1p": "log(1 + x)"}
_BOTH = {"min": "x < y ? x : y", "max": "x > y ? x : y"}
_BOTH |= {sign: f"x {sign} y ? 1 : 0" for sign in ("<", "<=", ">", ">=")}


def squiggle(graph: Graph, results: Iterable[str]) -> str:
    """Return the program, which ends in the nodes that are asked for.

    Parameters
    ----------
    graph : Graph
    results : iterable of str
        Scalars, or coordinates of vectors.
    """
    lines = [_line(line) for line in program(graph)]
    end = ", ".join(f'"{name}": {variable(name)}' for name in results)
    return _START.format(title=graph.study.title.replace("\n", " ")) + "\n".join([*lines, "", f"{{{end}}}", ""])


def _line(line: Line) -> str:
    return f"{variable(line.name)} = {_written(line.value)} // {line.unit}"


def _written(value: Symbol) -> str:
    match value.operation:
        case "number":
            return _number(value.arguments[0])
        case "name":
            return variable(value.arguments[0])
        case "+" | "-" | "*" | "/":
            return f"({_written(value.arguments[0])} {value.operation} {_written(value.arguments[1])})"
        case "exp" | "log":
            return f"{value.operation}({_written(value.arguments[0])})"
        case "tabled":
            return f"drawn_tabled([{', '.join(map(_written, value.arguments))}])"
    if value.operation in _CALLS:
        inner, text = _CALLS[value.operation], _written(value.arguments[0])
        return f"SampleSet.map({text}, {{|x| {inner}}})" if value.random else inner.replace("x", text)
    if value.operation in _BOTH:
        return _both(value)
    return f"drawn_{value.operation}({', '.join(map(_written, value.arguments))})"


def _both(value: Symbol) -> str:
    """Write an operation on two values that works on numbers alone, sample by sample where they are random."""
    (x, y), inner = value.arguments, _BOTH[value.operation]
    names = [_written(x), _written(y)]
    if x.random and y.random:
        return f"SampleSet.map2({names[0]}, {names[1]}, {{|x, y| {inner}}})"
    if not value.random:
        return f"({{|x, y| {inner}}})({', '.join(names)})"
    own, fixed = ("x", "y") if x.random else ("y", "x")
    sampled, other = names if x.random else names[::-1]
    return f"SampleSet.map({sampled}, {{|{own}| {fixed} = {other}; {inner}}})"


def _number(value: float) -> str:
    text = repr(value).replace("e+0", "e").replace("e+", "e").replace("e-0", "e-")
    return f"(0 - {text[1:]})" if text.startswith("-") else text
