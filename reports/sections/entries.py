"""Entries: every quantity, with all that is known of it in one place."""

from collections.abc import Mapping, Set
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from ...analyses.change import taken
from ...analyses.explanation import explain
from ...model import Graph
from ...priors import split_name
from ..render.document import Block, Table, frame
from ..render.words import amount, estimated, label, percent, prior_words, titles_of
from ..run.refusal import NotConverged
from ..run.run import Run

if TYPE_CHECKING:
    from ...analyses.fit import Row

__all__ = ["write"]

_GIVEN = ("basis", "source", "quote")
_HEADER = (
    "name",
    "title",
    "unit",
    "formula",
    "parents",
    "prior",
    "posterior",
    *_GIVEN,
    "note",
    "used_by",
    "measured_by",
    "items",
)
_LABELS = {
    "formula": "Formula",
    "items": "Evidence in it",
    "measured_by": "Measured by",
    "parents": "Computed from",
    "posterior": "After the evidence",
    "prior": "Before the evidence",
    "used_by": "Used by",
}


def write(run: Run) -> list[Block]:
    """List the nodes by name; without a posterior where there is none."""
    after: dict[str, Row] = {}
    with suppress(NotConverged):
        after = run.rows
    used = taken(run.graph)
    rows = [_entry(run, name, after, used) for name in sorted(run.graph.names)]
    table = frame((*_HEADER, "command"), rows, index="name")
    folded = f"All {len(rows)} quantities: what each is, its unit, formula or prior, source, and where it is used"
    return [Table("entries", table, labels=_LABELS, shown="page", folded=folded, entries=True)]


def _entry(run: Run, name: str, after: Mapping[str, "Row"], used: Set[str]) -> tuple[object, ...]:
    graph, titles, ci_prob = run.graph, titles_of(run.graph), run.settings.ci_prob
    node = explain(graph, name)
    own = {key: each for key, each in node.inputs.items() if split_name(key)[0] == name and _serves(graph, key, used)}
    priors = {key: prior_words(each.prior, ci_prob=ci_prob) for key, each in own.items()}
    parts = {*graph.known.parts(name)}
    shown = parts if node.formula or not used & parts else used & parts
    ends = {
        key: estimated(partial(amount, unit=row.unit), row.values, row.errors)
        for key, row in after.items()
        if key in shown and row.low < row.high
    }
    of_each = partial(_of_each, titles=titles, whole=len(parts) == 1)
    interval = f"median, {percent(ci_prob, error=0)} interval"
    said = (
        *(
            name,
            label(name) if node.title in own else node.title,
            node.unit,
            (node.formula or "").replace("return ", ""),
            [parent for parent in node.parents if split_name(parent)[0] != name],
        ),
        of_each(priors),
        of_each({key: f"{text}, {interval}" for key, text in ends.items()}),
        *(list(dict.fromkeys(text for each in own.values() if (text := getattr(each, key)))) for key in _GIVEN),
        of_each({key: each.note for key, each in own.items() if each.note}),
        [
            user
            for user in graph.names
            if user != name and name in {split_name(each)[0] for each in graph.parents.get(user, ())}
        ],
        [item for item, each in graph.study.evidence.items() if split_name(each.measures)[0] == name],
        [item for item, _, seen in node.evidence if seen and name in graph.study.model.headline],
        f"llm-barriers explain {name} --study .",
    )
    return tuple(each or None for each in said)


def _serves(graph: Graph, entry: str, used: Set[str]) -> bool:
    """Whether an entry is of a scalar, or of a coordinate that is taken; all are where none is."""
    parts = graph.known.parts(entry)
    served = [part for part in parts if graph.known.origin(*split_name(part)) is graph.study.quantities[entry]]
    return not used & {*graph.known.parts(split_name(entry)[0])} or bool(used & {*served})


def _of_each(texts: Mapping[str, str], titles: Mapping[str, str], *, whole: bool) -> list[str]:
    """Say of what coordinate each text is, unless it is of the whole node."""
    if whole or (len(texts) == 1 and not any(split_name(key)[1] for key in texts)):
        return list(texts.values())
    parts = {key: split_name(key)[1] or "else" for key in texts}
    return [f"{titles.get(parts[key], parts[key])}: {text}" for key, text in texts.items()]
