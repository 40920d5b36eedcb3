"""The typed records that the data files hold: what a quantity, an item or a claim must say."""

import calendar
import datetime as dt
import math
import re
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    Strict,
    model_validator,
)

from .errors import quoted, unknown_name
from .kinds import KINDS, Kind
from .prior import Prior
from .support import check_support, finite_prior
from .units import conversion_factor

__all__ = [
    "Basis",
    "Choice",
    "Event",
    "EvidenceItem",
    "Number",
    "PublishedFigure",
    "Quantity",
    "Record",
    "Source",
    "Words",
    "known_kind",
    "last_day",
    "read_prior",
]

Basis = Literal["stated", "derived", "reconstructed", "external", "judgement", "definition"]


def last_day(value: object) -> dt.date:
    """Read a date; one of a month or a year alone is that period's last day.

    Raises
    ------
    ValueError
        If the value is no date.
    """
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    parts = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", value) if isinstance(value, str) else None
    try:
        if parts is None:
            raise ValueError
        year, month = int(parts[1]), int(parts[2] or 12)
        return dt.date(year, month, int(parts[3] or calendar.monthrange(year, month)[1]))
    except ValueError as error:
        raise ValueError(f"{quoted(value)} is not a date. Allowed: YYYY-MM-DD, YYYY-MM or YYYY") from error


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError(f"{value} is not a finite number")
    return value


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

QuoteKind = Literal["verbatim", "second_hand", "table", "computed", "paraphrase"]
"""What a quote is: the source's own words, the same met in another text, cells of a table, a result computed from its
data, or what it says in other words, which is no quote and is not shown as one."""

Date = Annotated[dt.date, BeforeValidator(last_day)]
Number = Annotated[float, AfterValidator(_finite)]
Weight = Annotated[Number, Field(ge=0)]
Words = Annotated[tuple[str, ...], Strict(False)]
"""A list in a file, a tuple here; what is in it is text."""


class Record(BaseModel):
    """A table of a data file: every key is known, no value is of another type, and nothing changes it."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, arbitrary_types_allowed=True)


class Source(Record):
    """A work that numbers are taken from, with its address and when it was looked up there, where that is known."""

    author: str
    title: str
    date: str
    url: str = ""
    looked_up: str = ""
    where: str = ""
    kind: Literal["post", "paper", "press", "vendor", "blog", "model card", "documentation", "data", "analyst"]


class Event(Record):
    """What happened to the post, on a date: its publication, or its author's edit."""

    title: str
    date: Date
    source: str
    quote: str


class Quantity(Record):
    """A number with its uncertainty, its unit and where it comes from.

    Notes
    -----
    Named ``node`` for a scalar, ``node[coordinate]`` for one coordinate of a vector, and plain ``node``
    with ``dims`` for all coordinates that have no entry of their own. A ``share`` is a part of a whole or a
    probability: none is more than one, though the prior of some has a thin tail that is.
    """

    title: str
    unit: str
    share: bool = False
    prior: Annotated[
        Prior,
        BeforeValidator(lambda table: read_prior(table)),
        PlainSerializer(lambda prior: {"family": prior.family, **prior.parameters}),
    ]
    basis: Basis
    source: str = ""
    quote: str = ""
    quote_kind: QuoteKind = "verbatim"
    note: str = ""
    dims: Words = ()
    file: str = Field(default="", exclude=True)

    @model_validator(mode="after")
    def _possible(self) -> "Quantity":
        check_support(self.prior, self.unit, share=self.share)
        return self


def read_prior(table: object, *, factor: float = 1.0) -> Prior:
    """Build a prior from its table, whose parameters are multiplied by a factor where they have a unit.

    Raises
    ------
    ValueError
        If the table is no prior.
    """
    if isinstance(table, Prior):
        return table
    if not isinstance(table, dict) or not isinstance(table.get("family"), str):
        example = "{ family = 'lognormal', low = 1, high = 10 }"
        raise ValueError(f"{quoted(table)} is not a table with a family. Allowed: such as {example}")
    parameters = {key: _number(key, value) for key, value in table.items() if key != "family"}
    return finite_prior(table["family"], parameters, factor=factor)


def _number(key: str, value: object) -> float | tuple[float, ...]:
    """Read a number, or a list of numbers."""
    return tuple(_single(key, each) for each in value) if isinstance(value, list | tuple) else _single(key, value)


def _single(key: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{quoted(key)} is {quoted(value)}, not a number")
    try:
        return float(value)
    except OverflowError:
        raise ValueError(f"{quoted(key)} is {quoted(value)}") from None


def known_kind(name: str) -> str:
    """Check the name of a kind of evidence.

    Raises
    ------
    ValueError
        If there is none of that name.
    """
    if name not in KINDS:
        raise ValueError(unknown_name(name, KINDS, what="kind"))
    return name


FORMER = {"absence": "search"}
"""Kinds that are called otherwise now, by the name that studies may still have."""


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
        Items of one cluster are not independent of each other.
    include : bool
        Whether it enters. One that restates another, or that a prior already holds, stays in the catalogue
        and out of the likelihood.
    author_did : str
        What the post's author did with it, in his own words where he says so.
    informs : tuple of str
        Nodes of the argument that it is told to bear on, where its use is compared with the author's.
    """

    title: str
    kind: Annotated[str, AfterValidator(lambda name: known_kind(FORMER.get(name, name)))]
    measures: str
    published: Date
    known_to_author: bool
    used_by_author: bool = True
    source: str
    quote: str
    quote_kind: QuoteKind = "verbatim"
    quantity_measured: Measured
    unit: str = "dimensionless"
    value: Number | None = None
    low: Number | None = None
    high: Number | None = None
    sd: Annotated[Number, Field(gt=0)] | None = None
    sd_quantity: str | None = None
    exposure: Number | None = None
    discounts: Words = ()
    cluster: str
    include: bool = True
    note: str = ""
    author_did: str = ""
    informs: Words = ()
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
        return {**table, "unit": "dimensionless", **{key: _single(key, table[key]) * factor for key in given}}

    @model_validator(mode="after")
    def _complete(self) -> "EvidenceItem":
        taken = (self.measures, *self.discounts)
        twice = [name for name in self.discounts if taken.count(name) > 1]
        if twice:
            raise ValueError(f"discounts name {quoted(twice[0])} twice, or as what is measured. Allowed: each once")
        for key in ("value", "low", "high", "sd", "sd_quantity", "exposure", "discounts"):
            if getattr(self, key) not in (None, ()) and key not in self.of_kind.takes:
                raise ValueError(f"a {self.kind} has no {key}. Allowed: {', '.join(self.of_kind.takes)}")
        self.of_kind.check(self)
        return self


class Choice(Record):
    """A structural choice that no prior covers, and its options.

    Each option may change quantities, exactly as a study's overlay does; the first is taken where a study takes none.
    A ``question`` changes what is asked of the graph and nothing that was measured, so that its options share one
    posterior; all others are models of the same facts, over which a conclusion can be averaged. The choice on
    ``evidence`` says how reports enter. Reports that are ``cut`` may inform what the options of a choice set if it is
    marked so, beside their own discounts.
    """

    title: str
    options: dict[str, "Option"]
    question: bool = False
    evidence: bool = False
    cut: bool = False


class Option(Record):
    """One option of a structural choice; under it the ``idle`` choices make no difference.

    An option on evidence has a joint ``likelihood``, or one in which shares are cut, or none, and an observation model
    for the kinds that have several. A sentence says of one what it has as its ``condition``: "… unless only generated
    tokens are counted". In an average over models of the same facts it has a prior ``weight``, relative to the others'.
    """

    title: str
    condition: str = ""
    weight: Weight = 1.0
    quantities: dict[str, dict[str, Any]] = {}
    idle: Words = ()
    likelihood: Literal["joint", "cut", "none"] = "joint"
    observation_model: str = ""


class PublishedFigure(Record):
    """A figure that the post prints as an estimate or a result.

    Attributes
    ----------
    node : str
        What the graph predicts it with; empty where ``claim`` gives a probability instead.
    readout : {"guesstimate", "interval", "point", "probability"}
        How the author turned a distribution into the printed figure.
    centre, low, high : float, optional
        As printed, in ``unit``.
    digits : float
        Worth of the last printed digit of the centre, in ``unit``.
    digits_low, digits_high : float, optional
        The same for the ends of the interval, where they differ.
    role : {"input", "fitted", "arithmetic", "prediction"}
        The graph takes it as an input; an input was reconstructed from it; it follows from these by sums that
        leave it no room to fail; the graph predicts it, and may be wrong.
    reason : str
        Why it is not reproduced, or which inconsistency of the post it shows.
    """

    quote: str
    section: str
    unit: str
    readout: Literal["guesstimate", "interval", "point", "probability"]
    role: Literal["input", "fitted", "arithmetic", "prediction"]
    node: str = ""
    claim: str = ""
    centre: Number | None = None
    low: Number | None = None
    high: Number | None = None
    digits: Annotated[Number, Field(gt=0)]
    digits_low: Annotated[Number, Field(gt=0)] | None = None
    digits_high: Annotated[Number, Field(gt=0)] | None = None
    reason: str = ""

    @model_validator(mode="after")
    def _complete(self) -> "PublishedFigure":
        if bool(self.node) == bool(self.claim):
            raise ValueError("give either node or claim")
        if (self.readout == "probability") != bool(self.claim):
            raise ValueError("the read-out of a claim, and only of one, is 'probability'")
        if self.centre is None and self.low is None and self.high is None:
            raise ValueError("a figure needs a centre, an interval or one end of it")
        return self


Choice.model_rebuild()
