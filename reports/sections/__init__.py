"""Sections: one question a module, with its words, tables and figures, for the report and for a command of its own.

A section says what is computed and what is told of it, and writes nothing. It imports `run`, `figures`, `explorer` and
`render`.
"""

from .catalogue import SECTIONS as SECTIONS
from .section import Section as Section
