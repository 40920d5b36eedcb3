"""Generated studies against quadrature: `python -m tests.oracle [--seeds 1-300]`, with a table at the end."""

import argparse
from collections import Counter

from .compared import tried

COLUMNS = ("right", "refused", "WRONG")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="1-300", help="such as 1-300, or 7")
    first, _, last = parser.parse_args().seeds.partition("-")
    rows = {}
    for seed in range(int(first), int(last or first) + 1):
        rows[seed] = row = tried(seed)
        off = f"off {row.off:.4f} = {row.errors:.1f} errors of {row.worst}"
        evidence = f"log evidence {row.log_evidence:+.3f} ± {row.log_evidence_mcse:.3f}"
        print(f"{seed} {row.verdict} by {row.method}, {row.oracle}: {off}, {evidence}, {row.seconds:.1f} s", flush=True)
        print(f"    {row.gate.reason()}", flush=True)
    counts = Counter((row.method, row.verdict) for row in rows.values())
    print("\nmethod     " + "".join(f"{column:>9}" for column in COLUMNS))
    for method in ("weights", "particles"):
        print(f"{method:11}" + "".join(f"{counts[method, column]:9}" for column in COLUMNS))
    return any(row.verdict == "WRONG" for row in rows.values())


raise SystemExit(main())
