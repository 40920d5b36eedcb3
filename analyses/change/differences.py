"""Differences: what two studies assume differently, sorted into groups that can be taken over one at a time.

Differences that only make sense together are one group: an option with the quantities that it sets, a new
coordinate with all its entries, an item with a quantity that only its study has, and the coordinates of one
quantity. Every mixture of groups is then a study that the graph can be built from.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from ...model import Graph
from ...priors import EvidenceItem, Quantity, Study, split_name

__all__ = ["ABSENT", "OUT", "Difference", "Group", "blend", "by_part", "differences", "groups"]

_REPORTED = ("kind", "measures", "unit", "value", "low", "high", "sd", "sd_quantity", "discounts")
"""What of an item the likelihood depends on."""

ABSENT, OUT, FORMULA = "not known", "out", "by formula"


class Difference(NamedTuple):
    """One assumption that two studies make differently.

    Attributes
    ----------
    kind : {"quantity", "choice", "item"}
    name : str
    first, second : str or Quantity
        What each study assumes.
    """

    kind: str
    name: str
    first: str | Quantity
    second: str | Quantity


class Group(NamedTuple):
    """Differences that are taken over together."""

    name: str
    members: tuple[Difference, ...]


def differences(first: Study, second: Study) -> list[Difference]:
    """Return what two studies assume differently: choices, items of evidence and quantities.

    Notes
    -----
    Titles, quotes and notes are not compared, nor claims, which assume nothing. A date counts through the
    items that are in by then.
    """
    return [*_choices(first, second), *_items(first, second), *_quantities(first, second)]


def _choices(first: Study, second: Study) -> list[Difference]:
    both = [(name, *(study.choices.get(name, ABSENT) for study in (first, second))) for name in first.options]
    return [Difference("choice", name, one, other) for name, one, other in both if one != other]


def _items(first: Study, second: Study) -> list[Difference]:
    names = dict.fromkeys([*first.items_by_date(), *second.items_by_date()])
    both = [(name, _item_text(first, name), _item_text(second, name)) for name in names]
    same = ({ABSENT, OUT}, {OUT}, {ABSENT})  # neither enters
    return [Difference("item", name, *pair) for name, *pair in both if {*pair} not in same and pair[0] != pair[1]]


def _is_in(study: Study, name: str) -> bool:
    """Whether an item would enter, if the evidence model lets any in."""
    item = study.evidence.get(name)
    return item is not None and item.include and study.sees(item)


def _item_text(study: Study, name: str) -> str:
    if name not in study.evidence:
        return ABSENT
    if not _is_in(study, name):
        return OUT
    item = study.evidence[name]
    said = {key: getattr(item, key) for key in _REPORTED}
    return ", ".join(f"{key} {_plain(value)}" for key, value in said.items() if value not in (None, ()))


def _plain(value: object) -> str:
    if isinstance(value, tuple):
        return " and ".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _quantities(first: Study, second: Study) -> list[Difference]:
    names = sorted({*first.quantities, *second.quantities})
    both = [(name, first.quantities.get(name), second.quantities.get(name)) for name in names]
    return [
        Difference("quantity", name, one or FORMULA, other or FORMULA)
        for name, one, other in both
        if _assumed(one) != _assumed(other)
    ]


def _assumed(entry: Quantity | None) -> object:
    return None if entry is None else (entry.prior, entry.unit, entry.dims)


def groups(first: Study, second: Study) -> list[Group]:
    """Sort what two studies assume differently into groups that can be taken over one at a time.

    Returns
    -------
    list of Group
        Each named by its choice or item, if it has one, or else by its quantity.
    """
    import networkx as nx  # here, since whoever changes one number compares no two studies

    alone = differences(first, second)
    tied = nx.Graph()
    for number, difference in enumerate(alone):
        tied.add_node(number)
        tied.add_edges_from((number, tie) for tie in _ties(difference, first, second))
    members = [sorted(n for n in part if isinstance(n, int)) for part in nx.connected_components(tied)]
    return [_group([alone[n] for n in numbers]) for numbers in sorted(members)]


def _ties(difference: Difference, first: Study, second: Study) -> list[str]:
    """Return the names that a difference shares with those that it only makes sense together with."""
    match difference.kind:
        case "choice":
            options = first.options[difference.name].options.values()
            return [_tie(name, first, second) for option in options for name in option.quantities]
        case "item":
            entries = [
                study.evidence[difference.name] for study in (first, second) if difference.name in study.evidence
            ]
            needed = {name for item in entries for name in (*item.discounts, item.sd_quantity) if name}
            named = [_tie(item.measures, first, second) for item in entries if split_name(item.measures)[1]]
            return [f"of {difference.name}", *named, *(name for name in needed if _one_sided(name, first, second))]
    return [_tie(difference.name, first, second)]


def _tie(name: str, first: Study, second: Study) -> str:
    """Return what a quantity is grouped by: a coordinate that only one study has, or else its own name.

    Where two studies share no coordinate of a dim, all of it is one group, since no study goes without any.
    """
    base, coordinate = split_name(name)
    if coordinate is None:
        return base
    for dim in (dim for dim, entry in first.model.dims.items() if entry.quantity):
        one, other = ({*study.coordinates(dim)} for study in (first, second))
        if coordinate in one ^ other:
            return f"coordinate {coordinate}" if one & other else f"all of {dim}"
    return f"of {coordinate}" if coordinate in {*first.evidence, *second.evidence} else base


def _one_sided(base: str, first: Study, second: Study) -> bool:
    return len({any(split_name(name)[0] == base for name in study.quantities) for study in (first, second)}) == 2


def _group(members: Sequence[Difference]) -> Group:
    """Name a group by the first of its choices, items and quantities, which come in this order."""
    lead = members[0]
    return Group(lead.name if lead.kind != "quantity" else split_name(lead.name)[0], tuple(members))


def by_part(alone: Iterable[Group], first: Graph, second: Graph) -> list[Group]:
    """Put groups of quantities together by the part of the argument that they feed, and items by year.

    Notes
    -----
    A choice stays on its own. Items go by the year in which they were published, and quantities that feed no node by
    the file that they are in.
    """
    merged: dict[str, list[Difference]] = {}
    for group in alone:
        merged.setdefault(_part(group, first, second), []).extend(group.members)
    return [Group(name, tuple(members)) for name, members in merged.items()]


def _part(group: Group, first: Graph, second: Graph) -> str:
    lead = group.members[0]
    if lead.kind == "choice":
        return group.name
    if lead.kind == "item":
        item = second.study.evidence.get(lead.name) or first.study.evidence[lead.name]
        return f"evidence of {item.published.year}"
    entry = first.study.quantities.get(lead.name) or second.study.quantities[lead.name]
    return first.part_of(lead.name, entry)


def blend(first: Study, second: Study, taken: Collection[Difference]) -> Study:
    """Return the first study with some differences taken over from the second.

    Parameters
    ----------
    first, second : Study
    taken : collection of Difference
        Of whole groups; see `groups`.

    Returns
    -------
    Study
        With all differences it assumes what the second does, with none what the first does.
    """
    kinds: dict[str, set[str]] = {"quantity": set(), "choice": set(), "item": set()}
    for difference in taken:
        kinds[difference.kind].add(difference.name)
    entries = {  # in the order of the studies, on which draws depend, and not in that of a set
        name: (second if name in kinds["quantity"] else first).quantities.get(name)
        for name in {**first.quantities, **second.quantities}
    }
    quantities = {name: entry for name, entry in entries.items() if entry is not None}
    taken_from = {name: second if name in kinds["choice"] else first for name in {**first.choices, **second.choices}}
    choices = {name: study.choices[name] for name, study in taken_from.items() if name in study.choices}
    evidence = _evidence(first, second, kinds["item"])
    name = f"{first.name} with {len(taken)} differences of {second.name}"
    mixed = replace(first, name=name, quantities=quantities, choices=choices, evidence=evidence)
    return mixed.at(max(first.as_of, second.as_of))


def _evidence(first: Study, second: Study, taken: Collection[str]) -> dict[str, EvidenceItem]:
    """Return the items, each as its study has it, in or out whatever the date, but for one that is out and alone."""
    items = {}
    for name in dict.fromkeys([*first.evidence, *second.evidence]):
        study = second if name in taken else first
        if name in study.evidence and (_is_in(study, name) or (name in first.evidence and name in second.evidence)):
            items[name] = study.evidence[name].model_copy(update={"include": _is_in(study, name)})
    return items
