"""The store: whatever happens to a process, a file or a folder, a result is whole or computed again."""

import dataclasses
import json
import os
import subprocess
import sys
import time

import pytest
import xarray as xr

from llm_barriers.analyses.fit.fitting import refit
from llm_barriers.analyses.fit.gate import ChainGate
from llm_barriers.priors import load_study
from llm_barriers.reports.run import store as module
from llm_barriers.reports.run.scheduling import Schedule, Task, fit_task, scheduled
from llm_barriers.reports.run.store import ABANDONED, Store, default_folder, key_of

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
    store.keep(KEY, TREE)
    assert store.find(KEY).identical(TREE)
    assert store.find("1" * 32) is None
    assert not said


@pytest.fixture
def result(graphs, store):
    """Ask for a result, which is computed unless the store has it; return it and how often it was computed."""
    computed = []

    def compute(graph):
        computed.append(graph)
        return TREE

    def ask():
        (found,) = scheduled([graphs("author")], Schedule(store), Task(compute, lambda graph, tree: tree, 1))
        return found, len(computed)

    return ask


# ---- The key: everything that a result depends on


def keys(**changes):
    given = {"study": load_study("author"), "seed": 1, "settings": {"draws": 100, "method": "auto"}, **changes}
    return key_of(given["study"], seed=given["seed"], settings=given["settings"])


def test_the_same_question_has_the_same_key():
    assert keys() == keys(study=load_study("author"), settings={"method": "auto", "draws": 100})


@pytest.mark.parametrize(
    "change",
    [
        {"seed": 2},
        {"settings": {"draws": 101, "method": "auto"}},
        {"settings": {"draws": 100, "method": "mcmc"}},
        {"study": load_study("published")},
        {"study": load_study("author").with_items(["leopold_2019"])},
    ],
    ids=["seed", "draws", "method", "study", "evidence"],
)
def test_another_question_has_another_key(change):
    assert keys(**change) != keys()


def test_one_changed_number_changes_the_key():
    study = load_study("author")
    item = study.evidence["barr_2019"].model_copy(update={"high": 0.91})
    assert keys(study=dataclasses.replace(study, evidence={**study.evidence, "barr_2019": item})) != keys()


@pytest.mark.parametrize("what", ["numpy", "code"])
def test_another_version_changes_the_key(monkeypatch, what):
    before, versions = keys(), module._versions()
    monkeypatch.setattr(module, "_versions", lambda: {**versions, what: "another"})
    assert keys() != before


# ---- Processes that write at once, and processes that are killed

WRITER = """
import sys, xarray as xr
from pathlib import Path
from llm_barriers.reports.run.store import Store
store = Store(Path(sys.argv[1]), sys.exit)
tree = xr.DataTree.from_dict({"posterior": xr.Dataset({"x": ("draw", [1.0] * 50_000)})})
sys.stdin.readline()
for _ in range(10):
    store.keep(sys.argv[2], tree)
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


def test_what_a_killed_process_leaves_is_no_entry_and_goes_after_a_day(store):
    store.keep(KEY, TREE)
    left = store.folder / "writing-left.tmp"
    left.write_bytes(b"half")
    store.keep("1" * 32, TREE)
    assert left.exists()  # it may belong to a process that still writes
    assert left not in store.entries()
    old = time.time() - ABANDONED - 60
    os.utime(left, (old, old))
    store.keep("2" * 32, TREE)
    assert not left.exists()
    assert len(store.entries()) == 3


# ---- Files that are damaged, folders that cannot be written


def flipped(content):
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


@pytest.mark.parametrize("damage", [flipped, lambda content: content[: len(content) // 2], lambda content: b""])
def test_a_damaged_entry_is_reported_removed_and_computed_again(result, store, said, damage):
    result()
    (path,) = store.entries()
    path.write_bytes(damage(path.read_bytes()))
    again, times = result()
    assert times == 2
    assert again.identical(TREE)
    assert said == [f"{path} is damaged; its result is computed again"]
    assert result()[1] == 2  # what was computed again is kept again
    assert len(said) == 1


def test_a_folder_that_cannot_be_written_is_said_and_the_run_goes_on(result, store, said):
    store.folder.write_text("a file is in the way")
    found, times = result()
    assert found.identical(TREE)
    assert times == 1
    assert len(said) == 1
    assert f"not stored: {store.folder}" in said[0]


def test_a_full_disk_is_said_and_leaves_nothing(store, said, monkeypatch):
    def full(path):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "_flush", full)
    store.keep(KEY, TREE)
    assert said == [f"the result is not stored: {store.folder}: No space left on device"]
    assert list(store.folder.iterdir()) == []


def test_clearing_removes_entries_and_says_how_many(store):
    store.keep(KEY, TREE)
    store.keep("1" * 32, TREE)
    assert store.clear() == 2
    assert store.entries() == []


def test_the_folder_may_be_named(monkeypatch, tmp_path):
    monkeypatch.setenv("LLM_BARRIERS_STORE", str(tmp_path))
    assert default_folder() == tmp_path
    monkeypatch.delenv("LLM_BARRIERS_STORE")
    assert default_folder().name == "llm-barriers"


# ---- What a stored result costs

POSTERIOR = """
import sys
from llm_barriers.reports import cli
options = ["--study", "author", "--method", "mcmc", "--draws", "500", "--json", "--store", sys.argv[1]]
cli.cli(["posterior", *options], standalone_mode=False)
print(sorted({"nutpie", "pymc", "pytensor"} & set(sys.modules)), file=sys.stderr)
"""


def test_a_command_with_nothing_changed_does_not_import_pymc(graphs, store):
    kept = refit(graphs("author"), seed=1, draws=500).kept  # stands for chains, which take PyMC to draw
    gate = ChainGate(passed=True, divergences=0, max_rhat=1.0, min_ess_bulk=500, min_ess_tail=500, worst="cost_ratio")
    kept.attrs = {"method": "mcmc", "gate": json.dumps(dataclasses.asdict(gate))}
    task = fit_task(seed=1, draws=500, method="mcmc")
    scheduled([graphs("author")], Schedule(store), dataclasses.replace(task, compute=lambda graph: kept))
    command = [sys.executable, "-c", POSTERIOR, str(store.folder)]
    shown = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(shown.stdout)["method"] == "mcmc"
    assert shown.stderr.splitlines()[-1] == "[]"


def test_shell_completion_answers_without_what_is_heavy():
    script = (
        "import sys\nfrom llm_barriers.reports import cli\ntry:\n    cli.cli(prog_name='llm-barriers')\n"
        "finally:\n    print(sorted({'numpy', 'pydantic', 'pymc', 'xarray'} & set(sys.modules)), file=sys.stderr)"
    )
    asked = {**os.environ, "_LLM_BARRIERS_COMPLETE": "bash_source"}
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=asked, check=True)
    assert "_llm_barriers_completion" in shown.stdout
    assert shown.stderr == "[]\n"


def test_shell_completion_knows_the_commands():
    asked = {"_LLM_BARRIERS_COMPLETE": "bash_complete", "COMP_WORDS": "llm-barriers upd", "COMP_CWORD": "1"}
    script = "from llm_barriers.reports import cli; cli.cli(prog_name='llm-barriers')"
    shown = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env={**os.environ, **asked}, check=True
    )
    assert shown.stdout == "plain,update\n"
