"""Files: TOML as any editor writes it, read into tables, with errors that say where."""

import re
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

from .errors import StudyError, quoted

__all__ = ["Table", "as_table", "read_toml"]

Table = dict[str, Any]

_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
"""What editors put before text that is not UTF-8."""

_MONSTER = re.compile(r"[\d_]{4000,}|(?:[\[{]\s*){100,}|(?:=\s*\{\s*[\w.]+\s*){100,}")
"""Digits that Python reads no number from, or brackets that it does not follow."""

_KEY = re.compile(r"([\w.\"'-]+)\s*=")


def read_toml(path: "Path | resources.abc.Traversable") -> Table:
    """Read a TOML file in UTF-8, with or without a mark, or in UTF-16 with one.

    Raises
    ------
    StudyError
        If it cannot be read, or is not TOML.
    """
    file = str(path)
    try:
        content = path.read_bytes()
        text = content.decode(_MARKS.get(content[:2], "utf-8-sig"))
        return tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise StudyError(f"is not valid TOML: {error}. Save it as UTF-8", file=file) from None
    except tomllib.TOMLDecodeError as error:
        raise StudyError(f"is not valid TOML: {error}", file=file) from None
    except (RecursionError, ValueError):
        raise StudyError(f"is nested too deep, or a number has too many digits{_where(text)}", file=file) from None
    except OSError as error:
        raise StudyError(f"cannot be read: {error.strerror}", file=file) from None


def _where(text: str) -> str:
    """Say in which line, under which key, what cannot be read begins."""
    found = _MONSTER.search(text)
    if found is None:
        return ""
    line = text.count("\n", 0, found.start()) + 1
    keys = _KEY.findall(text[max(0, found.start() - 200) : found.start()])
    return f": line {line}" + (f", {quoted(keys[-1])}" if keys else "")


def as_table(value: object, file: str, key: str) -> Table:
    """Return a value that has to be a table.

    Raises
    ------
    StudyError
        If it is none.
    """
    if not isinstance(value, dict):
        raise StudyError(f"{quoted(value)} is not a table", file=file, key=key)
    return value
