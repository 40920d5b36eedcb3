"""Answers are kept as they were made, made in any number of processes, and made again when anything has changed."""

import subprocess
import sys
from dataclasses import replace

import pytest

from llm_barriers.reports.page import answers
from llm_barriers.reports.page.answers import told_all
from llm_barriers.reports.page.plain import plain
from llm_barriers.reports.run.run import Run
from llm_barriers.reports.run.settings import Settings
from llm_barriers.reports.sections import SECTIONS

SHORT = [section for section in SECTIONS if section.name in ("claims", "evidence", "shifts")]


@pytest.fixture(scope="module")
def ask(tmp_path_factory, quiet):
    """Return what gives sections' answers under settings, from one store."""
    store = tmp_path_factory.mktemp("store")

    def ask(sections=SHORT, formats=("svg",), workers=1, change=lambda study: study, **settings):
        wanted = {"seed": 1, "draws": 400, "ci_prob": 0.9, "store": store, "workers": workers, **settings}
        read = Settings.read("reanalysis", "2019-03", **wanted)
        return plain(told_all(sections, Run(replace(read, study=change(read.study)), quiet), formats))

    return ask


@pytest.fixture(scope="module")
def first(ask):
    return ask()


@pytest.fixture
def made(monkeypatch):
    """Names of the sections that are answered and not found."""
    names = []
    monkeypatch.setattr(answers, "_told", lambda section, *_: names.append(section.name) or answers.Told([]))
    return names


def test_each_section_has_its_answer(first):
    assert [bool(answer["fields"]["blocks"]) for answer in first] == [True] * len(SHORT)


def test_nothing_is_made_twice(ask, first, made):
    assert ask() == first
    assert not made


def _aside(run):
    return run.study.name


def test_what_is_no_sections_is_computed_beside_them(ask, quiet):
    read = Settings.read("reanalysis", "2019-03", seed=1, draws=400, ci_prob=0.9, no_store=True, workers=2)
    run = Run(read, quiet)
    told_all([section for section in SHORT if section.name != "shifts"], run, (), aside=_aside)
    assert _aside(run) in run.results.values()


def test_processes_make_the_same(ask, first):
    assert ask(workers=2, no_store=True) == first


@pytest.mark.parametrize(
    "changed",
    [
        {"seed": 2},
        {"ci_prob": 0.8},
        {"formats": ("pdf",)},
        {"change": lambda study: replace(study, title="Another")},
        {"change": lambda study: study.with_items(study.items[:1])},
    ],
)
def test_what_has_changed_is_made_again(ask, first, made, changed):
    ask(no_store=False, **changed)
    assert made == [section.name for section in SHORT]


def test_an_answer_that_failed_is_not_kept(ask, monkeypatch):
    section = replace(SHORT[0], asked={"unheard": 1})
    (failed,), (again,) = ask([section]), ask([section])
    assert failed == again
    assert failed["fields"]["blocks"][0]["kind"] == "Failure"


@pytest.mark.skipif(sys.platform == "win32", reason="sessions are of POSIX")
def test_processes_end_with_the_one_that_they_work_for_even_where_it_is_killed():
    source = """
import sys, time
from llm_barriers.reports.page import answers
answers.PRELOADED = ()
with answers._processes(2, None) as pool:
    pool.submit(print, "begun", flush=True)
    time.sleep(60)
"""
    process = subprocess.Popen([sys.executable, "-c", source], stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"begun\n"
    process.kill()
    with process:
        assert process.communicate(timeout=20)[0] == b""  # which comes to an end with the last that holds it
