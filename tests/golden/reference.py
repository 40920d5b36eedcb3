"""Golden posteriors: what is read off a posterior, of which studies, and how far two of them may be apart."""

import hashlib
import json
from pathlib import Path

import numpy as np

from llm_barriers.analyses.fit import node_draws
from llm_barriers.model import build, evaluate
from llm_barriers.model.arrays import always_positive, input_names
from llm_barriers.model.weights import Marginal
from llm_barriers.priors import SHIPPED, load_study, split_name, with_choices
from llm_barriers.priors.assumptions import assumptions

FILE = Path(__file__).parent / "golden.json"
DEFAULT = "reanalysis"
ERRORS, SLACK = 5.0, 0.02
"""Monte Carlo errors, and part of a standard deviation, that two means or deviations may be apart."""


def studies():
    """Every shipped study that has a joint posterior, and the default one under every other option, by name."""
    each = {name: load_study(name) for name in SHIPPED}
    default = each[DEFAULT]
    for choice, taken in default.choices.items():
        for option in default.options[choice].options:
            if option != taken:
                each[f"{DEFAULT} {choice}={option}"] = with_choices(default, {choice: option})
    return {name: study for name, study in each.items() if study.items and not study.cut}


def values_of(graph, drawn):
    """Return headline nodes, logs of those that are positive, and the scores of inputs that the evidence reaches."""
    marginal, columns = drawn.marginal, drawn.marginal.informed
    names = [input_names(graph)[marginal.kept[column]] for column in columns]
    values = dict(zip(names, drawn.scores[:, columns].T, strict=True))
    headline = [name for name in graph.study.model.headline if graph.uncertain(split_name(name)[0])]
    nodes, _ = evaluate(graph, drawn.roots, names={split_name(name)[0] for name in headline}, terms=())
    for name in headline:
        for part in graph.known.parts(name):
            draws = node_draws(nodes, part)
            values[part] = np.log(draws) if always_positive(graph, part) else draws
    return values


def moments(values, weights):
    """Return mean and standard deviation of each quantity."""
    means = {name: float(weights @ draws) for name, draws in values.items()}
    return {name: (means[name], float(np.sqrt(weights @ (draws - means[name]) ** 2))) for name, draws in values.items()}


def marginal_of(study):
    return Marginal.of(build(study))


def digest(study):
    """Return a hash of all that can change a posterior, as far as a study says it."""
    return hashlib.sha256(json.dumps(assumptions(study), sort_keys=True).encode()).hexdigest()[:16]
