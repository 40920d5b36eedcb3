"""Checks: whether all that a study writes has a place in the graph, before anything has a value and at the medians."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from ...priors import EvidenceItem, Quantity, StudyError, split_name, unknown_name
from ...priors.errors import quoted, together
from ...priors.support import NEVER, WHOLE, check_support
from ...priors.units import conversion_factor
from ..evidence import observation_model
from ..language import Evaluator, Given, Names, Node
from .dims import coordinate_problem, dim_problem, missing, shared

__all__ = ["check_options", "check_record", "check_study", "check_values"]

DIMS = ("chain", "draw", "sample")
"""Dims that every table of results has."""


def check_study(names: Names) -> None:
    """Check that every quantity and every item of the study has a place in the graph.

    Raises
    ------
    StudyError
        With all that has none, of the first file that holds any.
    """
    errors = [*shared(names)] or [*_quantity_errors(names), *missing(names, _known(names))]
    errors = errors or [*_lacking(names), *_untitled(names)] or [*_item_errors(names)]
    if errors:
        raise together([error for error in errors if error.file == errors[0].file])


def _lacking(names: Names) -> Iterator[StudyError]:
    """Yield an error for each quantity that a formula takes, as choices stand, and that has no entry."""
    sources = ((node, names.source(node)) for node in names.all)
    taken = {
        split_name(p)[0]: node for node, source in sources if not isinstance(source, Given) for p in source.parents
    }
    for base, node in taken.items():
        if base not in (*names.all, "included", "observed"):
            problem = f"has neither an entry nor a formula, and {node!r} is computed from it. Allowed: an entry"
            yield StudyError(problem, file=names.study.file, key=f"quantities.{base}")


def _untitled(names: Names) -> Iterator[StudyError]:
    """Yield an error for each title that the study's subject gives to what there is not."""
    parts = (part for base in names.all for part in names.parts(base))
    known = {*names.all, *names.nodes, *names.study.quantities, *names.study.evidence, *parts}
    for name in names.study.subject.words.keys() - known:
        yield StudyError(unknown_name(name, names.all, what="node"), file=names.study.file, key=f"subject.words.{name}")


def check_record(names: Names) -> None:
    """Check that the model has the nodes that its record names.

    Raises
    ------
    StudyError
        If it has not; the message names the file and the key.
    """
    model, file = names.study.model, str(Path(names.study.model.folder) / "model.toml")
    for key, named in (("conclusion.node", [model.conclusion.node]), ("headline", model.headline)):
        for name in named:
            if name not in names.all or names.dims(name):
                scalars = [known for known in names.all if not names.dims(known)]
                raise StudyError(unknown_name(name, scalars, what="scalar node"), file=file, key=key)
    if model.panels and model.panels not in names.study.options:
        raise StudyError(unknown_name(model.panels, names.study.options, what="choice"), file=file, key="panels")


def check_options(names: Names) -> None:
    """Check that formulas are declared for choices and options that there are.

    Raises
    ------
    StudyError
        If the model has no such choice or option; the message names the node.
    """
    choices = names.study.options
    for node in names.nodes.values() if choices else ():
        if node.choice and node.choice not in choices:
            raise StudyError(unknown_name(node.choice, choices, what="choice"), key=node.name)
        for option in node.options:
            if option not in choices[node.choice].options:
                known = choices[node.choice].options
                raise StudyError(unknown_name(option, known, what=f"option of {node.choice}"), key=node.name)


def check_values(names: Names, evaluator: Evaluator, items: Iterable[str]) -> None:
    """Check that headline nodes, and those that items measure, are numbers at the medians of the priors.

    Raises
    ------
    StudyError
        If one is none; the message names the study's own zeros that it depends on.
    """
    measured = (names.study.evidence[item].measures for item in items)
    for name in dict.fromkeys((*names.study.model.headline, *measured)):
        if split_name(name)[0] in names.all and not np.all(np.isfinite(evaluator.value(name))):
            raise _no_number(name, names)


def _no_number(name: str, names: Names) -> StudyError:
    """Return an error that names the study's own zeros, or else what of its own is furthest from one."""
    own = {n: q for n, q in names.study.quantities.items() if names.study.catalogue.quantities.get(n) is not q}
    zeros = [n for n, q in own.items() if q.prior.constant and q.prior.quantile(0.5) == 0]
    problem = f"{quoted(name)} is no number at the medians of the priors"
    if not own:
        return StudyError(problem, file=names.study.file, key=name)
    if zeros:
        problem, key = f"{problem}: {', '.join(zeros)} is zero. Allowed: above zero", zeros[0]
    else:
        sizes = {n: abs(np.log10(np.abs(q.prior.quantile(0.5)))) for n, q in own.items()}
        key = max(sizes, key=lambda n: sizes[n] if np.isfinite(sizes[n]) else 0.0)
        problem += f", of which {key} is the furthest from 1. Allowed: what a computer holds with all that follows"
    return StudyError(problem, file=own[key].file, key=f"quantities.{key}")


def _quantity_errors(names: Names) -> Iterator[StudyError]:
    known, concluded = _known(names), _concluded(names)
    for name, entry in names.study.quantities.items():
        base, coordinate = split_name(name)
        key = f"quantities.{name}"
        if base not in known:
            discounts = {each for item in names.study.evidence.values() for each in item.discounts}
            problem = unknown_name(name, known & discounts.union(names.all), what="quantity")
        elif coordinate and (misplaced := coordinate_problem(base, coordinate, names)):
            problem = misplaced
        elif twin := names.nodes[base].twin if base in names.nodes else "":
            problem = f"has the value of {twin!r}, which it is another form of. Allowed: an entry for {twin!r}"
        elif entry.file and base in concluded:
            parents = ", ".join(names.nodes[base].formula.arguments)
            problem = (
                "would be a second reading of the conclusion, which reports do not reach. Allowed: a measurement of it"
                f" under 'evidence', or an entry for what it is computed from: {parents}"
            )
        else:
            problem, key = dim_problem(name, entry, names), f"{key}.dims"
            if not problem and base in names.nodes and names.nodes[base].share:
                problem, key = _support_problem(entry), f"quantities.{name}.prior"
        if problem:
            yield StudyError(problem, file=entry.file, key=key)


def _concluded(names: Names) -> set[str]:
    """Return the computed nodes that are the conclusion in one form or another: itself, a share, or what shares report.

    What is supposed of them replaces their formulas too; that is after the evidence, and of no file.
    """
    model, shares = names.study.model, (e for e in names.study.catalogue.evidence.values() if e.of_kind.scale.part)
    return {model.conclusion.node, *model.odds, *(item.measures for item in shares)} & names.nodes.keys()


def _known(names: Names) -> set[str]:
    """Return what formulas and items take, and what the catalogue has, without coordinates."""
    study, items = names.study, names.study.evidence.values()
    used = {name for node in names.nodes.values() for name in (node.name, *node.arguments)}
    used |= {name for item in items for name in (*item.discounts, item.measures, item.sd_quantity) if name}
    shipped = study.catalogue.quantities if names.nodes else study.quantities
    return {split_name(name)[0] for name in (*used, *shipped)}


def _support_problem(entry: Quantity) -> str:
    """Say how the prior of a share reaches beyond nothing or all of it."""
    try:
        check_support(entry.prior, entry.unit, share=True)
    except ValueError as error:
        return str(error)
    return ""


def _item_errors(names: Names) -> Iterator[StudyError]:
    for name, item in names.study.evidence.items():
        for key, problem in _item_problems(name, item, names):
            yield StudyError(problem, file=item.file, key=".".join(["evidence", name, *([key] if key else [])]))


def _item_problems(name: str, item: EvidenceItem, names: Names) -> Iterator[tuple[str, str]]:
    if name in (*DIMS, *names.study.model.dims, *names.all) or name.removesuffix("_z") in names.all:
        yield "", f"{quoted(name)} is the name of a dim, a node or a root. Allowed: another name"
    yield from (("discounts", problem) for d in item.discounts for problem in _discount_problems(name, d, names))
    if item.sd_quantity:
        yield from (("sd_quantity", problem) for problem in _sd_problems(item.sd_quantity, names))
    base = split_name(item.measures)[0]
    known = names.parts(base) if base in names.all else names.all
    if item.measures not in known:
        yield "measures", unknown_name(item.measures, known, what="node")
    else:
        yield from _measured_problems(item, names)
    needed = observation_model(names.study, name).needed
    for key, others in (("informs", item.informs), ("kind", needed)):
        yield from ((key, unknown_name(n, names.all, what="node")) for n in others if split_name(n)[0] not in names.all)


def _discount_problems(item: str, name: str, names: Names) -> Iterator[str]:
    """Yield what keeps a quantity from being what a report exceeds what it measures by, on the log scale."""
    if name not in names.all:
        yield unknown_name(name, names.all, what="node")
    elif (coordinates := names.coordinates(name)) and item not in coordinates:
        yield f"{quoted(name)} has coordinates. Allowed: one of them, such as {names.parts(name)[0]}"
    elif names.unit(name) != "dimensionless":
        yield f"{quoted(name)} has the unit {names.unit(name)!r}; a discount is a dimensionless log"


def _sd_problems(name: str, names: Names) -> Iterator[str]:
    """Yield what keeps a quantity from being a standard deviation on the log or logit scale."""
    if name not in names.all:
        yield unknown_name(name, names.all, what="node")
    elif names.coordinates(name):
        yield f"{quoted(name)} has coordinates. Allowed: a standard deviation, which is one number"
    elif names.unit(name) != "dimensionless":
        yield f"{quoted(name)} is in {names.unit(name)}. Allowed: dimensionless, on the log or logit scale"
    elif _least(name, names) <= 0:
        yield f"{quoted(name)} may be zero or less, which no standard deviation is"


def _measured_problems(item: EvidenceItem, names: Names) -> Iterator[tuple[str, str]]:
    unit = names.unit(split_name(item.measures)[0])
    if not item.of_kind.logged and unit != "dimensionless":
        yield "measures", f"{quoted(item.measures)} is in {unit}; a {item.kind} measures a probability"
        return
    try:
        conversion_factor(item.unit, unit)
    except StudyError as error:
        yield "unit", error.problem
        return
    if names.share(item.measures):
        yield from (("measures", problem) for problem in _share_problems(item, names))
    if item.of_kind.logged and _least(item.measures, names) < 0:
        yield "measures", f"{quoted(item.measures)} may be below zero, and a {item.kind} is of its log"


def _share_problems(item: EvidenceItem, names: Names) -> Iterator[str]:
    """Yield what keeps an item from being a report of a part of a whole."""
    scale, odds, unit = item.of_kind.scale, names.study.model.odds, names.unit(split_name(item.measures)[0])
    if scale.part:
        ratio = f", such as of {odds[item.measures]!r}" if item.measures in odds else ""
        yield f"{quoted(item.measures)} is a share; a share report measures odds{ratio}. Allowed: kind = 'measurement'"
    elif scale.unit and (most := item.value if item.high is None else item.high) is not None:
        if most * conversion_factor(item.unit, unit, file=item.file, key="unit") > WHOLE[unit]:
            yield f"{quoted(item.measures)} is a share, and {most:g} {item.unit} is more than the whole"
    elif item.of_kind.logged:
        yield f"{quoted(item.measures)} is a share, and nothing that a {item.kind} is of. Allowed: kind = 'measurement'"


def _least(name: str, names: Names) -> float:
    """Return the least value that a quantity has but with a probability of one in a million; one of a computed node."""
    origin: Quantity | Node = names.origin(*split_name(name))
    return float(origin.prior.quantile(NEVER)) if isinstance(origin, Quantity) else 1.0
