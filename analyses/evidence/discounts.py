"""Discounts: how the headline moves when the prior of each discount is half as wide, and twice as wide.

How far a report may be off was nobody's measurement, so every width here is a judgement. A conclusion that
one of them could turn over rests on it.
"""

from dataclasses import replace
from typing import NamedTuple

from ...model import Graph
from ...priors import Study, split_name
from ...priors.families import widened
from ..fit import CI_PROB, HeadlineNear, Verdict

__all__ = ["FACTORS", "DiscountRow", "discount_rows", "discounts_of", "with_width"]

FACTORS = (0.5, 2.0)
"""By what the scale of a discount's prior is multiplied."""

DISCOUNTS_FILE = "quantities/discounts.toml"


class DiscountRow(NamedTuple):
    """One discount, with the conclusion under half its prior's width and twice it.

    Attributes
    ----------
    name : str
        Of the quantity, without coordinates: all of them are widened together.
    items : tuple of str
        Items that are in and that it discounts.
    narrow, wide : Verdict
    """

    name: str
    items: tuple[str, ...]
    narrow: Verdict
    wide: Verdict

    def reach(self, own: Verdict) -> float:
        """Return the larger of the two moves of the median: see `Verdict.moved`."""
        return max(abs(each.moved(own)) for each in (self.narrow, self.wide))

    def told(self, own: Verdict) -> bool:
        """Whether either width moves the median by more than its Monte Carlo error."""
        return self.narrow.differs(own) or self.wide.differs(own)


def discounts_of(graph: Graph) -> dict[str, tuple[str, ...]]:
    """Return the discounts that have a prior and bear on an item, each with those items.

    Those are the discounts and standard deviations that items name, and every quantity that the catalogue lists as a
    discount, such as the share of a team that a search finds.

    Returns
    -------
    dict of str to tuple of str
        In the order of the items' dates.
    """
    evidence = graph.study.evidence
    listed = {
        split_name(name)[0] for name, q in graph.study.catalogue.quantities.items() if q.file.endswith(DISCOUNTS_FILE)
    }
    named = {
        split_name(n)[0] for i in graph.study.items for n in (*evidence[i].discounts, evidence[i].sd_quantity) if n
    }
    free = {split_name(root.quantity)[0] for root in graph.roots.values()}
    items_of: dict[str, list[str]] = {}
    for item in graph.study.items:
        for name in sorted({split_name(name)[0] for name in graph.reaching(item)} & free & (listed | named)):
            items_of.setdefault(name, []).append(item)
    return {name: tuple(items) for name, items in items_of.items()}


def with_width(study: Study, name: str, factor: float) -> Study:
    """Return a study in which the prior of a quantity is so many times as wide about its centre.

    Parameters
    ----------
    study : Study
    name : str
        Without coordinates, all of which are changed.
    factor : float
        See `priors.families.widened`.
    """
    changed = {
        key: quantity.model_copy(update={"prior": widened(quantity.prior, factor)})
        for key, quantity in study.quantities.items()
        if split_name(key)[0] == name
    }
    return replace(study, name=f"{study.name}, {name} × {factor:g}", quantities={**study.quantities, **changed})


def discount_rows(
    graph: Graph, *, headline_near: HeadlineNear, ci_prob: float = CI_PROB
) -> tuple[Verdict, list[DiscountRow]]:
    """Give the conclusion as the study is, and with each discount's prior narrowed and widened.

    Parameters
    ----------
    graph : Graph
    headline_near : callable
        What gives the headlines.
    ci_prob : float, optional

    Returns
    -------
    own : Verdict
        As the study is.
    rows : list of DiscountRow
        The discount that moves the median most first.
    """
    names, conclusion = discounts_of(graph), graph.study.model.conclusion
    varied = [graph.with_study(with_width(graph.study, name, factor)) for name in names for factor in FACTORS]
    own, *others = (Verdict.of(each, conclusion, ci_prob=ci_prob) for each in headline_near(graph)([graph, *varied]))
    pairs = zip(others[::2], others[1::2], strict=True)
    rows = [DiscountRow(name, items, *pair) for (name, items), pair in zip(names.items(), pairs, strict=True)]
    return own, sorted(rows, key=lambda row: -row.reach(own))
