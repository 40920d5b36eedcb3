"""What becomes of a command when the machine fails it: `python tests/faults [--kills N] [--only NAME]`.

Each fault is provoked in a process of its own, over and over where it depends on the moment; afterwards every file must
be whole or absent, a report's folder of one run, nothing hidden left behind by the next run, and what is said one line.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from killed import interrupted, killed_reports, killed_swaps, two_runs
from places import damaged_store, full_disk, homeless, other_file_system, wrong_places
from surroundings import odd_terminals, optimised, same_again

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
