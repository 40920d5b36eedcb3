"""The section on the structural choices: every combination of them, which matter, and which the data prefer."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ...analyses.evidence import FACTORS, discounts_of, with_width
from ...analyses.fit import Readout, interval
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
from ..render.conclusion import Conclusion
from ..render.document import Block, Note, Paragraph, Picture, Table, frame
from ..render.words import listed, number, percent, probability, times
from ..run.run import Run
from ..run.settings import Settings, conclusions_all
from .catalogue import SPECIFICATIONS
from .printed import printed_conclusion

__all__ = ["Varied", "check", "compute", "write"]

_CURVE = "The conclusion under every specification that was run, and the options that each takes."
_OF_PAIRS = " of the pairs that differ in it alone"
_CLEAR = 0.1
"""Share of pairs that a choice must turn over to be named as one that does."""


class Varied(NamedTuple):
    """Specifications, what each choice does to them, how well each option predicts the data, and the study's own.

    The last is median, low, high and probability to be below the threshold, under the study's own choices.
    """

    conclusion: Conclusion
    universes: Multiverse
    flips: Sequence[FlipRow]
    effects: Sequence[EffectRow]
    evidence: Sequence[EvidenceRow]
    joint: Mapping[str, Mapping[str, tuple[float, float]]]
    averages: Sequence[AverageRow]
    own: tuple[float, ...]
    ci_prob: float


def check(settings: Settings, *, choice: Sequence[str] = (), **_: Any) -> None:
    """Refuse a choice that there is not."""
    varied_choices(settings.study, choice or None)


def compute(
    run: Run,
    *,
    specifications: int = SPECIFICATIONS,
    every: bool = False,
    choice: Sequence[str] = (),
) -> Varied:
    """Run the specifications, and weigh the options by how well they predict the data."""
    graph, ci_prob, conclusion = run.graph, run.settings.ci_prob, Conclusion(run.graph)
    made = multiverse(
        graph,
        conclusions_all=conclusions_all(run.settings, run.step),
        vary=choice or None,
        number=None if every else specifications,
        seed=run.settings.seed,
    )
    at = {1.0: graph} | {factor: _with_discounts(graph, factor) for factor in FACTORS}
    evidence = compare_options(at, made.varied, headline_all=run.headline_all)
    own = conclusion.draws(run.fit)
    as_it_is = (*interval(own, ci_prob=ci_prob), conclusion.chance_below(own))
    means = averages(made, ci_prob=ci_prob)
    return Varied(conclusion, made, flips(made), effects(made), evidence, joint(made), means, as_it_is, ci_prob)


def write(found: Varied) -> list[Block]:
    """Tell how often the conclusion turns over, and what turns it."""
    notes = [Note(text) for text in _failed(found)]
    return [Paragraph(_sentences(found)), *notes, *_pictures(found), *_tables(found)]


def _with_discounts(graph: Graph, factor: float) -> Graph:
    """Make the priors of all discounts so many times as wide."""
    study: Study = graph.study
    for name in discounts_of(graph):
        study = with_width(study, name, factor)
    return graph.with_study(study)


def _sentences(found: Varied) -> list[str]:
    return [_range(found), _turning(found), *_together(found), *_preferred(found)]


def _range(found: Varied) -> str:
    run = found.universes
    medians = np.array([universe.verdict.median for universe in run.converged])
    few = f" (of {run.total:,} that there are, drawn at random)" if len(run.universes) < run.total else ""
    combinations = f"{medians.size:,} combination{'s' * (medians.size != 1)}"
    record, write = found.conclusion.record, found.conclusion.write
    return (
        f"Under {combinations} of the choices that no prior covers{few}, it is more likely than not that"
        f" {record.below} in"
        f" {percent(float(np.mean(medians < record.threshold)))}; the median of {found.conclusion.name} runs from"
        f" {write(medians.min())} to {write(medians.max())}."
    )


def _turning(found: Varied) -> str:
    if not found.flips:
        return "No choice was varied."
    shares = [(row.title, percent(row.share)) for row in found.flips if row.share >= _CLEAR]
    telling = [f"“{title}” ({share}{_OF_PAIRS * (not i)})" for i, (title, share) in enumerate(shares)]
    others = len(found.flips) - len(telling)
    if not telling:
        return "No choice often turns the conclusion over."
    rest = {0: "", 1: "; the other one seldom or never does"}.get(others, f"; the other {others} seldom or never do")
    return f"What turns the conclusion over most often is {listed(telling)}{rest}."


def _together(found: Varied) -> list[str]:
    alone = sum(row.variance for row in found.flips)
    if not found.flips or not np.isfinite(alone):
        return []
    share = percent(max(1 - alone, 0.0))
    return [f"What the choices do together, beyond what each does alone, is {share} of the variance of the log."]


def _preferred(found: Varied) -> list[str]:
    if not found.averages:
        return []
    weighted = found.averages[0]
    read = found.conclusion.read(Readout(*weighted[2:5]))
    text = (
        f"Averaged over the choices that are models of the same data, each weighted by how well it predicts the"
        f" evidence, {found.conclusion.name} is {read}, and the probability that {found.conclusion.record.below}"
        f" {probability(weighted.below)}"
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


def _failed(found: Varied) -> list[str]:
    failed = [universe for universe in found.universes.universes if not universe.converged]
    if not failed:
        return []
    return [
        f"{number(len(failed))} specifications have not converged, even with chains, and are no part of these numbers."
    ]


def _tables(found: Varied) -> list[Table]:
    frames = {"averages": _averages(found), "evidence": _evidence(found), **_long(found)}
    return [Table("choices", _choices(found)), *(Table(name, each, shown="nowhere") for name, each in frames.items())]


def _choices(found: Varied) -> pd.DataFrame:
    header = ("choice", "pairs", "flipped", "share_flipped", "share_of_variance")
    rows: list[Sequence[object]] = [
        (row.title, row.pairs, row.flipped, _known(row.share), _known(row.variance)) for row in found.flips
    ]
    return frame(header, rows)


def _averages(found: Varied) -> pd.DataFrame:
    rows = [("This study's own choices", 1.0, *found.own), *map(tuple, found.averages)]
    return frame(("average", "effective_specifications", "median", "low", "high", "probability_cheaper"), rows)


def _evidence(found: Varied) -> pd.DataFrame:
    header: tuple[str, ...] = ("choice", "option", "discounts", "log_evidence", "log_evidence_mcse")
    header += ("probability", "probability_mcse", "probability_over_all", "probability_over_all_mcse")
    rows: list[Sequence[object]] = []
    for row in found.evidence:
        over = found.joint.get(row.choice, {}).get(row.option, (None, None)) if row.scale == 1 else (None, None)
        rows.append((row.choice, row.title, times(row.scale), *map(_known, row[4:]), *over))
    return frame(header, rows)


def _long(found: Varied) -> dict[str, pd.DataFrame]:
    """Return the tables of options and of specifications."""
    options = frame(
        ("choice", "option", "specifications", "share_cheaper", "factor_against_all", "factor_against_own"),
        [(row.choice, row.title, row.specifications, *map(_known, row[4:])) for row in found.effects],
    )
    names = tuple(found.universes.study.choices)
    rows = []
    for universe in found.universes.universes:
        values = (*universe.interval(found.ci_prob), universe.verdict.below) if universe.converged else (None,) * 4
        evidence = (_known(universe.headline.log_evidence), _known(universe.headline.log_evidence_mcse))
        said = (universe.converged, universe.headline.method, *evidence)
        rows.append((*(universe.options[name] for name in names), *values, *said))
    header = (*names, "median", "low", "high", "probability_cheaper", "converged", "method")
    return {"options": options, "specifications": frame((*header, "log_evidence", "log_evidence_mcse"), rows)}


def _known(value: float) -> float | None:
    """Return a number, or None for one that is not known."""
    return float(value) if np.isfinite(value) else None


def _pictures(found: Varied) -> list[Picture]:
    if not found.universes.converged:
        return []
    printed = printed_conclusion(found.universes.study)
    draw = partial(
        plot_multiverse,
        found.conclusion.graph,
        found.universes,
        found.flips,
        found.effects,
        printed,
        ci_prob=found.ci_prob,
    )
    return [Picture("curve", draw, _CURVE)]
