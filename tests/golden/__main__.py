"""Make the golden posteriors again, by long tempered runs: `python tests/golden [NAME…]`."""

import json
import sys

import numpy as np
from reference import FILE, digest, marginal_of, moments, studies, values_of

from llm_barriers.model.weights import tempered

CALLS, RUNS, CHAINS = 4, 2, 8192
"""With 512 chains few particles reach where the background alone explains the downloads: the evidence falls short by a
tenth, and background requests have a seventh less spread than weighted draws of any seed say, which agree."""


def golden(study):
    """Return means and standard deviations with their Monte Carlo errors, from independent calls."""
    marginal = marginal_of(study)
    each, evidences = [], []
    for seed in range(CALLS):
        drawn = tempered(marginal, seed=1000 + seed, runs=RUNS, chains=CHAINS)
        each.append(moments(values_of(marginal.graph, drawn), drawn.weights))
        evidences.append(drawn.log_evidence)
    table = {name: np.array([moment[name] for moment in each]) for name in each[0]}
    errors = {name: rows.std(axis=0, ddof=1) / np.sqrt(CALLS) for name, rows in table.items()}
    read = {name: [*rows.mean(axis=0), *errors[name]] for name, rows in table.items()}
    read["log_evidence"] = [float(np.mean(evidences)), 0.0, float(np.std(evidences, ddof=1) / np.sqrt(CALLS)), 0.0]
    return {name: [float(f"{number:.5g}") for number in numbers] for name, numbers in read.items()}


def main():
    kept = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    wanted = {name: study for name, study in studies().items() if not sys.argv[1:] or name in sys.argv[1:]}
    for name, study in wanted.items():
        kept[name] = {"assumptions": digest(study), "moments": golden(study)}
        lines = (f"{json.dumps(each)}: {json.dumps(kept[each])}" for each in studies() if each in kept)
        FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
        print(name, flush=True)


main()
