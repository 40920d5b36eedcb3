"""Tasks of the part on growth: larger and larger studies."""

from measuring import default_graph, peak_mib, timed


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
