"""Overlaying: a quantity's entry laid over the one that it changes."""

from .catalogue import record
from .errors import Problems, StudyError, quoted
from .files import Table
from .records import Quantity, Record, read_prior
from .support import check_support
from .units import check_unit, conversion_factor

__all__ = ["overlaid", "said", "unsaid"]

_RESTATED = {"source": "", "quote": "", "note": "", "basis": "judgement"}


def said(entry: Record) -> Table:
    """Return what an entry says, which is all but the file that it is in."""
    return {key: value for key, value in entry if key != "file"}


def overlaid(old: Table, table: Table, file: str, key: str, *, positive: bool = False) -> Quantity:
    """Merge a quantity's entry into what it changes; a new prior brings its own unit and provenance.

    One that is `positive`, as the weights are that coordinates go by, or was, is no less than nothing.
    """
    problems = Problems()
    nested = [name for name in table.keys() - Quantity.model_fields.keys() if isinstance(table[name], dict)]
    if nested:
        problem = f"unknown key {quoted(nested[0])}, which is a table. Allowed: [{key}]"
        problem += ', or of a coordinate [quantities."NAME[COORDINATE]"]'
        raise StudyError(problem, file=file, key=f"{key}.{nested[0]}")
    merged = {**old, **table}
    with problems.noted():
        if "prior" in table:
            merged |= _with_prior(old, table, file, key, positive or ("prior" in old and old["prior"].form.positive))
        elif merged.get("unit") != old.get("unit", merged.get("unit")):
            raise StudyError("a new unit needs a new prior", file=file, key=f"{key}.unit")
    if problems.errors:  # what is right stands in, so that the other keys are checked too
        merged = {**_RESTATED, **merged, "unit": "dimensionless", "prior": _STAND_IN, "share": False}
    with problems.noted():
        quantity = record(Quantity, merged, file, key)
    problems.check()
    return quantity


_STAND_IN = {"family": "constant", "value": 0.0}


def _with_prior(old: Table, table: Table, file: str, key: str, positive: bool) -> Table:
    unit = table.get("unit")
    if not isinstance(unit, str):
        wanted = quoted(old["unit"]) if "unit" in old else "such as 'usd' or 'dimensionless'"
        problem = f"is {'missing' if unit is None else quoted(unit)}. Allowed: {wanted}, or a unit that converts to it"
        raise StudyError(problem, file=file, key=f"{key}.unit")
    check_unit(unit, file=file, key=f"{key}.unit")
    factor = conversion_factor(unit, old["unit"], file=file, key=f"{key}.unit") if "unit" in old else 1.0
    try:
        prior = read_prior(table["prior"], factor=factor)
        check_support(prior, old.get("unit", unit), share=bool({**old, **table}.get("share")), positive=positive)
    except ValueError as error:
        given = f" (given in {quoted(unit)}, used in {old['unit']!r})" if factor != 1 else ""
        raise StudyError(f"{error}{given}", file=file, key=f"{key}.prior") from None
    return {**_RESTATED, **table, "unit": old.get("unit", unit), "prior": prior}


def unsaid(file: str, key: str, table: Table) -> list[StudyError]:
    """Return an error for each key that a new item lacks and the post's story is told by."""
    told = {"known_to_author": "true or false", "quantity_measured": "what it is a report of, such as 'cost'"}
    lacking = [each for each in told if each not in table]
    return [StudyError(f"is missing. Allowed: {told[each]}", file=file, key=f"{key}.{each}") for each in lacking]
