"""Explain: what a node is, where its numbers come from, and which evidence reaches it."""

from collections.abc import Iterable

from ...analyses.explanation import Explanation, Input, explain
from ...priors import split_name
from ..render.document import Block, Facts, Table, frame
from ..render.words import prior_words
from ..run.run import Run

__all__ = ["compute", "inputs_table", "write"]


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
    return [
        Facts(facts),
        inputs_table(result.inputs),
        Table("evidence", frame(header, items), entries=True),
    ]


def inputs_table(inputs: Iterable[Input]) -> Table:
    """Return the numbers behind a node, one after the other."""
    table = frame(Input._fields, inputs)
    return Table("inputs", table.assign(prior=table["prior"].map(prior_words)), entries=True)
