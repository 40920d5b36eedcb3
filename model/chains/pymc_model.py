"""Tensors: the graph as one `pymc.Model`, in which every node, root and item has its public name.

It takes the options that the study takes. Observed values and which items are in are `pymc.Data`; the
parameters of the priors are constants, so that it reads and compiles as a model written by hand.
`compact` is the same density for compiling once.
"""

import numpy as np
import pymc as pm
import pytensor.tensor as pt

from ...priors import Prior, split_name
from ...priors.prior import CONSTANT
from ..evidence import check_joint, observation, value_of
from ..graph import Graph
from ..language import Backend, Evaluator, Value
from .tensors import TENSORS, RandomTensors

__all__ = ["pymc_model"]


def pymc_model(graph: Graph) -> pm.Model:
    """Return a graph as a `pymc.Model`, at the options that the study takes.

    Its names are public: nodes, roots (``<quantity>_z``) and evidence items.

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
        evaluator = Evaluator(graph.known, tensors)
        for name in graph.names:
            evaluator.value(name)
        for name in graph.items:
            tensors.observe(name, evaluator)
    return model


class _Tensors(Backend):
    """Values as tensors in a model."""

    def __init__(self, graph: Graph, model: pm.Model) -> None:
        self.graph, self.model = graph, model

    def quantity(self, name: str, priors: tuple[Prior, ...], unit: str, dims: tuple[str, ...]) -> Value:
        form, numbers = priors[0].form, np.array([prior.numbers for prior in priors])
        if form == CONSTANT:
            return pm.Data(name, numbers[:, 0] if dims else numbers[0, 0], dims=dims or None)
        root = pm.Normal(f"{name}_z", 0.0, 1.0, dims=dims or None)
        value = form.transform(TENSORS, root, numbers.T if dims else numbers[0])
        return self.register(name, value, unit, dims)

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

    def observe(self, name: str, evaluator: Evaluator) -> None:
        """Register an item as an observed variable; where it is out its log-likelihood is exactly zero."""
        seen, position = observation(name, evaluator), self.graph.items.index(name)
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
