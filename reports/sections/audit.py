"""Audit: each figure that the post prints beside the graph's own, under the read-out it was made with."""

from collections.abc import Sequence
from functools import partial
from itertools import chain
from typing import Any, NamedTuple

import xarray as xr

from ...analyses.fit import nodes_of
from ...analyses.post import PREDICTION, AuditRow, audit, totals
from ...model import build, prior_draws
from ...priors import StudyError, load_study, read_figures, split_name, unknown_name
from ...priors.units import conversion_factor
from ..figures.audit_figure import plot_audit
from ..render.document import Block, Document, Heading, Paragraph, Picture, Table, frame
from ..render.words import as_printed, listed, unit_words
from ..run.run import Run
from ..run.settings import Settings

__all__ = ["DRAWS", "Audited", "check", "compute", "failed", "write"]

DRAWS = 400_000
"""Prior draws of an audit: enough that its own Monte Carlo error does not matter."""

_ROLES = {"input": "inputs", "fitted": "fitted numbers", "arithmetic": "that follow by arithmetic"}
_CAPTION = "The graph over what the post prints, under the read-out it was made with."
_HOW = [
    "A figure comes out if everything printed lies within half a unit of its last digit and two standard errors of the"
    " author's tool, whose centres are means and whose ends are the 10th percentile of the draws below the mean and the"
    " 90th of those above it; the median and the equal-tailed interval stand beside it.",
]
_ENDS = ("centre", "low", "high")
_COLUMNS = (
    *("figure", "section", "role", "readout", "node", "unit"),
    *(f"{kind}_{end}" for kind in ("published", "graph") for end in _ENDS),
    *("median", "interval_low", "interval_high", "reproduced", "reason", "quote"),
)
_LABELS = {"graph": "Graph, same read-out", "interval": "Median (interval)", "reason": "Why", "quote": "Sentence"}


class Audited(NamedTuple):
    """Figures beside a study's own, and whether they are of a file of the user's."""

    rows: Sequence[AuditRow]
    own: bool


def check(settings: Settings, *, figures: str = "", strict: bool = False, of: str = "") -> None:
    """Refuse a file of figures that the study has no node or claim for."""
    if figures:
        graph = build(settings.study)
        for name, figure in read_figures(figures).items():
            known = graph.study.claims if figure.claim else [p for base in graph.names for p in graph.known.parts(base)]
            if (figure.claim or figure.node) not in known:
                key = "claim" if figure.claim else "node"
                problem = unknown_name(figure.claim or figure.node, known, what=key)
                raise StudyError(problem, file=figures, key=f"{name}.{key}")
            if figure.node:
                base = split_name(figure.node)[0]
                conversion_factor(graph.units[base], figure.unit, file=figures, key=f"{name}.unit")


def failed(document: Document, *, strict: bool = False, **_: Any) -> bool:
    """Return whether a strict answer has a figure that neither comes out nor has a reason."""
    rows = document.tables["audit"].frame
    return strict and bool((~rows["reproduced"].astype(bool) & (rows["reason"] == "")).any())


def compute(run: Run, *, of: str = "", figures: str = "", strict: bool = False) -> Audited:
    """Audit a study, the run's own unless named: by prior draws if it has no evidence, else by its posterior."""
    run = run.of(load_study(of)) if of and not figures else run
    printed = read_figures(figures) if figures else run.study.catalogue.figures
    if run.study.items:
        groups = (run.fit.tree[name].to_dataset() for name in ("posterior", "constant_data"))
        nodes = xr.merge(groups, compat="override")
    else:
        claims = [run.study.claims[figure.claim].statement for figure in printed.values() if figure.claim]
        read = chain((f.node for f in printed.values() if f.node), *map(nodes_of, claims))
        names = dict.fromkeys(split_name(name)[0] for name in read)
        nodes, _ = prior_draws(run.graph, draws=DRAWS, seed=run.settings.seed, names=names, terms=())
    return Audited(audit(run.graph, nodes, printed, ci_prob=run.settings.ci_prob), bool(figures))


def write(audited: Audited) -> list[Block]:
    """Tell how many figures come out, and list those that do not, and the claims that the graph cannot state."""
    result, published = audited.rows, load_study("published")
    outside = [(row.title, row.quote, row.reason) for row in published.catalogue.unmodelled.values()]
    missed = [
        (r.quote, *(f"{text} {unit_words(r.unit)}".strip() for text in _texts(r)[:2]), r.reason)
        for r in result
        if not r.reproduced
    ]
    texts = [(r.id, r.role, r.unit, *_texts(r), r.reproduced, r.reason) for r in result]
    header = ("figure", "role", "unit", "printed", "graph", "interval", "reproduced", "reason")
    rows = [
        (
            r.id,
            r.section,
            r.role,
            r.readout,
            r.node,
            r.unit,
            *r.published,
            *r.model,
            *r.interval,
            r.reproduced,
            r.reason,
            r.quote,
        )
        for r in result
    ]
    if audited.own:
        return [
            Paragraph(_own(result)),
            Table("figures", frame(header, texts), (), _LABELS, whole=True),
            Table("audit", frame(_COLUMNS, rows), shown="nowhere"),
        ]
    return [
        Paragraph([*_sentences(result), *_HOW]),
        Heading("Not reproduced", 3),
        Table("missed", frame(("quote", "printed", "graph", "reason"), missed), (), _LABELS, shown="page"),
        Picture("audit", partial(plot_audit, result, published.model.coordinates), _CAPTION),
        Table("figures", frame(header, texts), (), _LABELS, folded=f"All {len(result)} figures", whole=True),
        Table(
            "not_in_the_graph",
            frame(("title", "quote", "reason"), outside),
            labels=_LABELS | {"title": "Claim"},
            folded=f"{len(outside)} claims of the post that no node can state",
        ),
        Table("audit", frame(_COLUMNS, rows), shown="nowhere"),
    ]


def _own(rows: Sequence[AuditRow]) -> list[str]:
    missed = [row for row in rows if not row.reproduced]
    without = [row.id for row in missed if not row.reason]
    said = f"Of {len(rows)} figures {len(rows) - len(missed)} come out"
    others = f", {len(missed) - len(without)} of the others are explained" if missed else ""
    return [f"{said}{others}.", *([f"Neither come out nor are explained: {listed(without)}."] if without else [])]


def _texts(row: AuditRow) -> tuple[str, str, str]:
    """Write a figure as it is printed, as the graph has it, and with an honest interval."""
    printed = row.published
    return as_printed(printed, printed), as_printed(row.model, printed), as_printed(row.interval, row.interval)


def _sentences(rows: Sequence[AuditRow]) -> list[str]:
    by_role = {total.role: total for total in totals(rows)}
    predicted = by_role.pop(PREDICTION)
    others = listed([f"{total.reproduced} of {total.figures} {_ROLES[role]}" for role, total in by_role.items()])
    return [
        f"Of {predicted.figures} figures that the graph predicts and could get wrong, {predicted.reproduced} come out.",
        f"The others cannot fail but by a slip of the post's own: {others} come out, a figure that is printed several"
        " times counted once.",
    ]
