"""Sections: one question a module, with its words, tables and figures, for the report and for a command of its own."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .section import Section

__all__ = ["ORDER", "section_named"]

ORDER: tuple[str, ...] = (
    "timeline",
    "items",
    "sensitivity",
    "value_of_information",
    "what_if",
    "unused",
    "implied",
    "checks",
    "discounts",
    "multiverse",
    "comparison",
)
"""Modules of the sections that the report shows, in its order."""


def section_named(name: str) -> "Section":
    """Return the section of a module of this package."""
    section: Section = import_module(f"{__name__}.{name}").SECTION
    return section
