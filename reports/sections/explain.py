"""Explain: what a node is, where its numbers come from, and which evidence reaches it."""

from collections.abc import Mapping

from ...analyses.explanation import Explanation, explain
from ...priors import Quantity, split_name
from ..render.document import Block, Facts, Table, frame
from ..render.words import entitled, label, prior_words
from ..run.run import Run

__all__ = ["compute", "inputs_table", "write"]

_ENTRY = ("name", "title", "unit", "prior", "basis", "source", "quote", "note", "file")


def compute(run: Run, *, node: str) -> Explanation:
    """Explain a node, or a coordinate of one."""
    if split_name(node)[1]:
        from ...analyses.fit import check_node  # which draws, as one may wait for

        check_node(node, run.graph, "", "NODE")
    return explain(run.graph, node)


def write(result: Explanation) -> list[Block]:
    """Tell its formula and its parents, then its numbers and the evidence, each with its quotes."""
    header = ("item", "title", "published", "in", "quote")
    items = [(name, item.title, item.published, seen, item.quote) for name, item, seen in result.evidence]
    facts = {key: value for key, value in result._asdict().items() if key not in ("inputs", "evidence")}
    facts["title"] = label(result.name) if result.title in result.inputs else result.title
    return [
        Facts(facts),
        inputs_table(result.inputs),
        Table("evidence", frame(header, items), entries=True),
    ]


def inputs_table(entries: Mapping[str, Quantity]) -> Table:
    """Return the numbers behind a node, one after the other."""
    rows = (
        (n, entitled(n, q.title), q.unit, prior_words(q.prior), q.basis, q.source, q.quote, q.note, q.file)
        for n, q in entries.items()
    )
    return Table("inputs", frame(_ENTRY, rows), entries=True)
