"""A page of the trial, with its multiverse, what it knows, and a browser to open it in."""

import pytest

from llm_barriers.analyses.structure import multiverse
from llm_barriers.model import build
from llm_barriers.reports.page.exploring import write_explorer
from llm_barriers.reports.run.settings import conclusions_all
from llm_barriers.reports.run.terminal import Silent

from .chromium import chromium
from .pages import TRIAL, asked, content_of


@pytest.fixture(scope="session")
def settings(tmp_path_factory):
    return asked(TRIAL, store=tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="session")
def universes(settings):
    """The trial's multiverse, which the store holds from then on."""
    return multiverse(build(settings.study), conclusions_all=conclusions_all(settings, Silent()))


@pytest.fixture(scope="session")
def page(tmp_path_factory, settings, universes):
    path = tmp_path_factory.mktemp("explorer") / "explorer.html"
    write_explorer(path, settings)
    return path


@pytest.fixture(scope="session")
def content(page):
    return content_of(page)


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    with chromium(tmp_path_factory.mktemp("chromium")) as opened:
        yield opened
