r"""Interventions: a study's graph with changes made to it.

There are two ways to suppose a value. **Observing** a node conditions on it: it adds a report,
:math:`\log y \sim \mathrm{Normal}(\log\theta, s)` with :math:`s` the error over the value, from which everything
is learnt that bears on the node, its causes among them. **Fixing** a node (Pearl's *do*) supposes that something
sets it from outside: a constant takes the place of its formula or prior. What it was computed from no longer
reaches it and learns nothing from the value; what the evidence taught was taught before, and stands; only what
is computed from the node follows.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ...model import Graph, prior_draws
from ...priors import (
    EvidenceItem,
    Quantity,
    Study,
    StudyError,
    make_prior,
    split_name,
    unknown_name,
    with_choices,
    with_layer,
)
from ...priors.catalogue import record
from ...priors.units import conversion_factor
from ..fit import check_node, node_draws
from .changes import Change, Changes

__all__ = ["carried", "chosen", "conditioned", "intervened"]

Array = NDArray[np.float64]

ABOVE_ZERO, BELOW_ONE = float(np.nextafter(0.0, 1.0)), float(np.nextafter(1.0, 0.0))
"""Ends of a range that are not reached."""

SUPPORT_DRAWS = 2000
"""Prior draws from which it is read whether a computed node may be zero or negative."""


def conditioned(graph: Graph, changes: Changes) -> Graph:
    """Return the graph at other options and with other evidence; nothing is fixed yet.

    Parameters
    ----------
    graph : Graph
    changes : Changes
        Options are chosen first, then items toggled and nodes observed.

    Raises
    ------
    StudyError
        If an item, an option or a name is unknown, a value or a unit does not fit the node, a node is changed
        twice, or nothing can be observed because the study takes no evidence.
    """
    study = with_layer(graph.study, dict(changes.layer), file="the link") if changes.layer else graph.study
    graph = graph.with_study(_toggled(chosen(study, changes.choices), changes))
    _check_once(graph, changes)
    items = dict(_item(graph, observed) for observed in changes.observed)
    if not items:
        return graph
    return graph.with_study(replace(graph.study, evidence={**graph.study.evidence, **items}))


def intervened(graph: Graph, changes: Changes) -> Graph:
    """Return the graph with nodes fixed: constants in the place of their formulas and priors.

    Raises
    ------
    StudyError
        If a name is unknown, or a value or a unit does not fit the node.
    """
    quantities = dict(graph.study.quantities)
    for fixed in changes.fixed:
        quantities |= _constants(graph, fixed)
    return graph.with_study(replace(graph.study, quantities=quantities))


def carried(roots: Mapping[str, Array], graph: Graph) -> dict[str, Array]:
    """Carry draws of the roots over to the graph with nodes fixed, which has no others.

    Parameters
    ----------
    roots : dict of str to array
        Draws under the evidence. Shape of each: (draws,) or (draws, coordinates).
    graph : Graph
        From `intervened`.

    Returns
    -------
    dict of str to array
        By root of the graph; a coordinate that is fixed has zeros, which nothing reads.
    """
    size = len(next(iter(roots.values())))

    def column(part: str) -> Array:
        base, coordinate = split_name(part)
        whole, own = roots.get(f"{base}_z"), roots.get(f"{part}_z")
        if own is None and whole is not None:
            own = whole[:, graph.known.index(base, coordinate)] if coordinate else whole
        return np.zeros(size) if own is None else own

    drawn = {}
    for name, root in graph.roots.items():
        columns = [column(part) for part in graph.known.parts(root.quantity)]
        drawn[name] = np.column_stack(columns) if root.dims else columns[0]
    return drawn


def chosen(study: Study, choices: Mapping[str, str]) -> Study:
    """Return a study with other options of its structural choices.

    Raises
    ------
    StudyError
        If a choice or an option is unknown; it names the command's option.
    """
    try:
        return with_choices(study, choices)
    except StudyError as error:
        raise StudyError(error.problem, key="--choose") from None


def _toggled(study: Study, changes: Changes) -> Study:
    if (changes.taken or changes.observed) and study.taken_on_evidence.likelihood == "none":
        choice = study.choice_on_evidence
        options = study.options[choice].options.items()
        allowed = " or ".join(f"{choice}={name}" for name, option in options if option.likelihood != "none")
        problem = f"the study takes no evidence under {study.choices[choice]!r}: nothing can be seen in it"
        raise StudyError(f"{problem}. Allowed: --choose {allowed}", key=", ".join(changes.words))
    for option, names, wanted in (("--without", changes.without, True), ("--with", changes.taken, False)):
        for name in names:
            _check_item(study, name, option, wanted)
    items = (set(study.items) | set(changes.taken)) - set(changes.without)
    return study.with_items(items) if items != set(study.items) else study


def _check_item(study: Study, name: str, option: str, wanted: bool) -> None:
    if name not in study.evidence:
        raise StudyError(unknown_name(name, study.evidence, what="evidence item"), key=option)
    if (name in study.items) == wanted:
        return
    allowed = study.items if wanted else sorted(set(study.evidence) - set(study.items))
    state = "out of" if wanted else "in"
    raise StudyError(
        f"{name!r} is {state} the study already. Allowed: {', '.join(allowed) or 'none, since no item is in'}",
        key=option,
    )


def _check_once(graph: Graph, changes: Changes) -> None:
    """Check that no node, and no coordinate of one, is changed twice."""
    seen: dict[str, str] = {}
    for change in changes.values:
        for name in _parts(graph, change.name, change.text):
            if name in seen:
                problem = f"{name!r} is changed by {seen[name]!r} too. Allowed: one change of a node"
                raise StudyError(problem, key=repr(change.text))
            seen[name] = change.text


def _parts(graph: Graph, name: str, text: str) -> tuple[str, ...]:
    """Return a name, or one for each coordinate of a node that is named without."""
    parts = graph.known.parts(name)
    for part in parts:
        check_node(part, graph, "", repr(text))
    return parts


def _constants(graph: Graph, fixed: Change) -> dict[str, Quantity]:
    """Return constants for what is fixed; a twin of it, from which other nodes are computed, has its value."""
    names = _parts(graph, fixed.name, fixed.text)
    base, key = split_name(fixed.name)[0], repr(fixed.text)
    unit = graph.units[base]
    value = fixed.value * conversion_factor(fixed.unit or unit, unit, key=key)
    for name in names:
        _check_allowed(graph, name, value, key)
    prior = make_prior("constant", {"value": value})
    entries = {"title": f"Fixed: {fixed.text}", "unit": unit, "prior": prior, "basis": "judgement"}
    return dict.fromkeys(names, record(Quantity, entries, "", key))


def _check_allowed(graph: Graph, name: str, value: float, key: str) -> None:
    low, high = _support(graph, name)
    if low <= value <= high and np.isfinite(value):
        return
    unit = graph.units[split_name(name)[0]].replace("dimensionless", "")
    allowed = f"{name!r} cannot be {value:g} {unit}".rstrip() + f". Allowed: {_range_text(low, high)} {unit}"
    raise StudyError(allowed.rstrip(), key=key)


def _range_text(low: float, high: float) -> str:
    """Say which values lie in a range."""
    ends = [] if np.isinf(low) else ["above 0" if low == ABOVE_ZERO else f"at least {low:g}"]
    ends += [] if np.isinf(high) else ["below 1" if high == BELOW_ONE else f"at most {high:g}"]
    return " and ".join(ends) or "any number"


def _support(graph: Graph, name: str) -> tuple[float, float]:
    """Return the least and the greatest value that a node may have."""
    base, coordinate = split_name(name)
    if base in graph.study.model.odds:
        return ABOVE_ZERO, BELOW_ONE
    origin = graph.known.origin(base, coordinate)
    whole = conversion_factor("dimensionless", graph.units[base]) if graph.known.share(name) else np.inf
    if not isinstance(origin, Quantity) or (prior := graph.known.prior(name, origin)).constant:
        return _least_drawn(graph, name), whole
    low, high = map(float, prior.quantile([0.0, 1.0]))
    return (ABOVE_ZERO if low == 0 and prior.form.positive else low), min(high, whole)


def _least_drawn(graph: Graph, name: str) -> float:
    """Read off draws whether a node may be zero or negative."""
    base = split_name(name)[0]
    nodes, _ = prior_draws(graph, draws=SUPPORT_DRAWS, seed=0, names=[base], terms=())
    least = float(node_draws(nodes, name).min())
    return ABOVE_ZERO if least > 0 else 0.0 if least == 0 else -np.inf


def _item(graph: Graph, observed: Change) -> tuple[str, EvidenceItem]:
    """Return a report of a node, with a name of its own; a share is reported as its odds."""
    (base, coordinate), key = split_name(observed.name), repr(observed.text)
    check_node(observed.name, graph, "", key)
    _check_observable(graph, observed.name, key)
    unit = graph.units[base]
    value, error = observed.value * conversion_factor(observed.unit or unit, unit, key=key), observed.error
    for name in _parts(graph, observed.name, observed.text):
        _check_allowed(graph, name, value, key)
    if base in graph.study.model.odds:
        value, error = value / (1 - value), error / (1 - value)
    entries = {
        "title": f"Supposed: {observed.text}",
        "kind": "measurement",
        "measures": graph.study.model.odds.get(base, observed.name),
        "published": graph.study.as_of,
        "known_to_author": False,
        "used_by_author": False,
        "source": "",
        "quote": "",
        "quantity_measured": "supposition",
        "unit": unit,
        "value": value,
        "sd": error,
        "cluster": "supposed",
    }
    return "_".join(["supposed", base, *([coordinate] if coordinate else [])]), record(EvidenceItem, entries, "", key)


def _check_observable(graph: Graph, name: str, key: str) -> None:
    base = split_name(name)[0]
    if not graph.uncertain(base):
        raise StudyError(f"{name!r} has a single value, which no observation changes; fix it with = instead", key=key)
    if _support(graph, name)[0] < 0:
        problem = f"{name!r} may be below zero, and evidence is on a log scale; fix it with = instead"
        raise StudyError(problem, key=key)
