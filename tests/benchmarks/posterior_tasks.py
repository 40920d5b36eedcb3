"""Tasks of the part on posteriors: a study and changed ones, by each contender."""

from measuring import default_graph, timed


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
