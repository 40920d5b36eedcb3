"""Tasks of the part on simulation: joint draws, by each contender."""

import json
from pathlib import Path

from measuring import default_graph, timed


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
    items = graph.study.items
    prior_draws(graph, draws=100, seed=1, names=kept, terms=items)
    seconds, (nodes, terms) = timed(lambda: prior_draws(graph, draws=draws, seed=1, names=kept, terms=items), repeats)
    return {"seconds": seconds, **medians(nodes, terms)}


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
