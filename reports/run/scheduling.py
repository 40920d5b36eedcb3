"""Scheduling: many independent tasks, from the store, in this process or through Dask.

Every task has its own study and the same seed, so no result depends on the number of workers or on their
order. Each is kept as it arrives, so an interrupted run goes on where it stopped.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import xarray as xr

from ...analyses.fit import Fit, Headline, Method, headline, refit, restored
from ...model import Graph, build
from ...priors import Study, StudyError
from .store import Store, key_of

__all__ = ["Schedule", "Task", "fit_task", "headline_task", "scheduled"]

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


@dataclass(frozen=True)
class Task[Result]:
    """What is done with each graph.

    Attributes
    ----------
    compute : callable
        A graph to what is kept of its result; it can be sent to another process.
    read : callable
        A graph and what was kept, to the result.
    seed : int
    settings : mapping
        All else that the result depends on; plain values, the task's own name among them.
    """

    compute: Callable[[Graph], xr.DataTree]
    read: Callable[[Graph, xr.DataTree], Result]
    seed: int
    settings: Mapping[str, Any] = field(default_factory=dict)


def fit_task(*, seed: int, draws: int, method: Method = "auto") -> Task[Fit]:
    """Return the task of fitting graphs; see `analyses.fitting.refit`."""
    settings = {"task": "fit", "draws": draws, "method": method}
    return Task(partial(_fit, seed=seed, draws=draws, method=method), partial(_restored, seed=seed), seed, settings)


def headline_task(*, seed: int, draws: int, method: Method = "auto") -> Task[Headline]:
    """Return the task of finding graphs' headlines; see `analyses.headline.headline`."""
    settings = {"task": "headline", "draws": draws, "method": method}
    compute = partial(_headline, seed=seed, draws=draws, method=method)
    return Task(compute, lambda graph, tree: Headline(tree.to_dataset()), seed, settings)


def _fit(graph: Graph, *, seed: int, draws: int, method: Method) -> xr.DataTree:
    return refit(graph, seed=seed, draws=draws, method=method).kept


def _restored(graph: Graph, tree: xr.DataTree, *, seed: int) -> Fit:
    return restored(graph, tree, seed=seed)


def _headline(graph: Graph, *, seed: int, draws: int, method: Method) -> xr.DataTree:
    return xr.DataTree(headline(graph, seed=seed, draws=draws, method=method).data)


def scheduled[Result](
    graphs: Sequence[Graph],
    schedule: Schedule,
    task: Task[Result],
    *,
    on_done: Callable[[Study], None] = lambda study: None,
) -> list[Result]:
    """Do a task with every graph.

    Parameters
    ----------
    graphs : sequence of Graph
    schedule : Schedule
    task : Task
    on_done : callable, optional
        Called with each study when its result is there.

    Returns
    -------
    list of Result
        In the order of the graphs; equal studies share one.

    Raises
    ------
    StudyError
        If the cluster cannot be reached.
    """
    keys = [key_of(graph.study, seed=task.seed, settings=task.settings) for graph in graphs]
    found: dict[str, xr.DataTree] = {}
    pending: dict[str, Graph] = {}
    for key, graph in zip(keys, graphs, strict=True):
        if key in found or key in pending:
            continue
        stored = schedule.store.find(key) if schedule.store else None
        if stored is None:
            pending[key] = graph
        else:
            found[key] = stored
            on_done(graph.study)
    for key, tree in _computed(pending, schedule, task):
        found[key] = tree
        if schedule.store:
            schedule.store.keep(key, tree)
        on_done(pending[key].study)
    return [task.read(graph, found[key]) for key, graph in zip(keys, graphs, strict=True)]


def _computed[Result](
    pending: dict[str, Graph], schedule: Schedule, task: Task[Result]
) -> Iterator[tuple[str, xr.DataTree]]:
    """Yield what is kept of every pending result as it is done."""
    alone = schedule.workers == 1 or (schedule.workers is None and len(pending) <= FEW)
    if not pending or (schedule.scheduler is None and alone):
        for key, graph in pending.items():
            yield key, task.compute(graph)
        return
    from dask.distributed import as_completed

    with _client(schedule) as client:
        tasks = {
            client.submit(_remote, graph.study, task.compute, key=f"{task.settings['task']}-{key}"): key
            for key, graph in pending.items()
        }
        for done, tree in as_completed(list(tasks), with_results=True):
            yield tasks[done], tree


def _remote(study: Study, compute: Callable[[Graph], xr.DataTree]) -> xr.DataTree:
    """Do a task in a worker, which builds the graph itself: a study is smaller."""
    return compute(build(study))


@contextmanager
def _client(schedule: Schedule) -> Iterator[Any]:
    """Connect to the cluster that was named, or start one of local processes for as long as it is needed."""
    from dask.distributed import Client, LocalCluster

    if schedule.scheduler is None:
        # A free port, since a second cluster on the machine warns otherwise; no words of workers that are being closed.
        quiet: dict[str, Any] = {"dashboard_address": None, "scheduler_kwargs": {"dashboard_address": ":0"}}
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
