"""Telling: a section's answer as blocks of a document."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..render.document import Block, Document, Failure, Heading, Picture, named
from ..render.words import titles_of
from ..run.manifest import about
from ..run.refusal import outcome
from ..run.run import Run
from .section import Section

__all__ = ["answer", "figure", "report"]


def answer(section: Section, run: Run, **options: Any) -> Document:
    """Return what a command says: a section's answer by itself."""
    blocks = _blocks(section, run, options)
    return Document(blocks, about(run), titles_of(run.graph))


def figure(section: Section, run: Run, name: str, **options: Any) -> Picture | None:
    """Return a figure of a section's answer, or None if the answer has nothing to draw there."""
    pictures = (block for block in named(section.name, _blocks(section, run, options)) if isinstance(block, Picture))
    return next((picture for picture in pictures if picture.name == name), None)


def report(sections: Iterable[Section], run: Run, draw: Callable[[Sequence[Block]], object]) -> Document:
    """Return the report: the answers of sections in order, but for those that tell of another model than the run's.

    Parameters
    ----------
    sections : iterable of Section
    run : Run
    draw : callable
        What draws the figures among a section's blocks.
    """
    blocks: list[Block] = []
    for section in sections:
        if run.study.model.post or not section.story:
            blocks += [Heading(section.title, section.level, section.name)] if section.title else []
            blocks += _told(section, run, draw)
    if not any(isinstance(block, Heading) and block.level == 1 for block in blocks):
        record = run.study.model.conclusion
        blocks = [Heading(record.question or record.title, 1), *blocks]
    return Document(blocks, about(run), titles_of(run.graph))


def _told(section: Section, run: Run, draw: Callable[[Sequence[Block]], object]) -> Sequence[Block]:
    """Return a section's answer with its figures drawn, or why there is none: no error of one loses the others."""
    run.step.part(section.title or section.name)
    try:
        blocks = [_redrawn(block, section, run) for block in named(section.name, _blocks(section, run, section.asked))]
        draw(blocks)
    except Exception as error:
        code, text = outcome(error)
        return [Failure(section.name, text, code)]
    return blocks


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
