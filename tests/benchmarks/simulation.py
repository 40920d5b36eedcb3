"""Simulation: joint draws of the same nodes, by every contender."""

import json
import shutil
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import Any, NamedTuple

import click
from results import checked_agreement
from running import FOLDER


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
    repeats, few, turns = (1, 500, 1) if run.quick else (2, 5_000, 5)
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
        command = ("node", FOLDER / "squiggle_model.mjs", path, draws, 1)
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
