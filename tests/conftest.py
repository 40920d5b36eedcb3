"""Graphs, overlays and posteriors that several tests share; each is made once a worker."""

from functools import cache

import pytest

from llm_barriers.model import Sampler, build
from llm_barriers.priors import load_study


@pytest.fixture(scope="session")
def graphs():
    """The graph of a shipped study, by its name."""
    return cache(lambda name: build(load_study(name)))


@pytest.fixture
def overlay(tmp_path):
    """Write a user's study that extends a shipped one, and return its path."""

    def write(text, extends="reanalysis"):
        path = tmp_path / "mine.toml"
        path.write_text(f'extends = "{extends}"\n{text}', encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def samplers(graphs):
    """The compiled sampler of a shipped study; one file of tests a study, since files are what workers share out."""
    return cache(lambda name: Sampler.of(graphs(name)))


@pytest.fixture(scope="session")
def fits(samplers):
    """The posterior of a shipped study at the default settings, by name and seed."""
    return cache(lambda name, seed: samplers(name).sample(seed=seed))
