"""Words: how numbers, units and names read, the same in sentences, tables, figures and the terminal.

An estimate has two significant digits, or fewer where its Monte Carlo error is larger than the second; a number that
is given, by the data or as a mark of an axis, is written as it is.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from ...model import Graph
from ...priors import CI_PROB, Prior, Study, split_name

if TYPE_CHECKING:
    from ...analyses.fit import ClaimRow

__all__ = [
    "amount",
    "as_printed",
    "cell",
    "counted",
    "dollars",
    "entitled",
    "estimated",
    "evidence_words",
    "exact",
    "in_points",
    "label",
    "listed",
    "node_title",
    "number",
    "percent",
    "phrase",
    "points",
    "prior_words",
    "probability",
    "ranged",
    "signed",
    "times",
    "titled",
    "titles_of",
    "unit_words",
]

DIGITS = 2
"""Significant digits of an estimate."""

GIVEN = 6
"""Most digits of a number that is given."""

_SCALES = ((1e12, "T"), (1e9, "B"), (1e6, "M"))
_WIDEST = 1e15
_ACRONYMS = {"api": "API", "cs": "CS", "gpu": "GPU", "gpus": "GPUs", "ml": "ML", "opt": "OPT", "us": "US"}
_PLURALS = {"usd": "US dollars", "person": "people", "people": "people", "percent": "percent", "gpu": "GPUs"}


def number(value: float, *, error: float | None = None) -> str:
    """Write a number: 5,000; 0.61; 2.6M; 1.2e−5.

    Parameters
    ----------
    value : float
    error : float, optional
        Its Monte Carlo standard error. No digit below the error's first is written, and a value below its error is
        only said to be that: <0.03. An error of zero is that of a number which is given: it has all of its digits.
    """
    return _estimate(value, error, _SCALES)


def dollars(value: float, *, error: float | None = None) -> str:
    """Write an amount of US dollars: $240, $88K, $1.3M."""
    return re.sub(r"\d", r"$\g<0>", _estimate(value, error, (*_SCALES, (1e3, "K"))), count=1)


def _estimate(value: float, error: float | None, scales: Sequence[tuple[float, str]]) -> str:
    if not math.isfinite(value):
        return "–"
    if error and math.isfinite(error) and abs(value) < error:
        return f"<{_written(_ceiling(error), scales)}"
    return _written(_rounded(value, GIVEN if error == 0 else DIGITS, error), scales)


def exact(value: float | tuple[float, ...]) -> str:
    """Write a number that is given, or a list of them, with all of its digits up to six: 65,285; 0.125; 1.25M."""
    return " and ".join(map(exact, value)) if isinstance(value, tuple) else number(value, error=0)


def _rounded(value: float, digits: int, error: float | None = None) -> float:
    """Round to significant digits, and to the first digit of an error where that is larger."""
    if value == 0:
        return 0.0
    place = math.floor(math.log10(abs(value))) - digits + 1
    if error and math.isfinite(error):
        place = max(place, math.floor(math.log10(error)))
    return round(value, -place)


def _ceiling(error: float) -> float:
    """Round an error up to one digit."""
    place = 10.0 ** math.floor(math.log10(error))
    return _rounded(math.ceil(round(error / place, 6)) * place, 1)


def _written(value: float, scales: Sequence[tuple[float, str]] = _SCALES) -> str:
    """Write all digits of a rounded number, with thousands separated and large ones scaled."""
    within = abs(value) < _WIDEST
    scale, letter = next(((s, x) for s, x in scales if within and abs(value) >= s), (1.0, ""))
    mantissa, e, exponent = f"{value / scale:,.12g}".partition("e")
    return f"{mantissa}{e}{int(exponent) if e else ''}{letter}".replace("-", "−")


def percent(ratio: float, *, error: float | None = None) -> str:
    """Write a ratio or a share as a percentage: 61%, 0.13%."""
    return f"{number(100 * ratio, error=None if error is None else 100 * error)}%"


def points(difference: float, *, error: float | None = None) -> str:
    """Write a difference of probabilities in percentage points, without their name."""
    return percent(difference, error=error).removesuffix("%")


def in_points(number: str) -> str:
    """Write a number of percentage points with their name."""
    return f"{number} point{'s' * (number != '1')}"


def probability(value: float, *, error: float | None = None) -> str:
    """Write a probability in whole percent; never 0% or 100% unless it is exact, and so has no error."""
    error = error if error and math.isfinite(error) else 0.0
    least = max(0.01, _ceiling(error)) if error else 0.01
    if value < least and (error or value > 0):
        return f"<{_written(round(100 * least))}%"
    if value > 1 - least and (error or value < 1):
        return f">{_written(round(100 * (1 - least)))}%"
    if not math.isfinite(value):
        return "–"
    return f"{100 * round(value, -math.floor(math.log10(max(error, 0.01)))):.0f}%"


def chances(claim: "ClaimRow") -> tuple[str, str]:
    """Write how probable a claim is, before the evidence and after it."""
    return probability(claim.prior, error=claim.mcse_prior), probability(claim.posterior, error=claim.mcse_posterior)


def times(factor: float, *, error: float | None = None) -> str:
    """Write a factor: ×1.3."""
    return f"×{number(factor, error=error)}"


def signed(value: float, *, error: float | None = None) -> str:
    """Write a difference with its sign, which a zero has none of: +0.12, −3."""
    text = number(value, error=error)
    return f"+{text}" if value > 0 and text[0].isdigit() else text


def amount(value: float, unit: str, *, error: float | None = None) -> str:
    """Write an amount with its unit: $160K per year, 20 people, 170M tokens per node per day, 20%."""
    if unit == "percent":
        return f"{number(value, error=error)}%"
    what, *per = unit.split("/")
    if what == "usd":
        return " per ".join((dollars(value, error=error), *map(_spaced, per)))
    text = number(value, error=error)
    return f"{text} {unit_words(unit, many=text != '1')}".strip()


def unit_words(unit: str, *, many: bool = True) -> str:
    """Write a unit: ``usd/year`` is "US dollars per year", and a pure number nothing."""
    if unit == "dimensionless":
        return ""
    what, *per = unit.split("/")
    words = _PLURALS.get(what, f"{_spaced(what)}s") if many else _spaced(what)
    return " per ".join((words, *map(_spaced, per)))


def cell(value: object) -> str:
    """Write a table's cell; nothing for what is missing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return number(value) if isinstance(value, float) else str(value)


def counted(count: int, what: str) -> str:
    """Write a number of things: 1 item, 2 items."""
    return f"{count} {what}{'s' * (count != 1)}"


def evidence_words(study: Study) -> str:
    """Write what evidence a study takes, which its date may be long after."""
    if not study.items:
        return "none"
    last = max(study.evidence[name].published for name in study.items)
    return f"{counted(len(study.items), 'report')}, the last of {last:%B %Y}"


def listed(texts: Sequence[str]) -> str:
    """Write a list in a sentence: one, two and three."""
    return " and ".join(filter(None, (", ".join(texts[:-1]), *texts[-1:])))


def ranged(centre: str, low: str, high: str) -> str:
    """Write a centre with its interval, unless both ends read as it does: what is known has none."""
    return centre if low == centre == high else f"{centre} ({low} to {high})"


def estimated(write: Callable[..., str], values: Sequence[float], errors: Sequence[float | None]) -> str:
    """Write a centre with its interval, each with its Monte Carlo error in mind."""
    ends = zip(values, errors, strict=True)
    centre, low, high = (write(value, error=error or None) for value, error in ends)  # none seen is not none
    return ranged(centre, low, high)


def as_printed(values: Sequence[float | None], printed: Sequence[float | None]) -> str:
    """Write those of a centre and two ends that the post prints, with a digit more than an estimate has."""
    centre, low, high = (
        "" if v is None or p is None else _written(_rounded(v, DIGITS + 1))
        for v, p in zip(values, printed, strict=True)
    )
    return ranged(centre, low or "…", high or "…").strip() if low or high else centre


def prior_words(prior: Prior, *, ci_prob: float = CI_PROB) -> str:
    """Write a prior: its family and parameters, and what they come to."""
    if prior.constant:
        return f"fixed at {exact(prior.parameters['value'])}"
    tail = (1 - ci_prob) / 2
    low, centre, high = (number(float(end)) for end in prior.quantile([tail, 0.5, 1 - tail]))
    given = ", ".join(f"{key} {exact(value)}" for key, value in prior.parameters.items())
    return f"{prior.family}({given}): median {centre}, {percent(ci_prob, error=0)} from {low} to {high}"


def label(name: str, coordinates: Mapping[str, str] | None = None) -> str:
    """Write a node's name: ``compute_cost[twitter]`` is "Compute cost, Twitter campaign", given the latter."""
    base, coordinate = split_name(name)
    words = _spaced(base)
    text = words[:1].upper() + words[1:]
    return text if coordinate is None else f"{text}, {(coordinates or {}).get(coordinate, _spaced(coordinate))}"


def entitled(name: str, title: str) -> str:
    """Return the title of an entry, or its name in words where it was given none."""
    return label(name) if title == name else title


def titles_of(graph: Graph) -> dict[str, str]:
    """Return what a graph's nodes, its coordinates and the items of evidence are called: short names before titles.

    A coordinate that was given none of its own, but its name or the title of its base, has that and the coordinate's;
    another quantity without a title is called by its name in words. A quantity of the study's own in place of a
    formula is called by its own title.
    """
    study, titles = graph.study, {**{name: label(name) for name in graph.names}, **graph.titles}
    bare = [n for n in study.quantities if titles[n] == n or ("[" in n and titles[n] == titles[split_name(n)[0]])]
    replaced = study.quantities.keys() & graph.argument.keys()
    short = {name: text for name, text in study.model.short.items() if name not in replaced} | study.subject.words
    own = study.model.coordinates | {name: title for name, title in titles.items() if name not in bare} | short
    return own | {name: titled(name, own) for name in bare}


def titled(name: str, titles: Mapping[str, str]) -> str:
    """Return the title of a name, or of its base with the coordinate's behind it, or the name in words."""
    base, coordinate = split_name(name)
    if name in titles or coordinate is None:
        return titles.get(name) or label(name)
    return f"{titles.get(base) or label(base)}, {titles.get(coordinate) or _spaced(coordinate)}"


def node_title(graph: Graph, name: str) -> str:
    """Return a node's title: its quantity's where it has one, or else its formula's, or its name in words."""
    return titled(name, titles_of(graph))


def phrase(title: str) -> str:
    """Write a title in the middle of a sentence: "the cost of development", "the API's price"."""
    first = title.split(maxsplit=1)[0]
    return f"the {title if first[1:] != first[1:].lower() else title[0].lower() + title[1:]}"


def _spaced(name: str) -> str:
    return " ".join(_ACRONYMS.get(word, word) for word in name.split("_"))
