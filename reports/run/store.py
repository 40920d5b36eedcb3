"""The store: results on disk, found again by everything that can change them and by nothing that cannot.

An entry's name holds a hash of what was asked and a checksum of what was found. It is written under a temporary
name and then renamed, which the operating system does at once: a process that is killed leaves no half entry, two
processes that write the same entry leave one or two good ones, and an entry that does not have its checksum is
damaged, and is reported, removed and computed again; so it need not be waited for until it is on the disk. What has not
been used for longest goes when there is too much.
"""

import datetime as dt
import hashlib
import os
import re
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from ...priors import StudyError
from .packing import UNREADABLE, about, pack, unpack

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["ABANDONED", "MAX_BYTES", "Entry", "Store", "default_bytes", "default_folder"]

MAX_BYTES = 2 * 10**9
"""What a store holds unless it is told otherwise: the results of about three reports."""

COUNTED = 0.01
"""Part of what a store may hold after which its entries are counted again, which takes long where they are many."""

ABANDONED = 24 * 3600.0
"""Seconds after which a temporary file belongs to no running process."""

_NAME = re.compile(r"[0-9a-f]{32}-[0-9a-f]{32}\.npz")


def default_folder() -> Path:
    """Return where results are kept: ``$LLM_BARRIERS_STORE``, or the user's cache."""
    named = os.environ.get("LLM_BARRIERS_STORE")
    return Path(named) if named else Path(platformdirs.user_cache_dir("llm-barriers"))


def default_bytes() -> int:
    """Return how much is kept: what ``$LLM_BARRIERS_STORE_MB`` says, or `MAX_BYTES`.

    Raises
    ------
    StudyError
        If that is no number.
    """
    named = os.environ.get("LLM_BARRIERS_STORE_MB")
    if not named:
        return MAX_BYTES
    if not named.isdecimal():
        raise StudyError(f"{named!r} is no number of megabytes. Allowed: such as 500", key="LLM_BARRIERS_STORE_MB")
    return int(named) * 10**6


@dataclass(frozen=True)
class Entry:
    """A result on disk.

    Attributes
    ----------
    path : Path
    size : int
        In bytes.
    used : float
        When it was last written or found, in seconds since 1970.
    """

    path: Path
    size: int
    used: float

    @cached_property
    def about(self) -> Mapping[str, str]:
        """What was said of it, such as ``task``, ``study``, ``version`` and ``written``; empty if it is damaged."""
        return about(self.path)


@dataclass(frozen=True)
class Store:
    """A folder of results.

    Attributes
    ----------
    folder : Path
        Made when something is first kept in it.
    say : callable
        Told of what is wrong with an entry or with the folder; nothing that is wrong with it stops a run.
    max_bytes : int
        What has not been used for longest is removed when the entries take more.
    """

    folder: Path
    say: Callable[[str], None]
    max_bytes: int = MAX_BYTES
    _said: set[str] = field(default_factory=set, repr=False, compare=False)
    _written: list[int] = field(default_factory=list, repr=False, compare=False)

    @classmethod
    def opened(cls, folder: Path | None, say: Callable[[str], None]) -> "Store":
        """Return the store in a folder, or the user's, with the size that is allowed."""
        return cls(folder or default_folder(), say, default_bytes())

    def find(self, key: str) -> "xr.DataTree | None":
        """Return an entry, or None if there is no good one."""
        for path in sorted(self.folder.glob(f"{key}-*.npz")):
            tree = _read(path)
            if tree is not None:
                _touch(path)
                return tree
            self._say_once(f"{path} is damaged; its result is computed again")
            with suppress(OSError):  # a folder, or one in a folder that may not be written
                path.unlink()
        return None

    def keep(self, key: str, tree: "xr.DataTree", **said: str) -> None:
        """Write an entry with what is said of it; where that is impossible say so and go on."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix="writing-", suffix=".tmp", dir=self.folder)
            os.close(handle)
            temporary = Path(name)
            try:
                pack(tree, temporary, {**said, "written": dt.datetime.now(dt.UTC).isoformat(timespec="seconds")})
                size = temporary.stat().st_size
                temporary.replace(self.folder / f"{key}-{_checksum(temporary)}.npz")
            finally:
                temporary.unlink(missing_ok=True)
            self._tidy(size)
        except OSError as error:
            self._say_once(f"results are not stored: {self.folder}: {error.strerror or error}")

    def _tidy(self, size: int) -> None:
        """Remove what is too much and what is abandoned, at the first entry that is written and then now and then."""
        written = sum(self._written) + size
        if not self._written or written > COUNTED * self.max_bytes:
            self._remove_abandoned()
            self.remove(self.excess(self.max_bytes))
            written = 0
        self._written[:] = [written]

    def _say_once(self, what: str) -> None:
        if what not in self._said:
            self._said.add(what)
            self.say(what)

    def entries(self) -> list[Entry]:
        """Return all entries, the one that has not been used for longest first; other files are none."""
        entries = []
        for path in self.folder.glob("*-*.npz"):
            if _NAME.fullmatch(path.name) and (stat := _stat(path)):
                entries.append(Entry(path, stat.st_size, stat.st_mtime))
        return sorted(entries, key=lambda entry: (entry.used, entry.path))

    def excess(self, max_bytes: int) -> list[Entry]:
        """Return the entries that have not been used for longest, without which the others take no more than that."""
        entries = self.entries()
        over, removed = sum(entry.size for entry in entries) - max_bytes, []
        for entry in entries:
            if over <= 0:
                break
            removed.append(entry)
            over -= entry.size
        return removed

    def remove(self, entries: list[Entry]) -> list[Entry]:
        """Remove entries, and return them."""
        for entry in entries:
            entry.path.unlink(missing_ok=True)
        return entries

    def _remove_abandoned(self) -> None:
        for path in self.folder.glob("writing-*.tmp"):
            if (stat := _stat(path)) and time.time() - stat.st_mtime > ABANDONED:
                path.unlink(missing_ok=True)


def _stat(path: Path) -> os.stat_result | None:
    """Return a file's size and times; None of what is no file, or that another process has just removed."""
    try:
        return path.stat() if path.is_file() else None
    except OSError:
        return None


def _read(path: Path) -> "xr.DataTree | None":
    """Return what an entry holds; None unless it is a whole file of the store's."""
    if not path.is_file():  # a pipe would be waited for
        return None
    try:
        content = path.read_bytes()
        whole = hashlib.sha256(content).hexdigest()[:32] == path.stem.rpartition("-")[2]
        return unpack(BytesIO(content)) if whole else None
    except UNREADABLE:
        return None


def _touch(path: Path) -> None:
    """Mark an entry as used, where the folder may be written."""
    with suppress(OSError):
        os.utime(path)


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:32]
