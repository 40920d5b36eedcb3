"""Tensors: one compiled log-density serves every number, item, date and option, and agrees with the arrays."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from llm_barriers.model import build, evaluate
from llm_barriers.model.tensors import data_of, structure, tensor_graph
from llm_barriers.priors import load_study, make_prior, with_choices

BASE = load_study()
OPTIONS = {f"{c}={o}": with_choices(BASE, {c: o}) for c, choice in BASE.options.items() for o in choice.options}


def _with_prior(name, family, **parameters):
    changed = BASE.quantities[name].model_copy(update={"prior": make_prior(family, parameters)})
    return replace(BASE, quantities={**BASE.quantities, name: changed})


def _with_item(name, **update):
    return replace(BASE, evidence={**BASE.evidence, name: BASE.evidence[name].model_copy(update=update)})


CHANGED = {
    "prior": _with_prior("utilisation", "lognormal", low=0.1, high=0.9),
    "value": _with_item("bekman_2022", value=3e8, sd=0.4),
    "range": _with_item("leopold_2019", low=0.3, high=0.4),
    "item": _with_item("wu_2021", include=False),
    "date": BASE.at(dt.date(2020, 1, 1)),
    "today": BASE.at(dt.date(2026, 11, 1)),
}
SHARING = {
    n: s for n, s in {**OPTIONS, **CHANGED}.items() if s.choices["evidence_model"] not in ("additive", "ignored")
}


class _Compiled:
    """The default study's model with every option, and its terms as one compiled function of point and data."""

    def __init__(self):
        self.target = tensor_graph(build(BASE), every_option=True)
        model = self.target.model
        self.names = [v.name for v in (*model.deterministics, *model.observed_RVs)]
        outputs = [
            *model.replace_rvs_by_values(model.deterministics),
            *model.logp(vars=model.observed_RVs, sum=False),
        ]
        self.function = model.compile_fn(outputs, mode="FAST_COMPILE", on_unused_input="ignore", point_fn=True)
        self.values = {v.name: model.rvs_to_values[v].name for v in model.free_RVs}

    def __call__(self, graph, roots):
        for name, values in data_of(graph, self.target).items():
            self.target.model.set_data(name, values)
        point = {value: self._unconstrained(name, value, roots) for name, value in self.values.items()}
        return dict(zip(self.names, self.function(point), strict=True))

    def _unconstrained(self, name, value, roots):
        base, _, kind = name.partition("_z_")
        own = f"{base}_z" if kind else name
        found = roots[own][0] if own in roots else np.zeros(self.target.model[name].type.shape)
        return np.log(found / (1 - found)) if value.endswith("_interval__") else found


@pytest.fixture(scope="module")
def compiled():
    return _Compiled()


def _roots(graph):
    rng = np.random.default_rng(4)
    sizes = {n: [len(graph.study.coordinates(d)) for d in r.dims] for n, r in graph.roots.items()}
    return {
        n: rng.uniform(0.2, 0.8, (1, *sizes[n])) if r.prior.root == "uniform" else rng.normal(0, 0.7, (1, *sizes[n]))
        for n, r in graph.roots.items()
    }


@pytest.mark.parametrize("name", SHARING)
def test_one_function_gives_every_study(compiled, name):
    graph = build(SHARING[name])
    roots = _roots(graph)
    found = compiled(graph, roots)
    nodes, terms = evaluate(graph, roots)
    wrong = [n for n, v in nodes.items() if "draw" in v.dims and not np.allclose(v[0], found[n], rtol=1e-9)]
    assert wrong == []
    assert {n: float(found[n].sum()) for n in terms} == pytest.approx({n: float(v[0]) for n, v in terms.items()})
    assert all(float(found[n].sum()) == 0.0 for n in graph.items if n not in graph.study.items)


def test_numbers_options_and_dates_share_a_structure():
    assert {structure(build(study)) for study in SHARING.values()} == {structure(build(BASE))}


def test_another_number_of_items_is_another_structure():
    fewer = {name: item for name, item in BASE.evidence.items() if name != "bekman_2022"}
    assert structure(build(replace(BASE, evidence=fewer))) != structure(build(BASE))


def test_another_formula_is_another_structure():
    assert structure(build(BASE)) != structure(build(load_study("published")))
