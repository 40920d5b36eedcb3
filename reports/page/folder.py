"""Folder: a report's files, which are of one run and never of two, whenever a process is stopped.

A new folder takes its name at once. In one that is there the old report goes before the new one comes, its manifest
last; then the new one's manifest comes first, and its page last. So there is a page only beside all its files, and the
files of what was stopped halfway are those that the manifest beside them names, which the next report removes.
"""

import fnmatch
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import Any

from ..run.whole import rights

if os.name == "posix":
    import fcntl

__all__ = ["MANIFEST", "PAGE", "checksums", "filled_folder", "read_manifest"]

MANIFEST, PAGE = "manifest.json", "index.html"

_BEFORE = (PAGE, "explorer.html", "posterior.nc", "study.json", "figures/*.*", "tables/*.csv")
"""What reports held that have no list of it."""


@contextmanager
def filled_folder(out: Path) -> Iterator[Path]:
    """Give a folder to fill, with a manifest in it; what it holds takes its place in ``out`` once all is there.

    Files that are no report's are left alone, and nothing changes on failure. A folder that is there, which may be a
    link to another file system, holds the new files until then itself.
    """
    out = Path(os.path.realpath(out))
    out.parent.mkdir(parents=True, exist_ok=True)
    home = out if out.is_dir() else out.parent
    with _hidden(home, f".{out.name}-") as folder:
        yield folder
        _seal(folder)
        if out.exists():
            with _alone(out):
                _remove_report(out)
                _move(folder, out)
        else:
            folder.chmod(rights(0o777))
            folder.rename(out)


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return what the manifest of a folder says, nothing where there is none that says which files are the report's."""
    try:
        said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) and isinstance(said.get("files"), dict) else {}


def checksums(folder: Path, of: Iterable[str] | None = None) -> dict[str, str]:
    """Return the hash of every file in a folder but the manifest, by its path in it; or of those named that are there.

    A name that leads out of the folder is of no file.
    """
    named = _names(folder) if of is None else (n for n in of if _within(n) and (folder / n).is_file())
    names = sorted(name for name in named if name != MANIFEST)
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}


def _names(folder: Path) -> Iterator[str]:
    return (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _seal(folder: Path) -> None:
    """Have the manifest name every file with its hash."""
    said = json.loads((folder / MANIFEST).read_text(encoding="utf-8")) if (folder / MANIFEST).exists() else {}
    text = json.dumps(said | {"files": checksums(folder)}, indent=2, ensure_ascii=False)
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def _remove_report(out: Path) -> None:
    """Remove the report that is there, or what was left of it: its page first and its manifest last."""
    for name in sorted(_files_of(out), key=lambda name: (name == MANIFEST, name != PAGE)):
        (out / name).unlink(missing_ok=True)
        if "/" in name:
            with suppress(OSError):  # until its folder is empty, and ever after if that holds something else
                (out / name).parent.rmdir()


def _files_of(out: Path) -> list[str]:
    """Return what of a folder is the report's; files that other people put there are not."""
    try:
        said = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    if isinstance(said, dict) and isinstance(said.get("files"), dict):
        return [*(name for name in said["files"] if _within(name)), MANIFEST]
    there = (path.relative_to(out).as_posix() for path in (*out.glob("*"), *out.glob("*/*")) if path.is_file())
    return [*(name for name in there if any(fnmatch.fnmatch(name, each) for each in _BEFORE)), MANIFEST]


def _within(name: str) -> bool:
    """Whether a name stays in the folder, whoever wrote the manifest."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name


def _move(folder: Path, out: Path) -> None:
    for name in sorted(_names(folder), key=lambda name: (name == PAGE, name != MANIFEST)):
        place = out / name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(folder / name, place)


@contextmanager
def _hidden(home: Path, prefix: str) -> Iterator[Path]:
    """Give a folder that goes in the end, and remove those of processes that were killed."""
    with ExitStack() as held:
        with _alone(home):
            for path in home.glob(f"{prefix}*"):
                with suppress(OSError), _lock(path) as free:
                    if free:
                        shutil.rmtree(path)
            try:
                folder = Path(tempfile.mkdtemp(prefix=prefix, dir=home))
            except OSError as error:
                raise OSError(error.errno, error.strerror, str(home)) from None
            held.callback(shutil.rmtree, folder, ignore_errors=True)
            held.enter_context(_lock(folder))
        yield folder


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Wait until no other process is at this, where the system can tell."""
    with _lock(folder, wait=True):
        yield


@contextmanager
def _lock(folder: Path, *, wait: bool = False) -> Iterator[bool]:
    """Hold a folder; say whether it is held now, which it is by no other process, and never where none can be."""
    if os.name != "posix":
        yield False
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except OSError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)
