"""Unit check: the node functions evaluated once with pint quantities must give the declared units."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import numpy as np

from ...priors import Prior, Study, StudyError, split_name
from ...priors.units import parse_unit, registry
from ..evidence import observed_value
from ..language import Backend, Computed, Evaluator, Formula, Names, Node, Value
from .correlated import correlated
from .formulas import argument_of

if TYPE_CHECKING:
    import pint

__all__ = ["check_units"]


class _Units(Backend):
    """Values as pint quantities, each at its prior's median."""

    def quantity(self, name: str, priors: tuple[Prior, ...], unit: str, dims: tuple[str, ...]) -> Value:
        medians = np.array([float(prior.quantile(0.5)) for prior in priors])
        return registry().Quantity(medians if dims else medians[0], parse_unit(unit))

    def included(self, item: str) -> Value:
        return registry().Quantity(1.0, "dimensionless")

    def chosen(self, source: Computed, at: Callable[[Formula], Value]) -> Value:
        """Evaluate all formulas of a node, so that those of options which the study does not take are checked too."""
        values = {formula: at(formula) for formula in source.node.formulas}
        for value in values.values():
            self.register(source.name, value, source.unit, source.dims)
        return values[source.formula]

    def stack(self, values: list[Value]) -> Value:
        first = values[0].units
        return registry().Quantity(np.array([value.to(first).magnitude for value in values]), first)

    def register(self, name: str, value: Value, unit: str, dims: tuple[str, ...]) -> Value:
        declared = parse_unit(unit)
        if not _same(value, declared):
            raise StudyError(f"the formula of {name!r} gives {value.units}, which is not the declared {unit!r}")
        return registry().Quantity(value.magnitude, declared)


def _same(value: Value, declared: "pint.Unit") -> bool:
    """Whether a value is in the declared unit, and not merely in one that converts to it."""
    if value.dimensionality != declared.dimensionality:
        return False
    return bool(np.isclose(registry().Quantity(1.0, value.units).to(declared).magnitude, 1.0, rtol=1e-12))


def check_units(study: Study, *, argument: Iterable[Node] | None = None) -> None:
    """Check the unit of every node, and of every item of evidence against what it measures.

    Parameters
    ----------
    study : Study
    argument : iterable of Node, optional
        The computed nodes; those of the study's model unless given.

    Raises
    ------
    StudyError
        If a formula's result is not in the unit that its node declares, a formula cannot be evaluated with units at
        all, or a coordinate of it depends on other coordinates.
    """
    study, tied = correlated(study)
    names = Names(study, (*(argument_of(study.model) if argument is None else argument), *tied))
    evaluator = Evaluator(names, _Units())
    with np.errstate(all="ignore"):  # what is asked for is the units
        for name in names.all:
            _guarded(name, evaluator)
            _check_coordinates(name, evaluator)
    for name, item in study.evidence.items():
        observed_value(item, names.unit(split_name(item.measures)[0]), key=f"evidence.{name}")


def _check_coordinates(name: str, evaluator: Evaluator) -> None:
    """Check that the first coordinate of a vector comes out without the others, which it is taken not to depend on."""
    source, names = evaluator.names.source(name), evaluator.names
    if not isinstance(source, Computed) or not source.node.dims:
        return
    for formula in source.node.formulas:
        values = [(evaluator.value(a), names.dims(a) == source.node.dims) for a in formula.arguments]
        alone, together = formula(*(v[:1] if own else v for v, own in values)), formula(*(v for v, _ in values))
        if not np.isclose(alone.magnitude[0], together.magnitude[0], rtol=1e-9, equal_nan=True):
            problem = f"a coordinate of {name!r} depends on other coordinates of {source.node.dims[0]!r}"
            raise StudyError(f"{problem}. Allowed: to combine these in a node without dims, which it takes")


def _guarded(name: str, evaluator: Evaluator) -> Value:
    import pint  # here, since a study that is only read need not wait for it

    try:
        return evaluator.value(name)
    except (pint.DimensionalityError, pint.OffsetUnitCalculusError) as error:
        base = split_name(name)[0]
        raise StudyError(f"the units in the formula of {base!r} do not fit: {error}") from None
