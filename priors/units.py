"""Units: one pint registry for every number in the project.

A year has 365 days and a month is a twelfth of it, as in the post's own arithmetic.
"""

from functools import cache
from typing import Any

import pint

from .errors import StudyError

__all__ = ["conversion_factor", "parse_unit", "registry"]

_DEFINITIONS = (
    "usd = [currency] = dollar",
    "person = [people] = people",
    "developer = [developers] = developers",
    "token = [tokens] = tokens",
    "word = [words] = words",
    "tweet = [tweets] = tweets",
    "request = [requests] = requests = download = downloads",
    "gpu = [gpus] = gpus",
    "node = [nodes] = nodes",
    "flop = [operations]",
    "percentage_point = 0.01 = percentage_points",
    "year = 365 * day = years",
    "month = year / 12 = months",
)


@cache
def registry() -> pint.UnitRegistry[Any]:
    """Return the project's unit registry (US dollars, people, tokens, GPUs and the rest)."""
    units: pint.UnitRegistry[Any] = pint.UnitRegistry(on_redefinition="ignore")
    for line in _DEFINITIONS:
        units.define(line)
    return units


def parse_unit(text: str, *, file: str | None = None, key: str | None = None) -> pint.Unit:
    """Read a unit such as ``"usd/year"``.

    Raises
    ------
    StudyError
        If the text is no unit of the registry.
    """
    if not text.strip():
        raise StudyError("the unit is empty; write 'dimensionless' for a pure number", file=file, key=key)
    try:
        return registry().parse_units(text)
    except Exception as error:  # pint raises many kinds, some of them the tokenizer's own
        names = ", ".join(line.split(" = ")[0] for line in _DEFINITIONS)
        message = f"{text!r} is not a unit. Allowed: products and quotients of {names}, day, hour, second, …"
        raise StudyError(message, file=file, key=key) from error


def conversion_factor(source: str, target: str, *, file: str | None = None, key: str | None = None) -> float:
    """Return the number that turns values in ``source`` units into ``target`` units.

    Raises
    ------
    StudyError
        If the two measure different things.
    """
    if source == target:
        return 1.0
    have, want = parse_unit(source, file=file, key=key), parse_unit(target, file=file, key=key)
    factor = _factor(have, want)
    if factor is None:
        message = f"{source!r} cannot be turned into {target!r}, the unit of this quantity"
        raise StudyError(message, file=file, key=key)
    return factor


@cache
def _factor(have: pint.Unit, want: pint.Unit) -> float | None:
    """Return the conversion factor; None where the two measure different things."""
    if have.dimensionality != want.dimensionality:
        return None
    return float(registry().Quantity(1.0, have).to(want).magnitude)
