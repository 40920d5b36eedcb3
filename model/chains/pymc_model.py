"""Tensors: the graph as one `pymc.Model`, in which every node, root and item has its public name.

It takes the options that the study takes. Observed values and which items are in are `pymc.Data`; the
parameters of the priors are constants, so that it reads and compiles as a model written by hand.
A Gaussian discount is sampled about the value that the reports leave for it (``<discount>_centred``): a discount and
an input whose sum is measured sharply are otherwise correlated beyond what a diagonal mass matrix can follow.
Its prior is what it was, whatever the reports say. `compact` is the same density for compiling once.
"""

import numpy as np
import pymc as pm
import pytensor.tensor as pt

from ...priors import Prior, split_name
from ...priors.prior import CONSTANT
from ..evidence import check_joint, observation, terms, value_of
from ..graph import Graph
from ..language import Backend, Evaluator, Value
from ..weights import Marginal
from .tensors import TENSORS, RandomTensors

__all__ = ["pymc_model"]


def pymc_model(graph: Graph) -> pm.Model:
    """Return a graph as a `pymc.Model`, at the options that the study takes.

    Its names are public: nodes, roots (``<quantity>_z``) and evidence items. The free variables are the roots, but
    for Gaussian discounts, whose root is the free variable ``<quantity>_centred`` plus what the reports lead to expect.

    Raises
    ------
    StudyError
        If the study cuts its reports: see `weights.cut`.
    """
    check_joint(graph.study)
    coords = {dim: graph.study.coordinates(dim) for dim in graph.study.model.dims}
    with pm.Model(coords={**coords, "item": graph.items}) as model:
        if graph.items:
            pm.Data("included", graph.included(), dims="item")
            pm.Data("observed", np.array([value_of(name, graph.known) for name in graph.items]), dims="item")
        tensors = _Tensors(graph, model)
        for name in graph.names:
            tensors.evaluator.value(name)
        for name in graph.items:
            tensors.observe(name)
    return model


class _Tensors(Backend):
    """Values as tensors in a model."""

    def __init__(self, graph: Graph, model: pm.Model) -> None:
        self.graph, self.model = graph, model
        self.evaluator = Evaluator(graph.known, self)
        self.regressions = Marginal.of(graph).regressions()

    def quantity(self, name: str, priors: tuple[Prior, ...], unit: str, dims: tuple[str, ...]) -> Value:
        form, numbers = priors[0].form, np.array([prior.numbers for prior in priors])
        if form == CONSTANT:
            return pm.Data(name, numbers[:, 0] if dims else numbers[0, 0], dims=dims or None)
        value = form.transform(TENSORS, self.root(name, dims), numbers.T if dims else numbers[0])
        return self.register(name, value, unit, dims)

    def root(self, name: str, dims: tuple[str, ...]) -> Value:
        """Make the root of a quantity: a standard normal, a Gaussian discount's by way of its centred variable."""
        parts = [f"{name}[{c}]" for c in self.graph.known.coordinates(name)] or [name]
        if self.regressions.keys().isdisjoint(parts):
            return pm.Normal(f"{name}_z", 0.0, 1.0, dims=dims or None)
        shifts = [self.expected(part) for part in parts]
        shift = pt.stack(shifts) if dims else shifts[0]
        centred = pm.Normal(f"{name}_centred", -shift, 1.0, dims=dims or None)
        return pm.Deterministic(f"{name}_z", centred + shift, dims=dims or None)

    def expected(self, discount: str) -> Value:
        """Return the root of a discount that its reports lead to expect, given all but the discounts behind it."""
        slopes, order = self.regressions.get(discount, {}), list(self.regressions)
        behind = order[order.index(discount) :] if slopes else []
        return sum((slope * self.residual(report, behind) for report, slope in slopes.items()), start=pt.constant(0.0))

    def residual(self, report: str, behind: list[str]) -> Value:
        """Return what a report says beyond the node that it measures and its discounts but some."""
        item = self.graph.study.evidence[report]
        measured = self.evaluator.log(item.measures) if item.of_kind.logged else self.evaluator.value(item.measures)
        discounts = terms(report, self.graph.known)[1 : 1 + len(item.discounts)]
        known = [self.evaluator.value(name) for name in discounts if name not in behind]
        return self.observed(report, 0.0) - sum(known, start=measured)

    def included(self, item: str) -> Value:
        return self.model["included"][self.graph.items.index(item)] if item in self.graph.items else pt.constant(0.0)

    def observed(self, item: str, value: float) -> Value:
        items = self.graph.items
        return self.model["observed"][items.index(item)] if item in items else pt.constant(value)

    def stack(self, values: list[Value]) -> Value:
        return pt.stack(values)

    def register(self, name: str, value: Value, unit: str, dims: tuple[str, ...]) -> Value:
        """Make a value a public node; a coordinate's own value stays inside its vector."""
        if split_name(name)[1]:
            return value
        return pm.Deterministic(name, value, dims=dims or None)

    def observe(self, name: str) -> None:
        """Register an item as an observed variable; where it is out its log-likelihood is exactly zero."""
        seen, position = observation(name, self.evaluator), self.graph.items.index(name)
        observed, included = self.model["observed"][position], self.model["included"][position]
        model, count = seen.model, len(seen.parameters)

        def dist(*given: Value) -> Value:
            *parameters, level, _, size = given
            amount = model.draw(TENSORS, RandomTensors(size), *parameters)
            return model.record(TENSORS, amount, level) if model.record else amount

        def logp(value: Value, *given: Value) -> Value:
            level = given[count : count + 1] if model.record else ()
            return pt.switch(given[-1] > 0, model.log_density(TENSORS, value, *given[:count], *level), 0.0)

        pm.CustomDist(name, *seen.parameters, observed, included, dist=dist, logp=logp, observed=observed)
