"""Whole files: what is written is all there under its name, or not there at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["flush", "rights", "whole_file", "write_whole"]


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a file to write; it takes its place, with the rights that a new file there would have, once it is whole.

    A link is followed, and what is no file, such as a pipe or a terminal, is written to as it is.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    place = Path(os.path.realpath(path))
    if place.exists() and not place.is_file():
        yield place
        return
    descriptor, name = tempfile.mkstemp(prefix=f".{place.name}-", suffix=".tmp", dir=place.parent)
    os.close(descriptor)
    made = Path(name)
    try:
        yield made
        flush(made)
        made.chmod(place.stat().st_mode & 0o777 if place.exists() else rights(0o666))
        made.replace(place)
    finally:
        made.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file, whole or not at all."""
    with whole_file(path) as made:
        made.write_bytes(content)


def flush(path: Path) -> None:
    """Have a file on the disk before its name is, lest a power cut leave a name without content."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def rights(wanted: int) -> int:
    """Return the rights that a new file or folder would have of those that are wanted."""
    mask = os.umask(0)
    os.umask(mask)
    return wanted & ~mask
