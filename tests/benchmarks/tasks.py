"""Tasks: what is timed, each in a process of its own. Usage: python tasks.py TASK '{"option": value}'

A task prints one line of JSON. Whatever is imported is imported by the task that needs it, so that no contender pays
for another's memory or start.
"""

import json
import resource
import sys
import time
from pathlib import Path


def timed(function, repeats):
    """Return the seconds of each call, and the last result."""
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        result = function()
        seconds.append(time.perf_counter() - start)
    return seconds, result


def peak_mib():
    """Return the largest memory that this process has used so far."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20


def default_graph():
    from studies import STUDY

    from llm_barriers.model import build
    from llm_barriers.priors import load_study

    return build(load_study(STUDY))


# ---- Start


def import_numpy():
    import numpy as np

    return {"version": np.__version__}


def command(words):
    """Run a command of the project, as from a shell."""
    import contextlib
    import io

    from llm_barriers.reports.cli.main import main

    sys.argv[1:] = words
    with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
        main()
    return {}


# ---- Simulation


def medians(nodes, terms=()):
    """Return for each node and log-likelihood the ends of an interval that holds its median.

    It is five standard errors either way, by ranks, so that no distribution is assumed.
    """
    import numpy as np

    def ends(values):
        part = 2.5 / np.sqrt(values.size)
        return np.quantile(values, [max(0.5 - part, 0.0), min(0.5 + part, 1.0)]).tolist()

    named = {"medians": nodes, "terms": dict(terms)}
    return {kind: {name: ends(np.asarray(v)) for name, v in values.items()} for kind, values in named.items()}


def inputs():
    from inputs import study_inputs

    return study_inputs(default_graph())


def simulate_graph(kept, draws, repeats):
    from llm_barriers.model import prior_draws

    graph = default_graph()
    prior_draws(graph, draws=100, seed=1, names=kept)
    seconds, (nodes, terms) = timed(lambda: prior_draws(graph, draws=draws, seed=1, names=kept), repeats)
    return {"seconds": seconds, **medians(nodes, {item: terms[item] for item in graph.study.items})}


def simulate_numpy(inputs_path, draws, repeats):
    from numpy_model import simulate

    given = json.loads(Path(inputs_path).read_text(encoding="utf-8"))
    simulate(given, 100, 2)
    seconds, (nodes, terms) = timed(lambda: simulate(given, draws, 2), repeats)
    return {"seconds": seconds, **medians(nodes, terms)}


def simulate_limit(inputs_path, draws, repeats):
    """Time nothing but a random number and an exponential for each quantity that is not constant."""
    import numpy as np
    from numpy_model import Inputs, nodes

    x = Inputs(json.loads(Path(inputs_path).read_text(encoding="utf-8"))["priors"], 2, 2)
    nodes(x)
    random, rng = sum(np.ndim(value) for value in x.made.values()), np.random.default_rng(2)
    seconds, _ = timed(lambda: [np.exp(rng.standard_normal(draws)).size for _ in range(random)], repeats)
    return {"seconds": seconds}


def simulate_squigglepy(inputs_path, draws, repeats, by):
    import squigglepy_model

    given, simulate = json.loads(Path(inputs_path).read_text(encoding="utf-8")), getattr(squigglepy_model, by)
    simulate(given, 100, 3)
    seconds, (nodes, terms) = timed(lambda: simulate(given, draws, 3), repeats)
    return {"seconds": seconds, **medians(nodes, terms)}


def simulate_pymc(kept, draws, repeats):
    """Time few draws and fewer: the difference is what the draws cost, without the compilation."""
    import logging

    import pymc as pm

    from llm_barriers.model.chains import pymc_model

    logging.getLogger("pymc").setLevel(logging.ERROR)
    model, names = pymc_model(default_graph()), list(kept)

    def sampled(number):
        with model:
            return pm.sample_prior_predictive(number, var_names=names, random_seed=4)

    sampled(1)  # fills the compilation cache
    base, _ = timed(lambda: sampled(1), repeats)
    whole, tree = timed(lambda: sampled(draws + 1), repeats)
    nodes = {name: tree["prior"][name].to_numpy().ravel() for name in names}
    return {"seconds": [max(w - b, 0.0) for w, b in zip(whole, base, strict=True)], **medians(nodes)}


# ---- From study to posterior


def chosen_studies(changes):
    """Return the default study, and those of the changed ones that are asked for."""
    from studies import STUDY, changed_studies

    from llm_barriers.priors import load_study

    return {"default": load_study(STUDY), **{n: s for n, s in changed_studies().items() if n in changes}}


def posterior_summary(tree, ess):
    """Return the centre of the conclusion and its Monte Carlo error, on the log scale."""
    import numpy as np

    log_ratio = np.log(tree["posterior"]["cost_ratio"].to_numpy())
    error = float(np.sqrt(np.pi / 2) * log_ratio.std() / np.sqrt(ess))
    return {"centre": float(np.median(log_ratio)), "error": error}


def ours_summary(fit):
    gate, ess = fit.gate, fit.ess
    return {"passed": gate.passed, "gate": gate.reason(), "ess": ess, **posterior_summary(fit.tree, ess)}


def ours(method, draws, changes):
    """Fit the default study and then changed ones, in one process."""
    from llm_barriers.analyses.fit.fitting import refit

    graph, rows = default_graph(), []
    for name, study in chosen_studies(changes).items():
        (seconds,), fit = timed(
            lambda study=study: refit(graph.with_study(study), seed=1, draws=draws, method=method), 1
        )
        rows.append({"study": name, "seconds": seconds, **ours_summary(fit)})
    return {"fits": rows}


def kept(draws, changes):
    """Draw for the default study once, and weigh these draws for it and for changed ones."""
    import numpy as np

    from llm_barriers.analyses.fit import Warm, node_draws

    def read(warm, study):
        posterior = warm.posterior(warm.marginal.graph.with_study(study))
        log_ratio = np.log(node_draws(posterior.nodes(["cost_ratio"]), "cost_ratio"))
        return posterior.diagnosis, posterior.sample(log_ratio).interval()

    (making,), warm = timed(lambda: Warm.of(default_graph(), seed=1, draws=draws), 1)
    rows = []
    for name, study in chosen_studies(changes).items():
        seconds, (diagnosis, (value, error)) = timed(lambda study=study: read(warm, study), 3)
        gate = {"passed": diagnosis.gate.passed, "gate": diagnosis.gate.reason(), "ess": diagnosis.ess}
        took = seconds[-1] if rows else making + seconds[0]
        rows.append({"study": name, "seconds": took, **gate, "centre": value.centre, "error": error.centre})
    return {"fits": rows}


def pymc(draws, changes):
    """Compile and sample the model by hand with nutpie, of the default study and then of changed ones.

    Sampling alone is what a change costs whoever compiles once and puts new numbers in as data.
    """
    import nutpie
    import pymc_model
    from inputs import HEADLINE, study_inputs

    from llm_barriers.analyses.fit.judging import chain_gate
    from llm_barriers.model import build

    rows, options = [], {"draws": draws // 4, "chains": 4, "seed": 1, "target_accept": 0.99, "progress_bar": False}
    for name, study in chosen_studies(changes).items():
        model = pymc_model.model(study_inputs(build(study)), HEADLINE)
        (compiling,), compiled = timed(lambda model=model: nutpie.compile_pymc_model(model), 1)
        (seconds,), tree = timed(lambda of=compiled: nutpie.sample(of, **options), 1)
        gate = chain_gate(tree)
        row = {"study": name, "seconds": seconds, "compiling": compiling, "passed": gate.passed, "gate": gate.reason()}
        rows.append({**row, "ess": gate.min_ess_bulk, **posterior_summary(tree, gate.min_ess_bulk)})
    return {"fits": rows}


def sensitivity():
    """Answer the whole section on sensitivity, of a fitted study and in a process that is warm."""
    from studies import STUDY

    from llm_barriers.reports.run.run import Run
    from llm_barriers.reports.run.settings import Settings
    from llm_barriers.reports.run.terminal import progress
    from llm_barriers.reports.sections.sensitivity import compute

    settings = Settings.read(STUDY, seed=1, draws=10_000, ci_prob=0.9, no_store=True)
    with progress(1) as step:
        run = Run(settings, step)
        compute(run)
        (seconds,), told = timed(lambda: compute(run), 1)
    return {"seconds": seconds, "inputs": told.now.inputs.sizes["input"]}


# ---- Growth


def grown(function, repeats):
    before = peak_mib()
    seconds, _ = timed(function, repeats)
    return {"seconds": seconds, "grown_mib": peak_mib() - before}


def grow_draws(size, repeats):
    from inputs import HEADLINE

    from llm_barriers.model import prior_draws

    graph = default_graph()
    prior_draws(graph, draws=100, seed=1, names=HEADLINE, terms=())
    return grown(lambda: prior_draws(graph, draws=size, seed=1, names=HEADLINE, terms=()), repeats)


def _simulated(study, draws, repeats):
    from inputs import HEADLINE

    from llm_barriers.model import build, prior_draws

    graph = build(study)
    prior_draws(graph, draws=100, seed=1, names=HEADLINE)
    return grown(lambda: prior_draws(graph, draws=draws, seed=1, names=HEADLINE), repeats)


def _fitted(study, draws, repeats):
    from llm_barriers.analyses.fit.fitting import refit
    from llm_barriers.model import build

    graph = build(study)
    return grown(lambda: refit(graph, seed=1, draws=draws, method="reweighting"), repeats)


def grow_scenarios(size, draws, repeats, fit=False):
    from studies import with_scenarios

    return (_fitted if fit else _simulated)(with_scenarios(size), draws, repeats)


def grow_items(size, draws, repeats, fit=False):
    from studies import with_items

    return (_fitted if fit else _simulated)(with_items(size), draws, repeats)


# ---- The explorer


def explorer_page(study, path):
    from llm_barriers.reports.explorer.page import write_explorer
    from llm_barriers.reports.run.settings import Settings

    settings = Settings.read(study, seed=1, draws=10_000, ci_prob=0.9, no_store=True)
    seconds, _ = timed(lambda: write_explorer(Path(path), settings), 1)
    return {"seconds": seconds, "mb": Path(path).stat().st_size / 1e6, "peak_mib": peak_mib()}


SLIDE = """(async () => {
  const slider = document.querySelector("#knobs input");
  const taken = [];
  for (let turn = 0; turn < 40; turn++) {
    const began = performance.now();
    slider.value = turn % 2 ? 0.5 : -0.5;
    slider.dispatchEvent(new Event("input"));
    await new Promise((resume) => requestAnimationFrame(() => setTimeout(resume, 0)));
    taken.push((performance.now() - began) / 1000);
  }
  return taken.slice(10);
})()"""
"""Seconds from a slider's event until the figure is redrawn, once the script has been compiled."""


def explorer_slider(path):
    import tempfile

    sys.path.insert(0, str(Path(__file__).parents[1] / "reports"))
    from explorer.chromium import chromium

    with tempfile.TemporaryDirectory() as folder, chromium(folder) as browser:
        browser.open(Path(path))
        return {"seconds": browser.run(SLIDE)}


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](**json.loads(sys.argv[2]))))
