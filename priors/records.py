"""The typed records that the data files hold: what a source, a quantity, a choice must say."""

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

from .errors import StudyError, harmless, quoted
from .families import FAMILIES, check_keys
from .prior import Prior
from .support import check_support, finite_prior

__all__ = [
    "Accelerator",
    "Basis",
    "Choice",
    "Date",
    "Event",
    "Number",
    "Quantity",
    "QuoteKind",
    "Record",
    "Scenario",
    "Source",
    "Title",
    "Unmodelled",
    "Words",
    "last_day",
    "read_date",
    "read_number",
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
    parts = (
        re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", value)
        if isinstance(value, str) and value.isascii()
        else None
    )
    try:
        if parts is None:
            raise ValueError
        year, month = int(parts[1]), int(parts[2] or 12)
        return dt.date(year, month, int(parts[3] or calendar.monthrange(year, month)[1]))
    except ValueError as error:
        raise ValueError(f"{quoted(value)} is not a date. Allowed: YYYY-MM-DD, YYYY-MM or YYYY") from error


def read_date(text: object, *, file: str | None = None, key: str | None = None) -> dt.date:
    """Read ``YYYY-MM-DD``, ``YYYY-MM``, ``YYYY`` or ``today``.

    Raises
    ------
    StudyError
        If the text is no date.
    """
    if text == "today":
        return dt.date.today()
    try:
        return last_day(text)
    except ValueError as error:
        raise StudyError(f"{error}, or 'today'", file=file, key=key) from None


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError(f"{value} is not a finite number")
    return value


def _said(text: str) -> str:
    if not text.strip():
        raise ValueError("is blank. Allowed: left out, or text")
    if harmless(text) != text:
        raise ValueError(f"{quoted(text)} holds control characters, which no figure shows. Allowed: printed ones")
    return text


QuoteKind = Literal["verbatim", "second_hand", "table", "computed", "paraphrase"]
"""What a quote is: the source's own words, the same met in another text, cells of a table, a result computed from its
data, or what it says in other words, which is no quote and is not shown as one."""

Date = Annotated[dt.date, BeforeValidator(last_day)]
Number = Annotated[float, AfterValidator(_finite)]
Weight = Annotated[Number, Field(ge=0)]
Title = Annotated[str, AfterValidator(_said)]
"""What something is called: not blank, and of characters that can be shown."""

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
    """A date as of which the conclusion is told, such as that of the post's publication; a figure has those marked."""

    title: str
    date: Date
    marked: bool = True
    source: str
    quote: str


class Unmodelled(Record):
    """What a post claims and no node of the graph can state, and why."""

    title: str
    quote: str
    reason: str


class Quantity(Record):
    """A number with its uncertainty, its unit and where it comes from.

    Notes
    -----
    Named ``node`` for a scalar, ``node[coordinate]`` for one coordinate of a vector, and plain ``node``
    with ``dims`` for all coordinates that have no entry of their own. A ``share`` is a part of a whole or a
    probability: none is more than one, though the prior of some has a thin tail that is.
    """

    title: Title
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
    if table["family"] in FAMILIES:
        check_keys(FAMILIES[table["family"]], table.keys() - {"family"})
    parameters = {
        key: tuple(read_number(key, v) for v in value) if isinstance(value, list | tuple) else read_number(key, value)
        for key, value in table.items()
        if key != "family"
    }
    return finite_prior(table["family"], parameters, factor=factor)


def read_number(key: str, value: object) -> float:
    """Read a number.

    Raises
    ------
    ValueError
        If the value is none, or is beyond any float.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{quoted(key)} is {quoted(value)}, not a number")
    try:
        return float(value)
    except OverflowError:
        raise ValueError(f"{quoted(key)} is {quoted(value)}") from None


class Scenario(Record):
    """What a study says of a scenario beside its numbers: its title, and whether it is there at all."""

    title: Title = ""
    include: bool = True


class Accelerator(Record):
    """A chip that models run on: what of the quantities is its own, as a study's overlay has them."""

    title: str
    quantities: dict[str, dict[str, Any]]


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
    One that ``needs`` a number, or one of several, is no part of it while the model's own stands in for the study's.
    """

    title: str
    condition: str = ""
    weight: Weight = 1.0
    quantities: dict[str, dict[str, Any]] = {}
    idle: Words = ()
    needs: Words = ()
    likelihood: Literal["joint", "cut", "none"] = "joint"
    observation_model: str = ""


Choice.model_rebuild()
