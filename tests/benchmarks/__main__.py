"""The benchmark: how fast, how large, and how both grow. Usage: python tests/benchmarks --out FOLDER

Every time is of one run on one machine, and every figure that is stated is a ratio within the run. Each contender has a
process of its own, so that memory and imports are its own. No time is asserted.
"""

import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import click
from results import Row, checked_agreement, write

FOLDER = Path(__file__).parent
PARTS = ("start", "report", "simulation", "posterior", "growth", "explorer")
COMMANDS = ("--help", "priors list", "explain cost_ratio", "graph", "posterior", "claims", "what-if {change}")
COMMANDS += ("what-if {change} --out {figure}",)
"""What is timed from a shell; the last two with a number that is new each time, and to its first figure."""
CHANGES = ("evidence", "prior", "date")
SIZES = {"draws": (10**4, 10**5, 10**6, 10**7), "scenarios": (2, 20, 200), "items": (10, 100, 1000)}
CHANGED = """
extends = "reanalysis"
[quantities.replication_cost]
unit = "usd"
prior = { family = "lognormal", low = 3e6, high = 30e6 }
"""
"""A study of one's own, with one prior changed."""
QUICK = {"draws": (10**4, 10**5), "scenarios": (2, 4), "items": (10, 20)}


class Run:
    """Runs tasks in child processes, and keeps the rows of the table."""

    def __init__(self, quick, turns=5):
        self.quick, self.turns, self.rows = quick, 1 if quick else turns, []

    def child(self, *command, **environment):
        """Run a command; return what it prints as JSON, with its wall time and peak memory."""
        click.echo(f"… {' '.join(map(str, command[1:]))[:100]}", err=True)
        script = [sys.executable, FOLDER / "watch.py", *command]
        done = subprocess.run(list(map(str, script)), env={**os.environ, **environment}, capture_output=True, text=True)
        if done.returncode:
            raise click.ClickException(f"{command} failed:\n{done.stderr[-2000:]}")
        return json.loads(done.stdout.splitlines()[-1])

    def task(self, name, python=sys.executable, environment=None, **options):
        return self.child(python, FOLDER / "tasks.py", name, json.dumps(options), **(environment or {}))

    def add(self, part, contender, case, seconds, **more):
        self.rows.append(Row(part, contender, case, seconds, **more))


class Contender(NamedTuple):
    """What is timed.

    A task, what it computes, what its time is to be scaled by, how often it runs, and whether its draws are joint: if a
    quantity is drawn anew wherever it appears, the nodes that need it twice have other distributions.
    """

    task: Callable[[], dict[str, Any]]
    note: str
    scale: float = 1
    turns: int = 1
    joint: bool = True


def start(run, scratch):
    """Commands from a shell, whose study is fitted and kept, beside ``import numpy``; all in turns."""
    run.task("command", words=["posterior", "--store", str(scratch / "store")])
    walls = {name: [] for name in ("import numpy", *COMMANDS)}
    peaks = dict.fromkeys(walls, 0.0)
    for turn in range(run.turns):
        for place, name in enumerate(walls):
            told = {"change": f"replication_cost={5 + turn / 10 + place / 100}e6", "figure": scratch / "figure.svg"}
            words = [word.format(**told) for word in name.split()]
            stored = [] if name in ("--help", "import numpy") else ["--store", str(scratch / "store")]
            done = run.task("import_numpy") if name == "import numpy" else run.task("command", words=[*words, *stored])
            walls[name].append(done["wall"])
            peaks[name] = max(peaks[name], done["peak_mib"])
    for name, seconds in walls.items():
        ratio = median(seconds) / median(walls["import numpy"])
        run.add("start", name, "from a shell", median(seconds), ratio=ratio, peak_mib=peaks[name], note=_range(seconds))


def _range(seconds):
    return f"{min(seconds):.2f} to {max(seconds):.2f} s in {len(seconds)} turns"


def reports(run, scratch):
    """The whole report: with an empty store, again with nothing changed, and with one prior changed."""
    mine, out = scratch / "mine.toml", scratch / "report"
    mine.write_text(CHANGED, encoding="utf-8")
    few = ["--only", "claims", "--only", "shifts", "--draws", "1000"] if run.quick else []
    always = ["report", "--out", str(out), "--store", str(scratch / "report-store"), *few]
    elsewhere, changed = ["--out", str(scratch / "elsewhere")], ["--study", str(mine)]
    cases = {"first": [], "nothing changed": [], "the same to another folder": elsewhere, "one prior changed": changed}
    timings = {case: run.task("command", words=[*always, *words]) for case, words in cases.items()}
    for case, done in timings.items():
        ratio = timings["first"]["wall"] / done["wall"]
        note = "the largest of its processes"
        run.add("report", "this graph", case, done["wall"], ratio=ratio, peak_mib=done["peak_mib"], note=note)


def simulation(run, scratch, draws, tools):
    """Joint draws of the same nodes, by every contender."""
    given = run.task("inputs")
    path = scratch / "inputs.json"
    path.write_text(json.dumps(given), encoding="utf-8")
    contenders = _contenders(run, path, tools, kept=given["kept"], draws=draws)
    timings = _in_turns(contenders)
    own, case = timings["this graph"], f"{draws:,} draws"
    for name, contender in contenders.items():
        if contender.joint:
            checked_agreement(name, own, timings[name])
        seconds, peak = median(timings[name]["seconds"]) * contender.scale, timings[name]["peak_mib"]
        ratio = seconds / median(own["seconds"])
        run.add("simulation", name, case, seconds, ratio=ratio, peak_mib=peak, note=contender.note)


def _in_turns(contenders):
    """Run all, and the quick ones again, one after the other, so that a slow minute of the machine is shared."""
    timings = {name: contender.task() for name, contender in contenders.items()}
    for turn in range(1, max(contender.turns for contender in contenders.values())):
        for name, contender in contenders.items():
            if turn < contender.turns:
                timings[name]["seconds"] += contender.task()["seconds"]
    return timings


def _contenders(run, path, tools, *, kept, draws):
    """Return the contenders that are there, by name."""
    repeats, few, turns = (1, 500, 1) if run.quick else (5, 20_000, 5)
    all_of_it = "with log-likelihoods"
    whole = {"inputs_path": str(path), "draws": draws, "repeats": repeats}
    graph = partial(run.task, "simulate_graph", kept=kept, draws=draws, repeats=repeats)
    numpy = partial(run.task, "simulate_numpy", **whole)
    contenders = {
        "this graph": Contender(graph, all_of_it, turns=turns),
        "NumPy by hand": Contender(numpy, all_of_it, turns=turns),
        "its physical limit": Contender(
            partial(run.task, "simulate_limit", **whole), "random numbers and exponentials alone", turns=turns
        ),
    }
    if (python := tools / "python" / "bin" / "python").exists():
        contenders |= _squigglepy(partial(run.task, "simulate_squigglepy", python=python, **whole), draws, few, turns)
    else:
        click.echo(f"squigglepy is not in {python.parent}: skipped", err=True)
    if shutil.which("node") and (tools / "node" / "node_modules").exists():
        command = ("node", FOLDER / "squiggle_model.mjs", path, draws, min(repeats, 2))
        contenders["Squiggle"] = Contender(
            partial(run.child, *command, SQUIGGLE_FOLDER=str(tools / "node")), "nodes alone"
        )
    else:
        click.echo(f"Node, or Squiggle in {tools / 'node'}, is missing: skipped", err=True)
    one_at_a_time = partial(run.task, "simulate_pymc", kept=kept, draws=few, repeats=min(repeats, 2))
    note = f"nodes alone; scaled from {few:,} draws, without compilation"
    return contenders | {"sample_prior_predictive": Contender(one_at_a_time, note, draws / few)}


def _squigglepy(task, draws, few, turns):
    """Return the three ways in which squigglepy can compute the same."""
    operators, arrays = partial(task, by="by_operators", repeats=2), partial(task, by="by_arrays")
    function = partial(task, by="by_function", draws=few, repeats=1)
    own, scaled = "nodes alone, by its own arithmetic, which is not joint", f"scaled from {few:,} draws"
    return {
        "squigglepy": Contender(operators, own, joint=False),
        "squigglepy, a function": Contender(
            function, f"with log-likelihoods, its way to be joint; {scaled}", draws / few
        ),
        "squigglepy, then NumPy": Contender(arrays, "with log-likelihoods, by NumPy on its samples", turns=turns),
    }


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
        fit |= {"seconds": median(seconds), "range": _range(seconds)}
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


def growth(run):
    """How time and memory grow; a ratio here is the exponent from the size before, one where growth is linear."""
    draws, repeats = (1000, 1) if run.quick else (100_000, 3)
    for what, sizes in (QUICK if run.quick else SIZES).items():
        kinds = {"simulation": {"draws": draws}, "posterior": {"draws": draws // 10, "fit": True}}
        for kind, options in ({"simulation": {}} if what == "draws" else kinds).items():
            timings = {size: run.task(f"grow_{what}", size=size, repeats=repeats, **options) for size in sizes}
            _add_growth(run, f"{what}, {kind}", timings)


def _add_growth(run, contender, timings):
    before = None
    for size, of in timings.items():
        seconds, exponent, note = median(of["seconds"]), math.nan, f"{of['grown_mib']:,.0f} MiB more than before"
        if before:
            step = math.log(size / before[0])
            exponent = math.log(seconds / before[1]) / step
        run.add("growth", contender, f"{size:,}", seconds, ratio=exponent, peak_mib=of["peak_mib"], note=note)
        before = size, seconds


def explorer(run, scratch):
    """The explorer's page: how long it takes to make, how large it is, and how soon a slider is answered."""
    study = str(FOLDER.parent / "models" / "clinical_trial" / "studies" / "trial.toml") if run.quick else "reanalysis"
    path = str(scratch / "explorer.html")
    made, slid = run.task("explorer_page", study=study, path=path), run.task("explorer_slider", path=path)
    run.add(
        "explorer",
        "the page",
        Path(study).stem,
        *made["seconds"],
        peak_mib=made["peak_mib"],
        note=f"{made['mb']:.1f} MB",
    )
    note = f"at most {1000 * max(slid['seconds']):.0f} ms in {len(slid['seconds'])} turns"
    run.add("explorer", "a slider to its figure", Path(study).stem, median(slid["seconds"]), note=note)


@click.command()
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default="build/benchmark", show_default=True)
@click.option("--part", "parts", multiple=True, type=click.Choice(PARTS), help="May be repeated; all unless given.")
@click.option("--draws", type=click.IntRange(min=1000), default=1_000_000, show_default=True, help="Joint draws.")
@click.option(
    "--tools",
    type=click.Path(file_okay=False, path_type=Path),
    default="build/benchmark/tools",
    show_default=True,
    help="Folder with python/ (an environment with squigglepy) and node/ (with Squiggle); `make benchmark` fills it.",
)
@click.option("--turns", type=click.IntRange(min=1), default=5, show_default=True, help="Of starts and of fits.")
@click.option("--quick", is_flag=True, help="Small sizes: to see that it runs, not how fast.")
def main(out, parts, draws, tools, turns, quick):
    """Time the graph beside the tools that people use today; write a table and a plot."""
    run = Run(quick, turns)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for part in parts or PARTS:
            match part:
                case "start":
                    start(run, Path(scratch))
                case "report":
                    reports(run, Path(scratch))
                case "simulation":
                    simulation(run, Path(scratch), draws, tools.resolve())
                case "posterior":
                    posterior(run, Path(scratch))
                case "growth":
                    growth(run)
                case "explorer":
                    explorer(run, Path(scratch))
            write(run.rows, out)


if __name__ == "__main__":
    main()
