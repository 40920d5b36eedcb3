"""Slips: in words, what a user's study says that has no effect, or that may be a slip of the pen."""

from collections.abc import Sequence

from ...analyses.change import Far, beyond_limits, far_items, far_values, idle, idle_choices, idle_items, own, unchanged
from ...analyses.explanation import relative_weights
from ...model import Graph
from ...priors import Study, split_name
from ...priors.catalogue import SHIPPED_FILES
from ..render.words import amount, listed, percent, probability
from ..run.run import Run
from ..run.terminal import say

__all__ = ["doubtful", "far_out", "generic", "impossible", "relative", "slips", "unexpected", "warn", "without_effect"]

UNEXPECTED = 0.001
"""Chance before the evidence of a report as far out as a user's own, below which it may be a slip of the pen."""
WIDE = 5.0
"""Standard deviation of a report on the log scale above which it says next to nothing: a factor of 150 either way."""


def warn(run: Run) -> None:
    """Say the slips of a user's own study on standard error; those that ship have none."""
    if not run.study.file.startswith(SHIPPED_FILES):
        for warning in slips(run.graph):
            say(warning)


def slips(graph: Graph) -> list[str]:
    """Return a sentence for each slip of a study of the user's own."""
    return without_effect(graph) + _odd(graph) + relative(graph) + shares_as_logs(graph)


def doubtful(graph: Graph) -> list[str]:
    """Return a sentence for each value of a user's own study that the conclusion should not be read without."""
    return [] if graph.study.file.startswith(SHIPPED_FILES) else _odd(graph)


def _odd(graph: Graph) -> list[str]:
    return far_out(graph) + unexpected(graph) + impossible(graph)


def shares_as_logs(graph: Graph) -> list[str]:
    """Say which discount of the user's own items is a share, and not the log that it is read as."""
    items = {name: item for name, item in graph.study.evidence.items() if own(graph.study, item)}
    said = "Warning: {} is discounted by {}, which is a share and is read as a log."
    return [said.format(name, d) for name, item in items.items() for d in item.discounts if graph.known.share(d)]


def relative(graph: Graph) -> list[str]:
    """Say for how much weights count that do not sum to one, if there are any."""
    shares = [f"{name} for {percent(share)}" for name, share in relative_weights(graph).items()]
    return [f"Weights are relative and do not sum to one: {listed(shares)}."] if shares else []


def without_effect(graph: Graph) -> list[str]:
    """Return a sentence for each entry and each choice of the user's that nothing depends on."""
    study = graph.study
    names = [name for name in idle(graph) if own(study, study.quantities[name]) and _changed(study, name)]
    said = [f"Warning: {name} is changed, and nothing depends on it as the choices stand." for name in names]
    said += [
        f"Warning: {name} is set to {study.choices[name]!r}, which makes no difference as the study stands."
        for name in idle_choices(graph)
    ]
    for name in idle_items(graph):
        item, why = study.evidence[name], "the study takes no evidence"
        if not item.include:
            why = f"it is {f'about {item.subject}' if item.subject else 'out'}. Allowed: include = true"
        elif not study.sees(item):
            why = f"it is published after {study.as_of}. Allowed: a later as_of"
        said.append(f"Warning: {name} is given, and is not in: {why}.")
    return said


def generic(graph: Graph) -> list[str]:
    """Say which judgements of a model of many subjects stand in for a study's own, if the conclusion is of them."""
    study, behind = graph.study, graph.lineage(graph.study.model.conclusion.node)
    shipped = study.catalogue.quantities if study.model.subject else {}
    judged = [name for name, entry in shipped.items() if entry.basis == "judgement" and not study.gives(name)]
    parts = {name: [part for part in _stands_for(graph, name) if part in behind] for name in judged}
    whole = {name: len(graph.known.parts(name)) == len(each) for name, each in parts.items()}
    names = [name for base, each in parts.items() for name in ([base] if each and whole[base] else each)]
    return [f"Generic numbers stand in for {listed(names)}, until the study gives its own."] if names else []


def _stands_for(graph: Graph, name: str) -> list[str]:
    """Return the coordinates, or the scalar, that have the prior of an entry, be it from one of their own."""
    prior = graph.study.quantities[name].prior if name in graph.study.quantities else None
    origins = {part: graph.known.origin(*split_name(part)) for part in graph.known.parts(name)}
    return [part for part, origin in origins.items() if prior and getattr(origin, "prior", None) == prior]


def _changed(study: Study, name: str) -> bool:
    """Whether an entry says something else than the model's own of that name."""
    shipped = study.catalogue.quantities
    known = shipped.get(name) or shipped.get(split_name(name)[0])
    return known is None or known.prior != study.quantities[name].prior


def far_out(graph: Graph, base: Graph | None = None) -> list[str]:
    """Return a sentence for each value that is hundreds of times what the prior has.

    Parameters
    ----------
    graph : Graph
    base : Graph, optional
        What its quantities are set against; the model's own numbers unless given.
    """
    study, own_numbers = graph.study, base or unchanged(graph)
    quantities = list(dict.fromkeys(far_values(graph, own_numbers))) if own_numbers else []
    items = [far for far in far_items(graph) if base is None or far.name not in base.study.items]
    if quantities:  # beside which shipped items are far out too
        items = [far for far in items if own(study, study.evidence[far.name])]
    sentences = [_far(far, "is", "the prior without it") for far in quantities]
    return sentences + [_far(far, "reports", "the prior of what it measures") for far in items]


def unexpected(graph: Graph) -> list[str]:
    """Return a sentence for each report of the user's own that the priors hardly allow, and no other sentence names."""
    study, named = graph.study, {far.name for far in far_items(graph)} | {row.name for row in beyond_limits(graph)}
    names = [n for n in study.items if own(study, study.evidence[n]) and n not in named]
    wide = [name for name in names if (study.evidence[name].sd or 0) > WIDE]
    return [
        f"Warning: {name} has an sd of {study.evidence[name].sd:g}, which is on the log scale: it says next to nothing."
        for name in wide
    ] + _unexpected(graph, [name for name in names if name not in wide])


def _unexpected(graph: Graph, names: Sequence[str]) -> list[str]:
    if not names:
        return []
    from ...analyses.evidence import expected  # here, since most studies have no report of their own
    from .checks import outside

    return [
        f"Warning: {row.item} {outside(row, row.before)} before the evidence. Is a thousand or a million missing, the"
        " unit another, or a prior or a discount too narrow?"
        for row in expected(graph, names)
        if row.before.tail < UNEXPECTED
    ]


def impossible(graph: Graph) -> list[str]:
    """Return a sentence for each value that is more than what bounds it."""
    return [
        f"Warning: {row.name} is more than {row.limit}, which it cannot be, with a probability of"
        f" {probability(row.chance)} before the evidence. Is it of more machines, or in another unit?"
        for row in beyond_limits(graph)
    ]


def _far(far: Far, verb: str, prior: str) -> str:
    low, high, value = (amount(each, far.unit, error=None) for each in (far.low, far.high, far.value))
    between = f"while {prior} is from {low} to {high}"
    return f"Warning: {far.name} {verb} {value}, {between}. Is a thousand or a million missing, or the unit another?"
