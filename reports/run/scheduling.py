"""Scheduling: many independent tasks, from the store, in this process or through Dask.

Every task has its own study and the same seed, so no result depends on the number of workers or on their
order. Each is kept as it arrives, so an interrupted run goes on where it stopped.
"""

import logging
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...model import Graph
from ...priors import Study, StudyError
from .keys import key_of, version
from .store import Store

if TYPE_CHECKING:
    import xarray as xr

    from .tasks import Task

__all__ = ["Schedule", "all_done", "scheduled"]

LOOPBACK, HERE = "127.0.0.1", "127.0.0.1:0"
"""Where processes of this machine listen: whoever reaches them can have them run anything."""

FEW = 24
"""Tasks to do up to which starting worker processes costs more than it saves (10 s for imports)."""


@dataclass(frozen=True)
class Schedule:
    """Where results come from.

    Attributes
    ----------
    store : Store or None
        Where results are kept.
    scheduler : str or None
        Address of a Dask cluster that runs already.
    workers : int or None
        Local processes: one for none but this, None for as many as there are processors if there are many
        tasks to do.
    """

    store: Store | None = None
    scheduler: str | None = None
    workers: int | None = None

    def alone(self, tasks: int) -> bool:
        """Whether so many tasks are done in this process; a single one always is."""
        few = self.workers == 1 or (self.workers is None and tasks <= FEW)
        return tasks < 2 or (self.scheduler is None and few)


def scheduled[Result](
    graphs: Sequence[Graph],
    schedule: Schedule,
    task: "Task[Result]",
    *,
    on_done: Callable[[Study], None] = lambda study: None,
) -> list[Result]:
    """Do a task with every graph; see `all_done`."""
    return all_done([(graph, task) for graph in graphs], schedule, on_done=on_done)


def all_done[Result](
    work: "Sequence[tuple[Graph, Task[Result]]]",
    schedule: Schedule,
    *,
    on_done: Callable[[Study], None] = lambda study: None,
) -> list[Result]:
    """Do tasks, each with a graph.

    Parameters
    ----------
    work : sequence of (Graph, Task)
    schedule : Schedule
    on_done : callable, optional
        Called with each study when its result is there.

    Returns
    -------
    list of Result
        In the order of the work; those whose graphs differ in words alone share one.

    Raises
    ------
    StudyError
        If the cluster cannot be reached.
    """
    keys = [key_of(graph, task) for graph, task in work]
    kept: dict[str, xr.DataTree] = {}
    pending: dict[str, tuple[Graph, Task[Result]]] = {}
    fresh: dict[str, tuple[Graph, Result]] = {}
    for key, (graph, task) in zip(keys, work, strict=True):
        if key in kept or key in pending:
            continue
        stored = schedule.store.find(key) if schedule.store else None
        if stored is None:
            pending[key] = graph, task
        else:
            kept[key] = stored
            on_done(graph.study)
    for key, tree in _here(pending, fresh) if schedule.alone(len(pending)) else _sent(pending, schedule):
        graph, task = pending[key]
        kept[key] = tree
        if schedule.store:
            schedule.store.keep(key, tree, task=task.name, study=graph.study.name, version=version())
        on_done(graph.study)
    return [
        fresh[key][1] if key in fresh and fresh[key][0] is graph else task.unpack(graph, kept[key])
        for key, (graph, task) in zip(keys, work, strict=True)
    ]


def _here[Result](
    pending: "Mapping[str, tuple[Graph, Task[Result]]]", fresh: dict[str, tuple[Graph, Result]]
) -> "Iterator[tuple[str, xr.DataTree]]":
    """Yield what is kept of every result, and hold on to the result itself, with the graph that it is of."""
    for key, (graph, task) in pending.items():
        fresh[key] = graph, task.compute(graph)
        yield key, task.pack(fresh[key][1])


def _sent[Result](
    pending: "Mapping[str, tuple[Graph, Task[Result]]]", schedule: Schedule
) -> "Iterator[tuple[str, xr.DataTree]]":
    """Yield what is kept of every result as workers are done with it."""
    if sys.modules.get("dask", ...) is None:  # as the command line has it
        del sys.modules["dask"]
    from dask.distributed import as_completed

    with _client(schedule) as client:
        futures = {
            client.submit(_remote, graph, task.compute, task.pack, key=f"{task.name}-{key}"): key
            for key, (graph, task) in pending.items()
        }
        for future, tree in as_completed(list(futures), with_results=True):
            yield futures[future], tree


def _remote[Result](
    graph: Graph, compute: Callable[[Graph], Result], pack: "Callable[[Result], xr.DataTree]"
) -> "xr.DataTree":
    """Do a task in a worker; a graph takes little more to send than its study, and brings its own formulas."""
    return pack(compute(graph))


@contextmanager
def _client(schedule: Schedule) -> Iterator[Any]:
    """Connect to the cluster that was named, or start one of local processes for as long as it is needed."""
    from dask.distributed import Client, LocalCluster

    if schedule.scheduler is None:
        # Free ports, since a second cluster on the machine warns otherwise, and of this machine alone; no words of
        # workers that are being closed.
        quiet: dict[str, Any] = {"dashboard_address": None, "host": LOOPBACK}
        quiet |= {"scheduler_kwargs": {"dashboard_address": HERE}, "worker_dashboard_address": HERE}
        quiet["silence_logs"] = logging.CRITICAL
        with (
            LocalCluster(n_workers=schedule.workers, threads_per_worker=1, **quiet) as cluster,
            Client(cluster) as client,
        ):
            yield client
        return
    try:
        client = Client(schedule.scheduler, timeout=10)
    except (OSError, ValueError) as error:
        raise StudyError(
            f"no Dask scheduler answers at {schedule.scheduler!r}: {error}. Allowed: the address that `dask scheduler`"
            " prints, such as 'tcp://127.0.0.1:8786'",
            key="--scheduler",
        ) from None
    with client:
        yield client
