"""The store: results on disk, found again by the content of everything that they depend on.

An entry's name holds a hash of what was asked (study, seed, settings, versions) and a checksum of what was
found. It is written under a temporary name and then renamed, which the operating system does at once: a
process that is killed leaves no half entry, two processes that write the same entry leave one or two good
ones, and an entry that does not have its checksum is damaged, and is reported, removed and computed again.
"""

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import platformdirs
import xarray as xr

from ...priors import Study
from .packing import pack, unpack

__all__ = ["Store", "default_folder", "key_of"]

PACKAGES = ("llm-barriers", "arviz", "numpy", "nutpie", "pymc", "pytensor", "scipy", "xarray")
"""Those whose version may change a result."""

ABANDONED = 24 * 3600.0
"""Seconds after which a temporary file belongs to no running process."""


def default_folder() -> Path:
    """Return where results are kept: ``$LLM_BARRIERS_STORE``, or the user's cache."""
    named = os.environ.get("LLM_BARRIERS_STORE")
    return Path(named) if named else Path(platformdirs.user_cache_dir("llm-barriers"))


def key_of(study: Study, *, seed: int, settings: Mapping[str, Any]) -> str:
    """Return a hash of everything that a result depends on.

    Parameters
    ----------
    study : Study
        All that it assumes.
    seed : int
    settings : mapping
        What else was asked for; plain values.
    """
    content = {"study": study.digest(), "seed": seed, "settings": dict(settings), "versions": _versions()}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:32]


@cache
def _versions() -> dict[str, str]:
    """Return the versions of what computes, and a hash of this project's own code, which may be edited in place."""
    own = hashlib.sha256()
    for layer in ("priors", "model", "analyses"):
        folder = Path(__file__).resolve().parent.parent / layer
        for path in sorted(folder.rglob("*.py")):
            own.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return {name: metadata.version(name) for name in PACKAGES} | {"code": own.hexdigest()}


@dataclass(frozen=True)
class Store:
    """A folder of results.

    Attributes
    ----------
    folder : Path
        Made when something is first kept in it.
    say : callable
        Told of what is wrong with an entry or with the folder; nothing that is wrong with it stops a run.
    """

    folder: Path
    say: Callable[[str], None]

    def find(self, key: str) -> xr.DataTree | None:
        """Return an entry, or None if there is no good one."""
        for path in sorted(self.folder.glob(f"{key}-*.npz")):
            if _checksum(path) == path.stem.rpartition("-")[2]:
                return unpack(path)
            self.say(f"{path} is damaged; its result is computed again")
            path.unlink(missing_ok=True)
        return None

    def keep(self, key: str, tree: xr.DataTree) -> None:
        """Write an entry; where that is impossible say so and go on."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._remove_abandoned()
            handle, name = tempfile.mkstemp(prefix="writing-", suffix=".tmp", dir=self.folder)
            os.close(handle)
            temporary = Path(name)
            try:
                pack(tree, temporary)
                _flush(temporary)
                temporary.replace(self.folder / f"{key}-{_checksum(temporary)}.npz")
            finally:
                temporary.unlink(missing_ok=True)
        except OSError as error:
            self.say(f"the result is not stored: {self.folder}: {error.strerror or error}")

    def entries(self) -> list[Path]:
        """Return the files of all entries."""
        return sorted(self.folder.glob("*-*.npz"))

    def clear(self) -> int:
        """Remove all entries; return how many there were."""
        found = self.entries()
        for path in found:
            path.unlink(missing_ok=True)
        return len(found)

    def _remove_abandoned(self) -> None:
        for path in self.folder.glob("writing-*.tmp"):
            if time.time() - path.stat().st_mtime > ABANDONED:
                path.unlink(missing_ok=True)


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:32]


def _flush(path: Path) -> None:
    """Have the file on the disk before its name is, lest a power cut leave a name without content."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
