"""Implied: how far the reports must be discounted to land on a target, and whether the author's step is an update."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from ...analyses.evidence import CENTRES, Crossing, Curve, default_discount, kind_of
from ...analyses.fit import CI_PROB
from ...analyses.post import Coherence, coherence
from ...model import build
from ...priors import StudyError, load_study, unknown_name
from ..figures.implied import MODELS, plot_coherence, plot_implied
from ..render.document import Block, Paragraph, Picture, Table
from ..render.words import number, percent
from ..run.run import Run
from ..run.scheduling import scheduled
from ..run.settings import Settings
from ..run.tasks import curves_task
from .printed import AFTER, BEFORE, REPORTED, ends

__all__ = ["Implied", "check", "compute", "read_target", "write"]

AUTHOR = "author"
DRAWS_PER_DRAW = 4
"""Weighted draws of a curve for each posterior draw that is asked for."""

FACTORS = ("sd", "overstatement")
"""Kinds of discount that are logs, so that a factor says more."""


@dataclass(frozen=True)
class Implied:
    """Curves of the posterior's centre along discounts, and the coherence of the author's step.

    Attributes
    ----------
    target : float
        Cost ratio to land on.
    readouts : tuple of {"mean", "median"}
    sweeps : list of list of Curve
        A list a discount, a curve an evidence model.
    coherence : list of Coherence
    ci_prob : float
    """

    target: float
    readouts: tuple[str, ...]
    sweeps: list[list[Curve]]
    coherence: list[Coherence]
    ci_prob: float = CI_PROB


def read_target(text: str) -> float:
    """Read a ratio such as ``20%`` or ``0.2``.

    Raises
    ------
    StudyError
        If it is not a positive number or percentage.
    """
    stripped = text.strip()
    try:
        ratio = float(stripped.removesuffix("%")) / (100 if stripped.endswith("%") else 1)
    except ValueError:
        ratio = math.nan
    if not (math.isfinite(ratio) and ratio > 0):
        problem = f"{text!r} is not a ratio of costs. Allowed: a positive number or percentage, such as 0.2 or 20%"
        raise StudyError(problem, key="--target")
    return ratio


def _readouts(name: str | None) -> tuple[str, ...]:
    if name is None:
        return CENTRES
    if name not in CENTRES:
        raise StudyError(unknown_name(name, CENTRES, what="read-out"), key="--readout")
    return (name,)


def check(
    settings: Settings, *, target: str | None = None, discount: Sequence[str] = (), readout: str | None = None, **_: Any
) -> None:
    """Refuse a target, a read-out or a discount that cannot be followed."""
    if target is not None:
        read_target(target)
    _readouts(readout)
    for name in discount:
        kind_of(settings.study, name)


def compute(
    run: Run,
    *,
    target: str | None = None,
    discount: tuple[str, ...] = (),
    readout: str | None = None,
    author: bool = False,
) -> Implied:
    """Follow the study's own discount or those asked for, and those of the author's step if asked to."""
    figures = run.study.catalogue.figures
    at = ends(figures[AFTER])[0] if target is None else read_target(target)
    readouts = _readouts(readout)
    wanted = [(run.graph, name) for name in discount or (default_discount(run.study),)]
    if author and run.study.name != AUTHOR:
        graph = build(load_study(AUTHOR))
        wanted += [(graph, name) for name in graph.study.model.discounts]
    run.step.more(len(wanted))
    sweeps = []
    for graph, name in wanted:
        run.step(f"following {name} in {graph.study.name}")
        task = curves_task(name, seed=run.settings.seed, draws=DRAWS_PER_DRAW * run.settings.draws)
        sweeps += scheduled([graph], run.settings.schedule, task)
    return Implied(
        at, readouts, sweeps, coherence(*(figures[name] for name in (BEFORE, AFTER, REPORTED))), run.settings.ci_prob
    )


def write(result: Implied) -> list[Block]:
    """Tell what each discount would have to be."""
    return [Paragraph(_sentences(result)), *_pictures(result), *_tables(result)]


def _sentences(result: Implied) -> list[str]:
    told = [curves[0] for curves in result.sweeps if curves[0].kind.name in FACTORS] or [c[0] for c in result.sweeps]
    studies = dict.fromkeys(curve.study for curve in told)
    said = [_needed_sentence([curve for curve in told if curve.study == study], result) for study in studies]
    return [*said, _coherence_sentence(result.coherence)]


_NEEDS = {
    "sd": "each report would need a typical error of a factor of {} either way",
    "overstatement": "the reports would have to overstate the ratio by a factor of {}",
    "reliability": "each report would have to be reliable with a probability of {}",
    "weight": "the rule would have to give the reports a weight of {}",
}


def _needed_sentence(curves: Sequence[Curve], result: Implied) -> str:
    """Say what a study's discounts need to be, one at a time, under the first evidence model of each."""
    needs = "; or ".join(_needs(curve, result) for curve in curves)
    return f"In the study “{curves[0].study}”, to land on {percent(result.target)}, {needs}."


def _needs(curve: Curve, result: Implied) -> str:
    met = {readout: curve.crossings(readout, result.target) for readout in result.readouts}
    needed = [
        f"{' and again '.join(_in_words(curve, each.value) for each in crossings)} (by the {name})"
        for name, crossings in met.items()
        if crossings
    ]
    parts = [_NEEDS[curve.kind.name].format(" or ".join(needed))] if needed else []
    return "; ".join([*parts, *(_not_met(curve, name) for name, crossings in met.items() if not crossings)])


def _not_met(curve: Curve, readout: str) -> str:
    low, high = curve.reach(readout)
    if math.isnan(low):
        return f"no {readout} of the ratio can be had"
    return f"{_no_value(curve)}: the {readout} stays between {percent(low)} and {percent(high)}"


def _no_value(curve: Curve) -> str:
    return "no value suffices" + ("" if curve.trusted.all() else " where the draws can be trusted")


def _in_words(curve: Curve, value: float) -> str:
    return number(math.exp(value)) if curve.kind.name in FACTORS else percent(value)


def _coherence_sentence(readings: Sequence[Coherence]) -> str:
    moved, narrowed, ratio = (
        _span([getattr(each, name) for each in readings]) for name in ("weight_by_centre", "weight_by_width", "ratio")
    )
    low, high = (percent(math.exp(end)) for end in (readings[0].reported_low, readings[0].reported_high))
    return (
        f"The author's own step is no update on his reports: on the log scale his centre moved {moved} of the way to"
        f" them, while his interval narrowed as if {narrowed} of the weight were on them. The one observation that"
        f" would do both is a ratio of {ratio}, where they say {low} to {high}."
    )


def _span(values: Sequence[float]) -> str:
    """Write both ends, or one of them where they read alike."""
    return " to ".join(dict.fromkeys(percent(end) for end in (min(values), max(values))))


def _tables(result: Implied) -> list[Table]:
    curves = [curve for sweep in result.sweeps for curve in sweep]
    needed = [_of(c) | {f"needed_by_{name}": _needed(c, name, result) for name in result.readouts} for c in curves]
    lines = [
        pd.DataFrame(_of(c) | {"value": c.values, **c.centres} | {f"mcse_{name}": c.errors[name] for name in c.centres})
        for c in curves
    ]
    met = [row for curve in curves for readout in result.readouts for row in _crossings(curve, readout, result.target)]
    hidden = {"implied": pd.DataFrame(met), "coherence": _coherence(result), "curves": pd.concat(lines)}
    return [
        Table("needed", pd.DataFrame(needed)),
        *(Table(name, each, shown="nowhere") for name, each in hidden.items()),
    ]


def _of(curve: Curve) -> dict[str, Any]:
    return {"study": curve.study, "discount": curve.discount, curve.choice: MODELS[curve.evidence_model]}


def _needed(curve: Curve, readout: str, result: Implied) -> str:
    values = [_in_words(curve, crossing.value) for crossing in curve.crossings(readout, result.target)]
    factor = "a factor of " if curve.kind.name in FACTORS else ""
    return f"{factor}{' or '.join(values)}" if values else _no_value(curve)


def _crossings(curve: Curve, readout: str, target: float) -> Iterator[dict[str, Any]]:
    """Yield where a curve meets the target, or once that it does not, and how far it reaches."""
    lowest, highest = curve.reach(readout)
    ends = {"lowest": lowest, "highest": highest, "points_not_trusted": int((~curve.trusted).sum())}
    for value, error in curve.crossings(readout, target) or [Crossing(math.nan, math.nan)]:
        factor = math.exp(value) if curve.kind.name in FACTORS else math.nan
        met = {"readout": readout, "target": target, "value": value, "mcse_value": error, "factor": factor}
        yield _of(curve) | met | ends


def _coherence(result: Implied) -> pd.DataFrame:
    rows = [
        {
            "printed_figures_read_as": each.readout,
            "weight_by_centre": each.weight_by_centre,
            "weight_by_width": each.weight_by_width,
            "observed_ratio": each.ratio,
            "observed_share": each.share,
            "observed_sd": each.observation.sd,
            "reported_ratio": math.exp(each.reported),
            "distance_logs": each.distance,
            "distance_sds": each.distance_sds,
        }
        for each in result.coherence
    ]
    return pd.DataFrame(rows)


def _pictures(result: Implied) -> list[Picture]:
    pictures: list[Picture] = []
    for study in dict.fromkeys(curves[0].study for curves in result.sweeps):
        sweeps = [curves for curves in result.sweeps if curves[0].study == study]
        said = _needed_sentence(sweeps[0][:1], result)[:-1]
        draw = partial(plot_implied, sweeps, result.readouts, result.target, said)
        text = f"The centre of the posterior along each discount, in the study “{study}”."
        pictures.append(Picture("author" if study == AUTHOR and pictures else "study", draw, text))
    text = "What the author printed, the observation that would have led from one to the other, and his reports."
    return [*pictures, Picture("coherence", partial(plot_coherence, result.coherence, ci_prob=result.ci_prob), text)]
