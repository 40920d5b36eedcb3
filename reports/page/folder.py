"""Folder: files that are all there or not there at all."""

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["filled_folder"]


@contextmanager
def filled_folder(out: Path, *, without: Iterable[str] = ()) -> Iterator[Path]:
    """Give a folder to fill; its files take their places in ``out`` only once all are there.

    Files of the same name are replaced, those ``without`` which the new ones are go, other files are left alone, and
    nothing changes on failure. A folder that is there, which may be a link to another file system, holds them until
    then itself.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out if out.is_dir() else out.parent) as name:
        folder = Path(name)
        yield folder
        for gone in without:
            (out / gone).unlink(missing_ok=True)
        for made in sorted(p for p in folder.rglob("*") if p.is_file()):
            place = out / made.relative_to(folder)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(made, place)
