"""Dims: whether the coordinates that a study writes are those of one dim, and each has what it needs."""

from collections.abc import Iterable, Iterator
from itertools import combinations

from ...priors import EvidenceItem, Quantity, StudyError, split_name, unknown_name
from ...priors.catalogue import SHIPPED_FILES
from ...priors.errors import quoted
from ..language import Names

__all__ = ["coordinate_problem", "dim_problem", "missing", "shared"]


def shared(names: Names) -> Iterator[StudyError]:
    """Yield an error for each coordinate that is one of two dims, so that none could tell which is meant."""
    study, dims = names.study, names.study.model.dims
    for one, other in combinations(dims, 2):
        for name in sorted({*study.coordinates(one)} & {*study.coordinates(other)}):
            entries: dict[str, Quantity | EvidenceItem] = {
                f"quantities.{key}": entry for key, entry in study.quantities.items() if split_name(key)[1] == name
            }
            entries |= {f"evidence.{name}": study.evidence[name]} if name in study.evidence else {}
            own = (key for key, entry in entries.items() if not entry.file.startswith(SHIPPED_FILES))
            key = next(own, next(iter(entries)))
            problem = f"{quoted(name)} would be a coordinate of {one!r} and of {other!r}. Allowed: another name"
            yield StudyError(problem, file=entries[key].file, key=key)


def coordinate_problem(base: str, coordinate: str, names: Names) -> str:
    """Say what is wrong with an entry for one coordinate of a name; nothing if that is told of the whole."""
    whole, dims = names.study.quantities.get(base), names.dims(base)
    if _scalar(base, names):
        return f"{quoted(base)} is one number and has no coordinates. Allowed: an entry for {quoted(base)}"
    if dims[1:] and coordinate not in names.study.coordinates(dims[0]):
        return f"{quoted(coordinate)} names a {dims[1]}, and {quoted(base)} is by {dims[0]}. Allowed: another name"
    if coordinate in names.coordinates(base) or (whole and dim_problem(base, whole, names)):
        return ""
    made_by = names.study.model.dims[dims[0]].quantity if dims else ""
    more = f" One more {dims[0]} needs an entry for {made_by}[{coordinate}]." if made_by else ""
    return unknown_name(coordinate, names.coordinates(base), what=dims[0] if dims else "coordinate") + more


def _scalar(base: str, names: Names) -> bool:
    """Whether a formula gives a name one number, or the catalogue does; what a study alone has may be of any dims."""
    if base in names.nodes:
        return not names.nodes[base].dims
    shipped = names.study.catalogue.quantities
    return base in shipped and not shipped[base].dims and not any(n.startswith(f"{base}[") for n in names.nodes)


def dim_problem(name: str, entry: Quantity, names: Names) -> str:
    """Say what is wrong with an entry's dims, which are those of its node, of the catalogue, or of its coordinates."""
    if not entry.dims:
        return ""
    dims = names.study.model.dims
    unknown = [dim for dim in entry.dims if dim not in dims]
    if unknown:
        return unknown_name(unknown[0], dims, what="dim")
    expected = _expected_dims(name, names)
    if entry.dims == expected if expected is not None else len(entry.dims) == 1:
        return ""
    return f"{list(entry.dims)} do not fit: {name!r} has {list(expected or ()) or 'none, or one'}"


def _expected_dims(name: str, names: Names) -> tuple[str, ...] | None:
    """Return the dims that a name has whatever its entry says; None where nothing else says."""
    base, coordinate = split_name(name)
    shipped = names.study.catalogue.quantities
    if coordinate:
        return ()
    if base in names.nodes:
        return names.nodes[base].dims
    parts = {split_name(part)[1] for part in (*names.study.quantities, *names.nodes) if part.startswith(f"{base}[")}
    of_parts = tuple(dim for dim in names.study.model.dims if parts & set(names.study.coordinates(dim)))
    return of_parts or (tuple(shipped[base].dims) if base in shipped else None)


def missing(names: Names, known: Iterable[str]) -> Iterator[StudyError]:
    """Yield what coordinates lack, where some known quantities have an entry for them and others none."""
    lacking: dict[str, list[str]] = {}
    given = names.study.quantities.keys() | names.nodes.keys()
    for base in [name for name in names.all if name in known]:
        for coordinate in names.coordinates(base) if len(names.dims(base)) == 1 else ():
            if not given & {base, f"{base}[{coordinate}]"}:
                lacking.setdefault(coordinate, []).append(f"{base}[{coordinate}]")
    for coordinate, needed in lacking.items():
        own = (entry for name, entry in names.study.quantities.items() if split_name(name)[1] == coordinate)
        file = next((entry.file for entry in own), names.study.file)
        problem = f"has no entry; {quoted(coordinate)} needs one for every coordinate: {', '.join(needed)}"
        yield StudyError(problem, file=file, key=f"quantities.{needed[0]}")
