"""A graph's prior part as code for other tools: what it draws has the graph's own quantiles."""

import io
import json
import re
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from llm_barriers.model import build, prior_draws
from llm_barriers.model.code import squiggle, squigglepy
from llm_barriers.priors import load_study, make_study, with_choices
from llm_barriers.priors.families import FAMILIES

N = 100_000
TOOLS = Path(__file__).parents[2] / "build" / "benchmark" / "tools"
QUANTILES = (0.05, 0.5, 0.95)


@pytest.fixture
def stub(monkeypatch):
    """A stand-in for squigglepy that draws with NumPy what the package says that its distributions are."""
    rng, made = np.random.default_rng(1), ModuleType("squigglepy")
    made.norm = lambda mean, sd: lambda n: rng.normal(mean, sd, n)
    made.lognorm = lambda norm_mean, norm_sd: lambda n: rng.lognormal(norm_mean, norm_sd, n)
    made.uniform = lambda low, high: lambda n: rng.uniform(low, high, n)
    made.beta = lambda a, b: lambda n: rng.beta(a, b, n)
    made.exponential = lambda scale: lambda n: rng.exponential(scale, n)
    made.gamma = lambda shape, scale: lambda n: rng.gamma(shape, scale, n)
    made.sample, made.set_seed = (lambda d, n: d(n)), lambda seed: None
    monkeypatch.setitem(sys.modules, "squigglepy", made)
    monkeypatch.setattr(sys, "argv", ["x", str(N)])


def printed(code):
    with redirect_stdout(io.StringIO()) as said:
        exec(code, {})
    rows = [line.split() for line in said.getvalue().splitlines()]
    return {name: [float(value) for value in values] for name, *values in rows}


def own(graph, names):
    nodes, _ = prior_draws(graph, draws=N, seed=2, names=names, terms=())
    return {name: np.quantile(nodes[name].values, QUANTILES) for name in names}


def near(found, expected, rel):
    return all(found[name] == pytest.approx(list(values), rel=rel) for name, values in expected.items())


CHOSEN = {"blend": "mixture", "development_basis": "bottom_up", "labour": "included"}


@pytest.mark.parametrize(
    ("study", "choices"),
    [("published", {}), ("reanalysis", CHOSEN), ("reanalysis", {"blend": "maximum"}), ("gpt_oss", {})],
)
def test_squigglepy_has_the_graph_s_quantiles(stub, study, choices):
    graph = build(with_choices(load_study(study), choices))
    names = ["cost_ratio", "development_cost"]
    assert near(printed(squigglepy(graph, names)), own(graph, names), rel=0.06)


def test_every_family_is_drawn_as_it_is(stub):
    priors = {name: {"family": name, **family.example} for name, family in FAMILIES.items()}
    graph = build(make_study(priors), argument=())
    found = printed(squigglepy(graph, list(priors)))
    for name, entry in graph.study.quantities.items():
        expected = entry.prior.quantile(QUANTILES)
        np.testing.assert_allclose(found[name], expected, rtol=0.03, atol=0.03)


@pytest.mark.parametrize("study", ["reanalysis", "llama3"])
def test_a_squiggle_program_names_nothing_before_it_is_there(study):
    graph = build(with_choices(load_study(study), {"blend": "mixture"}))
    start, _, body = squiggle(graph, graph.study.model.headline).partition("\n})\n\n")
    known = {
        "exp",
        "log",
        "ceil",
        "SampleSet",
        "map",
        "map2",
        "x",
        "y",
        "e",
        *re.findall(r"^(\w+)\(", start, re.MULTILINE),
    }
    for line in body.partition("\n\n{")[0].splitlines():
        name, _, value = line.partition(" // ")[0].partition(" = ")
        assert set(re.findall(r"[a-z_]\w*", re.sub(r"\b\d[\d.]*(e-?\d+)?", "", value), re.IGNORECASE)) <= known, line
        known.add(name)


RUN = """
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
const { run } = await import(createRequire("%s/").resolve("@quri/squiggle-lang"));
const environment = { sampleCount: 20000, xyPointLength: 1000, seed: "1" };
const { result } = await run(readFileSync("%s", "utf8"), { environment });
if (!result.ok) throw new Error(result.value.toString());
const drawn = (d) => d.getSamples().toSorted((a, b) => a - b);
const quantiles = (d) => [0.05, 0.5, 0.95].map((p) => drawn(d)[Math.floor(p * 20000)]);
const entries = [...result.value.result.value.entries()].map(([name, v]) => [name, quantiles(v.value)]);
console.log(JSON.stringify(Object.fromEntries(entries)));
"""


def spread(values, n):
    """Monte Carlo error of the quantiles of n draws, by the order of others that are alike."""
    ends = (
        np.quantile(values, np.add(QUANTILES, s * np.sqrt(np.multiply(QUANTILES, np.subtract(1, QUANTILES)) / n)))
        for s in (1, -1)
    )
    return np.subtract(*ends) / 2


def run_squiggle(graph, names, folder):
    program, script = folder / "x.squiggle", folder / "x.mjs"
    program.write_text(squiggle(graph, names), encoding="utf-8")
    script.write_text(RUN % (TOOLS / "node" / "node_modules", program), encoding="utf-8")
    return json.loads(subprocess.run(["node", script], capture_output=True, text=True, check=True).stdout)


def run_squigglepy(graph, names, folder):
    program, python = folder / "x.py", TOOLS / "python" / "bin" / "python"
    program.write_text(squigglepy(graph, names), encoding="utf-8")
    said = subprocess.run([python, program, "20000"], capture_output=True, text=True, check=True).stdout
    return {name: [*map(float, values)] for name, *values in map(str.split, said.splitlines())}


HAD = {"node": (run_squiggle, "node_modules"), "python": (run_squigglepy, "bin")}


@pytest.mark.slow
@pytest.mark.parametrize(("study", "choices"), [("llama3", {}), ("reanalysis", CHOSEN)])
@pytest.mark.parametrize("tool", HAD)
def test_the_tool_itself_has_the_graph_s_quantiles_within_monte_carlo_error(tool, study, choices, tmp_path):
    run, inside = HAD[tool]
    if not (TOOLS / tool / inside).is_dir():
        pytest.skip("make tools installs Squiggle and squigglepy")
    graph = build(with_choices(load_study(study), choices))
    names = list(graph.study.model.headline)
    said = run(graph, names, tmp_path)
    nodes, _ = prior_draws(graph, draws=N, seed=2, names=names, terms=())
    for name in names:
        values = nodes[name].values
        off = np.subtract(said[name], np.quantile(values, QUANTILES))
        assert (np.abs(off) < 4.5 * np.hypot(spread(values, 20_000), spread(values, N))).all(), name
