"""Correlated: quantities that go together, as formulas of scores that do not.

Each of them becomes a computed node: its family's function of a mixture of independent standard normal scores, by the
Cholesky factor of the correlations between them. So every method draws and weighs them as it does all else, and each
keeps its prior.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ...priors import Quantity, Study, split_name
from ...priors.correlation import components
from ..language import Node, Value
from ..language.nodes import Formula

__all__ = ["correlated"]


def correlated(study: Study) -> tuple[Study, tuple[Node, ...]]:
    """Return a study whose correlated quantities are computed, and the nodes that compute them.

    Notes
    -----
    The study itself, and none, where nothing is correlated.
    """
    if not study.correlations:
        return study, ()
    quantities, words, nodes = _by_coordinate(study), dict(study.subject.words), []
    for members, matrix in components(study.correlations):
        factor = np.linalg.cholesky(matrix)
        for row, name in enumerate(members):
            entry, stem = quantities.pop(name), _stem(name)
            weights = {f"{stem}_weight_{column + 1}": factor[row, column] for column in range(row + 1)}
            quantities |= _parts(entry, stem, members[:row], weights)
            words[name] = entry.title
            scores = [f"{_stem(member)}_score" for member in members[: row + 1]]
            mixed = [taken for pair in zip(weights, scores, strict=True) for taken in pair]
            formula = Formula(FORMULAS[entry.prior.family], takes=(f"{stem}_location", f"{stem}_scale", *mixed))
            nodes.append(Node(name, entry.unit, (), formula, "correlated", share=entry.share))
    subject = study.subject.model_copy(update={"words": words})
    return replace(study, quantities=quantities, correlations={}, subject=subject), tuple(nodes)


def _by_coordinate(study: Study) -> dict[str, Quantity]:
    """Return the quantities, with an entry for each coordinate in place of one for all where a coordinate is tied."""
    quantities = dict(study.quantities)
    for base in {split_name(name)[0] for entry in study.correlations.values() for name in entry.between}:
        if base in quantities and quantities[base].dims:
            whole = quantities.pop(base)
            each = (f"{base}[{c}]" for dim in whole.dims for c in study.coordinates(dim))
            quantities = {**{name: whole.model_copy(update={"dims": ()}) for name in each}, **quantities}
    return quantities


def _stem(name: str) -> str:
    return name.replace("[", "_").replace("]", "")


def _parts(entry: Quantity, stem: str, before: Sequence[str], weights: dict[str, float]) -> dict[str, Quantity]:
    """Return what a correlated quantity is computed from: its location and scale, a score of its own, and weights."""
    location, scale = (float(number) for number in entry.prior.numbers)
    linear = entry.prior.family == "normal"
    unit = entry.unit if linear or entry.prior.family == "lognormal" else "dimensionless"
    location = float(np.exp(location)) if entry.prior.family == "lognormal" else location
    apart = f", apart from what it shares with {', '.join(before)}" if before else ""
    return {
        f"{stem}_location": _constant(f"{entry.title}: location", location, unit),
        f"{stem}_scale": _constant(f"{entry.title}: scale", scale, entry.unit if linear else "dimensionless"),
        f"{stem}_score": _quantity(entry, f"{entry.title}{apart}"),
        **{
            name: _constant(f"{entry.title}: weight of a score", value, "dimensionless")
            for name, value in weights.items()
        },
    }


def _constant(title: str, value: float, unit: str = "dimensionless") -> Quantity:
    prior = {"family": "constant", "value": value}
    return Quantity.model_validate({"title": title, "unit": unit, "prior": prior, "basis": "definition"})


def _quantity(entry: Quantity, title: str) -> Quantity:
    """Return the standard normal score of a quantity, of the same basis and source."""
    prior = {"family": "normal", "mean": 0.0, "sd": 1.0}
    said = {key: getattr(entry, key) for key in ("basis", "source", "quote", "quote_kind", "note")}
    return Quantity.model_validate({"title": title, "unit": "dimensionless", "prior": prior, **said})


def _mixed(pairs: tuple[Value, ...]) -> Value:
    return sum(weight * score for weight, score in zip(pairs[::2], pairs[1::2], strict=True))


def _lognormal(location: Value, scale: Value, *pairs: Value) -> Value:
    """Return a log-normal quantity at a mixture of scores."""
    return location * np.exp(scale * _mixed(pairs))


def _logitnormal(location: Value, scale: Value, *pairs: Value) -> Value:
    """Return a logit-normal quantity at a mixture of scores."""
    return 1 / (1 + np.exp(-(location + scale * _mixed(pairs))))


def _normal(location: Value, scale: Value, *pairs: Value) -> Value:
    """Return a normal quantity at a mixture of scores."""
    return location + scale * _mixed(pairs)


FORMULAS = {"lognormal": _lognormal, "logitnormal": _logitnormal, "normal": _normal}
"""By family."""
