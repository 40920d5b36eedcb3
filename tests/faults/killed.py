"""Commands that are killed or interrupted at any moment, and two at once."""

import json
import os
import random
import signal
import subprocess
import time
from collections import Counter

from commands import REPORT, TRIAL, check_folder, check_store, done, hidden, started

SWAP = """
import sys
from pathlib import Path
from llm_barriers.reports.page.folder import filled_folder
print("begun", flush=True)
for run in range(10**6):
    with filled_folder(Path(sys.argv[1])) as folder:
        for name in ("index.html", "study.json", "figures/a.svg", "tables/b.csv", f"tables/{run % 3}.csv"):
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(f"{sys.argv[2]} {run}")
"""


def killed_reports(work, kills):
    """Kill a report at any moment, with one process and with two, then make it."""
    out, store, left = work / "out", work / "store", Counter()
    words = (*REPORT, "--out", out, "--store", store)
    begun = time.monotonic()
    assert done(*words)[0] == 0
    length = time.monotonic() - begun
    for number in range(kills):
        own = ("--seed", 2 + number, "--workers", 1 + number % 2)
        process = started(*words, *own, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(random.uniform(0, 1.2 * length))
        process.kill()
        process.wait()
        check_ended(process)
        check_store(store)
        whole = check_folder(out) == "a whole report"
        new = whole and json.loads((out / "manifest.json").read_text())["seed"] == 2 + number
        left["the new report" if new else "the old report" if whole else check_folder(out)] += 1
        left["a hidden folder, which the next run removes"] += bool(hidden(out))
    left["unfinished entries of the store, which go after a day"] = len(list(store.glob("*.tmp")))
    assert done(*words)[0] == 0
    check_folder(out)
    assert (out / "index.html").exists() and not hidden(work) and not hidden(out)
    return left


def killed_swaps(work, kills):
    """Kill processes that swap one finished report for another, two at once."""
    out, left = work / "out", Counter()
    out.mkdir()
    for number in range(kills):
        each = [started(out, f"{number}-{name}", python=("-c", SWAP)) for name in "ab"]
        assert [process.stdout.readline() for process in each] == ["begun\n"] * 2
        time.sleep(random.uniform(0, 0.2))
        for process in each:
            process.kill()
        for process in each:
            process.communicate()
        left[check_folder(out)] += 1
        left["a hidden folder, which the next run removes"] += bool(hidden(out))
        runs = {path.read_text() for path in out.glob("*/*") if path.suffix in (".svg", ".csv")}
        assert len(runs) <= 1, runs
    assert done(*REPORT, "--out", out, "--no-store")[0] == 0
    check_folder(out)
    assert not hidden(work) and not hidden(out)
    return left


def check_ended(process):
    """Check that nothing is left running of a process that led a session of its own."""
    for _ in range(600):
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    os.killpg(process.pid, signal.SIGKILL)
    raise AssertionError("processes live on")


def two_runs(work):
    """Two runs on one store and one output."""
    out, store = work / "out", work / "store"
    each = [started(*REPORT, "--out", out, "--store", store, "--seed", seed) for seed in (1, 2)]
    assert [process.wait(600) for process in each] == [0, 0]
    check_folder(out)
    check_store(store)
    assert not hidden(work) and not hidden(out)


def interrupted(work):
    """Ctrl-C and SIGTERM, with and without workers."""
    for number, workers in ((signal.SIGINT, 1), (signal.SIGTERM, 1), (signal.SIGINT, 2), (signal.SIGTERM, 2)):
        words = ("multiverse", "--study", TRIAL, "--draws", "1000", "--no-store", "--workers", workers)
        words = (*REPORT, "--out", work / "out", "--no-store") if workers == 1 else words
        process = started(*words, start_new_session=True)
        time.sleep(4)
        if process.poll() is None:
            os.killpg(process.pid, number) if number is signal.SIGINT else process.send_signal(number)
        _, err = process.communicate(timeout=120)
        assert process.returncode in (0, 1, 130) and "Traceback" not in err, (process.returncode, err)
        assert not hidden(work)
