"""The terminal: messages and progress on standard error, so that standard output holds results alone."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from ...priors.errors import harmless

__all__ = ["Silent", "Steps", "progress", "say"]

_ERR = Console(stderr=True)

QUIET = 5.0
"""Seconds between lines of progress where there is no terminal to show a bar on."""


def say(message: str) -> None:
    """Write a line to standard error."""
    _ERR.print(Text(harmless(message)), highlight=False, soft_wrap=True)


class Steps:
    """Progress whose steps announce themselves: a bar, or lines where there is no terminal.

    Parameters
    ----------
    bar : rich.progress.Progress
        Where it is shown.
    total : int
        Steps to come.
    """

    def __init__(self, bar: Progress, total: int) -> None:
        self._bar = bar
        self._task = bar.add_task("", total=total, completed=-1)
        self._begun = self._told = time.monotonic()

    def __call__(self, what: str) -> None:
        """Begin the next step."""
        self._bar.update(self._task, description=harmless(what), advance=1)
        if time.monotonic() - self._told > QUIET:
            self._tell(what)

    def part(self, what: str) -> None:
        """Begin a part that was not counted before, whose name is told however short it is."""
        self.more(1)
        self._bar.update(self._task, description=harmless(what), advance=1)
        self._tell(what)

    def more(self, steps: int) -> None:
        """Make room for further steps."""
        total = self._bar.tasks[self._task].total or 0
        self._bar.update(self._task, total=total + steps)

    def finish(self) -> None:
        """Fill the bar."""
        self._bar.update(self._task, description="done", completed=self._bar.tasks[self._task].total or 0)

    def _tell(self, what: str) -> None:
        """Write a line, with the seconds since the beginning, unless there is a bar."""
        self._told = time.monotonic()
        if self._bar.disable:
            say(f"{self._told - self._begun:4.0f} s  {what}")


class Silent(Steps):
    """The progress of one of several processes, which shows nothing."""

    def __init__(self) -> None:
        super().__init__(Progress(disable=True), 0)

    def _tell(self, what: str) -> None:
        """Say nothing."""


@contextmanager
def progress(total: int) -> Iterator[Steps]:
    """Show progress on standard error while a command works."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=_ERR, disable=not _ERR.is_terminal) as bar:
        steps = Steps(bar, total)
        yield steps
        steps.finish()
