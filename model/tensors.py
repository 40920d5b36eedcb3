"""Tensors: the graph as one `pymc.Model`, whose numbers and options are data.

Observed values and spreads, the parameters of every prior, which items are in and which option each
structural choice takes are `pymc.Data`, so that one compiled graph serves every study of the same
structure: the options are computed side by side and one is selected.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pymc as pm
import pytensor.tensor as pt
from numpy.typing import NDArray

from ..priors import Prior, Quantity, Study, split_name, with_choices
from ..priors.families import Link, Root
from .evidence import centre, spread, story_of, value_of
from .graph import Graph, build
from .likelihoods import LIKELIHOODS, select
from .names import Names
from .nodes import Value
from .wiring import Wiring

__all__ = ["TensorGraph", "data_of", "structure", "tensor_graph"]

Options = Mapping[str, tuple[str, ...]]


class Form(NamedTuple):
    """What of a prior is structure and not data; a constant has no root."""

    root: Root | None
    link: Link


Forms = Mapping[str, tuple[Form, ...]]

CONSTANT = Form(None, "identity")


@dataclass(frozen=True)
class TensorGraph:
    """A graph in PyMC.

    Attributes
    ----------
    model : pymc.Model
    options : dict of str to tuple of str
        By structural choice: the options that are computed side by side.
    forms : dict of str to tuple of Form
        By quantity: the forms of prior that are computed side by side.
    """

    model: pm.Model
    options: Options
    forms: Forms


def tensor_graph(graph: Graph, *, every_option: bool = False) -> TensorGraph:
    """Build the PyMC model of a graph.

    Parameters
    ----------
    graph : Graph
    every_option : bool, optional
        Whether to compute every option of every structural choice, with the priors that they bring, and
        select by data; otherwise only those that the study takes.
    """
    study = graph.study
    options = _options(study, every=every_option)
    forms = _forms(graph, options)
    coords = {dim: study.coordinates(dim) for dim in ("scenario", "model", "source")}
    with pm.Model(coords={**coords, "item": graph.items}) as model:
        for name, values in _shared(graph, options).items():
            pm.Data(name, values, dims="item" if np.ndim(values) else None)
        tensors = _Tensors(graph, model, options, forms)
        wiring = Wiring(graph.known, tensors)
        for name in graph.names:
            wiring.value(name)
        for name in graph.items:
            tensors.observe(name, wiring)
    return TensorGraph(model, options, forms)


def data_of(graph: Graph, target: TensorGraph) -> dict[str, NDArray[np.float64]]:
    """Return a study's data for a model of the same structure.

    Returns
    -------
    dict of str to array
        Every `pymc.Data` of the model, by name.
    """
    data = _shared(graph, target.options)
    for part in _parts(graph.known):
        data |= _prior_data(part, target.forms[part.name])
    return data


def structure(graph: Graph) -> str:
    """Return a hash of what a compiled model depends on; studies that share it share the model."""
    options = _options(graph.study, every=True)
    evidence = [
        (name, e.kind, e.measures, e.discounts, e.sd_quantity)
        for name, e in ((name, graph.study.evidence[name]) for name in graph.items)
    ]
    dims = {dim: graph.study.coordinates(dim) for dim in ("scenario", "model", "source")}
    origins = [(name, _origins(graph, name), graph.dims[name]) for name in graph.names]
    nodes = [(node.name, id(node.formula)) for node in graph.argument.values()]
    content = (options, sorted(_forms(graph, options).items()), evidence, dims, origins, nodes)
    return hashlib.sha256(repr(content).encode()).hexdigest()


def _origins(graph: Graph, name: str) -> list[bool]:
    """Say, by coordinate, whether a name's value is a quantity's."""
    coordinates = graph.known.coordinates(name) or (None,)
    return [isinstance(graph.known.origin(name, c), Quantity) for c in coordinates]


def _options(study: Study, *, every: bool) -> dict[str, tuple[str, ...]]:
    """Return each choice's options, the study's own alone or all of them."""
    return {
        choice: tuple(study.options[choice].options) if every and choice in study.options else (own,)
        for choice, own in study.choices.items()
    }


class Part(NamedTuple):
    """A quantity, or one coordinate of it, that gets a root or a constant of its own; one prior a coordinate."""

    name: str
    priors: tuple[Prior, ...]
    vector: bool


def _parts(names: Names) -> Iterator[Part]:
    """Yield every part of every quantity."""
    for name in names.all:
        if priors := names.priors(name):
            yield Part(name, priors, bool(names.dims(name)))
            continue
        for coordinate in names.coordinates(name):
            origin = names.origin(name, coordinate)
            if isinstance(origin, Quantity):
                part = f"{name}[{coordinate}]"
                yield Part(part, (names.prior(part, origin),), False)


def _forms(graph: Graph, options: Options) -> dict[str, tuple[Form, ...]]:
    """Return the forms that each quantity's prior takes under any of the options."""
    forms = {part.name: {_form(part.priors): None} for part in _parts(graph.known)}
    for choice, names in options.items():
        for option in names:
            if option != graph.study.choices[choice] and graph.study.options[choice].options[option].quantities:
                other = build(with_choices(graph.study, {choice: option}), argument=graph.argument.values())
                for part in _parts(other.known):
                    forms.setdefault(part.name, {})[_form(part.priors)] = None
    return {name: tuple(sorted(found, key=str)) for name, found in forms.items()}


def _form(priors: tuple[Prior, ...]) -> Form:
    """Return the form of the priors that are not constant, or of a constant."""
    free = next((p for p in priors if not p.constant), None)
    return Form(free.root, free.link) if free else CONSTANT


def _shared(graph: Graph, options: Options) -> dict[str, NDArray[np.float64]]:
    """Return the data of items and choices."""
    study = graph.study
    data = {
        f"{choice}_option": np.array(float(names.index(study.choices[choice])))
        for choice, names in options.items()
        if len(names) > 1
    }
    if graph.items:
        own = [spread(study.evidence[name]) for name in graph.items]
        data["included"] = graph.included()
        data["observed"] = np.array([value_of(name, graph.known) for name in graph.items])
        data["spread"] = np.array([1.0 if sd is None else sd for sd in own])
    return data


def _prior_data(part: Part, forms: tuple[Form, ...]) -> dict[str, NDArray[np.float64]]:
    """Return the data of a quantity: its value if it is always constant, else the parameters of its prior.

    Notes
    -----
    The parameters of a form that is not active are a scale of zero, which keeps every branch finite.
    """
    name, priors, vector = part
    if forms == (CONSTANT,):
        values = np.array([float(p.forward(0.0)) for p in priors])
        return {name: values if vector else values[0]}
    active = forms.index(_form(priors))
    own = np.array([_parameters(p, forms[active].link) for p in priors]).T
    idle = np.broadcast_to(np.array([[0.0], [0.0], [0.0], [1.0]]), own.shape)
    data = {f"{name}_prior": np.stack([own if slot == active else idle for slot in range(len(forms))])}
    return data | ({f"{name}_form": np.array(float(active))} if len(forms) > 1 else {})


def _parameters(prior: Prior, link: str) -> tuple[float, float, float, float]:
    """Return location, the scales below and above, and degrees of freedom, on the scale of a link."""
    nu = prior.nu if np.isfinite(prior.nu) else 1.0
    if not prior.constant or link == "identity":
        return prior.location, prior.below, prior.above, nu
    value = prior.location
    with np.errstate(divide="ignore"):
        return float(np.log(value)) if link == "exp" else float(np.log(value / (1 - value))), 0.0, 0.0, nu


class _Tensors:
    """Values as tensors in a model."""

    def __init__(self, graph: Graph, model: pm.Model, options: Options, forms: Forms) -> None:
        self.graph, self.model, self.options, self.forms = graph, model, options, forms

    def quantity(self, name: str, priors: tuple[Prior, ...], unit: str, dims: tuple[str, ...]) -> Value:
        forms = self.forms[name]
        for key, values in _prior_data(Part(name, priors, bool(dims)), forms).items():
            pm.Data(key, values, dims=dims if key == name and dims else None)
        if name in self.model.named_vars:
            return self.model[name]
        parameters = self.model[f"{name}_prior"]
        linked = [self._linked(name, form, parameters[slot], dims) for slot, form in enumerate(forms)]
        value = select(self.model[f"{name}_form"], linked) if len(forms) > 1 else linked[0]
        return self.register(name, value, unit, dims)

    def _linked(self, name: str, form: Form, parameters: Value, dims: tuple[str, ...]) -> Value:
        """Stretch a root by its prior's scales and link it; a constant among free ones has scale zero."""
        location, below, above, nu = (row if dims else row[0] for row in (parameters[i] for i in range(4)))
        if form.root is None:
            return location
        root = self._root(name, form.root, nu, dims)
        scale = pt.switch(root < 0, below, above) if form.root == "normal" else above
        stretched = location + scale * root
        return {"exp": pt.exp, "expit": pt.sigmoid}.get(form.link, lambda x: x)(stretched)

    def _root(self, name: str, kind: Root, nu: Value, dims: tuple[str, ...]) -> Value:
        """Register a root, one for each kind that stands side by side; a one-sided one is folded at zero."""
        kinds = {form.root for form in self.forms[name]} - {None}
        variable = f"{name}_z" if len(kinds) == 1 else f"{name}_z_{kind}"
        if variable in self.model.named_vars:
            free = self.model[variable]
        else:
            free = _free_variable(variable, kind, nu if not dims else nu[0], dims or None)
        return abs(free) if kind in ("half_normal", "half_student_t", "exponential") else free

    def included(self, item: str) -> Value:
        return self.model["included"][self.graph.items.index(item)] if item in self.graph.items else pt.constant(0.0)

    def chosen(self, choices: tuple[str, ...], formula: Callable[[Mapping[str, str]], Value]) -> Value:
        """Evaluate a formula under every option of its choices, and select by data."""
        if not choices:
            return formula({})
        first, rest = choices[0], choices[1:]
        values = [
            self.chosen(rest, lambda taken, option=option: formula({first: option, **taken}))
            for option in self.options[first]
        ]
        return select(self.model[f"{first}_option"], values) if len(values) > 1 else values[0]

    def stack(self, values: list[Value]) -> Value:
        return pt.stack(values)

    def register(self, name: str, value: Value, unit: str, dims: tuple[str, ...]) -> Value:
        """Make a value a public node; a coordinate's own value stays inside its vector."""
        if split_name(name)[1]:
            return value
        return pm.Deterministic(name, value, dims=dims or None)

    def observe(self, name: str, wiring: Wiring) -> None:
        """Register an item as an observed variable; where it is out its log-likelihood is exactly zero."""
        item, position = self.graph.study.evidence[name], self.graph.items.index(name)
        models = self.options.get("evidence_model", ("",)) if item.kind == "share" else ("",)
        stories = [story_of(item, model) for model in models]
        needed = tuple(dict.fromkeys(n for story in stories for n in story.needed))
        arguments = [centre(name, wiring)]
        if item.kind != "absence":
            arguments.append(wiring.value(item.sd_quantity) if item.sd_quantity else self.model["spread"][position])
        arguments += [wiring.value(n) for n in needed]
        index = self.model["evidence_model_option"] if len(stories) > 1 else pt.constant(0.0)
        observed, included = self.model["observed"][position], self.model["included"][position]
        own = len(arguments) - len(needed)

        def by_story(function: Callable[..., Value], given: tuple[Value, ...]) -> list[Value]:
            extra = dict(zip(needed, given[own:], strict=True))
            return [function(story, *given[:own], *(extra[n] for n in story.needed)) for story in stories]

        def dist(*given: Value) -> Value:
            *parameters, seen, chosen, _, size = given
            return select(chosen, by_story(lambda s, *p: LIKELIHOODS[s.name].dist(seen, *p, size), tuple(parameters)))

        def logp(value: Value, *given: Value) -> Value:
            *parameters, _, chosen, mask = given
            found = by_story(lambda s, *p: LIKELIHOODS[s.name].logp(value, *p), tuple(parameters))
            return pt.switch(mask > 0, select(chosen, found), 0.0)

        pm.CustomDist(name, *arguments, observed, index, included, dist=dist, logp=logp, observed=observed)


def _free_variable(name: str, kind: Root, nu: Value, dims: tuple[str, ...] | None) -> Value:
    match kind:
        case "half_student_t":
            return pm.StudentT(name, nu=nu, mu=0.0, sigma=1.0, dims=dims)
        case "exponential":
            return pm.Laplace(name, 0.0, 1.0, dims=dims)
        case "uniform":
            return pm.Uniform(name, 0.0, 1.0, dims=dims)
    return pm.Normal(name, 0.0, 1.0, dims=dims)
