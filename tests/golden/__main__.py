"""Make the golden posteriors again, by long tempered runs: `python tests/golden [NAME…]`."""

import json
import sys

import numpy as np
from reference import FILE, digest, marginal_of, moments, studies, values_of

from llm_barriers.model.weights import tempered

CALLS, RUNS, CHAINS = 8, 2, 512
LONGER = {
    f"reanalysis {option}": (4, chains)
    for option, chains in (
        ("blend=mixture", 8192),
        ("evidence_model=student_t", 4096),
        ("evidence_model=reliability_mixture", 4096),
    )
}
"""Calls and chains where few particles miss a part of the posterior: with 512 the evidence falls short by a fifth."""


def golden(study, calls, chains):
    """Return means and standard deviations with their Monte Carlo errors, from independent calls."""
    marginal = marginal_of(study)
    each, evidences = [], []
    for seed in range(calls):
        drawn = tempered(marginal, seed=1000 + seed, runs=RUNS, chains=chains)
        each.append(moments(values_of(marginal.graph, drawn), drawn.weights))
        evidences.append(drawn.log_evidence)
    table = {name: np.array([moment[name] for moment in each]) for name in each[0]}
    errors = {name: rows.std(axis=0, ddof=1) / np.sqrt(calls) for name, rows in table.items()}
    read = {name: [*rows.mean(axis=0), *errors[name]] for name, rows in table.items()}
    read["log_evidence"] = [float(np.mean(evidences)), 0.0, float(np.std(evidences, ddof=1) / np.sqrt(calls)), 0.0]
    return {name: [float(f"{number:.5g}") for number in numbers] for name, numbers in read.items()}


def main():
    kept = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    wanted = {name: study for name, study in studies().items() if not sys.argv[1:] or name in sys.argv[1:]}
    for name, study in wanted.items():
        kept[name] = {"assumptions": digest(study), "moments": golden(study, *LONGER.get(name, (CALLS, CHAINS)))}
        lines = (f"{json.dumps(each)}: {json.dumps(kept[each])}" for each in studies() if each in kept)
        FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
        print(name, flush=True)


main()
