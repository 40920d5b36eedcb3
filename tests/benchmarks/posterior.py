"""Posterior: from a study to its posterior, changed and in a warm process, and from a cold one."""

import math
import os
import tempfile
from statistics import median

from running import spread

CHANGES = ("evidence", "prior", "date")
RIVAL = "PyMC by hand"
FITTERS = {"kept draws": ("kept", None), "re-weighting": ("ours", "reweighting"), "MCMC refit": ("ours", "mcmc")}
FITTERS |= {RIVAL: ("pymc", None)}


def _fit(run, contender, draws, changes, environment=None):
    task, method = FITTERS[contender]
    options = {"draws": draws, "changes": changes, **({"method": method} if method else {})}
    return run.task(task, environment=environment, **options)


def posterior(run, scratch):
    """From a study to its posterior: a changed one in a process that is warm, and from a cold process."""
    draws, changes = (1000, CHANGES[:1]) if run.quick else (10_000, CHANGES)
    turns = {name: [] for name in FITTERS}
    with tempfile.TemporaryDirectory(dir=scratch) as cache:
        for _ in range(run.turns):
            for name, taken in turns.items():
                taken.append(_fit(run, name, draws, changes, _caches(cache)))
    summaries = {name: _medians(taken) for name, taken in turns.items()}
    for position, change in enumerate(changes, start=1):
        plain = summaries[RIVAL]["fits"][position]
        for name, of in summaries.items():
            fit = of["fits"][position]
            gap = abs(fit["centre"] - plain["centre"]) / math.hypot(fit["error"], plain["error"])
            note = (
                f"{fit['ess'] / fit['seconds']:,.0f} effective draws a second; {gap:.1f} standard errors from {RIVAL}"
            )
            note += f"; {fit['range']}" + (
                f"; compiled before in {fit['compiling']:.1f} s" if "compiling" in fit else ""
            )
            note += "" if fit["passed"] else "; MISSES THE GATE"
            ratio = plain["seconds"] / fit["seconds"]
            run.add("changed, warm", name, change, fit["seconds"], ratio=ratio, peak_mib=of["peak_mib"], note=note)
    cold(run, scratch, draws)
    sensitivity(run, median(fit["seconds"] for fit in summaries[RIVAL]["fits"][1:]))


def _medians(turns):
    """Return the first of some turns of a contender, with the median of each fit's seconds, and their range."""
    for position, fit in enumerate(turns[0]["fits"]):
        seconds = [turn["fits"][position]["seconds"] for turn in turns]
        fit |= {"seconds": median(seconds), "range": spread(seconds)}
    return turns[0]


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
    for name in FITTERS:
        with tempfile.TemporaryDirectory(dir=scratch) as cache:
            for case in ("empty cache", "filled cache"):
                timings[name, case] = _fit(run, name, draws, (), _caches(cache))
    for (name, case), of in timings.items():
        (fit,), ratio = of["fits"], timings[RIVAL, case]["wall"] / of["wall"]
        note = f"{fit['ess'] / of['wall']:,.0f} effective draws a second" + (
            "" if fit["passed"] else "; MISSES THE GATE"
        )
        run.add("cold process", name, case, of["wall"], ratio=ratio, peak_mib=of["peak_mib"], note=note)


def _caches(folder):
    """Return an environment whose compilation caches are in a folder: PyTensor's own, and Numba's."""
    flags = ",".join(filter(None, [os.environ.get("PYTENSOR_FLAGS"), f"base_compiledir={folder}/pytensor"]))
    return {"PYTENSOR_FLAGS": flags, "NUMBA_CACHE_DIR": f"{folder}/numba"}
