"""Posterior: from a study to its posterior, changed and in a warm process, and from a cold one."""

import math
import os
import tempfile
from contextlib import ExitStack
from statistics import median

from running import Resident, spread

CASES = ("evidence", "prior", "date", "evidence, to date")
RIVAL, CHAINS = "PyMC by hand", "MCMC refit"
FITTERS = {"kept draws": ("kept", {}), "re-weighting": ("ours", {"method": "reweighting"})}
FITTERS |= {CHAINS: ("ours", {"method": "mcmc"}), RIVAL: ("pymc", {})}


def posterior(run, scratch):
    """From a study to its posterior: a changed one in a process that is warm, and from a cold process."""
    draws, cases = (1000, CASES[:1]) if run.quick else (10_000, CASES)
    fits = {}
    with tempfile.TemporaryDirectory(dir=scratch) as cache, ExitStack() as stack:
        children = {
            name: stack.enter_context(Resident(task, _caches(cache), draws=draws, **options))
            for name, (task, options) in FITTERS.items()
        }
        for turn in range(run.turns):
            for case in cases:
                for name, child in children.items():
                    if name != CHAINS or (turn, case) == (0, cases[0]):  # whose time no claim rests on
                        fits.setdefault((case, name), []).append(child.ask(case))
    for (case, name), turns in fits.items():
        _add_changed(run, case, name, _median(turns), _median(fits[case, RIVAL]))
    cold(run, scratch, draws)
    sensitivity(run, median(_median(fits[case, RIVAL])["seconds"] for case in cases))


def _add_changed(run, case, name, fit, plain):
    gap = abs(fit["centre"] - plain["centre"]) / math.hypot(fit["error"], plain["error"])
    rate = f"{fit['ess'] / fit['seconds']:,.0f} effective draws a second"
    compiling = f"; compiled before in {fit['compiling']:.1f} s" if "compiling" in fit else ""
    note = f"{fit['range']}; {rate}; {gap:.1f} standard errors from {RIVAL}{compiling}{_gate(fit)}"
    ratio = plain["seconds"] / fit["seconds"]
    run.add("changed, warm", name, case, fit["seconds"], ratio=ratio, peak_mib=fit["peak_mib"], note=note)


def _gate(fit):
    return "" if fit["passed"] else "; MISSES THE GATE"


def _median(turns):
    """Return the last of some turns, with the median of their seconds, and their range."""
    seconds = [turn["seconds"] for turn in turns]
    return {**turns[-1], "seconds": median(seconds), "range": spread(seconds)}


def sensitivity(run, sampling):
    """Everything that the section on sensitivity says, against one fit by hand for each input."""
    own = run.task("sensitivity")
    plain, case = own["inputs"] * sampling, f"{own['inputs']} inputs"
    note = "one at a time, Sobol, Shapley, given-data and rank indices, power scaling, and all evidence to date"
    run.add("sensitivity", "the whole section", case, own["seconds"], ratio=plain / own["seconds"], note=note)
    note = "scaled from the changed studies above"
    run.add("sensitivity", f"{RIVAL}, per input", case, plain, ratio=1.0, note=note)


def cold(run, scratch, draws):
    """Whole processes, start and imports with them, whose compilation caches are empty and then filled."""
    timings = {}
    for name in ("re-weighting", RIVAL):
        task, options = FITTERS[name]
        with tempfile.TemporaryDirectory(dir=scratch) as cache:
            for case in ("empty cache", "filled cache"):
                timings[name, case] = run.task(task, environment=_caches(cache), said="default", draws=draws, **options)
    for (name, case), fit in timings.items():
        note = f"{fit['ess'] / fit['wall']:,.0f} effective draws a second{_gate(fit)}"
        ratio = timings[RIVAL, case]["wall"] / fit["wall"]
        run.add("cold process", name, case, fit["wall"], ratio=ratio, peak_mib=fit["peak_mib"], note=note)


def _caches(folder):
    """Return an environment whose compilation caches are in a folder: PyTensor's own, and Numba's."""
    flags = ",".join(filter(None, [os.environ.get("PYTENSOR_FLAGS"), f"base_compiledir={folder}/pytensor"]))
    return {"PYTENSOR_FLAGS": flags, "NUMBA_CACHE_DIR": f"{folder}/numba"}
