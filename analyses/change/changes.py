"""Changes: what may be supposed of a study, as records and as text; `supposing` makes them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from ...priors import StudyError

__all__ = ["Changes", "Fixed", "Observed", "read_changes", "read_choices"]

SUFFIXES: Mapping[str, float] = {"": 1.0, "k": 1e3, "K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}
"""What a letter right behind a number multiplies it by."""

_NUMBER = r"([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(?:([kKMBT])(?!\w))?"
_CHANGE = re.compile(
    rf"\s*(?P<name>[A-Za-z_]\w*(?:\[[^\[\]]+\])?)\s*(?P<sign>[=~])\s*{_NUMBER}"
    rf"(?:\s*(?:±|\+/?-)\s*{_NUMBER}(?P<relative>%)?)?\s*(?P<unit>[A-Za-z%].*)?"
)


class Fixed(NamedTuple):
    """A node that is given a value, whatever it was computed from.

    Attributes
    ----------
    text : str
        As it was written.
    name : str
        ``node``, all coordinates of it where it has any, or ``node[coordinate]``.
    value : float
    unit : str
        Of the value; empty for the node's own.
    """

    text: str
    name: str
    value: float
    unit: str = ""


class Observed(NamedTuple):
    """A node that is seen to have a value, give or take an error.

    Attributes
    ----------
    text, name, value, unit
        As for `Fixed`.
    error : float
        Standard deviation as a part of the value.
    """

    text: str
    name: str
    value: float
    error: float
    unit: str = ""


NAMED = 3
"""Items that a summary names; more are counted."""


@dataclass(frozen=True)
class Changes:
    """Everything that is changed at once.

    Attributes
    ----------
    fixed : tuple of Fixed
    observed : tuple of Observed
    without, taken : tuple of str
        Items of evidence that are taken out, and in, whatever their dates.
    choices : dict of str to str
        Options of structural choices.
    """

    fixed: tuple[Fixed, ...] = ()
    observed: tuple[Observed, ...] = ()
    without: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)

    @property
    def values(self) -> tuple[Fixed | Observed, ...]:
        """What is fixed, and then what is observed."""
        return (*self.fixed, *self.observed)

    @property
    def words(self) -> list[str]:
        """Each change as a reader would write it."""
        chosen = [f"{choice}={option}" for choice, option in self.choices.items()]
        items = [f"without {name}" for name in self.without] + [f"with {name}" for name in self.taken]
        return [*(change.text for change in self.values), *items, *chosen]

    @property
    def summary(self) -> str:
        """The same in one line, where many items are counted and not named."""
        named = {"without": self.without, "with": self.taken}
        many = {f"{how} {name}" for how, items in named.items() if len(items) > NAMED for name in items}
        counted = [f"{how} {len(items)} items" for how, items in named.items() if len(items) > NAMED]
        return ", ".join([*(each for each in self.words if each not in many), *counted])

    @property
    def names(self) -> list[str]:
        """Nodes that are fixed or observed."""
        return [change.name for change in self.values]


def read_changes(
    texts: Iterable[str] = (), *, without: Sequence[str] = (), taken: Sequence[str] = (), choose: Iterable[str] = ()
) -> Changes:
    """Read changes from text.

    Parameters
    ----------
    texts : iterable of str
        ``NAME=VALUE`` or ``NAME~VALUE±SD``. A number may end in k, M, B or T; a unit may follow, of value
        and error alike; the error may be a percentage of the value. ``+-`` and ``+/-`` stand for ``±``.
    without, taken : sequence of str
        Items of evidence.
    choose : iterable of str
        ``CHOICE=OPTION``.

    Raises
    ------
    StudyError
        If a text is no change, or nothing is changed.
    """
    values = [_read(text) for text in texts]
    changes = Changes(
        fixed=tuple(change for change in values if isinstance(change, Fixed)),
        observed=tuple(change for change in values if isinstance(change, Observed)),
        without=tuple(without),
        taken=tuple(taken),
        choices=read_choices(choose),
    )
    if not changes.words:
        allowed = "NAME=VALUE, NAME~VALUE±SD, --without ITEM, --with ITEM, --choose CHOICE=OPTION"
        raise StudyError(f"nothing is changed. Allowed: {allowed}", key="CHANGE")
    return changes


def read_choices(texts: Iterable[str]) -> dict[str, str]:
    """Read options of structural choices from ``CHOICE=OPTION``.

    Raises
    ------
    StudyError
        If a text is none.
    """
    return dict(_read_choice(text) for text in texts)


def _read(text: str) -> Fixed | Observed:
    parts = _CHANGE.fullmatch(text)
    if parts is None or (parts["sign"] == "~") != (parts[5] is not None):
        ways = "NAME=VALUE to fix a node, or NAME~VALUE±SD (or +-) to observe it"
        more = "both finite; SD may be a percentage; a unit may follow"
        raise StudyError(f"cannot be read. Allowed: {ways}, {more}", key=repr(text))
    name, _, digits, suffix, error_digits, error_suffix, relative, unit = parts.groups()
    value = float(digits) * SUFFIXES[suffix or ""]
    if error_digits is None:
        return Fixed(text.strip(), name, value, unit or "")
    error = float(error_digits) * SUFFIXES[error_suffix or ""] / (100.0 if relative else value or np.nan)
    if not (0 < value < np.inf and 0 < error < np.inf):
        problem = "an observed value and its error have to be above zero and finite, since evidence is on a log scale"
        raise StudyError(problem, key=repr(text))
    return Observed(text.strip(), name, value, error, unit or "")


def _read_choice(text: str) -> tuple[str, str]:
    choice, sign, option = text.partition("=")
    if not (choice and sign and option):
        raise StudyError(f"{text!r} cannot be read. Allowed: CHOICE=OPTION", key="--choose")
    return choice.strip(), option.strip()
