"""The store: whatever happens to a process, a file or a folder, a result is whole or computed again."""

import dataclasses
import datetime as dt
import hashlib
import json
import os
import subprocess
import sys
import time

import numpy as np
import pytest
import xarray as xr

from llm_barriers.analyses.fit import Diagnosis, refit
from llm_barriers.analyses.fit.gate import ChainGate
from llm_barriers.reports.run import store as module
from llm_barriers.reports.run.scheduling import Schedule, scheduled
from llm_barriers.reports.run.store import ABANDONED, Store, default_folder
from llm_barriers.reports.run.tasks import Task, fit_task

KEY = "0" * 32
TREE = xr.DataTree.from_dict({"posterior": xr.Dataset({"x": ("draw", [1.0, 2.5, -3.0])}, attrs={"units": "usd"})})
TREE.attrs = {"method": "reweighting"}


@pytest.fixture
def said():
    return []


@pytest.fixture
def store(tmp_path, said):
    return Store(tmp_path / "store", said.append)


def test_what_is_kept_is_found(store, said):
    assert store.find(KEY) is None
    store.keep(KEY, TREE, task="fit", study="mine")
    assert store.find(KEY).identical(TREE)
    assert store.find("1" * 32) is None
    assert not said
    (entry,) = store.entries()
    assert {name: entry.about[name] for name in ("task", "study")} == {"task": "fit", "study": "mine"}
    assert dt.datetime.fromisoformat(entry.about["written"]) <= dt.datetime.now(dt.UTC)


@pytest.fixture
def keep(store):
    """Keep the tree under a key, as last used so many hours ago; return its entry."""

    def kept(key, hours=0.0):
        store.keep(key, TREE, task="fit", study="mine")
        (path,) = store.folder.glob(f"{key}-*")
        used = time.time() - 3600 * hours
        os.utime(path, (used, used))
        return next(entry for entry in store.entries() if entry.path == path)

    return kept


@pytest.fixture
def result(graphs, store):
    """Ask for a result, which is computed unless the store has it; return it and how often it was computed."""
    computed = []

    def compute(graph):
        computed.append(graph)
        return TREE

    def ask():
        (stored,) = scheduled(
            [graphs("author")], Schedule(store), Task("a", compute, lambda tree: tree, lambda _, tree: tree, {})
        )
        return stored, len(computed)

    return ask


# ---- Processes that write at once, and processes that are killed

WRITER = """
import sys, xarray as xr
from pathlib import Path
from llm_barriers.reports.run.store import Store
store = Store(Path(sys.argv[1]), sys.exit)
tree = xr.DataTree.from_dict({"posterior": xr.Dataset({"x": ("draw", [1.0] * 50_000)})})
sys.stdin.readline()
for _ in range(10):
    store.keep(sys.argv[2], tree, task="fit", study="mine")
"""


def test_two_processes_that_write_one_entry_leave_a_good_one(store, said):
    command = [sys.executable, "-c", WRITER, str(store.folder), KEY]
    writers = [subprocess.Popen(command, stdin=subprocess.PIPE, text=True) for _ in range(2)]
    for writer in writers:
        writer.stdin.write("\n")  # both wait for it, since imports take longer than writing
        writer.stdin.close()
    assert [writer.wait() for writer in writers] == [0, 0]
    assert float(store.find(KEY)["posterior"]["x"].sum()) == 50_000
    assert not list(store.folder.glob("*.tmp"))
    assert not said


def test_what_a_killed_process_leaves_is_no_entry_and_goes_after_a_day(store, keep):
    keep(KEY)
    left = store.folder / "writing-left.tmp"
    left.write_bytes(b"half")
    keep("1" * 32)
    assert left.exists()  # it may belong to a process that still writes
    assert left not in {entry.path for entry in store.entries()}
    old = time.time() - ABANDONED - 60
    os.utime(left, (old, old))
    Store(store.folder, print).keep("2" * 32, TREE, task="fit", study="mine")
    assert not left.exists()
    assert len(store.entries()) == 3


# ---- Files that are damaged, folders that cannot be written


def flipped(content):
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


@pytest.mark.parametrize("damage", [flipped, lambda content: content[: len(content) // 2], lambda content: b""])
def test_a_damaged_entry_is_reported_removed_and_computed_again(result, store, said, damage):
    result()
    path = store.entries()[0].path
    path.write_bytes(damage(path.read_bytes()))
    again, times = result()
    assert times == 2
    assert again.identical(TREE)
    assert said == [f"{path} is damaged; its result is computed again"]
    assert result()[1] == 2  # what was computed again is kept again
    assert len(said) == 1


def test_a_folder_that_cannot_be_written_is_said_and_the_run_goes_on(result, store, said):
    store.folder.write_text("a file is in the way")
    stored, times = result()
    assert stored.identical(TREE)
    assert times == 1
    assert len(said) == 1
    assert f"not stored: {store.folder}" in said[0]


def test_a_full_disk_is_said_and_leaves_nothing(store, said, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "pack", full)
    store.keep(KEY, TREE, task="fit", study="mine")
    assert said == [f"results are not stored: {store.folder}: No space left on device"]
    assert list(store.folder.iterdir()) == []


# ---- What goes when there is too much


def test_what_was_not_used_for_longest_goes_when_there_is_too_much(store, keep):
    old, _, size = keep("1" * 32, hours=3), keep("2" * 32, hours=2), keep("3" * 32, hours=1).size
    assert store.find("1" * 32)
    dataclasses.replace(store, max_bytes=3 * size + size // 2).keep("4" * 32, TREE, task="fit", study="mine")
    assert [entry.path.name[0] for entry in store.entries()] == ["3", "1", "4"]
    assert old.path.exists()


def test_entries_are_counted_at_the_first_that_is_written_and_then_now_and_then(store, monkeypatch):
    counted = []
    monkeypatch.setattr(Store, "excess", lambda _, most: counted.append(most) or [])
    for number in range(4):
        store.keep(str(number) * 32, TREE, task="fit", study="mine")
    assert len(counted) == 1
    store.keep("5" * 32, xr.DataTree(xr.Dataset({"x": ("draw", np.zeros(store.max_bytes // 800))})), task="fit")
    assert len(counted) == 2


def test_files_that_are_no_entries_are_left_alone(store, keep):
    keep(KEY)
    foreign = [store.folder / name for name in ("notes-of-mine.npz", "study.toml", f"{KEY}-{KEY}.txt")]
    for path in foreign:
        path.write_bytes(b"mine")
    store.remove(store.entries())
    assert store.entries() == []
    assert all(path.exists() for path in foreign)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x93NUMPY", b"{}"], ids=repr)
def test_nothing_is_said_of_a_file_that_is_damaged(store, keep, content):
    entry = keep(KEY)
    entry.path.write_bytes(content)
    assert store.entries()[0].about == {}


def test_nothing_is_said_of_an_archive_that_is_not_ours(store, keep):
    np.savez(keep(KEY).path, x=np.arange(3))
    assert store.entries()[0].about == {}


def test_the_folder_may_be_named(monkeypatch, tmp_path):
    monkeypatch.setenv("LLM_BARRIERS_STORE", str(tmp_path))
    assert default_folder() == tmp_path
    monkeypatch.delenv("LLM_BARRIERS_STORE")
    assert default_folder().name == "llm-barriers"


# ---- What a stored result costs

POSTERIOR = """
import sys
from llm_barriers.reports.cli import main as cli
options = ["--study", "author", "--method", "mcmc", "--draws", "500", "--json", "--store", sys.argv[1]]
cli.cli(["posterior", *options], standalone_mode=False)
print(sorted({"nutpie", "pymc", "pytensor"} & set(sys.modules)), file=sys.stderr)
"""


def test_a_command_with_nothing_changed_does_not_import_pymc(graphs, store):
    fit = refit(graphs("author"), seed=1, draws=500)  # stands for chains, which take PyMC to draw
    gate = ChainGate(passed=True, divergences=0, max_rhat=1.0, min_ess_bulk=500, min_ess_tail=500, worst="cost_ratio")
    fit.tree.attrs = Diagnosis("chains", gate, 500).attrs
    task = fit_task(seed=1, draws=500, method="mcmc")
    scheduled([graphs("author")], Schedule(store), dataclasses.replace(task, compute=lambda graph: fit))
    command = [sys.executable, "-c", POSTERIOR, str(store.folder)]
    shown = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(shown.stdout)["method"] == "chains"
    assert shown.stderr.splitlines()[-1] == "[]"


def test_shell_completion_answers_without_what_is_heavy():
    script = (
        "import sys\nfrom llm_barriers.reports.cli import main as cli\ntry:\n    cli.cli(prog_name='llm-barriers')\n"
        "finally:\n    print(sorted({'numpy', 'pydantic', 'pymc', 'xarray'} & set(sys.modules)), file=sys.stderr)"
    )
    asked = {**os.environ, "_LLM_BARRIERS_COMPLETE": "bash_source"}
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=asked, check=True)
    assert "_llm_barriers_completion" in shown.stdout
    assert shown.stderr == "[]\n"


def test_shell_completion_knows_the_commands():
    asked = {"_LLM_BARRIERS_COMPLETE": "bash_complete", "COMP_WORDS": "llm-barriers upd", "COMP_CWORD": "1"}
    script = "from llm_barriers.reports.cli import main as cli; cli.cli(prog_name='llm-barriers')"
    shown = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env={**os.environ, **asked}, check=True
    )
    assert shown.stdout == "plain,update\n"


@pytest.mark.parametrize("kind", ["folder", "pipe", "dangling", "foreign", "unreadable"])
def test_an_entry_that_is_none_is_passed_over(tmp_path, kind):
    said = []
    store = Store(tmp_path / "store", said.append)
    store.keep("0" * 32, xr.DataTree(xr.Dataset({"x": 1.0})), task="fit")
    (path,) = store.folder.glob("*.npz")
    content = path.read_bytes()
    path.unlink()
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "dangling":
        path.symlink_to(tmp_path / "nowhere")
    elif kind == "foreign":
        foreign = b"PK" + content[:50]
        path.with_name(f"{'0' * 32}-{hashlib.sha256(foreign).hexdigest()[:32]}.npz").write_bytes(foreign)
    else:
        path.write_bytes(content)
        path.chmod(0)
    stored = store.find("0" * 32)
    assert stored is None or (kind == "unreadable" and os.geteuid() == 0)
    assert [entry.path for entry in store.entries()] in ([], [path])
    store.keep("0" * 32, xr.DataTree(xr.Dataset({"x": 1.0})), task="fit")
    assert store.find("0" * 32) is not None or kind == "folder"


def test_what_cannot_be_kept_is_said_once(tmp_path):
    said = []
    (tmp_path / "store").write_text("a file")
    store = Store(tmp_path / "store", said.append)
    for key in ("0" * 32, "1" * 32):
        store.keep(key, xr.DataTree(xr.Dataset({"x": 1.0})), task="fit")
        assert store.find(key) is None
    assert len(said) == 1 and str(tmp_path / "store") in said[0]
