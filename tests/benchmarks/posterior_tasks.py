"""Tasks of the part on posteriors: a study and changed ones, by each contender, as they are asked for."""

import sys

from measuring import default_graph, peak_mib, timed


def asked():
    """Yield each case that is asked for, and its study."""
    from studies import STUDY, changed_studies

    from llm_barriers.priors import load_study

    studies = {"default": load_study(STUDY), **changed_studies()}
    for line in sys.stdin:
        yield line.strip(), studies[line.strip()]


def posterior_summary(tree, ess):
    """Return the centre of the conclusion and its Monte Carlo error, on the log scale."""
    import numpy as np

    log_ratio = np.log(tree["posterior"]["cost_ratio"].to_numpy())
    error = float(np.sqrt(np.pi / 2) * log_ratio.std() / np.sqrt(ess))
    return {"centre": float(np.median(log_ratio)), "error": error}


def ours_summary(fit):
    gate, ess = fit.gate, fit.ess
    return {"passed": gate.passed, "gate": gate.reason(), "ess": ess, **posterior_summary(fit.tree, ess)}


def ours(method, draws):
    """Fit a study by a method, from its priors on."""
    from llm_barriers.analyses.fit import refit

    graph = default_graph()
    for _, study in asked():
        (seconds,), fit = timed(
            lambda study=study: refit(graph.with_study(study), seed=1, draws=draws, method=method), 1
        )
        yield {"seconds": seconds, "peak_mib": peak_mib(), **ours_summary(fit)}


def kept(draws):
    """Draw once for the study as it was and to date, and weigh these draws for changed ones."""
    import numpy as np

    from llm_barriers.analyses.fit import Warm, node_draws

    def read(warm, study):
        posterior = warm.posterior(warm.marginal.graph.with_study(study))
        log_ratio = np.log(node_draws(posterior.nodes(["cost_ratio"]), "cost_ratio"))
        return posterior.diagnosis, posterior.sample(log_ratio).interval()

    graph, warm = default_graph(), {}
    for case, study in asked():
        late = case.endswith("to date")
        if late not in warm:
            own = graph.with_study(graph.study.at(study.as_of)) if late else graph
            warm[late] = Warm.of(own, seed=1, draws=draws)
            read(warm[late], own.study)
        (seconds,), (diagnosis, (value, error)) = timed(lambda w=warm[late], study=study: read(w, study), 1)
        gate = {"passed": diagnosis.gate.passed, "gate": diagnosis.gate.reason(), "ess": diagnosis.ess}
        yield {"seconds": seconds, "peak_mib": peak_mib(), **gate, "centre": value.centre, "error": error.centre}


def pymc(draws):
    """Sample the model by hand with nutpie, compiled when a case is first asked for.

    Sampling alone is what a change costs whoever compiles once and puts new numbers in as data.
    """
    import nutpie
    import pymc_model
    from inputs import HEADLINE, study_inputs

    from llm_barriers.analyses.fit.judging import chain_gate
    from llm_barriers.model import build

    options = {"draws": draws // 4, "chains": 4, "seed": 1, "target_accept": 0.99, "progress_bar": False}
    compiled = {}
    for case, study in asked():
        if case not in compiled:
            model = pymc_model.model(study_inputs(build(study)), HEADLINE)
            compiled[case] = timed(lambda model=model: nutpie.compile_pymc_model(model), 1)
        (compiling,), made = compiled[case]
        (seconds,), tree = timed(lambda made=made: nutpie.sample(made, **options), 1)
        gate = chain_gate(tree)
        told = {"compiling": compiling, "passed": gate.passed, "gate": gate.reason(), "ess": gate.min_ess_bulk}
        summary = posterior_summary(tree, gate.min_ess_bulk)
        yield {"seconds": seconds, "peak_mib": peak_mib(), **told, **summary}


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
