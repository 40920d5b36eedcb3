"""Implied: how far the reports must be discounted to land on a target, and whether the author's step is an update."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...analyses.coherence import Coherence, coherence
from ...analyses.discounting import default_discount
from ...analyses.fitting import Fit
from ...analyses.implied import CENTRES, Crossing, Curve, implied
from ...model import build
from ...priors import StudyError, load_study, published_figures, unknown_name
from ...priors.units import conversion_factor
from ..figures.implied import MODELS, plot_coherence, plot_implied
from ..running import Settings
from ..table import Table
from ..terminal import Steps
from ..wording import number, percent
from .section import Picture, Section

__all__ = ["SECTION", "Implied", "read_target"]

BEFORE, AFTER, REPORTED = "text_combined_ratio", "text_cost_ratio", "text_reported_share"
"""The published figures of the author's step: 12%, 20%, and the 80–90% of his sources."""

AUTHOR = "author"
ALL = ("report_sd", "vendor_bias", "report_reliability", "additive_weight")
"""The discounts that the report asks of the author's step: a few more than his study needs."""

DRAWS_PER_DRAW = 4
"""Weighted draws of a curve for each posterior draw that is asked for."""

FACTORS = ("spread", "overstatement")
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
    """

    target: float
    readouts: tuple[str, ...]
    sweeps: list[list[Curve]]
    coherence: list[Coherence]


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


def _printed_target() -> float:
    figure = published_figures()[AFTER]
    return float(figure.centre or math.nan) * conversion_factor(figure.unit, "dimensionless")


def _compute(
    settings: Settings,
    found: Fit,
    step: Steps,
    *,
    target: str | None = None,
    discount: tuple[str, ...] = (),
    readout: str | None = None,
    author: bool = False,
) -> Implied:
    """Follow the study's own discount or those asked for, and those of the author's step if asked to."""
    at = _printed_target() if target is None else read_target(target)
    readouts = _readouts(readout)
    wanted = [(found.graph, name) for name in discount or (default_discount(settings.study),)]
    if author and settings.study.name != AUTHOR:
        graph = build(load_study(AUTHOR))
        wanted += [(graph, name) for name in ALL]
    step.more(len(wanted))
    sweeps = []
    for graph, name in wanted:
        step(f"following {name} in {graph.study.name}")
        sweeps.append(implied(graph, name, draws=DRAWS_PER_DRAW * settings.draws, seed=settings.seed))
    figures = published_figures()
    return Implied(at, readouts, sweeps, coherence(*(figures[name] for name in (BEFORE, AFTER, REPORTED))))


def _sentences(result: Implied) -> list[str]:
    told = [curves for curves in result.sweeps if curves[0].kind.name in FACTORS] or result.sweeps
    return [*(_sweep_sentence(curves[0], result) for curves in told), _coherence_sentence(result.coherence)]


_NEEDS = {
    "spread": "each report would need a typical error of {} either way",
    "overstatement": "the reports would have to overstate the ratio by {}",
    "reliability": "each report would have to be reliable with a probability of {}",
    "weight": "the rule would have to give the reports a weight of {}",
}


def _sweep_sentence(curve: Curve, result: Implied) -> str:
    """Say what the first evidence model needs of the discount, by read-out."""
    found = {readout: curve.crossings(readout, result.target) for readout in result.readouts}
    needed = [f"{_values(curve, crossings)} (by the {name})" for name, crossings in found.items() if crossings]
    parts = [_NEEDS[curve.kind.name].format(" or ".join(needed))] if needed else []
    parts += [_not_found(curve, name) for name, crossings in found.items() if not crossings]
    return f"In the study “{curve.study}”, to land on {percent(result.target)}, {'; '.join(parts)}."


def _values(curve: Curve, found: list[Crossing]) -> str:
    return " and again ".join(_in_words(curve, crossing.value) for crossing in found)


def _not_found(curve: Curve, readout: str) -> str:
    low, high = curve.reach(readout)
    if math.isnan(low):
        return f"no {readout} of the ratio can be had"
    missed = "" if curve.trusted.all() else " where the draws can be trusted"
    return f"no value suffices{missed}: the {readout} stays between {percent(low)} and {percent(high)}"


def _in_words(curve: Curve, value: float) -> str:
    if curve.kind.name in FACTORS:
        return f"a factor of {number(math.exp(value))}"
    return percent(value)


def _coherence_sentence(found: list[Coherence]) -> str:
    moved, narrowed, ratio, sds = (
        _span([getattr(each, name) for each in found])
        for name in ("weight_by_centre", "weight_by_width", "ratio", "distance_sds")
    )
    return (
        f"The author's own step is no update on his reports: his centre moved {_share(moved)} of the way to them (on"
        f" the log scale), while his interval narrowed as if {_share(narrowed)} of the weight were on them. The one"
        f" observation that would do both is a ratio of {_share(ratio)}, {' to '.join(_two(sds, number))} of its own"
        " spreads below what they say."
    )


def _span(values: list[float]) -> tuple[float, float]:
    return min(values), max(values)


def _share(span: tuple[float, float]) -> str:
    return " to ".join(_two(span, percent))


def _two(span: tuple[float, float], text: Any) -> list[str]:
    """Write both ends, or one of them where they read alike."""
    return list(dict.fromkeys(text(end) for end in span))


def _tables(result: Implied) -> dict[str, Table]:
    return {"implied": _crossing_table(result), "coherence": _coherence_table(result), "curves": _curve_table(result)}


def _crossing_table(result: Implied) -> Table:
    header = ("study", "discount", "evidence_model", "readout", "target", "value", "error", "factor")
    rows = []
    for curve in (curve for curves in result.sweeps for curve in curves):
        for readout in result.readouts:
            crossings: list[Crossing | None] = [*curve.crossings(readout, result.target)] or [None]
            reach, missed = curve.reach(readout), int((~curve.trusted).sum())
            for crossing in crossings:
                rows.append(
                    (
                        curve.study,
                        curve.discount,
                        MODELS[curve.evidence_model],
                        readout,
                        result.target,
                        crossing.value if crossing else None,
                        crossing.error if crossing else None,
                        math.exp(crossing.value) if crossing and curve.kind.name in FACTORS else None,
                        *reach,
                        missed,
                    )
                )
    return Table((*header, "lowest", "highest", "points_not_trusted"), rows)


def _coherence_table(result: Implied) -> Table:
    header = (
        "printed_figures_read_as",
        "weight_by_centre",
        "weight_by_width",
        "observed_ratio",
        "observed_share",
        "observed_sd",
        "reported_ratio",
        "distance_logs",
        "distance_sds",
    )
    rows = [
        (
            each.readout,
            each.weight_by_centre,
            each.weight_by_width,
            each.ratio,
            each.share,
            each.observation.sd,
            math.exp(each.reported),
            each.distance,
            each.distance_sds,
        )
        for each in result.coherence
    ]
    return Table(header, rows)


def _curve_table(result: Implied) -> Table:
    rows = [
        (curve.study, curve.discount, MODELS[curve.evidence_model], float(value), *_centres(curve, i))
        for curves in result.sweeps
        for curve in curves
        for i, value in enumerate(curve.values)
    ]
    return Table(("study", "discount", "evidence_model", "value", *CENTRES), rows)


def _centres(curve: Curve, at: int) -> list[float | None]:
    found = [float(curve.centres[name][at]) for name in CENTRES]
    return [value if np.isfinite(value) else None for value in found]


def _pictures(result: Implied) -> dict[str, Picture]:
    studies: dict[str, list[list[Curve]]] = {}
    for curves in result.sweeps:
        studies.setdefault(curves[0].study, []).append(curves)
    pictures = {
        f"implied_{name}": Picture(
            plot_implied(sweeps, result.readouts, result.target, _sweep_sentence(sweeps[0][0], result).rstrip(".")),
            f"The centre of the posterior along each discount, in the study “{name}”.",
        )
        for name, sweeps in studies.items()
    }
    text = "What the author printed, the observation that would have led from one to the other, and his reports."
    return pictures | {"coherence": Picture(plot_coherence(result.coherence), text)}


SECTION = Section(
    name="implied",
    title="How far must the reports be discounted?",
    compute=_compute,
    sentences=_sentences,
    tables=_tables,
    pictures=_pictures,
    options={"author": True},
)
