"""What becomes of a command when the machine fails it: `python tests/faults [--kills N] [--only NAME]`.

Each fault is provoked in a process of its own, over and over where it depends on the moment; afterwards every file must
be whole or absent, a report's folder of one run, nothing hidden left behind by the next run, and what is said one line.
"""

import argparse
import hashlib
import json
import os
import pty
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
TRIAL = ROOT / "tests" / "models" / "clinical_trial" / "studies" / "trial.toml"
MAIN = "import sys; from llm_barriers.reports.cli.main import main; sys.argv[0] = 'llm-barriers'; main()"
REPORT = (
    "report",
    "--study",
    str(TRIAL),
    "--only",
    "checks",
    "--only",
    "claims",
    "--draws",
    "1000",
    "--formats",
    "svg",
)
CLAIMS = ("claims", "--study", str(TRIAL), "--draws", "1000", "--workers", "1")
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


def started(*words, python=("-c", MAIN), **options):
    """Start a command."""
    settings = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "cwd": ROOT} | options
    return subprocess.Popen([sys.executable, *python, *map(str, words)], **settings)


def done(*words, **options):
    """Run a command; return its exit code and what it wrote."""
    process = started(*words, **options)
    out, err = process.communicate(timeout=600)
    return process.returncode, out or "", err or ""


def without_fault(code, err, *, named=""):
    """Check that a command failed as one that is told why in a line does."""
    lines = [line for line in err.splitlines() if line.startswith(("error", "refused"))]
    assert "Traceback" not in err, err
    assert code in (1, 2) and (code == 1 or len(lines) == 1), (code, err)
    assert named in err, err


def check_folder(out):
    """Check that a folder is of one run: what it holds is what its manifest says, and a page has all of it."""
    if not (out / "manifest.json").exists():
        left = [
            path for path in out.rglob("*") if path.is_file() and not path.relative_to(out).parts[0].startswith(".")
        ]
        assert not left, left
        return "nothing"
    files = json.loads((out / "manifest.json").read_text())["files"]
    there = {name for name in files if (out / name).exists()}
    for name in there:
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == files[name], name
    if not (out / "index.html").exists():
        return "part of one report, without a page"
    assert there == set(files), set(files) - there
    return "a whole report"


def check_store(store):
    """Check that every entry of a store is whole."""
    for path in store.glob("*.npz"):
        assert hashlib.sha256(path.read_bytes()).hexdigest()[:32] == path.stem.rpartition("-")[2], path


def hidden(folder):
    """Return what is hidden in a folder."""
    return [path.name for path in folder.glob(".*")]


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


def full_disk(work):
    """No file may become larger than a little: what cannot be written is said, and nothing half is left."""

    def small():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))

    for words in (
        (*REPORT, "--out", work / "out", "--no-store"),
        (*CLAIMS, "--no-store", "--out", work / "picture.png"),
    ):
        code, _, err = done(*words, preexec_fn=small)
        without_fault(code, err)
    assert [path.name for path in work.iterdir()] == []
    code, out, err = done(*CLAIMS, "--store", work / "store", preexec_fn=small)
    assert code == 0 and out and err.count("not stored") == 1, err
    assert not list((work / "store").iterdir())


def wrong_places(work):
    """Folders that are files, that are missing, or that may not be written."""
    (work / "file").write_text("mine")
    for words, named in (
        ((*REPORT, "--no-store", "--out", work / "file" / "out"), str(work / "file")),
        ((*CLAIMS, "--no-store", "--out", "/proc/nowhere/picture.png"), "/proc"),
        ((*REPORT, "--no-store", "--out", "/proc/nowhere"), "/proc"),
    ):
        code, _, err = done(*words)
        without_fault(code, err, named=named)
    for store in (work / "file" / "store", "/proc/nowhere"):
        code, out, err = done(*CLAIMS, "--store", store)
        assert code == 0 and out and err.count("not stored") == 1, err
    assert done(*REPORT, "--no-store", "--out", work / "a" / "b" / "out")[0] == 0
    assert (work / "file").read_text() == "mine"


def other_file_system(work):
    """A folder that is a link to another file system."""
    elsewhere = Path(tempfile.mkdtemp(dir="/dev/shm"))
    try:
        (work / "out").symlink_to(elsewhere)
        assert done(*REPORT, "--no-store", "--out", work / "out")[0] == 0
        check_folder(elsewhere)
        assert done(*CLAIMS, "--no-store", "--out", work / "out" / "picture.svg")[0] == 0
        assert (elsewhere / "picture.svg").read_bytes().rstrip().endswith(b"</svg>") and not hidden(elsewhere)
    finally:
        shutil.rmtree(elsewhere)


def homeless(work):
    """HOME that is not set, or may not be written."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("XDG", "LLM_"))}
    for home in (None, "/proc/nowhere"):
        env = {name: value for name, value in own.items() if name != "HOME"} | ({"HOME": home} if home else {})
        env |= {"XDG_CACHE_HOME": str(work / "cache")} if home is None else {}
        code, out, err = done(*CLAIMS, env=env)
        assert code == 0 and out and "Traceback" not in err, err


def damaged_store(work):
    """Entries that are truncated, flipped, foreign, unreadable, a folder, a pipe or a dangling link."""
    store = work / "store"
    assert done(*CLAIMS, "--store", store)[0] == 0
    (path,) = store.glob("*.npz")
    whole = path.read_bytes()
    _, said, _ = done(*CLAIMS, "--store", store)

    def linked():
        path.symlink_to("/nowhere")

    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 1
    foreign = store / f"{path.stem[:32]}-{hashlib.sha256(b'foreign').hexdigest()[:32]}.npz"
    faults = {
        "truncated": lambda: path.write_bytes(whole[:1000]),
        "empty": lambda: path.write_bytes(b""),
        "flipped": lambda: path.write_bytes(flipped),
        "foreign": lambda: foreign.write_bytes(b"foreign"),
        "folder": path.mkdir,
        "pipe": lambda: os.mkfifo(path),
        "link": linked,
    }
    for name, fault in faults.items():
        for old in store.iterdir():
            shutil.rmtree(old) if old.is_dir() else old.unlink()
        fault()
        code, out, err = done(*CLAIMS, "--store", store)
        assert code == 0 and out == said and "Traceback" not in err, (name, err)
        assert done("store", "info", "--store", store)[0] == 0, name


def odd_terminals(work):
    """A closed pipe, no terminal, 20 columns, a terminal that is there, and output that is not UTF-8."""
    process = started(*CLAIMS, "--no-store", stderr=subprocess.PIPE)
    process.stdout.close()
    process.stdout = None
    _, err = process.communicate(timeout=600)
    assert "Traceback" not in err and "Exception ignored" not in err, err
    for env in ({"COLUMNS": "20"}, {"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "latin-1"}, {"TERM": "dumb"}):
        code, out, err = done(*CLAIMS, "--no-store", env=os.environ | env)
        assert code == 0 and out, (env, err)
    code, *_ = done(
        *CLAIMS, "--no-store", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    assert code == 0
    main, terminal = pty.openpty()
    code, out, _ = done(*CLAIMS, "--no-store", stderr=terminal)
    os.close(terminal)
    os.close(main)
    assert code == 0 and out


def optimised(work):
    """python -OO, without asserts and docstrings."""
    usual, bare = (done(*CLAIMS, "--no-store", "--json", python=(*flag, "-c", MAIN)) for flag in ((), ("-OO",)))
    assert bare[:2] == usual[:2], bare
    assert done("--help", python=("-OO", "-c", MAIN))[0] == 0


def same_again(work):
    """One and two processes, two hash seeds and two folders, and chains with a cold and a warm compiler's cache."""
    words = [word if word != str(TRIAL) else TRIAL.resolve() for word in (*REPORT, "--no-store")]
    made = []
    for number, (workers, place) in enumerate(((1, ROOT), (2, ROOT), (1, work))):
        env = os.environ | {"PYTHONHASHSEED": str(number), "OMP_NUM_THREADS": str(workers)}
        assert done(*words, "--workers", workers, "--out", work / str(number), cwd=place, env=env)[0] == 0
        made.append({path.relative_to(work / str(number)): path.read_bytes() for path in files_in(work / str(number))})
    assert made[0] == made[1] == made[2]
    chains = ("posterior", *CLAIMS[1:], "--no-store", "--method", "mcmc", "--json")
    env = os.environ | {"HOME": str(work / "home"), "XDG_CACHE_HOME": str(work / "home"), "NUMBA_CACHE_DIR": ""}
    env |= {"PYTENSOR_FLAGS": f"base_compiledir={work / 'home' / 'compiled'}"}
    cold, warm = (done(*chains, env=env) for _ in range(2))
    assert cold[1] and cold[:2] == warm[:2], (cold[2], warm[2])


def files_in(folder):
    """Return the files in a folder and in those in it."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


REPEATED = (killed_reports, killed_swaps)
ONCE = (
    two_runs,
    interrupted,
    full_disk,
    wrong_places,
    other_file_system,
    homeless,
    damaged_store,
    odd_terminals,
    optimised,
    same_again,
)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    failed = 0
    for fault in (*REPEATED, *ONCE):
        if asked.only not in fault.__name__:
            continue
        with tempfile.TemporaryDirectory() as name:
            begun = time.monotonic()
            try:
                left = fault(Path(name), *[asked.kills] * (fault in REPEATED))
                said = f"withstood{f', {asked.kills} times: {dict(left)}' if left else ''}"
            except (AssertionError, subprocess.TimeoutExpired) as error:
                failed, said = failed + 1, f"FAILED: {error}"
            print(f"{fault.__name__}: {said} ({time.monotonic() - begun:.0f} s)", flush=True)
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
