"""The one error that a user's input can raise, and the wording that all of it shares.

Whatever a user wrote is shown with its escapes made visible and cut in the middle where it is long, so that a
message is short whatever was read.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches

__all__ = ["MESSAGE", "ImpossibleEvidence", "Problems", "StudyError"]
__all__ += ["harmless", "quoted", "together", "unknown_name", "visible"]

MESSAGE = 480
"""Characters of an error's message at most."""

KEY, NAME, QUOTE, LISTED = 110, 40, 60, 150
"""Characters at most of a file or key, of a name in a list, of a quoted value, and of a list of allowed names."""


def visible(text: str, limit: int = QUOTE) -> str:
    """Return a text with what cannot be seen written as escapes, cut in the middle where it is longer than a limit."""
    if len(text) > limit:
        half = (limit - 1) // 2
        text = f"{text[:half]}…{text[-half:]}"
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return shown if len(shown) <= limit else f"{shown[: limit - 1]}…"


def harmless(text: str) -> str:
    """Return a text with what steers a terminal, is no part of a page or turns letters around written as escapes."""
    return STEERING.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters but the end of a line, and those that turn the direction of what follows."""


def quoted(value: object, limit: int = QUOTE) -> str:
    """Return a value as a file has it, made visible and short; a large container is not written out in full."""
    if isinstance(value, str):
        return f"'{visible(value, limit)}'"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, int) and value.bit_length() > BITS:
        return "an integer of more digits than any float has"
    try:
        return visible(repr(value), limit)
    except RecursionError:
        return "a value that is nested too deep"


BITS = 1024
"""Bits of an integer that no float holds."""


class StudyError(ValueError):
    """Something in a study that cannot be used.

    Parameters
    ----------
    problem : str
        What is wrong, and what is allowed instead.
    file : str, optional
        The file, or the command-line option, that holds it.
    key : str, optional
        Dotted path of the key, such as ``quantities.development_cost.unit``.
    """

    def __init__(self, problem: str, *, file: str | None = None, key: str | None = None) -> None:
        self.problem, self.file, self.key = problem, file, key
        self.parts: tuple[StudyError, ...] = (self,)
        where = [visible(part, KEY) for part in (file, key) if part]
        room = MESSAGE - sum(len(part) + 2 for part in where)
        super().__init__(": ".join([*where, visible(problem, room)]))


class ImpossibleEvidence(StudyError):
    """Reports to which nothing that a study holds possible could have led."""


class Problems:
    """Everything that is wrong in one file, gathered so that one answer names it all."""

    def __init__(self) -> None:
        self.errors: list[StudyError] = []

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Keep an error for later, so that what comes behind it is checked too."""
        try:
            yield
        except StudyError as error:
            self.errors += error.parts

    def check(self) -> None:
        """Raise what was found.

        Raises
        ------
        StudyError
            If anything was.
        """
        if self.errors:
            raise together(self.errors)


def together(errors: Sequence[StudyError]) -> StudyError:
    """Return one error of one file that names as many as a message has room for; the only one as it is."""
    if len(errors) == 1:
        return errors[0]
    error = StudyError(_listed(errors), file=errors[0].file)
    error.parts = tuple(errors)
    return error


def _listed(errors: Sequence[StudyError]) -> str:
    """Return a line a problem, each with an equal part of the room, and say how many there are no more room for."""
    shown = errors[:SHOWN]
    room = (MESSAGE - len(visible(errors[0].file or "", KEY)) - 30) // len(shown) - len("(1) ; ")
    lines = [_short(": ".join(part for part in (e.key, e.problem) if part), room) for e in shown]
    more = f"; and {len(errors) - SHOWN} more" if len(errors) > SHOWN else ""
    return f"{len(errors)} problems: " + "; ".join(f"({n}) {line}" for n, line in enumerate(lines, 1)) + more


def _short(line: str, room: int) -> str:
    """Return a line that fits: without all that is allowed, where the nearest of it is named, or cut in the middle."""
    hint, _, _ = line.partition(" Allowed: ")
    return visible(hint if len(line) > room >= len(hint) and "Did you mean" in hint else line, room)


SHOWN = 5
"""Problems of one file that are named; more are counted."""


def unknown_name(name: object, allowed: Iterable[str], *, what: str = "name") -> str:
    """Say that a name is unknown, which one is nearest, and which are allowed.

    Parameters
    ----------
    name : object
        What the user wrote, which should be one of them.
    allowed : iterable of str
        The valid names.
    what : str
        The noun for it, such as ``"quantity"``.

    Returns
    -------
    str
        One sentence; long lists are cut after twelve names.
    """
    names = sorted(allowed)
    near = get_close_matches(str(name)[:QUOTE], names, n=1, cutoff=0.5)
    hint = f" Did you mean {quoted(near[0])}?" if near else ""
    return f"unknown {what} {quoted(name)}.{hint} Allowed: {_some(names)}."


def _some(names: list[str]) -> str:
    """Return the first names, as many as a reader takes in, and how many there are."""
    shown: list[str] = []
    for name in (visible(each, NAME) for each in names[:12]):
        if shown and sum(map(len, shown)) + len(name) > LISTED:
            break
        shown.append(name)
    more = f", … ({len(names)} in all)" if len(shown) < len(names) else ""
    return (", ".join(shown) or "none") + more
