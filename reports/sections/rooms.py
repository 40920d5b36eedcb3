"""Rooms: the conclusion under each option of the choice that no data settles."""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from ...analyses.structure import PanelRow, panel_rows
from ...model import Graph
from ..render.conclusion import Conclusion
from ..render.document import Block, Heading, Note, Paragraph, Table
from ..run.run import Run

__all__ = ["Rooms", "compute", "write"]

_SHOWN = ("title", "prior_median", "median", "low", "high", "below")
_LABELS = {"title": "Option", "prior_median": "Median before", "median": "Median after", "low": "Low", "high": "High"}


class Rooms(NamedTuple):
    """The conclusion under each option; one that has not converged is told as that."""

    graph: Graph
    rows: Sequence[PanelRow]


def compute(run: Run) -> Rooms:
    """Fit the study under each option of the model's choice."""
    return Rooms(run.graph, panel_rows(run.fit, fit_all=run.fit_all, ci_prob=run.settings.ci_prob))


def write(result: Rooms) -> list[Block]:
    """Tell how far the conclusion moves between the options."""
    graph, rows = result
    good = sorted((row.verdict for row in rows if row.verdict.gate.passed), key=lambda verdict: verdict.median)
    if not rows:
        return []
    panels = graph.study.model.panels
    title, own = graph.study.options[panels].title, graph.study.choices[panels]
    conclusion = Conclusion(graph)
    table = [
        {"option": row.option, "title": row.title + " (this study)" * (row.option == own), "prior_median": row.prior}
        | row.verdict.numbers
        for row in rows
        if row.verdict.gate.passed
    ]
    said = [f"“{title}” is a choice that no data settles."]
    if good:
        ends = " to ".join(conclusion.write(verdict.median) for verdict in (good[0], good[-1]))
        said.append(f"Across its options the median of {conclusion.name} runs from {ends}.")
    labels = _LABELS | {"below": f"P({conclusion.record.below})"}
    return [
        Heading(title, 3, "rooms"),
        Paragraph(said),
        Table("rooms", pd.DataFrame(table), _SHOWN, labels, percents=conclusion.percents(*_SHOWN[1:5])),
        *(
            Note(f"{row.title}: not reported, {row.verdict.gate.reason()}.")
            for row in rows
            if not row.verdict.gate.passed
        ),
    ]
