"""Exploring: the explorer's page as a file of its own, without a report."""

from pathlib import Path

from ..explorer.content import content
from ..explorer.page import page
from ..explorer.specifications import kept_multiverse, specifications
from ..run.run import Run
from ..run.settings import Settings
from ..run.terminal import progress, say
from ..run.whole import write_whole
from ..sections.slips import warn

__all__ = ["write_explorer"]


def write_explorer(out: Path, settings: Settings) -> None:
    """Compute and write the page of a study; on any failure nothing is written.

    Raises
    ------
    NotConverged
        If a fit misses the gate.
    """
    with progress(1) as step:
        run = Run(settings, step)
        warn(run)
        text = page(content(run), specifications(kept_multiverse(run)))
    write_whole(out, text.encode())
    say(f"wrote {out}")
