"""Telling: a section's answer as blocks of a document."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..render.document import Block, Document, Heading, Origin, Paragraph, Picture, Table, named
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
    blocks, record = list[Block](), run.study.model.conclusion
    for section, answer in zip(sections, answers, strict=True):
        origin = Origin(section.name, record.node * section.concludes, _printing(section, run))
        blocks += [Heading(section.title, section.level, section.name)] if section.title else []
        blocks += answer
        blocks += [origin] if (origin.node or origin.command) and any(map(_counted, answer)) else []
    if not any(isinstance(block, Heading) and block.level == 1 for block in blocks):
        blocks = [Heading(record.question or record.title, 1), *blocks]
    return Document(list(_levelled(blocks)), about(run), titles_of(run.graph))


def _levelled(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield blocks with each heading one level below that which it is under, where sections between are left out."""
    above: list[int] = []
    for block in blocks:
        if isinstance(block, Heading):
            above = [*(level for level in above if level < block.level), block.level]
            block = replace(block, level=len(above))
        yield block


def _redrawn(block: Block, section: Section, run: Run) -> Block:
    """Say of a figure what draws it again."""
    if not isinstance(block, Picture):
        return block
    looks = "--format pdf" if block.whole else "--format pdf --width 3.5in"
    return replace(block, command=f"{_asking(f'figure {block.name}', section, run)} {looks}")


def _printing(section: Section, run: Run) -> str:
    """Return what prints a section's numbers again, if there is such a command."""
    if section.help:
        return _asking(" ".join(section.words), section, run)
    return f"{_asking(f'figure {section.figures[0]}', section, run)} --format csv" if section.figures else ""


def _asking(words: str, section: Section, run: Run) -> str:
    """Return a command that asks a section as the report does."""
    fitted = f" --seed {run.settings.seed} --draws {run.settings.draws}" if section.fits else ""
    return f"llm-barriers {words} {section.asked_words()}{fitted}"


def _counted(block: Block) -> bool:
    """Return whether a block has sentences, in which there may be numbers."""
    return isinstance(block, Paragraph) or (isinstance(block, Table) and block.entries and not block.frame.index.name)


def _blocks(section: Section, run: Run, options: Mapping[str, Any]) -> list[Block]:
    module = section.module
    blocks: list[Block] = module.write(run.kept(module.compute, **options) if hasattr(module, "compute") else run)
    return blocks
