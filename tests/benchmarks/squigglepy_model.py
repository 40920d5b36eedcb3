"""The default study in squigglepy: its own distributions, sampled, and the same arithmetic on the samples.

It has no likelihoods; as its samples are arrays, those by hand in NumPy serve. Arithmetic on its distributions would
draw a quantity anew wherever it appears; its own way to draw it once is a function, which is called for every draw.
"""

import numpy as np
import squigglepy as sq
from numpy_model import log_likelihoods, nodes
from scipy import special


class Samples:
    """Samples of a study's quantities, each made once; a constant is a number."""

    def __init__(self, priors, draws):
        self.priors, self.draws, self.made = priors, draws, {}

    def __call__(self, name):
        if name not in self.made:
            self.made[name] = self._sampled(**self.priors[name])
        return self.made[name]

    def _sampled(self, root, link, location, scale):
        match root, link:
            case None, _:
                return location
            case "normal", "exp":
                return sq.sample(sq.lognorm(norm_mean=location, norm_sd=scale), n=self.draws)
            case "uniform", "identity":
                return sq.sample(sq.uniform(location, location + scale), n=self.draws)
        plain = sq.sample(sq.norm(mean=0, sd=1), n=self.draws)
        stretched = location + scale * (np.abs(plain) if root == "half_normal" else plain)
        return {"identity": lambda x: x, "exp": np.exp, "expit": special.expit}[link](stretched)


def simulate(inputs, draws, seed):
    """Return draws of the nodes that are kept, and the log-likelihood of every item that is in: by whole arrays."""
    sq.set_seed(seed)
    return _drawn(inputs, draws)


def simulate_by_function(inputs, draws, seed):
    """Return the same, by a function that squigglepy samples."""
    sq.set_seed(seed)
    found = []

    def model():
        found.append(_drawn(inputs, 1))
        return found[-1][0]["cost_ratio"]

    sq.sample(model, n=draws)
    return tuple({name: np.array([drawn[kind][name] for drawn in found]) for name in found[0][kind]} for kind in (0, 1))


def _drawn(inputs, draws):
    x = Samples(inputs["priors"], draws)
    found = nodes(x)
    terms = log_likelihoods(inputs["items"], found, x)
    return {name: found[name] for name in inputs["kept"]}, terms
