"""The section on the structural choices: every combination of them, which matter, and which the data prefer."""

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ...analyses.evidence import FACTORS, discounts_of, with_width
from ...analyses.fit import Readout, Verdict
from ...analyses.structure import (
    Alone,
    Average,
    AverageRow,
    EffectRow,
    EvidenceRow,
    FlipRow,
    Multiverse,
    Universe,
    WeightRow,
    average,
    compare_options,
    effects,
    flips,
    multiverse,
    one_at_a_time,
    varied_choices,
)
from ...model import Graph
from ...priors import PublishedFigure, Study
from ..figures.multiverse import plot_multiverse
from ..render.conclusion import Conclusion
from ..render.document import Block, Note, Paragraph, Picture, Table, frame
from ..render.words import listed, number, percent, probability
from ..run.run import Run
from ..run.settings import SPECIFICATIONS, Settings, conclusions_all
from .printed import AFTER, same_readout

__all__ = ["Varied", "check", "compute", "write"]

TELLING = 0.02
"""Probability of an option, beyond an even share, below which the evidence does not tell it from the others."""

_CURVE = "The conclusion under every specification that was run, and the options that each takes."
_SHOWN = ("title", "pairs", "flipped", "share_flipped", "variance")
_OF_PAIRS = " of the pairs that differ in it alone"
_EVIDENCE = (
    "choice",
    "option",
    "title",
    "scale",
    "log_evidence",
    "mcse_log_evidence",
    "probability",
    "mcse_probability",
)
_CLEAR = 0.1
"""Share of pairs that a choice must turn over to be named as one that does."""


class Varied(NamedTuple):
    """Specifications, what each choice does to them, how well each option predicts the data, and the study's own."""

    conclusion: Conclusion
    universes: Multiverse
    flips: Sequence[FlipRow]
    effects: Sequence[EffectRow]
    alone: Sequence[Alone]
    evidence: Sequence[EvidenceRow]
    average: Average | None
    own: Verdict
    post: PublishedFigure | None
    ci_prob: float


def check(settings: Settings, *, choice: Sequence[str] = (), **_: Any) -> None:
    """Refuse a choice that there is not."""
    varied_choices(settings.study, choice or None)


def compute(
    run: Run,
    *,
    specifications: int | None = None,
    choice: Sequence[str] = (),
) -> Varied:
    """Run the specifications, and weigh the options by how well they predict the data."""
    graph, ci_prob, conclusion = run.graph, run.settings.ci_prob, Conclusion(run.graph)
    made = multiverse(
        graph,
        conclusions_all=conclusions_all(run.settings, run.step),
        vary=choice or None,
        number=specifications or SPECIFICATIONS,
        seed=run.settings.seed,
    )
    at = {1.0: graph} | {factor: _with_discounts(graph, factor) for factor in FACTORS}
    evidence = compare_options(at, made.varied, headline_near=run.headline_near)
    own = Verdict.of(run.fit, conclusion.record, ci_prob=ci_prob)
    mean = average(made, ci_prob=ci_prob)
    rows, post = (flips(made), effects(made), one_at_a_time(made)), same_readout(run).get(AFTER)
    return Varied(conclusion, made, *rows, evidence, mean, own, post, ci_prob)


def write(varied: Varied) -> list[Block]:
    """Tell how often the conclusion turns over, and what turns it."""
    notes = [Note(text) for text in (*_failed(varied), *_impossible(varied.universes))]
    said = [
        _range(varied),
        _turning(varied),
        *_together(varied),
        *_preferred(varied),
        *_left_out(varied.universes.study),
    ]
    return [Paragraph(said), *notes, *_pictures(varied), *_tables(varied)]


def _with_discounts(graph: Graph, factor: float) -> Graph:
    """Make the priors of all discounts so many times as wide."""
    study: Study = graph.study
    for name in discounts_of(graph):
        study = with_width(study, name, factor)
    return graph.with_study(study)


def _range(varied: Varied) -> str:
    run = varied.universes
    medians = np.array([universe.verdict.median for universe in run.converged])
    few = (
        f" (of {run.total:,} that there are, drawn at random)"
        if len(run.universes) + len(run.impossible) < run.total
        else ""
    )
    combinations = f"{medians.size:,} combination{'s' * (medians.size != 1)}"
    record, write = varied.conclusion.record, varied.conclusion.write
    return (
        f"Under {combinations} of the choices that no prior covers{few}, it is more likely than not that"
        f" {record.below} in {percent(float(np.mean(medians < record.threshold)))} of them; the median of"
        f" {varied.conclusion.name} runs from {write(medians.min())} to {write(medians.max())}."
    )


def _turning(varied: Varied) -> str:
    if not varied.flips:
        return "No choice was varied."
    shares = [(row.title, percent(row.share)) for row in varied.flips if row.share >= _CLEAR]
    telling = [f"“{title}” ({share}{_OF_PAIRS * (not i)})" for i, (title, share) in enumerate(shares)]
    others = len(varied.flips) - len(telling)
    if not telling:
        often = "often " * any(row.share > 0 for row in varied.flips)
        return f"No choice {often}turns the conclusion over."
    rest = {0: "", 1: "; the other one seldom or never does"}.get(others, f"; the other {others} seldom or never do")
    return f"What turns the conclusion over most often is {listed(telling)}{rest}."


def _together(varied: Varied) -> list[str]:
    alone = sum(row.variance for row in varied.flips)
    if not varied.flips or not np.isfinite(alone):
        return []
    share = percent(max(1 - alone, 0.0))
    return [f"What the choices do together, beyond what each does alone, is {share} of the variance of the log."]


def _preferred(varied: Varied) -> list[str]:
    mean = varied.average
    if mean is None:
        return ["No model has evidence that could be compared, so there is no average over models."]
    row, write, record = mean.by_evidence, varied.conclusion, varied.conclusion.record
    read = write.read(Readout(*row[2:5]), Readout(*row[6:9]))
    text = (
        f"Averaged over {mean.models:,} models of the same facts, each weighted by its prior weight and by how well it"
        f" predicts the evidence, {write.name} is {read}, and the probability that {record.below}"
        f" {probability(row.below, error=row.mcse_below)}"
    )
    best = _strongest(varied.evidence)
    said = [f"{text}; {best}." if best else f"{text}.", *_leaning(varied, mean.weights)]
    if mean.without:
        said.append(
            f"{mean.without:,} more give no likelihood of all the data, so that they cannot be weighed and have no part"
            " in it."
        )
    return said


def _leaning(varied: Varied, rows: Sequence[WeightRow]) -> list[str]:
    """Say which choice the average rests on most: that whose options come to the most different probabilities."""
    counted = [row for row in rows if row.weight >= _CLEAR]
    apart = {row.choice: [each for each in counted if each.choice == row.choice] for row in counted}
    spread = {choice: max(r.below for r in each) - min(r.below for r in each) for choice, each in apart.items()}
    choice = max(spread, key=spread.__getitem__, default="")
    if spread.get(choice, 0.0) < _CLEAR:
        return []
    options = [
        f"{probability(row.below, error=row.mcse_below)} under “{row.title}” ({percent(row.weight)} of the weight)"
        for row in apart[choice]
    ]
    title = varied.universes.study.options[choice].title
    return [f"The average rests most on “{title}”: that probability is {listed(options)}."]


def _left_out(study: Study) -> list[str]:
    """Say which options are no part of it, since the model's own number stands for what each is about."""
    return [
        f"“{each.title}” is left out: a generic number stands in until the study gives {' or '.join(each.needs)}."
        for choice in study.choices
        for option, each in study.options[choice].options.items()
        if option not in study.answerable(choice)
    ]


def _strongest(rows: Sequence[EvidenceRow]) -> str:
    """Name the option that the evidence favours most, and how far that leans on the widths of the discounts."""
    known = [row for row in rows if row.scale == 1 and np.isfinite(row.probability)]
    if not known:
        return ""
    ahead = [row.probability - 1 / sum(r.choice == row.choice for r in known) for row in known]
    if max(ahead) < TELLING:
        return "the evidence tells none of the options apart"
    best = known[int(np.argmax(ahead))]
    others = [r.probability for r in rows if (r.choice, r.option) == (best.choice, best.option) and r.scale != 1]
    spread = [probability(p) for p in others if np.isfinite(p)]
    leans = len(spread) == len(FACTORS) and {*spread} != {probability(best.probability)}
    lean = f"; {' and '.join(spread)} with discounts half and twice as wide" if leans else ""
    return f"the evidence speaks most clearly for “{best.title}” (probability {probability(best.probability)}{lean})"


def _failed(varied: Varied) -> list[str]:
    failed = [universe for universe in varied.universes.universes if not universe.converged]
    if not failed:
        return []
    return [
        f"{number(len(failed))} specifications have not converged, even with chains, and are no part of these numbers."
    ]


def _impossible(run: Multiverse) -> list[str]:
    """Name the options that all specifications have under which nothing could have led to the evidence."""
    specs = run.impossible
    if not specs:
        return []
    shared = set.intersection(*(set(options.items()) for options in specs))
    named = [f"{choice} = {option}" for choice, option in sorted(shared) if run.study.choices[choice] != option]
    under = f", all under {listed(named)}," if named else ""
    return [
        f"Under {number(len(specs))} specifications{under} nothing could have led to the evidence: they have no rows."
    ]


def _tables(varied: Varied) -> list[Table]:
    choices = [row._asdict() | {"share_flipped": row.share} for row in varied.flips]
    own = AverageRow("This study's own choices", 1.0, **varied.own.numbers)
    means, weights = ([*varied.average[:2]], varied.average.weights) if varied.average else ([], [])
    frames = {
        "averages": frame(AverageRow._fields, [own, *means]),
        "weights": frame(WeightRow._fields, weights),
        "evidence": frame(_EVIDENCE, varied.evidence),
        "options": frame(EffectRow._fields, varied.effects),
        "specifications": pd.DataFrame([_specification(varied, universe) for universe in varied.universes.universes]),
    }
    return [
        Table("choices", pd.DataFrame(choices), _SHOWN, {"title": "Choice"}),
        *(Table(name, each, shown="nowhere") for name, each in frames.items()),
    ]


def _specification(varied: Varied, universe: Universe) -> dict[str, Any]:
    headline, names = universe.headline, ("median", "low", "high")
    read = dict(zip(names, universe.interval(varied.ci_prob), strict=True)) | {"below": universe.verdict.below}
    made = {"converged": universe.converged, "method": headline.method, "log_evidence": headline.log_evidence}
    made |= {"mcse_log_evidence": headline.log_evidence_mcse}
    return dict(universe.options) | (read if universe.converged else dict.fromkeys(read)) | made


def _pictures(varied: Varied) -> list[Picture]:
    if not varied.universes.converged:
        return []
    draw = partial(
        plot_multiverse,
        varied.conclusion.graph,
        varied.universes,
        varied.flips,
        varied.effects,
        varied.post,
        ci_prob=varied.ci_prob,
    )
    return [Picture("curve", draw, _CURVE)]
