"""Commands: each section's own, made from what is known of it, and what happens when it is called."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..run.refusal import FAULT
from ..sections import SECTIONS, Section
from .options import PICTURE, InOrder, shared
from .priors_commands import COMMANDS

if TYPE_CHECKING:
    from ..run.settings import Settings

__all__ = ["add_commands", "refuse"]


def add_commands(group: click.Group) -> None:
    """Add the command of every section that has one; those of two words are in a group of their own."""
    for section in SECTIONS:
        if not section.help:
            continue
        *words, name = section.words
        inner = group
        for word in words:
            inner = _group(group, word)
        inner.add_command(_command(section, name))
    for command in COMMANDS:
        _group(group, "priors").add_command(command)


def _group(outer: click.Group, name: str) -> click.Group:
    if name not in outer.commands:
        outer.add_command(InOrder(name, help=f"The {name} that a study assumes."))
    group = outer.commands[name]
    assert isinstance(group, click.Group)
    return group


def _command(section: Section, name: str) -> click.Command:
    def callback(out: Path | None = None, **options: Any) -> None:
        from ..run.settings import OPTIONS, Settings

        settings = Settings.read(
            **{key: options.pop(key) for key in OPTIONS if key in options}, key="--study" if section.study else "SECOND"
        )
        ask(section, settings, out=out, **options)

    own = {text for parameter in section.params for text in parameter.opts}
    params = [*section.params, *[PICTURE] * bool(section.figures), *shared(section.study, fits=section.fits)]
    return click.Command(
        name,
        callback=callback,
        params=[each for each in params if each in section.params or own.isdisjoint(each.opts)],
        help=section.help,
        short_help=f"{section.help.partition('. ')[0].removesuffix('.')}.",
        epilog=f"Example: llm-barriers {section.example}",
    )


def refuse(section: Section, settings: "Settings", options: Mapping[str, Any]) -> None:
    """Refuse a question that is not about a study's model, and what would be refused after a fit.

    Raises
    ------
    StudyError
        If there is such a reason.
    """
    from ...priors import StudyError

    if section.story and section.study and not settings.study.model.post and not options.get("figures"):
        text = f"is of the model {settings.study.model.title!r}, and the question is about the published post"
        raise StudyError(f"{settings.study.name!r} {text}. Allowed: a study of the post's model", key="--study")
    if check := getattr(section.module, "check", None):
        check(settings, **options)


def ask(section: Section, settings: "Settings", *, out: Path | None = None, **options: Any) -> None:
    """Answer a section's question and print it, as words and tables or as JSON; or draw its first figure too."""
    from ...priors import StudyError
    from ..render import jsons, terminal
    from ..render.document import Picture
    from ..run.run import Run
    from ..run.terminal import progress, say
    from ..sections.telling import answer

    refuse(section, settings, options)
    with progress(1) as step:
        run = Run(settings, step)
        step(" ".join(section.words))
        document = answer(section, run, **options)
        if section.fits:
            from ..sections.slips import warn

            warn(run)
    if out is not None:
        from ..figures.saving import save_plot

        if not document.of(Picture):
            raise StudyError(f"{settings.study.name!r} has nothing to draw here, so that {str(out)!r} is not written")
        save_plot(document.of(Picture)[0].draw(), out)
        say(f"wrote {out}")
    if settings.as_json:
        jsons.show(jsons.plain(document))
    else:
        terminal.show(document)
    if hasattr(section.module, "failed") and section.module.failed(document, **options):
        sys.exit(FAULT)
    if settings.as_json:
        return
    if hidden := [name for name, table in document.tables.items() if table.shown in ("page", "nowhere")]:
        say(f"--json also has: {', '.join(hidden)}")
    if run.is_fitted:
        say(f"{run.fit.method}, gate passed: {run.fit.gate.reason()}")
