"""Published figures: what a post prints as an estimate or a result."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from .records import Number, Record

__all__ = ["PublishedFigure"]


Readout = Literal["guesstimate", "interval", "percentiles", "squiggle", "squigglepy", "mean_sd", "point", "probability"]


class PublishedFigure(Record):
    """A figure that the post prints as an estimate or a result.

    Attributes
    ----------
    node : str
        What the graph predicts it with; empty where ``claim`` gives a probability instead.
    readout : {"guesstimate", "interval", "percentiles", "squiggle", "squigglepy", "mean_sd", "point", "probability"}
        How the author turned a distribution into the printed figure: what Guesstimate's cards say; median with an
        equal-tailed 90% interval, whatever it is called; mean with one, as Squiggle and squigglepy print; mean with a
        standard deviation either way; one value.
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
    section: str = ""
    unit: str
    readout: Readout
    role: Literal["input", "fitted", "arithmetic", "prediction"] = "prediction"
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
