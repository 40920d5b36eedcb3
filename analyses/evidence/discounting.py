"""Discounting: studies whose inference-share reports have a discount of a chosen value.

A discount is a quantity that says how far the reports may be trusted: the spread that they have in common,
a factor by which they overstate, the probability that one is reliable, or the weight that the author's
additive rule gives them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import special

from ...priors import EvidenceItem, Study, StudyError, make_prior, unknown_name, with_choices

__all__ = ["SHARE_MODELS", "Kind", "default_discount", "discounted", "discounts", "kind_of"]

Array = NDArray[np.float64]

POINTS = 17
"""Points of a grid."""

SHARE_MODELS = ("gaussian", "student_t", "reliability_mixture")
"""Evidence models under which a report has a likelihood; the first is what the others reduce to."""
SPREAD, OVERSTATEMENT, RELIABILITY, WEIGHT = "report_sd", "vendor_bias", "report_reliability", "additive_weight"
"""Quantities that may be asked for whether or not a study's reports have them."""


@dataclass(frozen=True)
class Kind:
    """What a discount does, and the values of it that are tried.

    Attributes
    ----------
    name : {"spread", "overstatement", "reliability", "weight"}
    low, high : float
        Ends of the grid: standard deviations and overstatements are logs of the ratio, the others probabilities.
    line, back : callable
        To a line on which values are equally far apart, and back.
    models : tuple of str
        Evidence models in which it is at work.
    """

    name: str
    low: float
    high: float
    line: Callable[[Array], Array]
    back: Callable[[Array], Array]
    models: tuple[str, ...]

    @property
    def grid(self) -> Array:
        """The values that are tried."""
        low, high = self.line(np.array([self.low, self.high]))
        return np.asarray(self.back(np.linspace(low, high, POINTS)))


_SPREAD = Kind("spread", 0.2, 30.0, np.log, np.exp, SHARE_MODELS)
_OVERSTATEMENT = Kind("overstatement", 0.0, 8.0, np.asarray, np.asarray, SHARE_MODELS)
_RELIABILITY = Kind("reliability", 0.001, 0.999, special.logit, special.expit, ("reliability_mixture",))
_WEIGHT = Kind("weight", 0.001, 0.999, special.logit, special.expit, ("additive",))


def discounts(study: Study) -> dict[str, Kind]:
    """Return the discounts of a study's reports by name, and what each does.

    Notes
    -----
    Beside those that the study gives its reports there are always a common spread, the sellers'
    overstatement, the reliability of the mixture and the weight of the additive rule.
    """
    kinds = {SPREAD: _SPREAD, OVERSTATEMENT: _OVERSTATEMENT, RELIABILITY: _RELIABILITY, WEIGHT: _WEIGHT}
    for item in _reports(study).values():
        kinds |= dict.fromkeys(item.discounts, _OVERSTATEMENT)
        kinds |= {item.sd_quantity: _SPREAD} if item.sd_quantity else {}
    return kinds


def default_discount(study: Study) -> str:
    """Return the discount to ask for: the weight of an additive rule, a spread of its own, or the overstatement."""
    if study.choices.get("evidence_model") == "additive":
        return WEIGHT
    return next((item.sd_quantity for item in _reports(study).values() if item.sd_quantity), OVERSTATEMENT)


def kind_of(study: Study, discount: str) -> Kind:
    """Return what a discount of a study does.

    Raises
    ------
    StudyError
        If there is no such discount, or the study sees no report.
    """
    kinds = discounts(study)
    if discount not in kinds:
        raise StudyError(unknown_name(discount, kinds, what="discount"), key="--discount")
    if discount != WEIGHT and not _reports(study):
        problem = "the study sees no report of an inference share, so there is nothing to discount"
        raise StudyError(problem, file=study.file, key="evidence")
    return kinds[discount]


def _reports(study: Study) -> dict[str, EvidenceItem]:
    """Return the inference-share reports that a study sees, whatever its evidence model."""
    seen = {name: study.evidence[name] for name in study.items_by_date()}
    return {name: item for name, item in seen.items() if item.kind == "share" and item.include and study.sees(item)}


def discounted(study: Study, discount: str, value: float, evidence_model: str) -> Study:
    """Return a study whose reports have a discount of one value, and in which everything else is as it was.

    Parameters
    ----------
    study : Study
    discount : str
        One of `discounts`.
    value : float
        On the log scale for a spread or an overstatement, else a probability.
    evidence_model : str

    Notes
    -----
    A spread becomes that of every report. Any other discount takes the place of a spread that is a quantity:
    a report with a range of its own then has the spread of that range. An overstatement that no report has
    is that of every report without any discount; of all, if none is without.

    Raises
    ------
    StudyError
        If there is no such discount, or the study sees no report.
    """
    kind, entry, reports = kind_of(study, discount), study.quantity(discount), _reports(study)
    found = with_choices(study, {"evidence_model": evidence_model})
    quantities = {name: q for name, q in found.quantities.items() if name.partition("[")[0] != discount}
    quantities[discount] = entry.model_copy(update={"prior": make_prior("constant", {"value": value})})
    changed = {name: _with_discount(item, discount, kind, list(reports.values())) for name, item in reports.items()}
    return replace(found, quantities=quantities, evidence={**found.evidence, **changed})


def _with_discount(item: EvidenceItem, discount: str, kind: Kind, reports: Sequence[EvidenceItem]) -> EvidenceItem:
    if kind is _SPREAD:
        return item.model_copy(update={"sd_quantity": discount})
    update: dict[str, object] = {}
    if item.sd_quantity and item.of_kind.numbers(item, 1.0)[0] is not None:
        update["sd_quantity"] = None
    if kind is _OVERSTATEMENT and not any(discount in each.discounts for each in reports):
        bare = [each for each in reports if not each.discounts]
        if item in bare or not bare:
            update["discounts"] = (*item.discounts, discount)
    return item.model_copy(update=update)
