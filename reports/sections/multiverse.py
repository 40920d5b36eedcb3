"""The section on the structural choices: every combination of them, which matter, and which the data prefer."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from ...analyses.evidence import FACTORS, discounts_of, with_width
from ...analyses.fit import Fit, interval
from ...analyses.structure import (
    AverageRow,
    EffectRow,
    EvidenceRow,
    FlipRow,
    Multiverse,
    averages,
    compare_options,
    effects,
    flips,
    joint,
    multiverse,
    varied_choices,
)
from ...model import Graph
from ...priors import Study
from ..figures.multiverse import plot_multiverse
from ..page.contents import author_figure
from ..render.table import Table
from ..render.words import listed, number, percent, probability, ranged, times
from ..run.settings import Settings, conclusions_all, headline_all
from ..run.terminal import Steps
from .section import Picture, Section, own_ratio

__all__ = ["SECTION", "SPECIFICATIONS", "Found"]

SPECIFICATIONS = 600
"""Specifications that are run unless more are asked for: about a minute on two processors."""

_CURVE = "The cost ratio under every specification that was run, and the options that each takes."
_OF_PAIRS = " of the pairs that differ in it alone"
_CLEAR = 0.1
"""Share of pairs that a choice must turn over to be named as one that does."""


class Found(NamedTuple):
    """Specifications, what each choice does to them, how well each option predicts the data, and the study's own ratio.

    The last is median, low, high and probability that deployment is cheaper, under the study's own choices.
    """

    universes: Multiverse
    flips: Sequence[FlipRow]
    effects: Sequence[EffectRow]
    evidence: Sequence[EvidenceRow]
    joint: Mapping[str, Mapping[str, tuple[float, float]]]
    averages: Sequence[AverageRow]
    own: tuple[float, ...]
    ci_prob: float


def _check(settings: Settings, *, choice: Sequence[str] = (), **_: Any) -> None:
    varied_choices(settings.study, choice or None)


def _compute(
    settings: Settings,
    found: Fit,
    step: Steps,
    *,
    specifications: int = SPECIFICATIONS,
    every: bool = False,
    choice: Sequence[str] = (),
) -> Found:
    run = multiverse(
        found.graph,
        conclusions_all=conclusions_all(settings, step),
        vary=choice or None,
        number=None if every else specifications,
        seed=settings.seed,
    )
    at = {1.0: found.graph} | {factor: _with_discounts(found.graph, factor) for factor in FACTORS}
    evidence = compare_options(at, run.varied, headline_all=headline_all(settings, step))
    means = averages(run, ci_prob=settings.ci_prob)
    own = own_ratio(found)
    as_it_is = (*interval(own, ci_prob=settings.ci_prob), float((own < 1).mean()))
    return Found(run, flips(run), effects(run), evidence, joint(run), means, as_it_is, settings.ci_prob)


def _with_discounts(graph: Graph, factor: float) -> Graph:
    """Make the priors of all discounts so many times as wide."""
    study: Study = graph.study
    for name in discounts_of(graph):
        study = with_width(study, name, factor)
    return graph.with_study(study)


def _sentences(found: Found) -> list[str]:
    return [_range(found), _turning(found), *_preferred(found), *_failed(found)]


def _range(found: Found) -> str:
    run = found.universes
    medians = np.array([universe.median for universe in run.converged])
    few = f" (of {run.total:,} that there are, drawn at random)" if len(run.universes) < run.total else ""
    combinations = f"{medians.size:,} combination{'s' * (medians.size != 1)}"
    return (
        f"Under {combinations} of the choices that no prior covers{few}, deployment is the cheaper in"
        f" {percent(float(np.mean(medians < 1)))}; the largest one's median cost runs from {percent(medians.min())} to"
        f" {percent(medians.max())} of the development cost."
    )


def _turning(found: Found) -> str:
    if not found.flips:
        return "No choice was varied."
    shares = [(row.title, percent(row.share)) for row in found.flips if row.share >= _CLEAR]
    telling = [f"“{title}” ({share}{_OF_PAIRS * (not i)})" for i, (title, share) in enumerate(shares)]
    others = len(found.flips) - len(telling)
    if not telling:
        return "No choice often turns the conclusion over."
    rest = {0: "", 1: "; the other one seldom or never does"}.get(others, f"; the other {others} seldom or never do")
    return f"What turns the conclusion over most often is {listed(telling)}{rest}."


def _preferred(found: Found) -> list[str]:
    if not found.averages:
        return []
    weighted = found.averages[0]
    read = ranged(*(percent(value) for value in weighted[2:5]))
    text = (
        f"Averaged over the choices that are models of the same data, each weighted by how well it predicts the"
        f" evidence, the ratio is {read} and deployment is the cheaper with probability {probability(weighted.cheaper)}"
    )
    best = _strongest(found.evidence)
    return [f"{text}; {best}." if best else f"{text}."]


def _strongest(rows: Sequence[EvidenceRow]) -> str:
    """Name the option that the evidence favours most, and how far that leans on the widths of the discounts."""
    known = [row for row in rows if row.scale == 1 and np.isfinite(row.probability)]
    if not known:
        return ""
    best = max(known, key=lambda row: row.probability - 1 / sum(r.choice == row.choice for r in known))
    others = [r.probability for r in rows if (r.choice, r.option) == (best.choice, best.option) and r.scale != 1]
    spread = [probability(p) for p in others if np.isfinite(p)]
    lean = f"; {' and '.join(spread)} with discounts half and twice as wide" if len(spread) == len(FACTORS) else ""
    return f"the evidence speaks most clearly for “{best.title}” (probability {probability(best.probability)}{lean})"


def _failed(found: Found) -> list[str]:
    failed = [universe for universe in found.universes.universes if not universe.converged]
    if not failed:
        return []
    return [
        f"{number(len(failed))} specifications have not converged, even with chains, and are no part of these numbers."
    ]


def _tables(found: Found) -> dict[str, Table]:
    return {"choices": _choices(found), "averages": _averages(found), "evidence": _evidence(found), **_long(found)}


def _choices(found: Found) -> Table:
    header = ("choice", "pairs", "flipped", "share_flipped", "share_of_variance")
    rows: list[Sequence[object]] = [
        (row.title, row.pairs, row.flipped, _known(row.share), _known(row.variance)) for row in found.flips
    ]
    alone = sum(row.variance for row in found.flips)
    if found.flips and np.isfinite(alone):
        rows.append(("What they do together, beyond what each does alone", None, None, None, 1 - alone))
    return Table(header, rows)


def _averages(found: Found) -> Table:
    rows = [("This study's own choices", 1.0, *found.own), *map(tuple, found.averages)]
    return Table(("average", "effective_specifications", "median", "low", "high", "probability_cheaper"), rows)


def _evidence(found: Found) -> Table:
    header: tuple[str, ...] = ("choice", "option", "discounts", "log_evidence", "log_evidence_mcse")
    header += ("probability", "probability_mcse", "probability_over_all", "probability_over_all_mcse")
    rows: list[Sequence[object]] = []
    for row in found.evidence:
        over = found.joint.get(row.choice, {}).get(row.option, (None, None)) if row.scale == 1 else (None, None)
        rows.append((row.choice, row.title, times(row.scale), *map(_known, row[4:]), *over))
    return Table(header, rows)


def _long(found: Found) -> dict[str, Table]:
    """Return the tables of options and of specifications."""
    options = Table(
        ("choice", "option", "specifications", "share_cheaper", "factor_against_all", "factor_against_own"),
        [(row.choice, row.title, row.specifications, *map(_known, row[4:])) for row in found.effects],
    )
    names = tuple(found.universes.study.choices)
    rows = []
    for universe in found.universes.universes:
        values = (*universe.interval(found.ci_prob), universe.cheaper) if universe.converged else (None,) * 4
        evidence = (_known(universe.found.log_evidence), _known(universe.found.log_evidence_mcse))
        said = (universe.converged, universe.found.method, *evidence)
        rows.append((*(universe.options[name] for name in names), *values, *said))
    header = (*names, "median", "low", "high", "probability_cheaper", "converged", "method")
    return {"options": options, "specifications": Table((*header, "log_evidence", "log_evidence_mcse"), rows)}


def _known(value: float) -> float | None:
    """Return a number, or None for one that is not known."""
    return float(value) if np.isfinite(value) else None


def _pictures(found: Found) -> dict[str, Picture]:
    if not found.universes.converged:
        return {}
    figure = plot_multiverse(found.universes, found.flips, found.effects, author_figure(), ci_prob=found.ci_prob)
    return {"curve": Picture(figure, _CURVE)}


SECTION = Section(
    name="multiverse",
    title="Does the conclusion survive the choices that no prior covers?",
    compute=_compute,
    sentences=_sentences,
    tables=_tables,
    pictures=_pictures,
    check=_check,
)
