"""Sections: one question a module, with its words, tables and figures, for the report and for a command of its own."""

from .catalogue import SECTIONS as SECTIONS
from .section import Section as Section
