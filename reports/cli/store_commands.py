"""Commands on the store: what it holds, and what to remove of it."""

import datetime as dt
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .options import FOLDER, InOrder, Number

if TYPE_CHECKING:
    from ..run.store import Entry, Store

__all__ = ["store"]

MB, DAY = 10**6, 24 * 3600

_STORE = click.option("--store", "folder", **FOLDER)


@click.group(cls=InOrder)
def store() -> None:
    """The results that are kept, so that no question is computed twice.

    What can change a result is part of its name, so that nothing here is ever out of date. Entries that have not been
    used for longest are removed as new ones come in, so that all take no more than 2 GB, or the megabytes that
    LLM_BARRIERS_STORE_MB says.
    """


@store.command("info", epilog="Example: llm-barriers store info --json", short_help="Where it is and what it holds.")
@_STORE
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
def info(folder: Path | None, as_json: bool) -> None:
    """Where the store is, how many results it holds of what kind, and how much they take."""
    from ..render.jsons import show

    opened = _opened(folder)
    content = _content(opened)
    if as_json:
        show(content)
        return
    click.echo(f"folder: {content['folder']}")
    click.echo(f"results: {content['entries']}, {_mb(content['bytes'])} of at most {_mb(content['max_bytes'])}")
    click.echo(f"last used: {content['oldest'] or 'never'} to {content['newest'] or 'never'}")
    click.echo(f"of other versions of the code or its packages: {content['other_versions']} (prune removes them)")
    for task, each in content["tasks"].items():
        click.echo(f"{task}: {each['entries']}, {_mb(each['bytes'])}")


@store.command(
    "prune",
    epilog="Example: llm-barriers store prune --older-than 30 --max-size 500",
    short_help="Remove what is of no more use.",
)
@_STORE
@click.option("--older-than", type=Number(min=0), metavar="DAYS", help="Also what was not used for so long.")
@click.option("--max-size", type=Number(min=0), metavar="MB", help="Also, until so many megabytes are left.")
def prune(folder: Path | None, older_than: float | None, max_size: float | None) -> None:
    """Remove results of other versions of the code or its packages, which can never be found again.

    With a size, those go first that have not been used for longest.
    """
    from ..run.keys import version

    opened, now = _opened(folder), time.time()
    removed = [entry for entry in opened.entries() if entry.about.get("version") != version()]
    if older_than is not None:
        removed += [entry for entry in opened.entries() if now - entry.used > older_than * DAY]
    opened.remove(removed)
    if max_size is not None:
        removed += opened.remove(opened.excess(int(max_size * MB)))
    _say_removed(removed)


@store.command("clear", epilog="Example: llm-barriers store clear")
@_STORE
def clear(folder: Path | None) -> None:
    """Remove every result; each is computed again when it is asked for."""
    opened = _opened(folder)
    _say_removed(opened.remove(opened.entries()))


def _opened(folder: Path | None) -> "Store":
    from ..run.store import Store
    from ..run.terminal import say

    return Store.opened(folder, say)


def _content(opened: "Store") -> dict[str, Any]:
    from ..run.keys import version

    entries = opened.entries()
    by_task: dict[str, list[Entry]] = {}
    for entry in entries:
        by_task.setdefault(entry.about.get("task", "damaged"), []).append(entry)
    return {
        "folder": str(opened.folder),
        "entries": len(entries),
        "bytes": sum(entry.size for entry in entries),
        "max_bytes": opened.max_bytes,
        "oldest": _date(entries[0].used) if entries else None,
        "newest": _date(entries[-1].used) if entries else None,
        "other_versions": sum(entry.about.get("version") != version() for entry in entries),
        "tasks": {
            task: {"entries": len(own), "bytes": sum(entry.size for entry in own)}
            for task, own in sorted(by_task.items())
        },
    }


def _date(seconds: float) -> str:
    return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat(timespec="seconds")


def _mb(size: int) -> str:
    return f"{size / MB:,.1f} MB"


def _say_removed(entries: Iterable["Entry"]) -> None:
    sizes = {entry.path: entry.size for entry in entries}
    click.echo(f"removed {len(sizes)} results, {_mb(sum(sizes.values()))}")
