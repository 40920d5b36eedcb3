"""Compact: one compiled log-density serves every number, item, date and option, and agrees with the arrays."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from llm_barriers.model import build, evaluate
from llm_barriers.model.chains.compact import compact_model
from llm_barriers.model.chains.data_layout import ROOTS, Layout
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
    """The default study's compact density, its items' terms as one compiled function of point and data."""

    def __init__(self):
        graph = build(BASE)
        self.layout = Layout.of(graph)
        self.model = compact_model(graph, self.layout)
        terms = self.model.logp(vars=self.model.observed_RVs, sum=False)
        self.function = self.model.compile_fn(terms, mode="FAST_COMPILE", on_unused_input="ignore", point_fn=True)
        self.kinds = [variable.name for variable in self.model.observed_RVs]

    def __call__(self, graph, roots):
        for name, values in self.layout.data(graph).items():
            self.model.set_data(name, values)
        compact = np.concatenate(self.function(self._point(graph, roots)))
        return dict(zip(self.layout.items, compact, strict=True))

    def _point(self, graph, roots):
        """Put the roots where the layout has them; idle ones are anywhere."""
        values = np.full(self.layout.root_count, 0.5)
        for name, root in graph.roots.items():
            values[self.layout.places[root.quantity]] = roots[name][0]
        return {ROOTS: values}


@pytest.fixture(scope="module")
def compiled():
    return _Compiled()


def _roots(graph):
    rng = np.random.default_rng(4)
    sizes = {n: [len(graph.study.coordinates(d)) for d in r.dims] for n, r in graph.roots.items()}
    return {name: rng.normal(0, 0.7, (1, *size)) for name, size in sizes.items()}


@pytest.mark.parametrize("name", SHARING)
def test_one_function_gives_every_study(compiled, name):
    graph = build(SHARING[name])
    roots = _roots(graph)
    compact = compiled(graph, roots)
    _, terms = evaluate(graph, roots)
    assert {n: compact[n] for n in terms} == pytest.approx(
        {n: float(v[0]) for n, v in terms.items()}, rel=1e-7, abs=1e-7
    )
    assert all(compact[n] == 0.0 for n in graph.items if n not in graph.study.items)


@pytest.mark.parametrize("name", ["room=half_student_t", "room=none", "horizon=model_life", "date"])
def test_roots_come_back_from_where_the_layout_has_them(compiled, name):
    graph = build(SHARING[name])
    rng = np.random.default_rng(1)
    draws = {ROOTS: (("chain", "draw", "root"), rng.random((2, 3, compiled.layout.root_count)))}
    compact = compiled.layout.roots(graph, xr.Dataset(draws))
    lengths = {n: (6, *(len(graph.study.coordinates(d)) for d in root.dims)) for n, root in graph.roots.items()}
    assert {n: v.shape for n, v in compact.items()} == lengths
    assert len({float(v.ravel()[0]) for v in compact.values()}) == len(compact)


def structure(study):
    graph = build(study)
    return Layout.of(graph).structure(graph)


def test_numbers_options_and_dates_share_a_structure():
    assert {structure(study) for study in SHARING.values()} == {structure(BASE)}


def test_another_number_of_items_is_another_structure():
    fewer = {name: item for name, item in BASE.evidence.items() if name != "bekman_2022"}
    assert structure(replace(BASE, evidence=fewer)) != structure(BASE)


def test_another_formula_is_another_structure():
    assert structure(BASE) != structure(load_study("published"))
