"""Compact: the log-density of a graph in a few large operations, to be compiled once for many studies.

The public model (`pymc_model`) has a variable for every quantity and item, which is what a reader wants
and what takes minutes to compile. Here all roots are one vector, and so are the values of each form of prior,
constants and the items of each kind; all numbers are data, and every option of every structural choice is computed
and one selected, so that a study with other numbers, items, dates or options needs no new compilation.
An item that is out contributes exactly zero.
"""

from collections.abc import Callable

import pymc as pm
import pytensor.tensor as pt

from ...priors import Prior
from ...priors.kinds import KINDS, ObservationModel
from ...priors.prior import CONSTANT, Form
from ..evidence import Observation, numbers_of, observation
from ..graph import Graph
from ..language import Backend, Computed, Evaluator, Formula, Value
from .data_layout import ROOTS, Layout
from .tensors import TENSORS, select

__all__ = ["compact_model"]


def compact_model(graph: Graph, layout: Layout) -> pm.Model:
    """Build the model of a graph's layout.

    Parameters
    ----------
    graph : Graph
    layout : Layout
        Of that graph, or of another of its structure.

    Returns
    -------
    pymc.Model
        A free variable `ROOTS`, observed variables ``<kind>``, `pymc.Data` as `Layout.data` names them.
        It knows log-densities alone: to simulate, use the public model or `draws`.
    """
    with pm.Model() as model:
        for name, values in layout.data(graph).items():
            pm.Data(name, values)
        tensors = _Compact(graph, layout, model)
        evaluator = Evaluator(graph.known, tensors)
        for kind in KINDS:
            names = [name for name in layout.items if graph.study.evidence[name].kind == kind]
            if names:
                tensors.observe(kind, names, evaluator)
    return model


class _Compact(Backend):
    """Values as tensors, cut from the vectors of a layout."""

    def __init__(self, graph: Graph, layout: Layout, model: pm.Model) -> None:
        self.graph, self.layout, self.model = graph, layout, model
        self._cuts = self._cut()

    def _cut(self) -> dict[tuple[str, Form], Value]:
        """Make the roots and each form's values, and cut all of these into parts by a single operation."""
        roots = pm.Normal(ROOTS, 0.0, 1.0, shape=self.layout.root_count)
        whole = pt.concatenate([self._values(form, roots) for form in self.layout.vectors])
        sizes = [slot.where.stop - slot.where.start for slot in self.layout.slots]
        cuts = pt.split(whole, sizes, n_splits=len(sizes)) if len(sizes) > 1 else [whole]
        return {(slot.part, slot.form): cut for slot, cut in zip(self.layout.slots, cuts, strict=True)}

    def _values(self, form: Form, roots: Value) -> Value:
        numbers = self.model[f"{form.name}_prior"]
        if form == CONSTANT:
            return numbers[0]
        return form.transform(TENSORS, roots[self.layout.roots_of(form)], numbers)

    def quantity(self, name: str, priors: tuple[Prior, ...], unit: str, dims: tuple[str, ...]) -> Value:
        forms = self.layout.forms[name]
        values = [self._cuts[name, form] if dims else self._cuts[name, form][0] for form in forms]
        if len(values) == 1:
            return values[0]
        return select(self.model["form"][self.layout.several.index(name)], values)

    def included(self, item: str) -> Value:
        items = self.layout.items
        return self.model["included"][items.index(item)] if item in items else pt.constant(0.0)

    def observed(self, item: str, value: float) -> Value:
        items = self.layout.items
        return self.model["observed"][items.index(item)] if item in items else pt.constant(value)

    def chosen(self, source: Computed, at: Callable[[Formula], Value]) -> Value:
        """Evaluate a node's formulas under every option of its choice, and select by data."""
        choice, node = source.node.choice, source.node
        options = self.layout.options.get(choice, ())
        formulas = [node.taken({choice: option}) for option in options] or [source.formula]
        values = {formula: at(formula) for formula in formulas}
        if len(values) == 1:
            return values[formulas[0]]
        return select(self.model[f"{choice}_option"], [values[formula] for formula in formulas])

    def stack(self, values: list[Value]) -> Value:
        return pt.stack(values)

    def register(self, name: str, value: Value, unit: str, dims: tuple[str, ...]) -> Value:
        return value

    def observe(self, kind: str, names: list[str], evaluator: Evaluator) -> None:
        """Register the items of a kind as one observed vector."""
        where = slice(self.layout.items.index(names[0]), self.layout.items.index(names[0]) + len(names))
        choice = self.graph.study.choice_on_evidence
        known = self.graph.study.options[choice].options if choice else {}
        called = [known[option].observation_model for option in self.layout.options.get(choice, ())]
        models = list(dict.fromkeys(map(KINDS[kind].observation_model, called or [""])))
        needed = tuple(dict.fromkeys(n for model in models for n in model.needed))
        seen = [observation(name, evaluator) for name in names]
        numbers = range(len(numbers_of(names[0], evaluator.names)))
        own = [pt.stack([each.parameters[0] for each in seen]), *(self._numbers(kind, n, names, seen) for n in numbers)]
        index = self.model[f"{choice}_option"] if len(models) > 1 else pt.constant(0.0)
        parameters = (*own, *map(evaluator.value, needed), index, self.model["included"][where])
        logp = _selected(models, needed, len(own))
        pm.CustomDist(kind, *parameters, logp=logp, observed=self.model["observed"][where], shape=len(names))

    def _numbers(self, kind: str, row: int, names: list[str], seen: list[Observation]) -> Value:
        """Return one of the numbers of each item: its own, or that of the quantity that gives its deviation."""
        own, evidence = self.model[f"{kind}_numbers"][row], self.graph.study.evidence
        if row or not any(evidence[name].sd_quantity for name in names):
            return own
        of_quantities = zip(names, seen, strict=True)
        return pt.stack(
            [s.parameters[1] if evidence[n].sd_quantity else own[i] for i, (n, s) in enumerate(of_quantities)]
        )


def _selected(models: list[ObservationModel], needed: tuple[str, ...], own: int) -> Callable[..., Value]:
    """Return the log-density of items under the observation model that data select; zero where they are out."""

    def logp(value: Value, *given: Value) -> Value:
        *parameters, index, included = given
        extra = dict(zip(needed, parameters[own:], strict=True))
        terms = [
            model.log_density(
                TENSORS,
                value,
                *parameters[:own],
                *(extra[name] for name in model.needed),
                *([value] if model.record else []),
            )
            for model in models
        ]
        return pt.switch(included > 0, select(index, terms), 0.0)

    return logp
