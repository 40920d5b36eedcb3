"""Files: TOML as any editor writes it, read into tables, with errors that say where."""

import re
import tomllib
from difflib import get_close_matches
from importlib import resources
from os import listdir
from os.path import isdir, join, split
from pathlib import Path
from typing import Any

from .errors import StudyError, quoted

__all__ = ["Table", "as_table", "from_here", "read_text", "read_toml"]

Table = dict[str, Any]

_UTF_16 = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\0", "utf-16-be"))
"""How text begins that is not UTF-8: with a mark of editors, or with half of a character."""

_MONSTER = re.compile(r"[\d_]{4000,}|(?:[\[{]\s*){100,}|(?:=\s*\{\s*[\w.]+\s*){100,}")
"""Digits that Python reads no number from, or brackets that it does not follow."""

_KEY = re.compile(r"([\w.\"'-]+)\s*=")


def read_toml(path: "Path | resources.abc.Traversable") -> Table:
    """Read a TOML file in UTF-8 or UTF-16, with or without a mark, and with any ends of lines.

    Raises
    ------
    StudyError
        If it cannot be read, or is not TOML.
    """
    file = str(path)
    if isinstance(path, Path) and path.exists() and not path.is_file():  # such as a pipe, which nobody may write to
        raise StudyError("cannot be read: it is no file", file=file)
    try:
        text = _decoded(path.read_bytes()).replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise StudyError(f"is not valid TOML: {error}. Save it as UTF-8", file=file) from None
    except OSError as error:
        raise StudyError(f"cannot be read: {error.strerror}{_near(file)}", file=file) from None
    return read_text(text, file)


def read_text(text: str, file: str) -> Table:
    """Read TOML from a text, which errors call by the name of a file.

    Raises
    ------
    StudyError
        If it is not TOML.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise StudyError(f"is not valid TOML: {error}{_line(text, str(error))}", file=file) from None
    except (RecursionError, ValueError):
        raise StudyError(f"is nested too deep, or a number has too many digits{_where(text)}", file=file) from None


def from_here(path: str) -> str:
    """Return a path as it is called from the working folder, where it lies in that: the same on any machine."""
    there, here = Path(path), Path.cwd()
    return there.relative_to(here).as_posix() if there.is_relative_to(here) else path


def _decoded(content: bytes) -> str:
    half = "utf-16-le" if content[1:2] == b"\0" else "utf-8-sig"
    return content.decode(next((name for mark, name in _UTF_16 if content.startswith(mark)), half))


def _near(file: str) -> str:
    """Name the file beside a missing one that is called most like it."""
    folder, name = split(file)
    names = get_close_matches(name[:99], listdir(folder or ".") if isdir(folder or ".") else (), n=1)
    return f". Did you mean {quoted(join(folder, names[0]))}?" if names else ""


def _line(text: str, problem: str) -> str:
    """Return the line that a problem is at, as it stands there, and what may be meant by it."""
    at = re.search(r"at line (\d+)", problem)
    if at is None:
        return ""
    line = text.split("\n")[int(at[1]) - 1].strip()
    hints = [hint for slip, hint in _SLIPS.items() if re.search(slip, line)]
    return f": {quoted(line)}{f'. {hints[0]}' if hints else ''}"


_SLIPS = {
    "[\u201c\u201d\u2018\u2019\u00ab\u00bb]": 'Quotes are straight: "…"',
    r"^\[[^\"']*\[\w": 'A name with brackets has quotes: [quantities."name[coordinate]"]',
    r"\d(?:%|[kKMBT]\b|,\d{3}\b)": "A number is written out: 0.85, 80000, 175e9",
    r"^\w[\w ]*:": "A key has = behind it, and a table [its name] above it",
    r"\\": "A backslash is written twice, or the text in single quotes",
}
"""What a line that cannot be read has in it, and what to write instead."""


def _where(text: str) -> str:
    """Say in which line, under which key, what cannot be read begins."""
    monster = _MONSTER.search(text)
    if monster is None:
        return ""
    line = text.count("\n", 0, monster.start()) + 1
    keys = _KEY.findall(text[max(0, monster.start() - 200) : monster.start()])
    return f": line {line}" + (f", {quoted(keys[-1])}" if keys else "")


def as_table(value: object, file: str, key: str) -> Table:
    """Return a value that has to be a table.

    Raises
    ------
    StudyError
        If it is none.
    """
    if not isinstance(value, dict):
        raise StudyError(
            f"{quoted(value)} is not a table. Allowed: [{key}], and its own keys below", file=file, key=key
        )
    return value
