"""Units: one pint registry for every number in the project, and the grammar of a unit that a user may write.

A year has 365 days and a month is a twelfth of it, as in the post's own arithmetic. A unit is read by a grammar of
its own before pint sees it: names, ``*``, ``/`` and powers of one digit. Letters such as B, M and k, which pint takes
for bytes, molars and Boltzmann's constant, are no units here, and neither is anything that pint takes for a pure
number, such as a radian, but a percentage.
"""

import math
import re
from collections import Counter
from difflib import get_close_matches
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

from .errors import StudyError, quoted

if TYPE_CHECKING:
    import pint

__all__ = ["check_unit", "conversion_factor", "parse_unit", "registry"]

_COUNTED = (
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
    "byte = [information] = bytes",
)
"""What there is a number of: none of it comes in thousandths, and none is a pure number."""

_DEFINITIONS = (
    *_COUNTED,
    "percentage_point = 0.01 = percentage_points",
    "year = 365 * day = years",
    "month = year / 12 = months",
)

NAMES = tuple(line.split(" = ")[0] for line in _DEFINITIONS)
PURE = frozenset({"dimensionless", "percent", "percentage_point", "permille", "ppm"})
"""Pure numbers that a quantity may be given in."""

LETTERS = frozenset({"d", "h", "s"})
"""The only units of one letter: day, hour and second."""

LONGEST = 100
"""Characters of a unit at most."""

_POWER = r"(?:\*\*|\^)\s*-?\d(?!\d|\s*(?:\*\*|\^))"
_TOKEN = re.compile(rf"\s*(?:(?P<name>[A-Za-z_]+|%)|{_POWER}|\*(?!\*)|/(?!/)|[()]|1(?=\s*/))")


PLAIN = {
    name: (Fraction(1), line.partition(" ")[0]) for line in _COUNTED for name in line.split(" = ") if name[0] != "["
}
PLAIN |= {"day": (Fraction(1), "day"), "month": (Fraction(365, 12), "day"), "year": (Fraction(365), "day")}
PLAIN |= {
    "dimensionless": (Fraction(1), ""),
    "percent": (Fraction(1, 100), ""),
    "percentage_point": (Fraction(1, 100), ""),
}
"""The commonest units, which are understood without pint: half of the time that a study takes to read is its import."""


@cache
def registry() -> "pint.UnitRegistry[Any]":
    """Return the project's unit registry (US dollars, people, tokens, GPUs and the rest)."""
    import pint

    units: pint.UnitRegistry[Any] = pint.UnitRegistry(on_redefinition="ignore")
    for line in _DEFINITIONS:
        units.define(line)
    units._build_cache()  # what pint knew of a byte, which was a pure number to it
    return units


def check_unit(text: str, *, file: str | None = None, key: str | None = None) -> None:
    """Refuse a text that is no unit; see `parse_unit`."""
    if _plain(text) is None:
        parse_unit(text, file=file, key=key)


@cache
def _plain(text: str) -> tuple[Fraction, Counter[str]] | None:
    """Return the size of a product of plain units and the power of each; None if it is of others."""
    parts = re.split(r"\s*([*/])\s*", text)
    if not PLAIN.keys() >= set(parts[::2]):
        return None
    size, powers = Fraction(1), Counter[str]()
    for sign, (factor, base) in zip(["*", *parts[1::2]], (PLAIN[name] for name in parts[::2]), strict=True):
        size = size * factor if sign == "*" else size / factor
        powers[base] += 1 if sign == "*" else -1
    powers[""] = 0  # of pure numbers
    return size, powers


def parse_unit(text: str, *, file: str | None = None, key: str | None = None) -> "pint.Unit":
    """Read a unit such as ``"usd/year"``.

    Raises
    ------
    StudyError
        If the text is no unit of the registry.
    """
    try:
        return _parsed(text)
    except ValueError as error:
        raise StudyError(str(error), file=file, key=key) from None


@cache
def _parsed(text: str) -> "pint.Unit":
    if not text.strip():
        raise ValueError("the unit is empty; write 'dimensionless' for a pure number")
    for name in _names(text):
        _check_name(name)
    try:
        return registry().parse_units(text)
    except Exception:  # pint raises many kinds
        raise ValueError(_no_unit(text)) from None


def _names(text: str) -> list[str]:
    """Return the names in a unit's text, which has to be of the grammar."""
    names, at = [], 0
    while len(text) <= LONGEST and (token := _TOKEN.match(text, at)):
        names += [token["name"]] if token["name"] else []
        at = token.end()
    if text[at:].strip():
        raise ValueError(_no_unit(text))
    return names


def _check_name(name: str) -> None:
    """Refuse a name that is no unit, or one that is not what anybody means by it."""
    if name in PURE or name == "%":
        return
    readings = registry().parse_unit_name(name) if name in LETTERS or len(name) > 1 else ()
    if not readings:
        raise ValueError(_no_unit(name))
    prefix, unit, _ = readings[0]
    if not _is_factor(unit):
        raise ValueError(f"{quoted(name)} is a logarithm or has a zero of its own: it has no factor to convert it by")
    if registry().Unit(unit).dimensionless:
        raise ValueError(f"{quoted(name)} is a pure number to a computer. {NUMBERS}")
    if unit in COUNTED and registry().Quantity(1.0, f"{prefix}{unit}").to_base_units().magnitude < 1:
        raise ValueError(f"{quoted(name)} is a {prefix}{unit}, a part of one. Allowed: {unit}, kilo{unit}, mega{unit}")


def _is_factor(unit: str) -> bool:
    """Whether twice as many of a unit is twice as much, which is not so of decibels and degrees Celsius."""
    once, twice = (registry().Quantity(number, unit).to_base_units().magnitude for number in (1.0, 2.0))
    return math.isclose(2 * once, twice)


COUNTED = frozenset(line.split(" = ")[0] for line in _COUNTED)
NUMBERS = "Allowed: 'dimensionless' or 'percent', and the number itself, such as 175e9"


def _no_unit(text: str) -> str:
    near = get_close_matches(text[:LONGEST].lower(), NAMES, n=1, cutoff=0.7)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    letter = (
        "; a number is written out, such as 175e9, in 'dimensionless'"
        if len(text) <= LETTER or text in NUMERALS
        else ""
    )
    allowed = f"Allowed: products and quotients of {', '.join(NAMES)}, day, hour, second, …"
    return f"{quoted(text)} is not a unit.{hint} {allowed}{letter}"


NUMERALS = frozenset({"thousand", "million", "billion", "trillion"})

LETTER = 2
"""Characters of what may be meant as a multiplier, such as B or Mn."""


def conversion_factor(source: str, target: str, *, file: str | None = None, key: str | None = None) -> float:
    """Return the number that turns values in ``source`` units into ``target`` units.

    Raises
    ------
    StudyError
        If the two measure different things.
    """
    if source == target:
        return 1.0
    plain, wanted = _plain(source), _plain(target)
    if plain and wanted and plain[1] == wanted[1]:
        return float(plain[0] / wanted[0])
    have, want = parse_unit(source, file=file, key=key), parse_unit(target, file=file, key=key)
    factor = _factor(have, want)
    if factor is None:
        given = f"{quoted(source)}{', as where no unit stands,' if source == 'dimensionless' else ''}"
        message = f"{given} cannot be turned into {quoted(target)}, which is due{_lack(have, want)}"
        raise StudyError(message, file=file, key=key)
    return factor


def _lack(have: "pint.Unit", want: "pint.Unit") -> str:
    """Say what a unit has too much or too little of to be the one that is due, where that is a single thing."""
    kinds = {kind: name for name, kind, *_ in (line.split(" = ") for line in _COUNTED)} | {"[time]": "year"}
    own, apart = have.dimensionality, {kind: float(power.real) for kind, power in (want / have).dimensionality.items()}
    kind, power = next(iter(apart.items()), ("", 0.0))
    if len(apart) > 1 or abs(power) != 1 or kind not in kinds or not own:
        return ""
    below = (power > 0) == (kind in own)
    return f": {'/' * below}{kinds[kind]} is {'not due' if kind in own else 'missing'}"


@cache
def _factor(have: "pint.Unit", want: "pint.Unit") -> float | None:
    """Return the conversion factor; None where the two measure different things, or no float holds it."""
    try:
        factor = float(registry().Quantity(1.0, have).to(want).magnitude) if have.is_compatible_with(want) else 0.0
    except ArithmeticError:
        return None
    return factor if math.isfinite(factor) and factor > 0 else None
