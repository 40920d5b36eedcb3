"""The default study in squigglepy, in the three ways in which it can be written.

By its own arithmetic on distributions, which samples a node at a time and draws a quantity anew wherever it appears, so
that nodes are not joint; by a function that is called for every draw, whose nodes are; and by NumPy on samples of its
distributions. It has no likelihoods: where draws are joint, those by hand in NumPy serve.
"""

import numpy as np
import squigglepy as sq
from numpy_model import log_likelihoods, nodes
from scipy import special


class Distributions:
    """Distributions of a study's quantities, each made once; a constant is a number."""

    def __init__(self, priors):
        self.priors, self.made = priors, {}

    def __call__(self, name):
        if name not in self.made:
            self.made[name] = self._made(**self.priors[name])
        return self.made[name]

    def _made(self, root, link, location, scale, nu):
        match root, link:
            case None, _:
                return location
            case "normal", "exp":
                return self.of(sq.lognorm(norm_mean=location, norm_sd=scale))
            case "uniform", "identity":
                return self.of(sq.uniform(location, location + scale))
        plain = self.of(sq.norm(mean=0, sd=1))
        if root == "half_student_t":
            plain = plain / self.through(np.sqrt, self.of(sq.gamma(nu / 2, scale=2 / nu)))
        stretched = location + scale * (self.through(np.abs, plain) if root.startswith("half") else plain)
        if link == "identity":
            return stretched
        return self.through({"exp": np.exp, "expit": special.expit}[link], stretched)

    def of(self, distribution):
        return distribution

    def through(self, function, value):
        return sq.dist_fn(value, function)


class Samples(Distributions):
    """Samples of a study's quantities, each made once; a constant is a number."""

    def __init__(self, priors, draws):
        super().__init__(priors)
        self.draws = draws

    def of(self, distribution):
        return sq.sample(distribution, n=self.draws)

    def through(self, function, value):
        return function(value)


def by_operators(inputs, draws, seed):
    """Return draws of the nodes that are kept, each on its own, and no log-likelihoods."""
    sq.set_seed(seed)
    distributions = Distributions(inputs["priors"])
    values = nodes(distributions, ceil=lambda value: distributions.through(np.ceil, value))
    return {name: sq.sample(values[name], n=draws) for name in inputs["kept"]}, {}


def by_arrays(inputs, draws, seed):
    """Return draws of the nodes that are kept, and the log-likelihood of every item that is in: by whole arrays."""
    sq.set_seed(seed)
    return _drawn(inputs, draws)


def by_function(inputs, draws, seed):
    """Return the same, by a function that squigglepy samples."""
    sq.set_seed(seed)
    runs = []

    def model():
        runs.append(_drawn(inputs, 1))
        return runs[-1][0]["cost_ratio"]

    sq.sample(model, n=draws)
    return tuple({name: np.array([drawn[kind][name] for drawn in runs]) for name in runs[0][kind]} for kind in (0, 1))


def _drawn(inputs, draws):
    x = Samples(inputs["priors"], draws)
    values = nodes(x)
    terms = log_likelihoods(inputs["items"], values, x)
    return {name: values[name] for name in inputs["kept"]}, terms
