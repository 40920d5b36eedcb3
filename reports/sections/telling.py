"""Telling: a section's answer as blocks of a document."""

from collections.abc import Iterable, Mapping
from typing import Any

from ..render.document import Block, Document, Heading, named
from ..render.words import titles_of
from ..run.manifest import about
from ..run.run import Run
from .section import Section

__all__ = ["answer", "report"]


def answer(section: Section, run: Run, **options: Any) -> Document:
    """Return what a command says: a section's answer by itself."""
    blocks = _blocks(section, run, options)
    return Document(blocks, about(run), titles_of(run.graph))


def report(sections: Iterable[Section], run: Run) -> Document:
    """Return the report: the answers of sections in order, but for those that tell of another model than the run's."""
    blocks: list[Block] = []
    for section in sections:
        if section.story and not run.study.model.post:
            continue
        run.step.more(1)
        run.step(section.title or section.name)
        blocks += [Heading(section.title, section.level, section.name)] if section.title else []
        blocks += named(section.name, _blocks(section, run, section.asked))
    return Document(blocks, about(run), titles_of(run.graph))


def _blocks(section: Section, run: Run, options: Mapping[str, Any]) -> list[Block]:
    module = section.module
    blocks: list[Block] = module.write(module.compute(run, **options) if hasattr(module, "compute") else run)
    return blocks
