"""Evidence items: the record of one observation, of a kind that says how it came about."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from .errors import quoted
from .kinds import KINDS, Kind, known_kind
from .records import Date, Number, QuoteKind, Record, Title, Words, read_number
from .units import conversion_factor

__all__ = ["EvidenceItem"]

Measured = Literal[
    "carbon",
    "compute",
    "cost",
    "energy",
    "people",
    "power",
    "price",
    "productivity",
    "requests",
    "search",
    "supposition",
    "throughput",
    "volume",
]
"""What a report is of, which need not be what it is evidence on: a share of energy is not one of cost."""


class EvidenceItem(Record):
    """One observation, of a kind that says how it came about.

    Attributes
    ----------
    kind : str
        A name in `KINDS`. ``share``: the logit of a reported share is centred on the log of the ratio that it
        measures. ``measurement``: the log of a reported value is centred on the log of the node. ``floor`` and
        ``ceiling``: the node, with its discounts and error, is no less or no more than the value (a censored
        observation). ``count``: a Poisson number, of the node over an exposure. ``search``: one that has the
        node's probability of finding something did (1) or found nothing (0, unless given).
    low, high : float, optional
        A reported range; its middle on the item's scale is the value and its width gives the standard deviation.
    value, sd : float, optional
        A reported value, and its standard deviation on the log or logit scale.
    sd_quantity : str, optional
        A quantity that gives the standard deviation instead.
    exposure : float, optional
        What a count is of, over its unit: months, of a count in requests a month. One unless given.
    discounts : tuple of str
        Dimensionless nodes, on the log scale, by which the report exceeds what it measures.
    cluster : str
        Items of one cluster are not independent of each other; one of none is called as the item.
    include : bool
        Whether it enters. One that restates another, or that a prior already holds, stays in the catalogue
        and out of the likelihood.
    author_did : str
        What the post's author did with it, in his own words where he says so.
    subject : str
        What it is about; empty for whatever a study is about. In a study of another subject it is out.
    informs : tuple of str
        Nodes of the argument that it is told to bear on, where its use is compared with the author's.
    """

    title: Title
    kind: Annotated[str, AfterValidator(known_kind)]
    measures: str
    published: Date
    known_to_author: bool = False
    used_by_author: bool = True
    source: str
    quote: str
    quote_kind: QuoteKind = "verbatim"
    quantity_measured: Measured = "supposition"
    unit: str = "dimensionless"
    value: Number | None = None
    low: Number | None = None
    high: Number | None = None
    sd: Annotated[Number, Field(gt=0)] | None = None
    sd_quantity: str | None = None
    exposure: Number | None = None
    discounts: Words = ()
    cluster: Title = ""
    include: bool = True
    note: str = ""
    author_did: str = ""
    informs: Words = ()
    subject: str = ""
    file: str = Field(default="", exclude=True)

    @property
    def of_kind(self) -> Kind:
        """All that is particular to its kind."""
        return KINDS[self.kind]

    @model_validator(mode="before")
    @classmethod
    def _in_parts_of_one(cls, table: Any) -> Any:
        """Turn a share that is given in percent into a part of one."""
        unit = table.get("unit", "dimensionless")
        if table.get("kind") != "share" or unit == "dimensionless" or not isinstance(unit, str):
            return table
        factor = conversion_factor(unit, "dimensionless", key="unit")
        given = [key for key in ("value", "low", "high") if table.get(key) is not None]
        return {**table, "unit": "dimensionless", **{key: read_number(key, table[key]) * factor for key in given}}

    @model_validator(mode="after")
    def _complete(self) -> "EvidenceItem":
        taken = (self.measures, *self.discounts)
        twice = [name for name in self.discounts if taken.count(name) > 1]
        if twice:
            raise ValueError(f"discounts name {quoted(twice[0])} twice, or as what is measured. Allowed: each once")
        if self.sd_quantity == self.measures:
            raise ValueError(f"sd_quantity is {quoted(self.measures)}, which is measured. Allowed: another quantity")
        if len({*self.informs}) < len(self.informs):
            raise ValueError(f"informs is {quoted([*self.informs])}. Allowed: each node once")
        for key in ("value", "low", "high", "sd", "sd_quantity", "exposure", "discounts"):
            if getattr(self, key) not in (None, ()) and key not in self.of_kind.takes:
                raise ValueError(f"a {self.kind} has no {key}. Allowed: {', '.join(self.of_kind.takes)}")
        self.of_kind.check(self)
        return self
