"""Calibration by another tool, simuk 0.3.0, beside ours: `python tests/simuk [--refits N]`; `make trust` installs it.

simuk draws inputs and reports from the public model of the trial, refits each by PyMC, and ranks the inputs among the
draws. Here each refit is made again as `calibrate` makes it, from the same reports: the ranks of both must be the same
but for their Monte Carlo errors, and even.
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

import arviz as az
import numpy as np

from llm_barriers.analyses.calibration import KEPT, calibration, refitted
from llm_barriers.model import build
from llm_barriers.model.arrays import input_names
from llm_barriers.model.chains import pymc_model
from llm_barriers.priors import load_study, split_name

TRIAL = Path(__file__).parents[1] / "models" / "clinical_trial" / "studies" / "trial.toml"
SAMPLED = {"draws": 1000, "tune": 500, "chains": 2, "cores": 1, "nuts_sampler": "nutpie"}


def told(graph, reports):
    """Return the graph with simulated reports, which are logs; what stays below a floor's level is a measurement."""
    evidence = dict(graph.study.evidence)
    for name, report in reports.items():
        item, value = evidence[name], float(np.exp(report))
        if item.kind == "measurement" or not np.isclose(value, item.value):
            evidence[name] = item.model_copy(update={"value": value, "kind": "measurement"})
    return graph.with_study(replace(graph.study, evidence=evidence))


def simulated(model, refits):
    """Return simuk's simulations and the reports of each."""
    import simuk

    class Kept(simuk.SBC):
        def _get_posterior_samples(self, replicated_data):
            reports.append(replicated_data)
            return super()._get_posterior_samples(replicated_data)

    reports = []
    sbc = Kept(model, num_simulations=refits, seed=1, sample_kwargs=dict(SAMPLED), progress_bar=False)
    sbc.run_simulations()
    return sbc, reports


def compared(graph, sbc, told_reports):
    """Return by input and refit where the truth is among simuk's draws and ours, and the error of the difference."""
    names, places = input_names(graph), {}
    for number, (reports, draws) in enumerate(zip(told_reports, sbc.posteriors, strict=True)):
        ours, worth = refitted(told(graph, reports), seed=number).scores, az.ess(draws.unstack("sample"))
        for column, name in enumerate(names):
            base, coordinate = split_name(name)
            if f"{base}_z" not in sbc.var_names:
                continue  # what simuk ranks of a discount is the variable that it is sampled by
            own = [each.sel(design=coordinate) if coordinate else each for each in (sbc.ref_params, draws, worth)]
            truth, others, effective = (each[f"{base}_z"] for each in own)
            theirs = float((others < truth.isel(sample=number)).mean())
            place = float((ours[:, column] < float(truth.isel(sample=number))).mean())
            even = (theirs + place + 1 / KEPT) / (2 + 2 / KEPT)
            error = np.sqrt(even * (1 - even) * (1 / float(effective) + 1 / KEPT))
            places.setdefault(name, []).append((theirs, place, error))
    return {name: np.array(each) for name, each in places.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--refits", type=int, default=20)
    graph = build(load_study(TRIAL))
    try:
        sbc, told_reports = simulated(pymc_model(graph), parser.parse_args().refits)
    except ImportError as error:
        return print(f"skipped: {error}")
    places = compared(graph, sbc, told_reports)
    theirs, ours, error = np.stack(list(places.values())).transpose(2, 0, 1)
    apart = (theirs - ours) / error
    for tool, at in (("simuk", theirs), ("calibrate", ours)):
        even = calibration({name: np.rint(at[n] * KEPT).astype(int) for n, name in enumerate(places)}, KEPT)
        print(f"{tool}: {even.outside} of {len(places)} curves outside, p of the worst of all {even.p_value:.2f}")
    print(
        f"{apart.size} ranks, of {apart.shape[1]} refits: {np.sqrt(np.mean(apart**2)):.2f} errors apart in root mean"
        f" square, {np.abs(apart).max():.1f} at most; {np.mean(theirs - ours):+.3f} on average"
    )
    sys.exit(int(np.mean(apart**2) > 2 or np.abs(apart).max() > 5))


if __name__ == "__main__":
    main()
