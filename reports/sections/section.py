"""What is known of a section before anything is computed for it; nothing heavy is imported here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from types import ModuleType
from typing import Any

import click

__all__ = ["Section"]


@dataclass(frozen=True)
class Section:
    """One question, for a part of the report, a command of its own, or both.

    Its module, of the same name, computes the answer and writes it: ``compute(run, **options)`` to a result of any
    kind, and ``write(result)`` to blocks of a document. Without ``compute``, the run itself is written. It may have
    ``check(settings, **options)``, which refuses what would be refused after a fit.

    Attributes
    ----------
    name : str
        Of the module; its figures and tables begin with it.
    title : str
        Heading in the report; empty if the section writes its own or has none.
    level : int
        Of the heading.
    report : bool
        Whether the report has it.
    basic : bool
        Whether it stays in a report without the questions.
    story : bool
        Whether it tells the story of the published post: it is left out of a report on another model, and its command
        refuses a study of one unless it names its studies itself.
    asked : mapping
        What `compute` is given in the report.
    help : str
        Of the command, its first sentence by itself in a list of commands; empty if there is no command.
    example : str
        Of the command's use.
    command : str
        Words that name it; those of the section unless given.
    params : sequence of click.Parameter
        The command's own.
    study : str
        Default of ``--study``; empty for a command that names its studies itself.
    fits : bool
        Whether the command needs a posterior.
    long : bool
        Whether its first answer takes long, and so is begun before others.
    leans : bool
        Whether it leans on what other sections have computed, and so comes after them.
    concludes : bool
        Whether numbers in its sentences that are not said to be of something else are of the conclusion.
    figures : sequence of str
        Those that it may have, the first first; all but one that is called as the section have its name before theirs.
    """

    name: str
    title: str = ""
    level: int = 2
    report: bool = True
    basic: bool = False
    story: bool = False
    asked: Mapping[str, Any] = field(default_factory=dict)
    help: str = ""
    example: str = ""
    command: str = ""
    params: Sequence[click.Parameter] = ()
    study: str = "reanalysis"
    fits: bool = True
    long: bool = False
    leans: bool = False
    figures: Sequence[str] = ()
    concludes: bool = True

    @property
    def module(self) -> ModuleType:
        """What computes and writes it, imported only now."""
        return import_module(f"{__package__}.{self.name}")

    def asked_words(self) -> str:
        """Return what asks the section as the report does, in the report's folder: its options, and the study."""
        words = [word for parameter in self.params for word in _words(parameter, self.asked.get(parameter.name or ""))]
        if not self.study:
            return " ".join([*words, "."])
        return " ".join([*words, "--study", self.asked.get("of", ".")])

    @property
    def words(self) -> list[str]:
        """What names its command."""
        return (self.command or self.name.replace("_", "-")).split()


def _words(parameter: click.Parameter, asked: Any) -> list[str]:
    """Return a parameter as it is written on the command line."""
    if asked is None:
        return []
    if isinstance(parameter, click.Argument):
        return [str(asked)]
    if isinstance(asked, bool):
        return [parameter.opts[0]] * asked
    values = asked if isinstance(asked, tuple) else (asked,)
    return [word for value in values for word in (parameter.opts[0], str(value))]
