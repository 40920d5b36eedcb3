"""Changes: what may be supposed of a study, as records and as text; `interventions` makes them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from ...priors import StudyError

__all__ = ["Change", "Changes", "read_changes", "read_choices"]

SUFFIXES: Mapping[str, float] = {"": 1.0, "k": 1e3, "K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}
"""What a letter right behind a number multiplies it by."""

_NUMBER = r"([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(?:([kKMBT])(?!\w))?"
_CHANGE = re.compile(
    rf"\s*(?P<name>[A-Za-z_]\w*(?:\[[^\[\]]+\])?)\s*(?P<sign>[=~])\s*{_NUMBER}"
    rf"(?:\s*(?:±|\+/?-)\s*{_NUMBER}(?P<relative>%)?)?\s*(?P<unit>[A-Za-z%].*)?"
)


class Change(NamedTuple):
    """A node that is given a value, whatever it was computed from, or that is seen to have one, give or take an error.

    Attributes
    ----------
    text : str
        As it was written.
    name : str
        ``node``, all coordinates of it where it has any, or ``node[coordinate]``.
    value : float
    unit : str
        Of the value; empty for the node's own.
    error : float
        Standard deviation as a part of the value; zero if the node is fixed.
    """

    text: str
    name: str
    value: float
    unit: str = ""
    error: float = 0.0


EMPTY: Mapping[str, Any] = MappingProxyType({})

NAMED = 3
"""Items that a summary names; more are counted."""


@dataclass(frozen=True)
class Changes:
    """Everything that is changed at once.

    Attributes
    ----------
    values : tuple of Change
        Nodes that are fixed or observed.
    without, taken : tuple of str
        Items of evidence that are taken out, and in, whatever their dates.
    choices : dict of str to str
        Options of structural choices.
    layer : dict
        What the file of a study that extends this one would hold beside.
    """

    values: tuple[Change, ...] = ()
    without: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    layer: Mapping[str, Any] = field(default_factory=dict)

    @property
    def fixed(self) -> tuple[Change, ...]:
        """Nodes that are given a value."""
        return tuple(change for change in self.values if not change.error)

    @property
    def observed(self) -> tuple[Change, ...]:
        """Nodes that are seen to have one."""
        return tuple(change for change in self.values if change.error)

    @property
    def words(self) -> list[str]:
        """Each change as a reader would write it."""
        chosen = [f"{choice}={option}" for choice, option in self.choices.items()]
        items = [f"without {name}" for name in self.without] + [f"with {name}" for name in self.taken]
        return [*(change.text for change in self.values), *items, *chosen, *_layered(self.layer)]

    @property
    def summary(self) -> str:
        """The same in one line, where many items are counted and not named."""
        named = {"without": self.without, "with": self.taken}
        many = {f"{how} {name}" for how, items in named.items() if len(items) > NAMED for name in items}
        counted = [f"{how} {len(items)} items" for how, items in named.items() if len(items) > NAMED]
        return ", ".join([*(each for each in self.words if each not in many), *counted])


def _layered(layer: Mapping[str, Any]) -> list[str]:
    """Return what the layer of a study changes as a reader would write it; what it may not say is refused elsewhere."""
    said = [f"{key.replace('_', ' ')} {value}" for key, value in layer.items() if not isinstance(value, dict)]
    said += [f"{choice}={option}" for choice, option in _entries(layer, "choices")]
    said += [f"another prior of {name}" for name, _ in _entries(layer, "quantities")]
    for name, entry in _entries(layer, "evidence"):
        include = entry.get("include") if isinstance(entry, dict) else None
        switched = {"False": f"without {name}", "True": f"with {name}"}
        said.append(switched.get(str(include), f"{name} changed"))
    return said


def _entries(layer: Mapping[str, Any], section: str) -> Iterable[tuple[str, Any]]:
    entries = layer.get(section, {})
    return entries.items() if isinstance(entries, dict) else ()


def read_changes(
    texts: Iterable[str] = (),
    *,
    without: Sequence[str] = (),
    taken: Sequence[str] = (),
    choose: Iterable[str] = (),
    layer: Mapping[str, Any] = EMPTY,
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
    layer : mapping, optional
        Of `Changes`.

    Raises
    ------
    StudyError
        If a text is no change, or nothing is changed.
    """
    values = sorted(map(_read, texts), key=lambda change: change.error > 0)  # as they are made: fixed ones first
    changes = Changes(tuple(values), tuple(without), tuple(taken), read_choices(choose), layer)
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
    choices = {}
    for text in texts:
        choice, _, option = map(str.strip, text.partition("="))
        if not (choice and option):
            raise StudyError(f"{text!r} cannot be read. Allowed: CHOICE=OPTION", key="--choose")
        choices[choice] = option
    return choices


def _read(text: str) -> Change:
    parts = _CHANGE.fullmatch(text)
    if parts is None or (parts["sign"] == "~") != (parts[5] is not None):
        ways = "NAME=VALUE to fix a node, or NAME~VALUE±SD (or +-) to observe it"
        more = "both finite; SD may be a percentage; a unit may follow"
        raise StudyError(f"cannot be read. Allowed: {ways}, {more}", key=repr(text))
    name, _, digits, suffix, error_digits, error_suffix, relative, unit = parts.groups()
    value = float(digits) * SUFFIXES[suffix or ""]
    if error_digits is None:
        return Change(text.strip(), name, value, unit or "")
    error = float(error_digits) * SUFFIXES[error_suffix or ""] / (100.0 if relative else value or np.nan)
    if not (0 < value < np.inf and 0 < error < np.inf):
        problem = "an observed value and its error have to be above zero and finite, since evidence is on a log scale"
        raise StudyError(problem, key=repr(text))
    return Change(text.strip(), name, value, unit or "", error)
