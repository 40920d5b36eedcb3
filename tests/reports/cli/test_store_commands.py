"""The commands on the store: they say what it holds, and remove what they say."""

import json
import os
import time

import pytest
import xarray as xr
from click.testing import CliRunner

from llm_barriers.priors import StudyError
from llm_barriers.reports.cli.main import cli
from llm_barriers.reports.run.keys import version
from llm_barriers.reports.run.store import MAX_BYTES, Store, default_bytes

DAY = 24 * 3600


@pytest.fixture
def store(tmp_path):
    """Two fits, the older of which was used ten days ago, and a headline of another version."""
    store = Store(tmp_path / "store", pytest.fail)
    kept = {"1": ("fit", version(), 10), "2": ("fit", version(), 1), "3": ("headline", "another", 0)}
    for digit, (task, made_by, days) in kept.items():
        store.keep(digit * 32, xr.DataTree(xr.Dataset({"x": ("draw", [1.0])})), task=task, study="a", version=made_by)
        (path,) = store.folder.glob(f"{digit}*")
        os.utime(path, 2 * (time.time() - DAY * days,))
    return store


@pytest.fixture
def shown(store):
    def run(*arguments):
        result = CliRunner().invoke(cli, ["store", *arguments, "--store", str(store.folder)], catch_exceptions=False)
        assert result.exit_code == 0
        return result.stdout

    return run


def left(store):
    return "".join(entry.path.name[0] for entry in store.entries())


def test_info_says_what_is_there(store, shown):
    content = json.loads(shown("info", "--json"))
    assert (content["folder"], content["entries"], content["max_bytes"]) == (str(store.folder), 3, MAX_BYTES)
    assert content["bytes"] == sum(path.stat().st_size for path in store.folder.iterdir())
    assert {task: each["entries"] for task, each in content["tasks"].items()} == {"fit": 2, "headline": 1}
    assert content["other_versions"] == 1
    assert content["oldest"] < content["newest"]
    assert "results: 3" in shown("info")


def test_info_of_a_store_that_is_not_there_yet(store, shown):
    store.remove(store.entries())
    store.folder.rmdir()
    content = json.loads(shown("info", "--json"))
    assert (content["entries"], content["oldest"], content["tasks"]) == (0, None, {})
    assert "last used: never" in shown("info")


@pytest.mark.parametrize(
    ("options", "digits"),
    [((), "12"), (("--older-than", "5"), "2"), (("--older-than", "20"), "12"), (("--max-size", "0.002"), "2")],
    ids=str,
)
def test_prune_removes_what_can_never_be_found_and_what_it_is_told_to(store, shown, options, digits):
    size = store.entries()[0].size
    assert size < 2_000 < 2 * size
    assert f"removed {3 - len(digits)} results" in shown("prune", *options)
    assert left(store) == digits


def test_prune_takes_what_cannot_be_read_for_another_version(store, shown):
    store.entries()[0].path.write_bytes(b"half")
    assert json.loads(shown("info", "--json"))["tasks"]["damaged"]["entries"] == 1
    shown("prune")
    assert left(store) == "2"


def test_clear_removes_all_and_says_how_many(store, shown):
    assert "removed 3 results" in shown("clear")
    assert left(store) == ""


def test_how_much_is_kept_may_be_said(monkeypatch):
    monkeypatch.setenv("LLM_BARRIERS_STORE_MB", "500")
    assert default_bytes() == 500 * 10**6
    monkeypatch.setenv("LLM_BARRIERS_STORE_MB", "much")
    with pytest.raises(StudyError, match=r"LLM_BARRIERS_STORE_MB: 'much' is no number of megabytes"):
        default_bytes()
