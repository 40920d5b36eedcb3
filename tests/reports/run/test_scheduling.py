"""Scheduling: results that depend neither on workers nor on order, and runs that go on where they stopped."""

from collections import Counter
from dataclasses import replace

import pytest

from llm_barriers.model import build
from llm_barriers.priors import StudyError, load_study
from llm_barriers.reports.run.scheduling import Schedule, fit_task, headline_task, scheduled
from llm_barriers.reports.run.store import Store

STUDY = load_study("author")


@pytest.fixture(scope="module")
def graphs():
    return [build(STUDY.with_items(STUDY.items[:count])) for count in (1, 2)]


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store", pytest.fail)


def _counted(task):
    """Return the task, and the counter of what it does; the third piece of work fails."""
    calls = Counter()

    def compute(graph):
        calls["done"] += 1
        if calls["done"] == 2:
            raise KeyboardInterrupt
        return task.compute(graph)

    return replace(task, compute=compute), calls


def test_an_interrupted_run_goes_on_where_it_stopped(graphs, store):
    task, calls = _counted(headline_task(seed=1, draws=500))
    with pytest.raises(KeyboardInterrupt):
        scheduled(graphs, Schedule(store), task)
    assert len(store.entries()) == 1
    found = scheduled(graphs, Schedule(store), task)
    assert calls["done"] == 3
    assert [h.data.identical(g.data) for h, g in zip(found, scheduled(graphs, Schedule(store), task), strict=True)]
    assert calls["done"] == 3


def test_equal_studies_are_done_once(graphs):
    task, calls = _counted(headline_task(seed=1, draws=500))
    first, second = scheduled([graphs[0], graphs[0]], Schedule(), task)
    assert calls["done"] == 1
    assert first.data.identical(second.data)


def test_a_stored_fit_is_the_fit(graphs, store):
    task = fit_task(seed=1, draws=500)
    (fresh,), (stored,) = (scheduled(graphs[:1], Schedule(store), task) for _ in range(2))
    for group in ("prior", "posterior", "log_likelihood", "log_prior"):
        assert stored.tree[group].to_dataset().equals(fresh.tree[group].to_dataset())
    assert (stored.gate, stored.method) == (fresh.gate, fresh.method)


@pytest.mark.slow
def test_workers_change_nothing(graphs):
    task = headline_task(seed=1, draws=500)
    alone, shared = (scheduled(graphs, Schedule(workers=workers), task) for workers in (1, 2))
    assert all(a.data.identical(b.data) for a, b in zip(alone, shared, strict=True))


def test_a_cluster_that_does_not_answer_is_named(graphs):
    with pytest.raises(StudyError, match=r"--scheduler: no Dask scheduler answers at 'nowhere'"):
        scheduled(graphs, Schedule(scheduler="nowhere"), headline_task(seed=1, draws=500))
