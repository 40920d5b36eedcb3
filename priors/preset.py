"""Presets: positions that people hold, as what a study would have to change to hold them."""

from typing import Any

from pydantic import Field

from .records import Record

__all__ = ["Preset"]


class Preset(Record):
    """A position, which the explorer shows at one click.

    Attributes
    ----------
    title : str
        Whose it is, or what it says.
    note : str
        What it takes for granted.
    study : str
        A shipped study that holds it; the one that is explored unless given.
    layer : dict
        What the file of a study that extends that one would hold.
    """

    title: str
    note: str = ""
    study: str = ""
    layer: dict[str, Any] = Field(default_factory=dict)
