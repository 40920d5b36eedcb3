"""Wording: numbers as a reader expects them."""

import math
from collections.abc import Sequence

__all__ = ["amount", "as_printed", "cell", "count", "dollars", "listed", "number", "percent", "probability", "ranged"]

_SCALES = ((1e9, "B"), (1e6, "M"), (1e3, "K"))


def number(value: float, digits: int = 2) -> str:
    """Round to significant digits, with thousands separated: 5,000; 0.61; 1.2e-05."""
    if not math.isfinite(value):
        return "–"
    if value == 0:
        return "0"
    rounded = float(f"{value:.{digits - 1}e}")
    exponent = math.floor(math.log10(abs(rounded)))
    if exponent < -3 or exponent > 14:
        return f"{value:.{digits - 1}e}"
    return f"{rounded:,.{max(digits - 1 - exponent, 0)}f}"


def dollars(value: float) -> str:
    """Write an amount such as $1.3M."""
    for scale, letter in _SCALES:
        if abs(value) >= scale:
            return f"${number(value / scale)}{letter}"
    return f"${number(value)}"


def amount(value: float, unit: str) -> str:
    """Write an amount with its unit: $160K per year, 20 people, 170M tokens per node per day; a pure number alone."""
    what, *per = unit.replace("_", " ").split("/")
    rate = "".join(f" per {word}" for word in per)
    if what == "usd":
        return dollars(value) + rate
    if unit == "dimensionless":
        return number(value)
    scale, letter = next(((s, x) for s, x in _SCALES[:2] if abs(value) >= s), (1.0, ""))
    plural = "people" if what in ("person", "people") else f"{what}s"
    return f"{number(value / scale)}{letter} {plural}{rate}"


def percent(fraction: float) -> str:
    """Write a ratio as a percentage with two significant digits."""
    return f"{number(fraction * 100)}%"


def probability(value: float) -> str:
    """Write a probability; never 0% or 100% unless it is exact."""
    if 0 < value < 0.01:
        return "under 1%"
    if 0.99 < value < 1:
        return "over 99%"
    return f"{value * 100:.0f}%"


def count(value: float) -> str:
    """Write a number of people or things."""
    return number(value)


def cell(value: object) -> str:
    """Write a table's cell: three significant digits of a number, as 0.0123 or 4.50M; nothing for what is missing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _scaled(value) if isinstance(value, float) else str(value)


def _scaled(value: float) -> str:
    """Shorten millions and billions, whose digits are more than a column has room for."""
    scale, letter = next(((s, x) for s, x in _SCALES[:2] if s <= abs(value) < 1e3 * _SCALES[0][0]), (1.0, ""))
    return f"{number(value / scale, 3)}{letter}"


def listed(texts: Sequence[str]) -> str:
    """Write a list in a sentence: one, two and three."""
    return " and ".join(filter(None, (", ".join(texts[:-1]), *texts[-1:])))


def ranged(centre: str, low: str, high: str) -> str:
    """Write a centre with its interval."""
    return f"{centre} ({low} to {high})"


def as_printed(values: Sequence[float | None], printed: Sequence[float | None]) -> str:
    """Write those of a centre and two ends that the post prints."""
    centre, low, high = (
        number(v, 3) if v is not None and p is not None else "" for v, p in zip(values, printed, strict=True)
    )
    return ranged(centre, low or "…", high or "…").strip() if low or high else centre
