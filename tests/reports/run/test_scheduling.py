"""Scheduling: results that depend neither on workers nor on order, and runs that go on where they stopped."""

from collections import Counter
from dataclasses import replace

import pytest

from llm_barriers.model import ARGUMENT, build, node
from llm_barriers.priors import StudyError, load_study
from llm_barriers.reports.run.scheduling import Schedule, scheduled
from llm_barriers.reports.run.store import Store
from llm_barriers.reports.run.tasks import fit_task, headline_task

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
    results = scheduled(graphs, Schedule(store), task)
    assert calls["done"] == 3
    assert [h.data.identical(g.data) for h, g in zip(results, scheduled(graphs, Schedule(store), task), strict=True)]
    assert calls["done"] == 3


def test_studies_that_differ_in_words_are_done_once_and_each_keeps_its_own(graphs):
    task, calls = _counted(fit_task(seed=1, draws=500))
    renamed = graphs[0].with_study(replace(graphs[0].study, title="Mine"))
    fits = scheduled([graphs[0], renamed], Schedule(), task)
    assert calls["done"] == 1
    assert [fit.graph.study.title for fit in fits] == [graphs[0].study.title, "Mine"]
    assert fits[0].tree["posterior"].to_dataset().equals(fits[1].tree["posterior"].to_dataset())


def test_a_fresh_result_is_neither_packed_for_nothing_nor_restored(graphs, store):
    made = []

    def restored(graph, tree):
        raise AssertionError("restored though it was just made")

    def compute(graph):
        made.append(task.compute(graph))
        return made[-1]

    task = headline_task(seed=1, draws=500)
    results = scheduled(graphs, Schedule(store), replace(task, compute=compute, unpack=restored))
    assert [a is b for a, b in zip(results, made, strict=True)] == [True, True]


def test_a_stored_fit_is_the_fit(graphs, store):
    task = fit_task(seed=1, draws=500)
    (fresh,), (stored,) = (scheduled(graphs[:1], Schedule(store), task) for _ in range(2))
    for group in ("prior", "posterior", "log_likelihood", "log_prior"):
        assert stored.tree[group].to_dataset().equals(fresh.tree[group].to_dataset())
    assert (stored.gate, stored.method) == (fresh.gate, fresh.method)


@node("percent")
def tenfold_ratio(cost_ratio):
    """A node that the default argument has not."""
    return 1000 * cost_ratio


@pytest.mark.slow
def test_workers_change_nothing_and_have_the_graph_s_own_formulas(graphs):
    model = STUDY.model.model_copy(update={"headline": ("cost_ratio", "tenfold_ratio")})
    own = [build(replace(graph.study, model=model), argument=(*ARGUMENT, tenfold_ratio)) for graph in graphs]
    task = fit_task(seed=1, draws=500)
    alone, shared = (scheduled(own, Schedule(workers=workers), task) for workers in (1, 2))
    for one, other in zip(alone, shared, strict=True):
        assert one.tree["posterior"].to_dataset().equals(other.tree["posterior"].to_dataset())
        assert "tenfold_ratio" in other.tree["posterior"]


def test_a_cluster_that_does_not_answer_is_named(graphs):
    with pytest.raises(StudyError, match=r"--scheduler: no Dask scheduler answers at 'nowhere'"):
        scheduled(graphs, Schedule(scheduler="nowhere"), headline_task(seed=1, draws=500))
