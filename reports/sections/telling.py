"""Telling: a section's answer as blocks of a document."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from ..render.document import Block, Document, Heading, Picture, named
from ..render.words import titles_of
from ..run.manifest import about
from ..run.run import Run
from .section import Section

__all__ = ["answer", "figure", "report", "told"]


def answer(section: Section, run: Run, **options: Any) -> Document:
    """Return what a command says: a section's answer by itself."""
    blocks = _blocks(section, run, options)
    return Document(blocks, about(run), titles_of(run.graph))


def figure(section: Section, run: Run, name: str, **options: Any) -> Picture | None:
    """Return a figure of a section's answer, or None if the answer has nothing to draw there."""
    pictures = (block for block in named(section.name, _blocks(section, run, options)) if isinstance(block, Picture))
    return next((picture for picture in pictures if picture.name == name), None)


def told(section: Section, run: Run) -> list[Block]:
    """Return what a section says in the report."""
    return [_redrawn(block, section, run) for block in named(section.name, _blocks(section, run, section.asked))]


def report(sections: Iterable[Section], answers: Iterable[Iterable[Block]], run: Run) -> Document:
    """Return the report: what sections say, in order, under their headings, below the question that all are about."""
    blocks: list[Block] = []
    for section, answer in zip(sections, answers, strict=True):
        blocks += [Heading(section.title, section.level, section.name)] if section.title else []
        blocks += answer
    if not any(isinstance(block, Heading) and block.level == 1 for block in blocks):
        record = run.study.model.conclusion
        blocks = [Heading(record.question or record.title, 1), *blocks]
    return Document(blocks, about(run), titles_of(run.graph))


def _redrawn(block: Block, section: Section, run: Run) -> Block:
    """Say of a figure what draws it again."""
    if not isinstance(block, Picture):
        return block
    words = f"llm-barriers figure {block.name} {section.asked_words()}"
    fitted = f"--seed {run.settings.seed} --draws {run.settings.draws}" if section.fits else ""
    return replace(
        block, command=" ".join(f"{words} {fitted} --format pdf{' --width 3.5in' * (not block.whole)}".split())
    )


def _blocks(section: Section, run: Run, options: Mapping[str, Any]) -> list[Block]:
    module = section.module
    blocks: list[Block] = module.write(run.kept(module.compute, **options) if hasattr(module, "compute") else run)
    return blocks
