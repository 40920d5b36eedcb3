"""Names: what a study calls its quantities and nodes, with their dims, units and origins."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any, NamedTuple

from ...priors import Prior, Quantity, Study, StudyError, split_name, unknown_name
from ...priors.support import finite_prior
from ...priors.units import conversion_factor
from .nodes import Formula, Node, same_as

__all__ = ["Computed", "Given", "Names", "Stacked", "one_form"]


class Given(NamedTuple):
    """A name whose value comes from priors: from one, or from one a coordinate where it has dims."""

    name: str
    priors: tuple[Prior, ...]
    unit: str
    dims: tuple[str, ...]


class Computed(NamedTuple):
    """A name whose value comes from a formula: that of the node at the options which the study takes."""

    name: str
    node: Node
    formula: Formula
    unit: str
    dims: tuple[str, ...]

    @property
    def parents(self) -> tuple[str, ...]:
        """What the formula takes."""
        return self.formula.arguments


class Stacked(NamedTuple):
    """A vector whose coordinates differ in where their values come from."""

    name: str
    parts: tuple[Given | Computed, ...]
    unit: str
    dims: tuple[str, ...]

    @property
    def parents(self) -> tuple[str, ...]:
        """What the formulas of coordinates take, and the coordinates that have priors."""
        own = ((part.name,) if isinstance(part, Given) else part.parents for part in self.parts)
        return tuple(dict.fromkeys(name for names in own for name in names))


class Names:
    """Everything that is known of a study's names before any of them has a value.

    Parameters
    ----------
    study : Study
        Where quantities and choices come from.
    argument : iterable of Node
        The computed nodes.
    near : Names, optional
        Of another study, whose priors serve where the entries are the same.

    Notes
    -----
    A coordinate takes its value from the first of: the study's entry for it, the study's entry for the
    whole node, a formula for it, a formula for the whole node. So an entry always replaces a formula.
    """

    def __init__(self, study: Study, argument: Iterable[Node], *, near: "Names | None" = None) -> None:
        self.study = study
        self.nodes = {node.name: node for node in argument}
        self._units: dict[str, str] = {}
        self._priors: dict[tuple[str, int], tuple[Quantity, Prior]] = near._priors if near else {}
        self._sources: dict[str, Given | Computed | Stacked] = {}
        self.reported: dict[str, float] = {}
        """By item: what it reports, once `evidence.value_of` has worked it out."""
        self.ties: dict[str, Any] = {}
        """By item: what `evidence.observation` takes of it that no value changes, once it has been worked out."""

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle what names were made of, and nothing that was worked out since."""
        return Names, (self.study, tuple(self.nodes.values()))

    @cached_property
    def _parts(self) -> dict[str, list[str]]:
        """Full names by base name: quantities first, then nodes."""
        parts: dict[str, list[str]] = {}
        for name in dict.fromkeys((*self.study.quantities, *self.nodes)):
            parts.setdefault(split_name(name)[0], []).append(name)
        return parts

    @cached_property
    def all(self) -> tuple[str, ...]:
        """Names of all quantities and computed nodes, without coordinates."""
        return tuple(self._parts)

    @cached_property
    def _coordinates_of_dims(self) -> dict[str, tuple[str, ...]]:
        return {dim: self.study.coordinates(dim) for dim in self.study.model.dims}

    @cached_property
    def _dims(self) -> dict[str, tuple[str, ...]]:
        return {name: self._dims_of(name) for name in self.all}

    def _dims_of(self, name: str) -> tuple[str, ...]:
        for entries in (self.nodes, self.study.quantities):
            if name in entries and entries[name].dims:
                return tuple(entries[name].dims)
        parts = {split_name(part)[1] for part in self._parts[name]} - {None}
        return tuple(dim for dim in self.study.model.dims if parts & set(self._coordinates_of_dims[dim]))

    def dims(self, name: str) -> tuple[str, ...]:
        """Dims of a public name; none for a scalar."""
        return self._dims.get(name, ())

    @cached_property
    def _coordinates(self) -> dict[str, tuple[str, ...]]:
        dims = self._coordinates_of_dims
        return {name: tuple(c for dim in self.dims(name) for c in dims.get(dim, ())) for name in self.all}

    def coordinates(self, name: str) -> tuple[str, ...]:
        """Coordinates of a public name; none for a scalar."""
        return self._coordinates.get(name, ())

    def parts(self, name: str) -> tuple[str, ...]:
        """Every coordinate, by its full name, of a vector that is named whole; a scalar or a coordinate itself."""
        return tuple(f"{name}[{c}]" for c in self.coordinates(name)) or (name,)

    def unit(self, name: str) -> str:
        """Unit of a public name: as the computed node declares it, or else as its entry does.

        Raises
        ------
        StudyError
            If there is nothing of that name.
        """
        if name not in self._units:
            self.check_known(name)
            self._units[name] = self._unit_of(name)
        return self._units[name]

    def _unit_of(self, name: str) -> str:
        parts = (name, *self.parts(name))
        units = [self.nodes[p].unit for p in parts if p in self.nodes]
        return (units or [self.study.quantities[p].unit for p in parts if p in self.study.quantities])[0]

    def share(self, name: str) -> bool:
        """Whether a scalar, or one coordinate of a vector, is a part of a whole or a probability."""
        base, coordinate = split_name(name)
        entries = (self.origin(base, coordinate), self.nodes.get(name), self.nodes.get(base))
        return any(entry is not None and entry.share for entry in entries)

    def index(self, base: str, coordinate: str) -> int:
        """Position of a coordinate.

        Raises
        ------
        StudyError
            If the name has no such coordinate.
        """
        names = self.coordinates(base)
        if coordinate not in names:
            allowed = self.parts(base) if names else self.all
            raise StudyError(unknown_name(f"{base}[{coordinate}]", allowed, what="node"), file=self.study.file)
        return names.index(coordinate)

    def check_known(self, name: str) -> None:
        """Check that there is a quantity or node of that name.

        Raises
        ------
        StudyError
            If there is none.
        """
        if name not in self._parts:
            raise StudyError(unknown_name(name, self.all, what="node"), file=self.study.file)

    def origin(self, name: str, coordinate: str | None) -> Quantity | Node:
        """Return the entry or formula that gives a name, or one coordinate of it, its value.

        Raises
        ------
        StudyError
            If a coordinate has neither.
        """
        part = name if coordinate is None else f"{name}[{coordinate}]"
        for entries in (self.study.quantities, self.nodes):
            for key in (part, name):
                if key in entries:
                    return self._twin(entries[key], coordinate)
        problem = f"has no entry; {name!r} needs one for every coordinate, as {', '.join(self._parts[name])} have"
        raise StudyError(problem, file=self.study.file, key=f"quantities.{part}")

    def _twin(self, origin: Quantity | Node, coordinate: str | None) -> Quantity | Node:
        """Return the origin, or that of the node which it is a twin of where the study replaces that one's formula."""
        if not isinstance(origin, Node) or not origin.twin:
            return origin
        original = origin.twin if coordinate is None else f"{origin.twin}[{coordinate}]"
        replaced = self.study.quantities.keys() & {origin.twin, original}
        return same_as(origin, original) if replaced else origin

    def source(self, name: str) -> Given | Computed | Stacked:
        """Return where the value of a public name comes from, which is found out once.

        Raises
        ------
        StudyError
            If there is nothing of that name, or a coordinate of it has neither an entry nor a formula.
        """
        if name not in self._sources:
            self.check_known(name)
            self._sources[name] = self._source(name)
        return self._sources[name]

    def _source(self, name: str) -> Given | Computed | Stacked:
        if priors := self.priors(name):
            return Given(name, priors, self.unit(name), self.dims(name))
        coordinates = self.coordinates(name)
        origins = {c: self.origin(name, c) for c in coordinates or (None,)}
        whole = self.nodes.get(name)
        if whole and all(origin is whole for origin in origins.values()):
            return self._computed(name, whole)
        if not coordinates and isinstance(scalar := origins[None], Node):
            return self._computed(name, scalar)
        parts = tuple(self._part(f"{name}[{c}]", origin) for c, origin in origins.items())
        return Stacked(name, parts, self.unit(name), self.dims(name))

    def _part(self, part: str, origin: Quantity | Node) -> Given | Computed:
        if isinstance(origin, Quantity):
            return Given(part, (self.prior(part, origin),), self.unit(split_name(part)[0]), ())
        return self._computed(part, origin)

    def _computed(self, name: str, node: Node) -> Computed:
        formula = node.taken(self.study.choices)
        return Computed(name, node, formula, self.unit(split_name(name)[0]), self.dims(name))

    def parents(self, name: str) -> tuple[str, ...]:
        """Return what a scalar or one coordinate of a vector depends on, or the coordinates of a whole vector.

        Notes
        -----
        A coordinate of a node depends on the same coordinate of an argument with the node's dims, and on all of others.
        """
        base, coordinate = split_name(name)
        if coordinate is None and self.coordinates(base):
            return self.parts(base)
        origin = self.origin(base, coordinate)
        if isinstance(origin, Quantity):
            return ()
        own = {a for a in origin.taken(self.study.choices).arguments if origin.dims and self.dims(a) == origin.dims}
        arguments = (a for a in origin.taken(self.study.choices).arguments if split_name(a)[0] in self._parts)
        return tuple(f"{a}[{coordinate}]" if a in own else a for a in arguments)

    def prior(self, name: str, entry: Quantity) -> Prior:
        """Return an entry's prior in the unit of the public name.

        Raises
        ------
        StudyError
            If the entry's unit is another kind of unit.
        """
        unit, where = self.unit(split_name(name)[0]), f"quantities.{name}.unit"
        key = (unit, id(entry))  # the entry is kept beside its prior, so that its id stays its own
        if key not in self._priors:
            factor = conversion_factor(entry.unit, unit, file=entry.file, key=where)
            try:
                prior = finite_prior(entry.prior.family, entry.prior.parameters, factor=factor)
            except ValueError as error:
                raise StudyError(f"{error}", file=entry.file, key=f"quantities.{name}.prior") from None
            self._priors[key] = entry, prior
        return self._priors[key][1]

    def priors(self, name: str) -> tuple[Prior, ...] | None:
        """Return the priors of a name, one a coordinate; None unless a single root serves them all.

        Notes
        -----
        A name whose coordinates differ in their origin or in the form of their priors is made a
        coordinate at a time.
        """
        coordinates = self.coordinates(name)
        origins = [self.origin(name, c) for c in coordinates or (None,)]
        if not all(isinstance(origin, Quantity) for origin in origins):
            return None
        priors = tuple(self.prior(name, origin) for origin in origins if isinstance(origin, Quantity))
        return priors if one_form(priors) else None


def one_form(priors: Iterable[Prior]) -> bool:
    """Whether all priors have the same form, so that a vector serves them."""
    return len({prior.form for prior in priors}) == 1
