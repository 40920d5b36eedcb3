"""Discounting: studies whose inference-share reports have a discount of a chosen value.

A discount is a quantity that says how far the reports may be trusted: the standard deviation that they have in common,
a factor by which they overstate, the probability that one is reliable, or the weight that the author's
additive rule gives them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from scipy import special

from ...priors import EvidenceItem, Study, StudyError, make_prior, unknown_name, with_choices

__all__ = ["Kind", "default_discount", "discounted", "discounts", "kind_of", "options_of"]

Array = NDArray[np.float64]

POINTS = 9
"""Points of a grid, to which others are added where the posterior moves fast."""


@dataclass(frozen=True)
class Kind:
    """What a discount does, and the values of it that are tried.

    Attributes
    ----------
    name : {"sd", "overstatement", "reliability", "weight"}
    low, high : float
        Ends of the grid: standard deviations and overstatements are logs of the ratio, the others probabilities.
    line, back : callable
        To a line on which values are equally far apart, and back.
    """

    name: str
    low: float
    high: float
    line: Callable[[Array], Array]
    back: Callable[[Array], Array]

    @property
    def grid(self) -> Array:
        """The values that are tried."""
        low, high = self.line(np.array([self.low, self.high]))
        return np.asarray(self.back(np.linspace(low, high, POINTS)))


_SD = Kind("sd", 0.2, 30.0, np.log, np.exp)
_OVERSTATEMENT = Kind("overstatement", 0.0, 8.0, np.asarray, np.asarray)
_RELIABILITY = Kind("reliability", 0.001, 0.999, special.logit, special.expit)
_WEIGHT = Kind("weight", 0.001, 0.999, special.logit, special.expit)
_KINDS = {kind.name: kind for kind in (_SD, _OVERSTATEMENT, _RELIABILITY, _WEIGHT)}


def discounts(study: Study) -> dict[str, Kind]:
    """Return the discounts of a study's reports by name, and what each does.

    Notes
    -----
    Beside those that the study gives its reports there are always those of its model's record: of the post, a common
    standard deviation, the sellers' overstatement, the reliability of the mixture and the weight of the additive rule.
    """
    kinds = {name: _KINDS[discount.kind] for name, discount in study.model.discounts.items()}
    for item in _reports(study).values():
        kinds |= dict.fromkeys(item.discounts, _OVERSTATEMENT)
        kinds |= {item.sd_quantity: _SD} if item.sd_quantity else {}
    return kinds


def default_discount(study: Study) -> str:
    """Return the discount to ask for: the weight of an additive rule, a standard deviation, or an overstatement.

    Raises
    ------
    StudyError
        If there is none.
    """
    taken, kinds = study.choices.get(study.choice_on_evidence), discounts(study)
    weights = (name for name, discount in study.model.discounts.items() if taken and discount.option == taken)
    sds = (item.sd_quantity for item in _reports(study).values() if item.sd_quantity)
    overstatements = (name for name, kind in kinds.items() if kind is _OVERSTATEMENT)
    discount = next(chain(weights, sds, overstatements), None)
    if discount is None:
        raise StudyError("the study has no discount of a reported share", file=study.file, key="--discount")
    return discount


def options_of(study: Study, discount: str) -> tuple[str, ...]:
    """Return the options of how reports enter under which a discount is at work."""
    known = study.model.discounts.get(discount)
    return (known.option,) if known and known.option else study.joint_options


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
    if kinds[discount] is not _WEIGHT and not _reports(study):
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
        On the log scale for a standard deviation or an overstatement, else a probability.
    evidence_model : str
        Option of how reports enter.

    Notes
    -----
    A standard deviation becomes that of every report. Any other discount takes the place of one that is a quantity:
    a report with a range of its own then has that of its range. An overstatement that no report has
    is that of every report without any discount; of all, if none is without.

    Raises
    ------
    StudyError
        If there is no such discount, or the study sees no report.
    """
    kind, entry, reports = kind_of(study, discount), study.quantity(discount), _reports(study)
    taken = with_choices(study, {study.choice_on_evidence: evidence_model})
    quantities = {name: q for name, q in taken.quantities.items() if name.partition("[")[0] != discount}
    quantities[discount] = entry.model_copy(update={"prior": make_prior("constant", {"value": value})})
    changed = {name: _with_discount(item, discount, kind, list(reports.values())) for name, item in reports.items()}
    return replace(taken, quantities=quantities, evidence={**taken.evidence, **changed})


def _with_discount(item: EvidenceItem, discount: str, kind: Kind, reports: Sequence[EvidenceItem]) -> EvidenceItem:
    if kind is _SD:
        return item.model_copy(update={"sd_quantity": discount})
    update: dict[str, object] = {}
    if item.sd_quantity and item.of_kind.numbers(item, 1.0)[0] is not None:
        update["sd_quantity"] = None
    if kind is _OVERSTATEMENT and not any(discount in each.discounts for each in reports):
        bare = [each for each in reports if not each.discounts]
        if item in bare or not bare:
            update["discounts"] = (*item.discounts, discount)
    return item.model_copy(update=update)
