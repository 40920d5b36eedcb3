"""Graphs, overlays and posteriors that several tests share; each is made once a worker."""

import json
from functools import cache

import pytest

from llm_barriers.analyses.fit.fitting import refit
from llm_barriers.model import build
from llm_barriers.model.chains import pymc_model
from llm_barriers.priors import load_study
from llm_barriers.reports.render.jsons import dumps, plain
from llm_barriers.reports.sections import telling
from llm_barriers.reports.sections.schema import schemas

from .schema import problems


def pytest_collection_modifyitems(items):
    """Files with slow tests come first, so that no worker is left with one of them at the end."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(autouse=True, scope="session")
def own_store(tmp_path_factory):
    """Tests neither use nor fill the store of whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LLM_BARRIERS_STORE", str(tmp_path_factory.mktemp("store")))
        yield


@pytest.fixture(autouse=True, scope="session")
def compiled_in_parts():
    """Take what was compiled before from the disk: no test compares last digits of chains from two processes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("llm_barriers.model.chains.nuts.CACHED", True)
        yield


@pytest.fixture(autouse=True, scope="session")
def answers_are_as_their_schemas_say():
    """Whatever a command answers in any test is as its JSON Schema says."""
    known, made = schemas(), telling.answer

    def answer(section, run, **options):
        document, schema = made(section, run, **options), known.get(" ".join(section.words), {})
        assert problems(json.loads(dumps(plain(document))), schema, schema) == []
        return document

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(telling, "answer", answer)
        yield


class _Quiet:
    """Progress that shows nothing."""

    def __call__(self, what): ...

    def part(self, what): ...

    def more(self, steps): ...


@pytest.fixture(scope="session")
def quiet():
    """Return progress that shows nothing."""
    return _Quiet()


@pytest.fixture(scope="session")
def graphs():
    """The graph of a shipped study, by its name."""
    return cache(lambda name: build(load_study(name)))


@pytest.fixture(scope="session")
def models(graphs):
    """The public PyMC model of a shipped study, by its name."""
    return cache(lambda name: pymc_model(graphs(name)))


@pytest.fixture
def overlay(tmp_path):
    """Write a user's study that extends a shipped one, and return its path."""

    def write(text, extends="reanalysis"):
        path = tmp_path / "mine.toml"
        path.write_text(f'extends = "{extends}"\n{text}', encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def fits(graphs):
    """The posterior of a shipped study, by name, seed and method."""
    return cache(lambda name, seed, method="auto": refit(graphs(name), seed=seed, method=method))
