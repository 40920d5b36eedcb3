"""The default study by hand in PyMC: each quantity one of PyMC's own distributions, each report an observed variable.

It is what a skilled user would write for this study, with nothing of the graph's: no roots on one scale, no discount
that is integrated out. The formulas are those of `numpy_model`, which take tensors as they take arrays.
"""

import numpy_model
import pymc as pm
import pytensor.tensor as pt


class Inputs:
    """A study's quantities as random variables, each made when it is first asked for; a constant is a number."""

    def __init__(self, priors):
        self.priors, self.made = priors, {}

    def __call__(self, name):
        if name not in self.made:
            self.made[name] = _variable(name, **self.priors[name])
        return self.made[name]


def _variable(name, root, link, location, scale, nu):
    match root, link:
        case None, _:
            return location
        case "normal", "identity":
            return pm.Normal(name, location, scale)
        case "normal", "exp":
            return pm.LogNormal(name, location, scale)
        case "normal", "expit":
            return pm.LogitNormal(name, location, scale)
        case "half_normal", "identity":
            return pm.HalfNormal(name, scale)
        case "half_normal", "exp":
            return pt.exp(pm.HalfNormal(name, scale))
        case "half_student_t", "exp":
            return pt.exp(pm.HalfStudentT(name, nu, scale))
        case "uniform", "identity":
            return pm.Uniform(name, location, location + scale)
    raise ValueError(f"{name} is {root} and {link}, which PyMC has under no name")


def _observe(name, item, measured, discounts):
    match item["kind"]:
        case "search":
            pm.Bernoulli(name, measured, observed=0)
        case "floor":
            standard = (pt.log(measured) + sum(discounts) - item["value"]) / item["sd"]
            pm.Potential(name, pm.logcdf(pm.Normal.dist(), standard))
        case _:
            pm.Normal(name, pt.log(measured) + sum(discounts), item["sd"], observed=item["value"])


def model(inputs, kept):
    """Return the model of `inputs.study_inputs`, which keeps some of the nodes."""
    with pm.Model() as made:
        x = Inputs(inputs["priors"])
        nodes = numpy_model.all_nodes(x, inputs["items"], pt.ceil)
        for name, item in inputs["items"].items():
            _observe(name, item, nodes[item["measures"]], numpy_model.discounts_of(item, nodes, x))
        for name in kept:
            pm.Deterministic(name, nodes[name])
    return made
