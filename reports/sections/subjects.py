"""Subjects: the conclusion of studies of several models beside the post's, and what sets them apart."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from ...analyses.fit import Fit, Verdict, checked_graph, summarise
from ...priors import Study
from ...priors.layers import SUBJECTS
from ..figures.answer import plot_answer
from ..render.conclusion import Conclusion
from ..render.document import Block, Paragraph, Picture, Table, frame
from ..render.words import dollars, listed, number
from ..run.run import Run
from ..run.settings import checked_gate
from ..run.studies import read_study
from .printed import ends, printed_conclusion

__all__ = ["Row", "Told", "compute", "write"]

_CAPTION = "The conclusion of each study for its own model, and as the post prints it, whose centre is a mean."
DEPLOYMENT, DEVELOPMENT = "largest_viable_cost", "development_cost"
TOKEN_PRICE, THROUGHPUT, WEIGHTS = "node_token_price", "throughput", "weights_size"
COPY = ("copy_year_price", "node_year_price")
"""Rent of what holds one copy: in the argument for any model, and in the post's, where that is one server."""


class Row(NamedTuple):
    """One study, or the post as it is printed, of which the ratio alone is known.

    Attributes
    ----------
    name, title : str
        Of the study, and of its subject.
    median, low, high, below : float
        Of the conclusion, and the probability that it is below its threshold.
    share : float
        The part of the whole cost that is deployment's, at the median.
    deployment, development, copy_year : float
        Medians in dollars, a year of the largest deployment and one copy's rent for a year.
    by_tokens, by_price, by_development : float or None
        Factors by which the ratio's geometric mean exceeds that of the study which all are set against, for the
        tokens that are served, the price of one and the cost of development; they multiply to the whole. Where a
        study gives the cost of deployment itself, all of it counts as tokens.
    """

    name: str
    title: str
    median: float
    low: float
    high: float
    below: float | None = None
    share: float | None = None
    deployment: float | None = None
    development: float | None = None
    copy_year: float | None = None
    by_tokens: float | None = None
    by_price: float | None = None
    by_development: float | None = None


class Told(NamedTuple):
    """Studies beside the one that all are set against, which is the first."""

    run: Run
    rows: Sequence[Row]


def compute(run: Run, *, others: Sequence[str] = ()) -> Told:
    """Fit each study; those of the shipped subjects unless others are named."""
    told = others or [name for name in SUBJECTS if read_study(name).subject.name]
    named = [name for name in dict.fromkeys(told) if name != run.study.name]
    fits = run.fit_all([run.graph, *(checked_graph(read_study(name, key="STUDY")) for name in named)])
    for fit in fits:
        checked_gate(fit.gate, fit.graph.study.name)
    rows = [_row(fit, fits[0], run.settings.ci_prob) for fit in fits]
    return Told(run, [*_printed(run.study), *rows])


def _printed(study: Study) -> Iterator[Row]:
    """Yield the conclusion as it is printed, if the study is of the post's model."""
    if figure := printed_conclusion(study):
        centre, low, high = ends(figure)
        yield Row("post", "As the post prints it", centre, low, high, share=centre / (1 + centre))


def _row(fit: Fit, base: Fit, ci_prob: float) -> Row:
    study, known = fit.graph.study, {row.name: row.median for row in summarise(fit)}
    verdict = Verdict.of(fit, study.model.conclusion, ci_prob=ci_prob)
    read = (verdict.median, verdict.low, verdict.high, verdict.below)
    tokens, price, development = _factors(fit, base)
    return Row(
        study.name,
        study.subject.name or study.model.title,
        *read,
        share=verdict.median / (1 + verdict.median),
        deployment=known[DEPLOYMENT],
        development=known[DEVELOPMENT],
        copy_year=known[next(name for name in COPY if name in known)] if _has_weights(study) else None,
        by_tokens=tokens,
        by_price=price,
        by_development=development,
    )


def _has_weights(study: Study) -> bool:
    """Whether a study says how large its model is, so that a copy of it can be run."""
    own = study.quantity(WEIGHTS)
    return study.model.post or own is not study.catalogue.quantities[WEIGHTS]


def _factors(fit: Fit, base: Fit) -> tuple[float, float | None, float]:
    """Return by what factors tokens, the price of one and development set a ratio apart, of geometric means."""

    def apart(name: str) -> float:
        return float(np.exp(_mean_log(fit, name) - _mean_log(base, name)))

    priced = all(THROUGHPUT in each.graph.ancestors(DEPLOYMENT) for each in (fit, base))
    price = apart(TOKEN_PRICE) if priced else None
    return apart(DEPLOYMENT) / (price or 1.0), price, 1 / apart(DEVELOPMENT)


def _mean_log(fit: Fit, name: str) -> float:
    return float(np.log(fit.sample(name).values).mean())


def write(told: Told) -> list[Block]:
    """Tell the ratio of each, and what sets it apart."""
    conclusion, rows = Conclusion(told.run.graph), told.rows
    states = frame(Row._fields, rows)
    picture = partial(plot_answer, told.run.graph, states, ci_prob=told.run.settings.ci_prob)
    shown = ("title", "median", "low", "high", "share", "below", "deployment", "development", "copy_year")
    apart = ("title", "by_tokens", "by_price", "by_development")
    return [
        Paragraph(_sentences(told, conclusion)),
        Picture("ratios", picture, _CAPTION),
        Table("ratios", states, shown, whole=True, percents=conclusion.percents("median", "low", "high")),
        Table("apart", states[states["by_tokens"].notna()], apart, whole=True),
    ]


def _sentences(told: Told, conclusion: Conclusion) -> list[str]:
    own = [row for row in told.rows if row.deployment is not None]
    least, most = min(own, key=lambda row: row.median), max(own, key=lambda row: row.median)
    cheap = [row.title for row in own if row.median < conclusion.record.threshold]
    if len(own) == 1:
        return [f"Of {least.title} the ratio is {conclusion.write(least.median)}."]
    said = [
        f"Of {len(own)} models the ratio goes from {conclusion.write(least.median)} ({least.title}) to"
        f" {conclusion.write(most.median)} ({most.title}); {conclusion.record.below} for"
        f" {listed(cheap) if cheap else 'none of them'}."
    ]
    rents = sorted((row.copy_year, row.title) for row in own if row.copy_year is not None)
    (low, first), (high, last) = rents[0], rents[-1]
    span = f"{dollars(low)} ({first})" + (f" to {dollars(high)} ({last})" if last != first else "")
    said.append(f"To run one copy for a year costs {span}.")
    return said + [_apart(row, own[0]) for row in own[1:]]


def _apart(row: Row, base: Row) -> str:
    """Say which part sets a ratio apart most."""
    served = "its deployment" if row.by_price is None else "its tokens"
    parts = {served: row.by_tokens, "the price of a token": row.by_price, "its development": row.by_development}
    known = {name: factor for name, factor in parts.items() if factor}
    name = max(known, key=lambda each: abs(np.log(known[each])))
    others = [f"{number(factor)} for {each}" for each, factor in known.items() if each != name]
    return (
        f"What sets {row.title} apart from {base.title} is most of all {name}, a factor of {number(known[name])},"
        f" beside {listed(others)}."
    )
