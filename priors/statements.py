"""Statements: claims as data, a node against a threshold and combinations of such; never run as code."""

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Strict, Tag, model_validator

from .errors import quoted
from .records import Number, Record, Title

__all__ = ["STATEMENTS", "AllOf", "AnyOf", "Claim", "Comparison", "NoneOf", "Statement"]


class Comparison(Record):
    """A node against a threshold, or against a multiple of another node."""

    node: str
    relation: Literal["<", "<=", ">", ">="]
    threshold: Number | None = None
    unit: str | None = None
    factor: Number = 1.0
    than: str | None = None

    @model_validator(mode="after")
    def _one_side(self) -> "Comparison":
        if (self.threshold is None) == (self.than is None):
            raise ValueError("give either threshold (with its unit) or than")
        if (self.threshold is None) != (self.unit is None):
            raise ValueError("a threshold needs a unit, and nothing else has one")
        if self.than == self.node:
            raise ValueError(f"{quoted(self.node)} is compared with itself; than names another node")
        return self


class AllOf(Record):
    """Every part holds."""

    all: Annotated[tuple["Statement", ...], Strict(False)] = Field(min_length=1)


class AnyOf(Record):
    """At least one part holds."""

    any: Annotated[tuple["Statement", ...], Strict(False)] = Field(min_length=1)


class NoneOf(Record):
    """The part does not hold."""

    none: "Statement"


def _statement_kind(value: object) -> str:
    """Tell a statement's kind by the key that only it has."""
    keys = value if isinstance(value, dict) else getattr(type(value), "model_fields", {})
    return next((kind for kind in ("all", "any", "none") if kind in keys), "node")


Statement = Annotated[
    Annotated[Comparison, Tag("node")]
    | Annotated[AllOf, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[NoneOf, Tag("none")],
    Discriminator(_statement_kind),
]


class Claim(Record):
    """A quantitative statement whose probability the graph gives."""

    title: Title
    quote: str
    statement: Statement
    source: str = "cottier2022"
    section: str = ""
    note: str = ""
    file: str = Field(default="", exclude=True)


STATEMENTS: dict[str, type[Record]] = {"node": Comparison, "all": AllOf, "any": AnyOf, "none": NoneOf}
"""Kinds of statements, by the key that only one of them has."""

for _model in (AllOf, AnyOf, NoneOf, Claim):
    _model.model_rebuild()
