"""The record of a model: what the machinery must know of an argument beside its formulas.

An argument has conclusions, dims and parts of its own. Whatever reads a graph takes their names from here,
so that another argument needs no change of code.
"""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from .kinds import known_kind
from .records import Number, Record, Words

__all__ = ["Conclusion", "Dim", "Discount", "ModelRecord", "Part"]


class Conclusion(Record):
    """The node that the argument is about, and the side of a threshold on which it comes down.

    Attributes
    ----------
    node : str
    title : str
        What the node is, in words.
    threshold : float
        In the node's unit.
    unit : str
        In which its values are written; its own unless given.
    claim : str
        The claim that the node is below the threshold, by its name.
    below, above : str
        What holds on either side, in words.
    question : str
        What is asked of it, which a report answers; its title unless given.
    """

    node: str
    title: str
    threshold: Number = 1.0
    unit: str = ""
    claim: str = ""
    below: str
    above: str
    question: str = ""


class Dim(Record):
    """A dim of the graph: its coordinates are those of a quantity, or the items of a kind.

    Attributes
    ----------
    quantity : str
        Each coordinate that this quantity has is one of the dim.
    kind : str
        Each item of this kind is a coordinate.
    """

    quantity: str = ""
    kind: Annotated[str, AfterValidator(known_kind)] = ""


class Part(Record):
    """A part of the argument: its title, and the column in which a picture of the graph shows it."""

    title: str
    column: int = Field(default=0, ge=0)


class Discount(Record):
    """What a quantity does to reports of a share, and the option on evidence under which it does; empty for all."""

    kind: Literal["sd", "overstatement", "reliability", "weight"]
    option: str = ""


def _unwritten(value: object) -> str:
    raise ValueError("is where the model was found, which is not written in a file")


class ModelRecord(Record):
    """What is known of an argument beside its formulas.

    Attributes
    ----------
    title : str
        What the argument is about.
    formulas : str
        Where its computed nodes are: ``module:name``, or ``file.py:name`` of a file in the model's folder.
    conclusion : Conclusion
    post : bool
        Whether it is the argument of the published post, of whose printed figures, author and edit a report then tells.
    limits : dict of str to str
        Nodes that another cannot be more than, by the name of that other.
    headline : tuple of str
        Nodes that every comparison shows, the conclusion first.
    explored : tuple of str
        Nodes that the explorer shows beside these.
    panels : str
        The structural choice under each of whose options the conclusion is shown; empty for none.
    dims : dict of str to Dim
    parts : dict of str to Part
        By the name of their module, in the order of the argument.
    coordinates : dict of str to str
        Titles of scenarios and other coordinates.
    short : dict of str to str
        What figures and sentences call nodes whose titles are long.
    odds : dict of str to str
        Nodes that are shares, and what their odds are: on the log of that, a share is observed on the logit scale.
    discounts : dict of str to Discount
        Quantities that may discount reports of a share whether or not a study gives them to one.
    folder : str
        Where its data are; empty for the post's.
    called : str
        How a report that is made again called that folder.
    subject : str
        Name of what it is about where its titles have ``{subject}``; a study gives its own. Empty if they have none.
    """

    title: str
    formulas: str
    post: bool = False
    conclusion: Conclusion
    limits: dict[str, str] = Field(default_factory=dict)
    headline: Words
    explored: Words = ()
    panels: str = ""
    dims: dict[str, Dim] = Field(default_factory=dict)
    parts: dict[str, Part] = Field(default_factory=dict)
    coordinates: dict[str, str] = Field(default_factory=dict)
    short: dict[str, str] = Field(default_factory=dict)
    odds: dict[str, str] = Field(default_factory=dict)
    discounts: dict[str, Discount] = Field(default_factory=dict)
    folder: Annotated[str, BeforeValidator(_unwritten)] = Field(default="", exclude=True)
    called: Annotated[str, BeforeValidator(_unwritten)] = Field(default="", exclude=True)
    subject: str = ""

    def about(self, subject: str) -> "ModelRecord":
        """Return the record of the same argument about another subject, as its titles name it."""
        said = self.model_dump(mode="json", exclude={"subject"}, exclude_unset=True)
        named = ModelRecord(**_named(said, subject), subject=subject)
        return named.model_copy(update={"folder": self.folder, "called": self.called})


def _named(said: Any, subject: str) -> Any:
    """Return plain values with the subject's name in the place that each text has for it."""
    match said:
        case str():
            return said.replace("{subject}", subject)
        case dict():
            return {key: _named(value, subject) for key, value in said.items()}
        case list():
            return [_named(value, subject) for value in said]
    return said
