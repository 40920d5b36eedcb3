"""Layout of the graph's picture: which box stands where, panel by panel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

import numpy as np
from scipy.optimize import linear_sum_assignment

from ...model import Graph
from ...model.evidence import terms
from ...priors import split_name

__all__ = ["BOX", "EVIDENCE", "Box", "Panel", "Picture", "discounts_of", "lay_out", "members_of"]

BOX = (2.25, 0.5)
"""Width and height of a node's box, in inches."""

EVIDENCE = "evidence"
"""The panel of the evidence and its discounts."""

_BETWEEN, _PAD, _HEADER, _ROW = 0.75, 0.2, 0.42, 0.62
_PANEL_GAP, _COLUMN_GAP, _TOP, _EDGE = 0.25, 0.6, 1.45, 0.3
_ITEM_GAP, _STRIP_ROW, _STRIP_GAP = 0.2, 1.05, 0.45


@dataclass(frozen=True)
class Box:
    """A node or an item: its name, its centre in inches and its column within the panel."""

    name: str
    x: float
    y: float
    column: int
    part: str


@dataclass(frozen=True)
class Panel:
    """A part of the argument: its lower left corner and its size, in inches."""

    part: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Picture:
    """Everything's place, and the size of the whole."""

    boxes: Mapping[str, Box]
    panels: Sequence[Panel]
    width: float
    height: float


@dataclass(frozen=True)
class _Group:
    part: str
    columns: tuple[tuple[str, ...], ...]

    @property
    def rows(self) -> int:
        return max(len(column) for column in self.columns)


def lay_out(graph: Graph) -> Picture:
    """Place every node in its part's panel, and the evidence in a strip below them."""
    members = members_of(graph)
    groups = {part: _Group(part, _split(graph, names)) for part, names in members.items() if part != EVIDENCE}
    stacks = _stacks(graph, groups)
    width = 2 * _EDGE + sum(map(_stack_width, stacks)) + _COLUMN_GAP * (len(stacks) - 1)
    strip = _strip(graph, members.get(EVIDENCE, []), width)
    bottom = _EDGE + (_HEADER + _PAD + len(strip) * _STRIP_ROW + _STRIP_GAP if strip else 0.0)
    height = bottom + max(map(_stack_height, stacks)) + _TOP
    boxes, panels = _place_stacks(stacks, bottom, height - _TOP)
    if strip:
        _place_strip(graph, strip, boxes, width)
        panels.append(Panel(EVIDENCE, _EDGE, _EDGE, width - 2 * _EDGE, bottom - _EDGE - _STRIP_GAP))
    return Picture(boxes, panels, width, height)


def _stacks(graph: Graph, groups: Mapping[str, _Group]) -> list[list[_Group]]:
    """Return the columns of panels that the model's record asks for; a part that it does not know goes last."""
    parts = graph.study.model.parts
    last = max((part.column for part in parts.values()), default=0)
    places = {part: parts[part].column if part in parts else last for part in groups}
    return [[groups[part] for part in groups if places[part] == column] for column in sorted(set(places.values()))]


def members_of(graph: Graph) -> dict[str, list[str]]:
    """Return each part's nodes; an input belongs to the part of its first consumer."""
    parts = {split_name(node.name)[0]: node.part for node in graph.argument.values()}
    discounts = {name for item in graph.items for name in discounts_of(graph, item)} - set(parts)
    first: dict[str, str] = {}
    for name in parts:
        for parent in graph.parents.get(name, ()):
            first.setdefault(split_name(parent)[0], parts[name])
    members: dict[str, list[str]] = {part: [] for part in (*graph.study.model.parts, *parts.values(), EVIDENCE)}
    for name in graph.names:
        part = EVIDENCE if name in discounts else parts.get(name) or first.get(name) or _file_part(graph, name)
        members[part].append(name)
    return {part: names for part, names in members.items() if names or (part == EVIDENCE and graph.items)}


def _file_part(graph: Graph, name: str) -> str:
    """Return the part whose data file holds a quantity that no formula takes."""
    file = next(q.file for key, q in graph.study.quantities.items() if split_name(key)[0] == name)
    stem = PurePosixPath(file).stem
    return stem if stem in graph.study.model.parts else EVIDENCE


def _split(graph: Graph, names: list[str]) -> tuple[tuple[str, ...], ...]:
    """Split a part into inputs and computed nodes, which flow from left to right."""
    computed = [name for name in names if graph.parents.get(name)]
    inputs = [name for name in names if name not in computed]
    if len(inputs) < len(computed) / 2:
        early = [name for name in computed if not set(_parents(graph, name)) & set(computed)]
        inputs, computed = inputs + early, [name for name in computed if name not in early]
    order = {name: place for place, name in enumerate(computed)}
    return tuple(sorted(inputs, key=lambda name: _first_use(graph, name, order))), tuple(computed)


def _parents(graph: Graph, name: str) -> list[str]:
    bases = [split_name(parent)[0] for parent in graph.parents.get(name, ())]
    return [base for base in bases if base in graph.units and base != name]


def _first_use(graph: Graph, name: str, order: Mapping[str, int]) -> float:
    """Return the mean place of a node's consumers in the panel; those with none there go last."""
    places = [place for child, place in order.items() if name in _parents(graph, child)]
    return sum(places) / len(places) if places else float(len(order))


def _panel_height(group: _Group, row: float) -> float:
    return _HEADER + group.rows * row + _PAD


def _stack_height(stack: Sequence[_Group]) -> float:
    return sum(_panel_height(group, _ROW) for group in stack) + _PANEL_GAP * (len(stack) - 1)


def _place_stacks(stacks: list[list[_Group]], bottom: float, top: float) -> tuple[dict[str, Box], list[Panel]]:
    """Place columns of panels side by side, each stretched to the full height."""
    boxes: dict[str, Box] = {}
    panels: list[Panel] = []
    x = _EDGE
    for stack in stacks:
        row = _ROW + (top - bottom - _stack_height(stack)) / sum(group.rows for group in stack)
        y = top
        for group in stack:
            height = _panel_height(group, row)
            panels.append(Panel(group.part, x, y - height, _group_width(group), height))
            _fill(boxes, group, x, y - _HEADER, row)
            y -= height + _PANEL_GAP
        x += _stack_width(stack) + _COLUMN_GAP
    return boxes, panels


def _stack_width(stack: Sequence[_Group]) -> float:
    return max(_group_width(group) for group in stack)


def _group_width(group: _Group) -> float:
    return len(group.columns) * BOX[0] + (len(group.columns) - 1) * _BETWEEN + 2 * _PAD + 0.25


def _fill(boxes: dict[str, Box], group: _Group, left: float, top: float, row: float) -> None:
    """Place the boxes of a panel, each column spread over its height."""
    for number, column in enumerate(group.columns):
        x = left + _PAD + BOX[0] / 2 + number * (BOX[0] + _BETWEEN)
        step = row * group.rows / max(len(column), 1)
        for place, name in enumerate(column):
            boxes[name] = Box(name, x, top - (place + 0.5) * step, number, group.part)


def _strip(graph: Graph, discounts: Sequence[str], width: float) -> list[Sequence[str]]:
    """Return the rows of the evidence panel: items, what they are discounted by, and what is not in use."""
    seen, used = set(graph.study.items), {name for item in graph.items for name in discounts_of(graph, item)}
    kinds = [
        [name for name in graph.items if name in seen],
        [name for name in graph.items if name not in seen],
        [name for name in discounts if name in used],
        [name for name in discounts if name not in used],
    ]
    most = max(int((width - 2 * (_EDGE + _ITEM_GAP)) / (BOX[0] + _ITEM_GAP)), 1)
    return [row for names in kinds for row in _dealt(names, most)]


def _dealt(names: Sequence[str], most: int) -> list[Sequence[str]]:
    """Deal names out to as few rows as have room for them."""
    count = -(-len(names) // most)
    return [names[i::count] for i in range(count)]


def _place_strip(graph: Graph, rows: Sequence[Sequence[str]], boxes: dict[str, Box], width: float) -> None:
    """Give every name the free place of its row that is nearest to where its arrow leads."""
    size = max(map(len, rows))
    step = (width - 2 * _EDGE - 2 * _ITEM_GAP) / size
    places = _EDGE + _ITEM_GAP + (np.arange(size) + 0.5) * step
    for number, row in enumerate(rows):
        goals = np.array([_goal(graph, name, boxes) for name in row])
        order = sorted(range(len(row)), key=lambda i: (goals[i], _measured(graph, row[i])))
        _, taken = linear_sum_assignment(np.abs(goals[order][:, np.newaxis] - places) ** 1.5)
        y = _EDGE + _PAD + (len(rows) - number - 0.5) * _STRIP_ROW
        for index, place in zip(order, taken, strict=True):
            boxes[row[index]] = Box(row[index], float(places[place]), y, number, EVIDENCE)


def _goal(graph: Graph, name: str, boxes: Mapping[str, Box]) -> float:
    """Return the mean horizontal place of what an item measures, or of the items that take a discount."""
    items = graph.study.evidence
    if name in graph.items:
        return boxes[split_name(items[name].measures)[0]].x
    users = [boxes[i].x for i in graph.items if name in discounts_of(graph, i) and i in boxes]
    return sum(users) / len(users) if users else 0.0


def _measured(graph: Graph, name: str) -> str:
    return graph.study.evidence[name].measures if name in graph.items else name


def discounts_of(graph: Graph, item: str) -> set[str]:
    """Return the quantities that an item takes beside what it measures: discounts, spread and parameters."""
    _, *others = terms(item, graph.known)
    return {split_name(name)[0] for name in others}
