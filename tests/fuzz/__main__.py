"""Try odd studies and command lines by the thousand: `python tests/fuzz [--studies N] [--lines N] [--first SEED]`.

Each is drawn by a seed of its own, and read, or refused in one short message; whatever else happens is printed with its
seed. The table at the end says how many of each kind were tried; the exit code is 1 if any failed.
"""

import argparse
import contextlib
import io
import random
import signal
import sys
import tempfile
import traceback
import warnings
from collections import Counter
from pathlib import Path

from odd_lines import odd_line, unanswered, wrong
from odd_studies import GOOD, answered, odd_study, read_stored, read_written, stored_good

from llm_barriers.reports.cli.main import main

SECONDS = 60
RESULTS = ("read", "refused", "failed")


def tried_study(folder, seed, good, read):
    """Try one odd study; return its kinds, the result and what is wrong with it."""
    study, kinds = odd_study(random.Random(seed), good)
    return kinds, *answered(lambda: read(folder, study))


def tried_line(folder, seed):
    """Try one odd command line; return its kinds, the result and what is wrong with it."""
    line, kinds = odd_line(random.Random(seed))
    said, code = io.StringIO(), 0
    with unanswered(folder) as patch, contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(said):
        patch.setattr("sys.argv", ["llm-barriers", *line])
        try:
            main()
        except SystemExit as ended:
            code = ended.code or 0
    complaint = wrong(code, said.getvalue())
    return kinds, "refused" if code == 2 else "read", complaint and f"{[word[:60] for word in line]}: {complaint}"


def tried(what, seed, call):
    """Try one; return its kinds and the result, and print what fails."""
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        kinds, result, complaint = call()
    except Exception as error:  # whatever is raised is what is looked for
        at = " ".join(
            f"{Path(frame.filename).name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-4:]
        )
        kinds, result, complaint = {"raised"}, "failed", f"{type(error).__name__}: {str(error)[:200]} at {at}"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    if complaint:
        print(f"{what}, seed {seed}: {complaint}", flush=True)
    return kinds, "failed" if complaint else result


def table(what, counts):
    """Print how many of each kind were tried, and what became of them, as Markdown."""
    print(f"\n| {what} | tried | {' | '.join(RESULTS)} |\n|---|---|---|---|---|")
    for kind in sorted({kind for kind, _ in counts}):
        each = [counts[kind, result] for result in RESULTS]
        print(f"| {kind} | {sum(each)} | {' | '.join(map(str, each))} |")


def stopped(*_):
    """End what takes too long."""
    raise TimeoutError(f"over {SECONDS} s of processor time")


def fuzz(what, seeds, call):
    """Try all seeds of one sort; print the table and return how many failed."""
    counts = Counter()
    for seed in seeds:
        kinds, result = tried(what, seed, lambda seed=seed: call(seed))
        counts.update((kind, result) for kind in {*kinds, "all"})
    table(what, counts)
    return counts["all", "failed"]


def parsed():
    """Return the settings."""
    parser = argparse.ArgumentParser("python tests/fuzz", description=__doc__)
    parser.add_argument(
        "--studies", type=int, default=5000, help="how many study files, and a fifth as many stored studies"
    )
    parser.add_argument("--lines", type=int, default=2000, help="how many command lines")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    return parser.parse_args()


def run(asked):
    """Try everything that is asked for; return how many failed."""
    with tempfile.TemporaryDirectory() as name:
        folder, stored = Path(name), stored_good()
        studies = range(asked.first, asked.first + asked.studies)
        return (
            fuzz("study", studies, lambda seed: tried_study(folder, seed, GOOD, read_written))
            + fuzz(
                "stored study",
                studies[: len(studies) // 5],
                lambda seed: tried_study(folder, seed, stored, read_stored),
            )
            + fuzz("command line", range(asked.first, asked.first + asked.lines), lambda seed: tried_line(folder, seed))
        )


warnings.simplefilter("error")
signal.signal(signal.SIGPROF, stopped)
sys.exit(run(parsed()) > 0)
